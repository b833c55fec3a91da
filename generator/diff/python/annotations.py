"""Annotations as sets of types, which can be compared."""

import ast
from collections.abc import Mapping
from enum import Enum

from attrs import frozen

__all__ = ["NONE", "Form", "Part", "Relation", "expanded", "parse", "relation"]


@frozen
class Part:
    """One of the types that an annotation allows.

    Attributes:
        name: Its name, or `Literal`.
        arguments: The arguments in its brackets.
        value: The expression of the value of a literal.
    """

    name: str
    arguments: tuple["Form", ...] = ()
    value: str = ""


Form = frozenset[Part]
"""The types that an annotation allows."""

NONE = Part("None")


class Relation(Enum):
    """How an annotation changed."""

    SAME = "same"
    WIDER = "wider"
    NARROWER = "narrower"
    OTHER = "other"


def parse(text: str, renamed: Mapping[str, str]) -> Form:
    """Return an annotation as a set of types.

    Args:
        text: The annotation.
        renamed: Other names for some of its classes.
    """
    return _form(ast.parse(text, mode="eval").body, renamed)


def _form(node: ast.expr, renamed: Mapping[str, str]) -> Form:
    match node:
        case ast.BinOp(left, ast.BitOr(), right):
            return _form(left, renamed) | _form(right, renamed)
        case ast.Constant(None):
            return frozenset({NONE})
        case ast.Constant(str(text)):
            return parse(text, renamed)
        case ast.Subscript(value, content):
            return _subscript(_name(value), content, renamed)
        case ast.List(elements):
            return frozenset({Part("[]", tuple(_form(each, renamed) for each in elements))})
        case _:
            name = _name(node)
            return frozenset[Part]() if name == "Never" else frozenset({Part(renamed.get(name, name))})


def _subscript(name: str, content: ast.expr, renamed: Mapping[str, str]) -> Form:
    elements = content.elts if isinstance(content, ast.Tuple) else [content]
    if name == "Literal":
        return frozenset(Part(name, value=ast.unparse(each)) for each in elements)
    arguments = tuple(_form(each, renamed) for each in elements)
    if name in {"Optional", "Union"}:
        return frozenset[Part]().union(*arguments, {NONE} if name == "Optional" else set[Part]())
    return frozenset({Part(renamed.get(name, name), arguments)})


def _name(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2] or "..."


def expanded(form: Form, aliases: Mapping[str, Form]) -> Form:
    """Return an annotation in which aliases are replaced by their types, unless they contain themselves."""
    found: set[Part] = set()
    for part in form:
        if part.name in aliases and not part.arguments:
            others = {name: alias for name, alias in aliases.items() if name != part.name}
            found |= expanded(aliases[part.name], others)
        else:
            found.add(Part(part.name, tuple(expanded(each, aliases) for each in part.arguments), part.value))
    return frozenset(found)


def relation(old: Form, new: Form) -> Relation:
    """Return how an annotation changed."""
    if old == new:
        return Relation.SAME
    wider, narrower = accepts(new, old), accepts(old, new)
    if wider and narrower:
        return Relation.SAME
    return Relation.WIDER if wider else Relation.NARROWER if narrower else Relation.OTHER


def accepts(wide: Form, narrow: Form) -> bool:
    """Return whether every value of an annotation is also one of another."""
    return all(any(_accepts(candidate, part) for candidate in wide) for part in narrow)


# The types that also accept the values of a type.
_WIDER: Mapping[str, set[str]] = {
    "bool": {"int", "float"},
    "int": {"float"},
    "datetime": {"date"},
    "tuple": {"Sequence", "Iterable"},
    "list": {"Sequence", "Iterable"},
    "Sequence": {"Iterable"},
    "dict": {"Mapping"},
}

# Types whose values can be changed accept exactly the same content.
_INVARIANT = {"dict", "list"}


def _accepts(wide: Part, narrow: Part) -> bool:
    if wide == narrow or wide.name in {"Any", "object"}:
        return True
    if narrow.name == "Literal":
        kind = type(ast.literal_eval(narrow.value)).__name__
        return wide.name in {kind, *_WIDER.get(kind, ())}
    if wide.name != narrow.name and wide.name not in _WIDER.get(narrow.name, ()):
        return False
    return _accept_content(wide, _items(narrow) if wide.name != narrow.name else narrow.arguments)


def _items(part: Part) -> tuple[Form, ...]:
    """Return the content of a sequence or mapping, as a wider type has it in its brackets."""
    if part.name != "tuple":
        return part.arguments
    return (frozenset[Part]().union(*(each for each in part.arguments if each != _REST)),)


_REST = frozenset({Part("...")})


def _accept_content(wide: Part, narrow: tuple[Form, ...]) -> bool:
    if len(wide.arguments) != len(narrow):
        return not wide.arguments
    pairs = list(zip(wide.arguments, narrow, strict=True))
    invariant = wide.name in _INVARIANT
    return all(accepts(one, other) and (not invariant or accepts(other, one)) for one, other in pairs)
