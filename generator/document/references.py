"""Checks that references lead to a part of the right kind, and names to what they name."""

from collections import Counter
from collections.abc import Iterator

from attrs import field, frozen

from .document import Document, Node, Part, canonical
from .problem import pointer
from .report import Report
from .structure import article
from .validity import add_defaults

# Requests depend on these. Without its reference, anything else says nothing: a schema allows any value.
_DECISIVE = frozenset(("parameter", "path item", "request body"))


def check_references(document: Document, report: Report) -> None:
    """Check every reference, and drop those that no request depends on."""
    parts = list(document.parts())
    references = _References(document, {part.pointer: part.kind for part in parts})
    for part in parts:
        if part.kind == "discriminator":
            _check_mapping(document, part, report)
        problem = None if part.ref is None else references.problem(part.ref, part.kind)
        if problem is None:
            continue
        if part.kind in _DECISIVE and part.is_sent:
            report.error(part.pointer, *problem)
        else:
            report.note(part.pointer, *problem)
            del part.node["$ref"]
            add_defaults(part)


@frozen
class _References:
    """Follows references.

    Attributes:
        document: The document.
        kinds: The kind of each part, by its pointer.
        right: The references that are right, each with the kind that it leads to.
    """

    document: Document
    kinds: dict[str, str]
    right: set[tuple[str, str]] = field(factory=set[tuple[str, str]])

    def problem(self, ref: str, kind: str) -> tuple[str, str] | None:
        """Return what is wrong with a reference to a part of this kind, and its fix."""
        first = ref
        seen: set[tuple[str, str]] = set()
        while (ref, kind) not in self.right:
            if (ref, kind) in seen:
                return f"The reference {first} leads back to itself.", "Let it lead to an object."
            seen.add((ref, kind))
            try:
                node = self.document.lookup(ref)
            except LookupError:
                return f"The reference {ref} leads nowhere.", _way_out(ref)
            is_object = isinstance(node, dict) or (kind == "schema" and isinstance(node, bool))
            if not is_object or self.kinds.get(canonical(ref), kind) != kind:
                return f"The reference {ref} does not lead to {article(kind)}.", f"Let it lead to {article(kind)}."
            if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
                break
            ref = node["$ref"]
        self.right.update(seen)
        return None


def _way_out(ref: str) -> str:
    if ref.startswith("#/"):
        return "Add that part, or correct the JSON pointer."
    if ref.startswith("#"):
        return "Refer to a part of the document by its JSON pointer."
    return "Bundle the document first, for example with `redocly bundle`."


def _check_mapping(document: Document, part: Part, report: Report) -> None:
    mapping = part.node.get("mapping", {})
    for value, target in list(mapping.items()):
        if target not in document.schemas() and not _leads_to_schema(document, target):
            message = f"The schema {target} of a discriminator does not exist."
            report.note(part.pointer + pointer("mapping", value), message, "Name one of components/schemas.")
            del mapping[value]


def _leads_to_schema(document: Document, ref: str) -> bool:
    try:
        return isinstance(document.lookup(ref), dict)
    except LookupError:
        return False


def check_names(document: Document, report: Report) -> None:
    """Check that security schemes are declared, and that each operationId is used once."""
    declared = document.root.get("components", {}).get("securitySchemes", {})
    for where, requirements in _requirements(document):
        for index, requirement in enumerate(requirements):
            for name in [name for name in requirement if name not in declared]:
                message = f"The security scheme {name} is not declared in components/securitySchemes."
                report.note(where + pointer(index, name), message, "Declare it there.")
    ids = Counter(operation.node.get("operationId") for operation in document.operations())
    for operation in document.operations():
        identifier = operation.node.get("operationId")
        if identifier is not None and ids[identifier] > 1:
            message = f"The operationId {identifier} is used by {ids[identifier]} operations."
            report.note(f"{operation.pointer}/operationId", message, "Give each operation an id of its own.")


def _requirements(document: Document) -> Iterator[tuple[str, list[Node]]]:
    yield "/security", document.root.get("security", [])
    for operation in document.operations():
        yield f"{operation.pointer}/security", operation.node.get("security", [])
