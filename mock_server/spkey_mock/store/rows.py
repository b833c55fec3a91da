"""The rows of a database: the encoding of events, snapshots, documents and texts."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from json.encoder import encode_basestring_ascii
from typing import Any

from .durable import UnreadableError
from .recorded import Base, Data, Document, Recorded, Stream

EVENT = "e.aggregate, e.id, e.long, e.version, e.position, e.at, e.type, e.data"
"""The columns of an event."""

BASE = "s.aggregate, s.id, s.long, s.version, s.state"
"""The columns of a snapshot."""

DOCUMENT = "d.kind, d.key, d.long, d.version, d.data"
"""The columns of a document."""

Row = Sequence[Any]

_LONGEST = 300
"""The maximum length of a text in an index. PostgreSQL rejects entries of more than 2,704 bytes."""


def pack(text: str) -> str:
    """Return a text in ASCII without NUL, which every database can store.

    Most texts remain as they are. Others become JSON, because clients may send any character, even lone surrogates.
    """
    return text if text.isascii() and "\0" not in text and text[:1] not in ('"', "#") else encode_basestring_ascii(text)


def unpack(text: str) -> str:
    """Return the text that was packed."""
    return text if text[:1] != '"' else json.loads(text)


def key(text: str) -> tuple[str, str | None]:
    """Return a text for an index. A long text is replaced by its digest, and the packed text is returned as well."""
    packed = pack(text)
    if len(packed) <= _LONGEST:
        return packed, None
    return f"#{sha256(packed.encode('ascii')).hexdigest()}", packed


dumps = json.JSONEncoder(separators=(",", ":"), default=dict).encode
"""Encodes a value as JSON in ASCII."""


def _parsed(text: str, what: str, *values: object) -> Any:
    """Return a JSON value. `what` names it in the error, with placeholders for the values."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableError(f"{what.format(*values)} is not JSON") from None


def events(rows: Iterable[Row], incarnation: int) -> tuple[Recorded, ...]:
    """Return the events in these rows."""
    return tuple(
        [
            Recorded(
                Stream(aggregate, unpack(long or id_), incarnation),
                version,
                position,
                at,
                unpack(kind),
                _parsed(data, "the event {!r} at position {}", kind, position),
            )
            for aggregate, id_, long, version, position, at, kind, data in rows
        ]
    )


def bases(rows: Iterable[Row], incarnation: int) -> dict[Stream, Base]:
    """Return the snapshots in these rows."""
    return {
        Stream(aggregate, unpack(long or id_), incarnation): Base(
            version, _parsed(state, "a snapshot of a {}", aggregate)
        )
        for aggregate, id_, long, version, state in rows
    }


def documents(rows: Iterable[Row]) -> tuple[Document, ...]:
    """Return the documents in these rows."""
    return tuple(
        [
            Document(
                kind,
                unpack(long or name),
                version,
                None if data is None else _parsed(data, "a document of the kind {!r}", kind),
            )
            for kind, name, long, version, data in rows
        ]
    )


def of_stream(stream: Stream) -> dict[str, Any]:
    """Return the columns that name a stream in a world."""
    name, long = key(stream.id)
    return {"incarnation": stream.incarnation, "aggregate": stream.aggregate, "id": name, "long": long}


def of_event(event: Recorded) -> dict[str, Any]:
    """Return the columns of an event."""
    return of_stream(event.stream) | {
        "version": event.version,
        "position": event.position,
        "at": event.at,
        "type": pack(event.type),
        "data": dumps(event.data),
    }


def of_base(stream: Stream, base: Base) -> dict[str, Any]:
    """Return the columns of a snapshot."""
    return of_stream(stream) | {"version": base.version, "state": dumps(base.state)}


def of_document(kind: str, name: str, version: int, data: Data | None) -> dict[str, Any]:
    """Return the columns of a document."""
    short, long = key(name)
    return {
        "kind": kind,
        "key": short,
        "long": long,
        "version": version,
        "data": None if data is None else dumps(data),
    }
