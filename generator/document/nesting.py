"""Schemas that extend one another in a chain that is too long to follow."""

from collections.abc import Iterator
from typing import Any

from .document import Document
from .problem import Problem, pointer

LONGEST = 100


def long_chains(document: Document) -> Iterator[Problem]:
    """Return a problem for the first component that begins too long a chain of references.

    A chain leads from a component to its parts, by its own references and those in `allOf`, `anyOf` and `oneOf`.
    References in properties and items begin a new chain.
    """
    lengths: dict[str, int] = {}
    for name in document.schemas():
        where = pointer("components", "schemas", name)
        if _length(document, f"#{where}", lengths) > LONGEST:
            message = f"The schema begins a chain of more than {LONGEST} schemas that extend one another."
            yield Problem(where, message, "Extend fewer schemas in a row.")
            return


def _length(document: Document, start: str, lengths: dict[str, int]) -> int:
    """Return the number of schemas in the longest chain from a reference on, without recursion."""
    pending = [start]
    while pending:
        ref = pending[-1]
        targets = list(_targets(document.lookup(ref)))
        lengths.setdefault(ref, 0)
        unknown = [target for target in targets if target not in lengths]
        if unknown:
            pending += unknown
        else:
            lengths[ref] = 1 + max((lengths[target] for target in targets), default=0)
            pending.pop()
    return lengths[start]


def _targets(schema: Any) -> Iterator[str]:
    pending = [schema]
    while pending:
        current = pending.pop()
        if isinstance(current, dict):
            if "$ref" in current:
                yield current["$ref"]
            for keyword in ("allOf", "anyOf", "oneOf"):
                pending.extend(current.get(keyword, []))
