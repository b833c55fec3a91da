"""The schema of a database. Both kinds of database have the same tables."""

from collections.abc import Sequence

from .durable import UnusableError
from .rows import Row

VERSION = 1
"""The version of the schema. Each change of the tables or functions adds a migration and increments it."""

TABLES = """
CREATE TABLE meta (
    version integer NOT NULL                 -- of the schema
);
CREATE TABLE worlds (
    world {identity},
    name {text} NOT NULL UNIQUE,
    long text,
    used bigint NOT NULL,
    incarnation integer NOT NULL DEFAULT 0,
    numbers bigint NOT NULL DEFAULT 0,       -- how many were reserved
    forgotten bigint NOT NULL DEFAULT 0,     -- how many events were dropped
    floor bigint NOT NULL DEFAULT 0,         -- the position of the last event that was dropped
    next bigint NOT NULL DEFAULT 1           -- the position of the next event, if there are none
);
CREATE TABLE events (
    world bigint NOT NULL,
    incarnation integer NOT NULL,
    aggregate {text} NOT NULL,
    id {text} NOT NULL,
    version bigint NOT NULL,
    position bigint NOT NULL,
    at bigint NOT NULL,
    type text NOT NULL,
    data text NOT NULL,
    long text,                               -- the id, if the column id has its digest
    PRIMARY KEY (world, incarnation, aggregate, id, version)
);
-- Queries of `world + 0` use only these indexes, and other queries only the keys. Without statistics, PostgreSQL could
-- choose the wrong index, and read the whole world to find one row.
CREATE INDEX events_feed ON events ((world + 0), incarnation, position);
CREATE INDEX events_first ON events ((world + 0), incarnation) WHERE version = 1;
CREATE TABLE snapshots (
    world bigint NOT NULL,
    incarnation integer NOT NULL,
    aggregate {text} NOT NULL,
    id {text} NOT NULL,
    origin boolean NOT NULL,                 -- whether the log of the stream begins after it
    version bigint NOT NULL,
    position bigint NOT NULL,                -- of the last event
    state text NOT NULL,
    long text,
    PRIMARY KEY (world, incarnation, aggregate, id, origin)
);
CREATE TABLE documents (
    world bigint NOT NULL,
    incarnation integer NOT NULL,
    kind {text} NOT NULL,
    key {text} NOT NULL,
    version integer NOT NULL,
    data text,
    long text,
    PRIMARY KEY (world, incarnation, kind, key)
);
CREATE INDEX documents_found ON documents ((kind || ''), key) WHERE data IS NOT NULL;
CREATE TABLE requests (
    world bigint NOT NULL,
    number bigint NOT NULL,
    entry text NOT NULL,
    PRIMARY KEY (world, number)
);
CREATE TABLE saves (
    world bigint NOT NULL,
    name {text} NOT NULL,
    at bigint NOT NULL,
    content text NOT NULL,
    long text,
    PRIMARY KEY (world, name)
);
"""
"""The tables. `{text}` is the type of indexed texts, and `{identity}` that of numbers that are never reused."""

OF_WORLD = ("events", "snapshots", "documents", "requests", "saves")
"""The tables whose rows belong to a world."""

SERVER = "/"
"""The name of the pseudo world that has the documents of the server."""


def accept(meta: Sequence[Row], place: str) -> None:
    """Raise an error if a schema is newer than this version of the mock.

    Args:
        meta: The rows of the table `meta`, with the version.
        place: The name of the database.

    Raises:
        UnusableError: The schema is newer, or the table is damaged.
    """
    if len(meta) != 1:
        raise UnusableError(f"{place} is damaged: its table meta must have one row, not {len(meta)}.")
    ((version,),) = meta
    if version > VERSION:
        raise UnusableError(
            f"{place} has schema version {version}. This mock supports {VERSION} at most. Upgrade the mock."
        )
