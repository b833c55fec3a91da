"""The arguments of the clients and of their methods, and the attributes of webhook events, as documented in the SDK."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import takewhile

from attrs import frozen

from .files import ROOT


@frozen
class Argument:
    """A documented argument, with its annotation and its default."""

    name: str
    annotation: str
    default: str
    description: str


def constructor(source: str) -> list[Argument]:
    """Return the arguments of the sync client, from the source of its module."""
    client = next(node for node in _classes(source) if node.name.endswith("Client"))
    init = next(node for node in client.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    descriptions = _entries(client, "Args")
    return [
        Argument(each.arg, _annotation(each.annotation), _written(default), descriptions.get(each.arg, ""))
        for each, default in zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True)
    ]


def options() -> list[Argument]:
    """Return the options of a call."""
    return _attributes("_options", "CallOptions")


def envelope() -> list[Argument]:
    """Return the attributes of a webhook event."""
    return _attributes("webhooks", "WebhookEvent")


def _attributes(module: str, name: str) -> list[Argument]:
    found = next(node for node in _classes(_source(module)) if node.name == name)
    descriptions = _entries(found, "Attributes")
    return [
        Argument(name, _annotation(annotation), "", descriptions.get(name, ""))
        for name, annotation in _annotated(found.body)
    ]


def _source(module: str) -> str:
    return (ROOT / f"spkey_client/{module}.py").read_text("utf-8")


def _classes(source: str) -> Iterator[ast.ClassDef]:
    return (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))


def _annotated(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for node in body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation


def _annotation(node: ast.expr | None) -> str:
    """Return an annotation in which our own aliases are replaced by their types."""
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else _written(node)
    return re.sub(r"(?:\b_\w+\.)?(\w+)", lambda name: _aliases().get(name[1], name[1]), text)


@cache
def _aliases() -> dict[str, str]:
    found: dict[str, str] = {}
    for module in ("_token", "_http"):
        for node in ast.parse(_source(module)).body:
            match node:
                case ast.AnnAssign(ast.Name(name), ast.Name("TypeAlias"), ast.Constant(str(value))):
                    found[name] = value
                case ast.AnnAssign(ast.Name(name), ast.Name("TypeAlias"), ast.expr() as value):
                    found[name] = _written(value)
                case _:
                    pass
    return found


def _written(node: ast.expr | None) -> str:
    return "" if node is None else ast.unparse(node)


def _entries(node: ast.ClassDef, section: str) -> dict[str, str]:
    """Return the entries of a section of a docstring."""
    text = (ast.get_docstring(node) or "").partition(f"\n{section}:\n")[2]
    lines = takewhile(lambda line: not line or line.startswith(" "), text.splitlines())
    entries = re.split(r"^ {4}(\w+): ", "\n".join(lines), flags=re.MULTILINE)[1:]
    return {name: " ".join(text.split()) for name, text in zip(entries[::2], entries[1::2], strict=True)}
