"""The changes to the texts of a document."""

from typing import Any

from ...document.document import Node
from ...document.problem import pointer
from ..changes import Audience, Severity
from ..schemas.shapes import canonical
from .ledger import Ledger

_TEXTS = {
    "summary": "summary",
    "description": "description",
    "title": "title",
    "example": "example",
    "examples": "examples",
    "externalDocs": "link to further documentation",
    "tags": "list of tags",
    "links": "links",
    "deprecated": "",
}

_JUDGED = frozenset({"x-error-format", "x-idempotent", "x-redirect", "x-rules", "x-server-set", "x-writes"})
"""Extensions that are compared elsewhere, by their meaning."""


def add_texts(ledger: Ledger, old: Node, new: Node, where: tuple[str, str], audiences: tuple[Audience, ...]) -> None:
    """Add the changes of texts, examples and extensions of an object.

    Args:
        ledger: The ledger that they are added to.
        old: The object before.
        new: The object after.
        where: Its pointers in both documents.
        audiences: The audiences that read them.
    """
    means: dict[Audience, Severity] = dict.fromkeys(audiences, Severity.TEXT)
    extensions = sorted({key for key in (*old, *new) if key.startswith("x-")} - _JUDGED)
    for keyword in (*_TEXTS, *extensions):
        before, after = old.get(keyword), new.get(keyword)
        if (keyword in old) == (keyword in new) and canonical(before) == canonical(after):
            continue
        if keyword == "deprecated" and bool(before) == bool(after):
            continue
        places = (where[0] + pointer(keyword), where[1] + pointer(keyword))
        ledger.add(_kind(keyword, after), places, _text(keyword, before, after), means, before, after)


def _kind(keyword: str, after: Any) -> str:
    if keyword == "deprecated":
        return "deprecated" if after else "undeprecated"
    return "text-changed" if keyword in _TEXTS else "extension-changed"


def _text(keyword: str, before: Any, after: Any) -> str:
    if keyword == "deprecated":
        return "It is now deprecated." if after else "It is no longer deprecated."
    happened = "was added" if before is None else "was removed" if after is None else "has changed"
    name = f"The {_TEXTS[keyword]}" if keyword in _TEXTS else keyword
    return f"{name} {happened}."
