"""The differences of the annotations of schemas, and of their defaults."""

from collections.abc import Iterator
from typing import Any

from .difference import Difference, Edge
from .places import place_of, texts_of, value_of
from .shapes import Parts

_NOTED = ("title", "description", "example", "examples", "deprecated", "externalDocs", "xml", "contentSchema")


def note_differences(edge: Edge, old: Parts, new: Parts) -> Iterator[Difference]:
    """Compare the annotations of schemas."""
    for keyword in _NOTED:
        before, after = value_of(keyword, old), value_of(keyword, new)
        if texts_of(keyword, old) != texts_of(keyword, new):
            kind = "text-changed"
            text = f"The {_NAMES.get(keyword, keyword)} {happened(before, after)}."
            if keyword == "deprecated":
                if not before and not after:
                    continue
                kind = "deprecated" if after else "undeprecated"
                text = "It is now deprecated." if after else "It is no longer deprecated."
            yield Difference(kind, "same", *place_of(keyword, edge, old, new), text, before, after)
    for keyword in sorted({key for part in (*old, *new) for key in part.schema if key.startswith("x-")}):
        before, after = value_of(keyword, old), value_of(keyword, new)
        if texts_of(keyword, old) != texts_of(keyword, new) and keyword != "x-server-set":
            text = f"{keyword} {happened(before, after)}."
            yield Difference("extension-changed", "same", *place_of(keyword, edge, old, new), text, before, after)


_NAMES = {"externalDocs": "link to further documentation"}


def default_differences(edge: Edge, old: Parts, new: Parts) -> Iterator[Difference]:
    """Compare the defaults of schemas."""
    before, after = value_of("default", old), value_of("default", new)
    if texts_of("default", old) != texts_of("default", new):
        text = f"The default {happened(before, after)}."
        yield Difference("default-changed", "same", *place_of("default", edge, old, new), text, before, after)


def happened(before: Any, after: Any) -> str:
    """Return the predicate of a sentence about a changed value."""
    return "was added" if before is None else "was removed" if after is None else "has changed"
