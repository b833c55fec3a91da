"""Values for arguments, as expressions."""

from collections.abc import Mapping

from .annotations import Form, Part

__all__ = ["example", "example_of"]

_SIMPLE = {
    "Any": '"x"',
    "None": "None",
    "UUID": "UUID(int=1)",
    "bool": "True",
    "bytes": 'b"x"',
    "date": "date(2026, 1, 1)",
    "datetime": "datetime(2026, 1, 1)",
    "float": "1.5",
    "int": "1",
    "object": '"x"',
    "str": '"x"',
}

_ORDER = ["str", "int", "float", "bool", "Literal"]


def example(form: Form, aliases: Mapping[str, Form]) -> str:
    """Return a value that an annotation allows.

    Args:
        form: The annotation.
        aliases: What the aliases stand for.
    """
    parts = sorted(form, key=_order)
    return example_of(parts[0], aliases) if parts else "..."


def _order(part: Part) -> tuple[int, str, str]:
    return _ORDER.index(part.name) if part.name in _ORDER else len(_ORDER), part.name, part.value


def example_of(part: Part, aliases: Mapping[str, Form]) -> str:
    """Return a value of a type."""
    match part:
        case Part("Literal"):
            return part.value
        case Part("tuple", (item, rest)) if rest == frozenset({Part("...")}):
            return f"({example(item, aliases)},)"
        case Part("tuple"):
            return f"({', '.join(example(each, aliases) for each in part.arguments)},)"
        case Part("Sequence" | "list" | "Iterable", (item,)):
            return f"[{example(item, aliases)}]"
        case Part("Mapping" | "dict", (key, value)):
            return f"{{{example(key, aliases)}: {example(value, aliases)}}}"
        case Part(name) if name in aliases:
            others = {other: form for other, form in aliases.items() if other != name}
            return example(aliases[name], others)
        case Part(name):
            return _SIMPLE.get(name) or f"models.{name}.from_dict({{}})"
