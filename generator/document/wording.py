"""Checks that the parts of a document are described, and in full sentences."""

from collections.abc import Iterator, Sequence

from .document import Part
from .narrowing import narrowing
from .problem import pointer, short
from .report import Report

_DESCRIBED = frozenset(
    ("info", "server", "tag", "operation", "parameter", "header", "request body", "response", "security scheme")
)
_SENTENCES = ("summary", "description", "x-deprecated")


def check_wording(parts: Sequence[Part], report: Report) -> None:
    """Check that every part that has a name is described, and that texts are sentences."""
    narrowed = narrowing(parts)
    for part in parts:
        for name in _missing(part, is_narrowed=part.pointer.startswith(narrowed)):
            report.error(part.pointer, f"The {_noun(part)} has no {name}.", f"Add a `{name}`, as a sentence.")
        for where, text in _texts(part):
            if not _is_sentence(text):
                message = f"The text {short(text)!r} is not a sentence."
                report.error(where, message, "Begin it with a capital letter and end it with a full stop.")


def _missing(part: Part, *, is_narrowed: bool) -> Iterator[str]:
    """Return the names of the texts that a part lacks. A reference is described by its target."""
    needed = ["description"] if part.kind in _DESCRIBED or (_has_name(part) and not is_narrowed) else []
    if part.kind == "operation":
        needed.append("summary")
    if "$ref" not in part.node:
        yield from (name for name in needed if not part.node.get(name))


def _has_name(part: Part) -> bool:
    return part.kind == "schema" and part.keyword in {"schemas", "properties"}


def _noun(part: Part) -> str:
    return "property" if part.keyword == "properties" else part.kind


def _texts(part: Part) -> Iterator[tuple[str, str]]:
    """Return the texts of a part, each with its pointer."""
    for name in _SENTENCES:
        if part.node.get(name):
            yield part.pointer + pointer(name), part.node[name]
    for index, rule in enumerate(part.node.get("x-rules", [])):
        yield part.pointer + pointer("x-rules", index, "text"), rule["text"]


def _is_sentence(text: str) -> bool:
    text = text.strip()
    return not text[:1].islower() and text.endswith(".")
