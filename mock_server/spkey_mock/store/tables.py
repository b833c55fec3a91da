"""The store of one world in a database: the part that both kinds of database share."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from attrs import frozen

from . import rows
from . import statements as sql
from .durable import Contents, GoneError, Saved
from .recorded import Base, Document, Feed, History, Recorded, Stream
from .session import Session, Sessions
from .store import ConflictError, ForgottenError

_MOST = (1 << 63) - 1
"""The largest number in a database."""


@frozen
class World:
    """The row of a world.

    Attributes:
        incarnation: The incarnation of its streams.
        forgotten: The number of events that were dropped.
        floor: The position of the last of them.
        next: The position of the next event, if there are none.
        horizon: The position before which no more events are recorded.
    """

    incarnation: int
    forgotten: int
    floor: int
    next: int
    horizon: int


class TableStore:
    """The store of one world. Thread-safe.

    Args:
        sessions: Begins transactions.
        name: The name of the world.
        world: The number of the world in the database.
        incarnation: The incarnation of the world.

    Attributes:
        name: The name of the world.
    """

    size = 0

    def __init__(self, sessions: Sessions, name: str, world: int, incarnation: int) -> None:
        self._sessions = sessions
        self.name = name
        self._world = world
        self._incarnation = incarnation

    def limit(self, *, events: int, text: int) -> None:
        """Do nothing. The log of a durable store is pruned instead."""

    # Reading

    def load(self) -> Contents:
        """Return the contents; see `DurableStore.load`."""
        with self._sessions.session(reading=True) as session:
            try:
                found = self._row(session)
            except GoneError:  # every other method reports it
                return Contents(self._incarnation, {}, (), ())
            self._incarnation = found.incarnation
            self._follow(session, found)
            keys = {"world": self._world, "incarnation": found.incarnation}
            return Contents(
                found.incarnation,
                rows.bases(session.rows(sql.LATEST_BASES, **keys), found.incarnation),
                rows.events(session.rows(self._sessions.later_events, **keys), found.incarnation),
                self._documents(session),
            )

    def documents(self, names: Iterable[tuple[str, str]] | None = None) -> tuple[Document, ...]:
        """Return those of these documents that exist, by kind and key, or all documents."""
        with self._reading() as (session, _):
            if names is None:
                return self._documents(session)
            found = (
                session.rows(sql.ONE_DOCUMENT, **self._keys(), kind=kind, key=rows.key(it)[0]) for kind, it in names
            )
            return rows.documents(chain.from_iterable(found))

    def read(self, stream: Stream, after: int = 0) -> History:
        """Return the events of a stream with a version above `after`, from its latest snapshot on."""
        keys = {"world": self._world, **rows.of_stream(stream), "after": min(after, _MOST)}
        with self._reading() as (session, _):
            base = next(iter(rows.bases(session.rows(sql.BASE_AFTER, **keys), stream.incarnation).values()), None)
            if base is not None:
                keys["after"] = base.version
            return History(base, rows.events(session.rows(sql.EVENTS_AFTER, **keys), stream.incarnation))

    def history(self, stream: Stream, after: int, limit: int) -> tuple[Recorded, ...]:
        """Return the events of a stream that are still in the log, oldest first; see `Store.history`."""
        after = min(after, _MOST)
        keys = {"world": self._world, **rows.of_stream(stream), "after": after, "last": min(after + limit, _MOST)}
        with self._reading() as (session, _):
            return rows.events(session.rows(sql.HISTORY, **keys), stream.incarnation)

    def feed(
        self, after: int = 0, limit: int | None = None, *, stream: Stream | None = None, latest: bool = False
    ) -> Feed:
        """Return the events in the log with a position above `after`, oldest first; see `Store.feed`."""
        with self._reading() as (session, world):
            first, last = self._range(session, world)
            keys = {"world": self._world, "incarnation": world.incarnation, "horizon": world.horizon}
            if stream is not None:
                keys |= rows.of_stream(stream)
            statement = sql.FEED if stream is None else sql.FEED_OF_STREAM
            statement += (" DESC" if latest else " ASC") + ("" if limit is None else " LIMIT :limit")
            found = session.rows(statement, **keys, after=min(after, _MOST), limit=limit)
            chosen = rows.events(reversed(found) if latest else found, keys["incarnation"])
            return Feed(first or last + 1, last, chosen, world.forgotten)

    def as_of(self, position: int) -> tuple[Mapping[Stream, Base], tuple[Recorded, ...]]:
        """Return the streams as of a position; see `Store.as_of`.

        Raises:
            ForgottenError: The log no longer has the required events.
        """
        position = min(position, _MOST)
        with self._reading() as (session, world):
            keys = {"world": self._world, "incarnation": world.incarnation, "position": position}
            later = session.rows(sql.ORIGIN_AFTER, **keys)
            if position < world.floor or later:
                raise ForgottenError(f"The log no longer has the events after position {position}.")
            bases = session.rows(sql.ORIGINS, **keys)
            events = session.rows(sql.EVENTS_AS_OF, **keys, horizon=world.horizon)
            return rows.bases(bases, world.incarnation), rows.events(events, world.incarnation)

    # Writing

    def replace(
        self,
        bases: Mapping[Stream, Base],
        events: Sequence[Recorded],
        next_position: int,
        documents: Sequence[Document] = (),
        *,
        origins: Mapping[Stream, Base] | None = None,
        forgotten: int | None = None,
    ) -> None:
        """Replace all streams and documents, atomically; see `DurableStore.replace`.

        Raises:
            ConflictError: The race was lost. Nothing was replaced.
        """
        with self._writing() as (session, _):
            placed, floor = self._placed(session, events, next_position)
            if forgotten is None:
                forgotten = next_position - 1 - len(events)
            if origins is not None and not origins:
                floor = 0  # all streams begin with these events
            values = {"forgotten": forgotten, "floor": floor, "next": next_position}
            if not session.change(sql.REPLACE, world=self._world, incarnation=self._incarnation, **values):
                raise ConflictError(f"The world {self.name}")
            for table in ("events", "snapshots", "documents"):
                session.change(f"DELETE FROM {table} WHERE world = :world", world=self._world)
            keys = {"world": self._world, "incarnation": self._incarnation + 1}
            session.change_each(sql.INSERT_EVENT, (rows.of_event(it) | keys for it in placed))
            places = {(it.stream, it.version): it.position for it in placed}
            kept = [(True, bases)] if origins is None else [(True, origins), (False, bases)]
            session.change_each(
                sql.INSERT_SNAPSHOT,
                (
                    {
                        **rows.of_base(*item),
                        **keys,
                        "origin": origin,
                        "position": places.get((item[0], item[1].version), 0),
                    }
                    for origin, snapshots in kept
                    for item in snapshots.items()
                ),
            )
            session.change_each(
                sql.INSERT_DOCUMENT,
                (rows.of_document(it.kind, it.key, it.version, it.data) | keys for it in documents),
            )
        self._incarnation += 1

    def snapshot(self, bases: Mapping[Stream, Base]) -> None:
        """Keep these bases as the latest snapshots of their streams, unless there are later ones."""
        with self._writing() as (session, _):
            session.change_each(sql.SNAPSHOT, self._bases(bases))

    def prune(self, bases: Mapping[Stream, Base]) -> int:
        """Drop the events up to these bases, and keep the bases as the origins of their streams.

        Returns:
            The number of dropped events.
        """
        with self._writing() as (session, world):
            keys = {"world": self._world, "incarnation": world.incarnation}
            session.change_each(sql.ORIGIN, (it | {"horizon": world.horizon} for it in self._bases(bases)))
            count = session.change_each(sql.DROP, self._bases(bases))
            session.change(sql.DROP_SNAPSHOTS, **keys)
            session.change(sql.FORGET, **keys, count=count)
            return count

    def reserve(self, count: int) -> int:
        """Reserve numbers that no other process gets, and return the first."""
        with self._writing() as (session, _):
            session.change("UPDATE worlds SET numbers = numbers + :n WHERE world = :world", world=self._world, n=count)
            found = session.rows("SELECT numbers FROM worlds WHERE world = :world", world=self._world)
            if not found:
                raise self._gone()
            return int(found[0][0]) - count + 1

    # The log of requests

    def log(self, entries: Mapping[int, str], keep: int) -> None:
        """Add entries to the log of requests, by their numbers, and drop all but the last `keep`."""
        with self._writing() as (session, _):
            session.change_each(
                sql.LOG, ({"world": self._world, "number": n, "entry": rows.pack(it)} for n, it in entries.items())
            )
            session.change(sql.SHORTEN, world=self._world, keep=keep)

    def logged(self, after: int = 0, limit: int | None = None) -> list[tuple[int, str]]:
        """Return the last entries of the log of requests with a number above `after`, by ascending number."""
        statement = "SELECT number, entry FROM requests WHERE world = :world AND number > :after ORDER BY number DESC"
        with self._reading() as (session, _):
            found = session.rows(
                statement + ("" if limit is None else " LIMIT :limit"),
                world=self._world,
                after=min(after, _MOST),
                limit=limit,
            )
            return [(number, rows.unpack(entry)) for number, entry in reversed(found)]

    def clear_log(self) -> None:
        """Drop the log of requests."""
        with self._writing() as (session, _):
            session.change("DELETE FROM requests WHERE world = :world", world=self._world)

    # Named snapshots

    def save(self, saved: Saved) -> None:
        """Keep a named snapshot, replacing any other with its name."""
        name, long = rows.key(saved.name)
        with self._writing() as (session, _):
            session.change(
                sql.SAVE, world=self._world, name=name, long=long, at=saved.at, content=rows.pack(saved.content)
            )

    def saves(self) -> list[Saved]:
        """Return the named snapshots without their content, by name."""
        with self._reading() as (session, _):
            found = session.rows("SELECT name, long, at FROM saves WHERE world = :world", world=self._world)
        return sorted((Saved(rows.unpack(long or name), at, "") for name, long, at in found), key=lambda it: it.name)

    def saved(self, name: str) -> Saved | None:
        """Return a named snapshot, or None."""
        statement = "SELECT at, content FROM saves WHERE world = :world AND name = :name"
        with self._reading() as (session, _):
            found = session.rows(statement, world=self._world, name=rows.key(name)[0])
        return Saved(name, found[0][0], rows.unpack(found[0][1])) if found else None

    def delete_save(self, name: str) -> bool:
        """Delete a named snapshot. Return whether it existed."""
        statement = "DELETE FROM saves WHERE world = :world AND name = :name"
        with self._writing() as (session, _):
            return bool(session.change(statement, world=self._world, name=rows.key(name)[0]))

    # Within transactions

    @contextmanager
    def _reading(self) -> Generator[tuple[Session, World]]:
        with self._sessions.session(reading=True) as session:
            yield session, self._row(session)

    @contextmanager
    def _writing(self) -> Generator[tuple[Session, World]]:
        with self._sessions.session() as session:
            yield session, self._row(session)

    def _row(self, session: Session) -> World:
        columns = f"incarnation, forgotten, floor, next, {self._sessions.horizon}"
        found = session.rows(f"SELECT {columns} FROM worlds WHERE world = :world", world=self._world)
        if not found:
            raise self._gone()
        return World(*found[0])

    def _gone(self) -> GoneError:
        return GoneError(f"The world {self.name!r} was deleted.")

    def _documents(self, session: Session) -> tuple[Document, ...]:
        return rows.documents(session.rows(sql.ALL_DOCUMENTS, **self._keys()))

    def _keys(self) -> dict[str, int]:
        return {"world": self._world, "incarnation": self._incarnation}

    def _bases(self, bases: Mapping[Stream, Base]) -> Iterator[dict[str, Any]]:
        return (rows.of_base(stream, base) | {"world": self._world} for stream, base in bases.items())

    # Differences between the kinds of database

    def _follow(self, session: Session, world: World) -> None:
        """Begin to follow the changes to a world from this transaction on."""

    def _range(self, session: Session, world: World) -> tuple[int | None, int]:
        """Return the positions of the first event in the log, if there is one, and of the last event or 0."""
        raise NotImplementedError

    def _placed(
        self, session: Session, events: Sequence[Recorded], next_position: int
    ) -> tuple[Sequence[Recorded], int]:
        """Return the events of a replacement at their positions here, and the position before the first of them."""
        raise NotImplementedError
