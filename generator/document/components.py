"""Checks that components are used, that no two are equal, and that objects are components."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from .document import Document, Node, Part, canonical
from .narrowing import narrowing
from .problem import pointer
from .report import Report

_COMPONENTS = "components"


def check_components(document: Document, parts: Sequence[Part], report: Report) -> None:
    """Check the components of a document, and that its objects are among them."""
    _check_use(document, parts, report)
    _check_equality(document, report)
    narrowed = narrowing(parts)
    for part in parts:
        if part.kind == "schema":
            _check_name(part, report, is_narrowed=f"{part.pointer}/".startswith(narrowed))


def _check_use(document: Document, parts: Sequence[Part], report: Report) -> None:
    used = _used(document, parts) | {pointer(_COMPONENTS, "securitySchemes", name) for name in _demanded(parts)}
    for kind, name in _names(document):
        where = pointer(_COMPONENTS, kind, name)
        if where not in used:
            report.error(where, f"The component {name} is not used.", "Remove it, or refer to it.")


def _used(document: Document, parts: Sequence[Part]) -> set[str]:
    """Return the pointers of the components that can be reached from outside the components."""
    targets: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        targets[_component(part.pointer)] |= {_component(canonical(ref)) for ref in _references(document, part)}
    used: set[str] = set()
    pending = {""}
    while pending:
        found = targets[pending.pop()] - used
        used |= found
        pending |= found
    return used


def _references(document: Document, part: Part) -> Iterator[str]:
    if part.ref is not None:
        yield part.ref
    if part.kind == "discriminator":
        for target in part.node.get("mapping", {}).values():
            yield f"#{pointer(_COMPONENTS, 'schemas', target)}" if target in document.schemas() else target


def _component(where: str) -> str:
    """Return the pointer of the component that a part is in. Empty for the rest of the document."""
    steps = where.split("/", 4)
    return "/".join(steps[:4]) if steps[1:2] == [_COMPONENTS] else ""


def _demanded(parts: Sequence[Part]) -> set[str]:
    """Return the names of the security schemes that requirements name."""
    return {name for part in parts if part.kind == "security requirement" for name in part.node}


def _names(document: Document) -> Iterator[tuple[str, str]]:
    for kind, table in document.root.get(_COMPONENTS, {}).items():
        if not kind.startswith("x-"):
            yield from ((kind, name) for name in table)


def _check_equality(document: Document, report: Report) -> None:
    first: dict[tuple[str, str], str] = {}
    for kind, name in _names(document):
        text = json.dumps(document.root[_COMPONENTS][kind][name], sort_keys=True)
        other = first.setdefault((kind, text), name)
        if other != name:
            where = pointer(_COMPONENTS, kind, name)
            report.error(where, f"The components {other} and {name} are equal.", f"Refer to {other} instead.")


def _check_name(part: Part, report: Report, *, is_narrowed: bool) -> None:
    """Check that a schema has no title, and that the schema of an object is a component."""
    if "title" in part.node:
        message = "The schema has a title, but schemas are named by their components."
        report.error(f"{part.pointer}/title", message, "Remove it.")
    if _is_object(part.node) and part.keyword != "schemas" and not is_narrowed:
        fix = "Make it a component, named like its class in the SDK, and refer to it."
        report.error(part.pointer, "The schema of an object is written inline.", fix)


def _is_object(schema: Node) -> bool:
    types = schema.get("type", [])
    return "properties" in schema or "object" in ([types] if isinstance(types, str) else types)
