"""The content of a world, read and replaced for snapshots, imports and rewinding."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from attrs import evolve

from ..service.aggregate import Aggregate
from ..service.repository import Repository
from ..store.recorded import Base, Document, Stream
from . import claims
from .clock import Clock
from .content import Content
from .documents import CONTENT, PENDING, check, settings_of
from .life import Durability, Life
from .lives import Lives
from .settings import Settings


class UnknownPositionError(ValueError):
    """The log has no event with a position."""


def capture(lives: Lives, *, documents: bool = False, origins: bool = False) -> Content:
    """Return the content of a world as of one moment.

    Args:
        lives: The world.
        documents: Whether to include the documents.
        origins: Whether to include the origins.
    """
    return lives.run(partial(_capture, lives, documents, origins))


def _capture(lives: Lives, documents: bool, origins: bool) -> Content:
    life = lives.life
    life.pipeline.catch_up()
    states = [(it, state) for it in life.pipeline.registry.aggregates.values() for state in life.repository.states(it)]
    versions = {life.repository.stream(aggregate, state.id): state.version for aggregate, state in states}
    feed = life.repository.feed()
    # Another process may have recorded more in the meantime.
    events = [event for event in feed.events if event.version <= versions.get(event.stream, 0)]
    kept = [_lasting(it) for it in lives.documents() if it.kind in CONTENT] if documents else None
    begun = _origins(life.repository, feed.latest, versions) if origins else None
    return Content(states, events, feed.forgotten, kept, begun)


def _origins(repository: Repository, position: int, versions: Mapping[Stream, int]) -> Mapping[Stream, Base] | None:
    """Return the bases from which the events up to a position lead to these versions of all streams, if any."""
    origins, events = repository.as_of(position)
    reached = {stream: base.version for stream, base in origins.items()} | {it.stream: it.version for it in events}
    return origins if reached == versions else None


def _lasting(document: Document) -> Document:
    """Return a document without the claim to a delivery, which concerns only running processes."""
    data = document.data or {}
    return evolve(document, data={name: value for name, value in data.items() if name != "claim"})


def replace(lives: Lives, content: Content, *, following: bool = False) -> None:
    """Replace the content of a world.

    Pending deliveries are dropped. Journal, coverage and ended deliveries stay.

    Args:
        lives: The world.
        content: The new content. If it has no documents, those of the world stay.
        following: Whether later events have positions right after those of the content. By default, they have positions
            above all positions so far.

    Raises:
        Full: The content exceeds a limit. Nothing was changed.
        Invalid: A document is invalid. Nothing was changed.
        Overtaken: The store failed, or too many races were lost.
    """
    lives.run(partial(_replace_all, lives, content, following))


def _replace_all(lives: Lives, content: Content, following: bool) -> None:
    next_position = content.forgotten + len(content.events) + 1
    if not following:
        last = content.events[-1].position if content.events else 0
        next_position = max(last, lives.life.repository.feed(limit=0).latest) + 1
    _replace(lives, content, next_position)


def rewind(lives: Lives, position: int) -> None:
    """Undo all events of a world after a position.

    Pending deliveries are dropped. All other documents stay.

    Raises:
        ForgottenError: The log no longer has the required events. Nothing was changed.
        Overtaken: The store failed, or too many races were lost.
    """
    lives.run(partial(_rewind, lives, position))


def _rewind(lives: Lives, position: int) -> None:
    lives.life.pipeline.catch_up()
    repository, aggregate = lives.life.repository, lives.life.pipeline.registry.aggregate
    origins, events = repository.as_of(position)
    bases = dict(origins)
    for event in events:
        bases[event.stream] = aggregate(event.stream.aggregate).fold(bases.get(event.stream), event)
    feed = repository.feed()
    kept = [event for event in feed.events if event.position <= position]
    last = kept[-1].position if kept else (feed.earliest - 1 if feed.forgotten else 0)
    if position != last:
        raise UnknownPositionError(f"position must be 0 or the position of an event in the log, not {position}.")
    changed = {event.stream: event.position for event in kept}
    streams = sorted(bases, key=lambda stream: changed.get(stream, 0))
    states: list[tuple[Aggregate[Any], Any]] = [(aggregate(it.aggregate), bases[it].state) for it in streams]
    _replace(lives, Content(states, kept, feed.forgotten, origins=origins), feed.latest + 1)


def _replace(lives: Lives, content: Content, next_position: int) -> None:
    """Fill a new life with the content, which checks it, and then continue with this life or record its content."""
    kept = [it for it in lives.documents() if it.kind != PENDING]
    if content.documents is not None:
        kept = [it for it in kept if it.kind not in CONTENT]
    documents = [*kept, *(content.documents or ())]
    settings = settings_of(documents, lives.initial)
    durability = lives.durability
    life = lives.draft(settings, lives.clock if durability is None else Clock(), randoms=lives.life.randoms)
    if content.documents is not None:
        check(content.documents, life, settings)
    life.repository.replace(
        content.states, content.events, next_position, origins=content.origins, forgotten=content.forgotten
    )
    if durability is None:
        _continue(lives, life, settings, documents)
    else:
        _record(lives.life, durability, content, next_position, documents)


def _continue(lives: Lives, life: Life, settings: Settings, documents: Sequence[Document]) -> None:
    """Continue in memory with a life that has new aggregates."""
    clock = next((it for it in documents if it.kind == "clock"), Document("clock", "", 1, None))
    for document in documents:
        if document is not clock:
            life.restore(document)
    lives.continue_with(life, settings)
    life.restore(clock)  # all lives share the clock
    lives.life.catch_up()


def _record(
    life: Life,
    durability: Durability,
    content: Content,
    next_position: int,
    documents: Sequence[Document],
) -> None:
    """Replace the content of a world in its store, and load the world."""
    aggregate = life.pipeline.registry.aggregate

    def renamed(stream: Stream) -> Stream:
        return evolve(stream, incarnation=life.repository.incarnation + 1)

    def encoded(stream: Stream, base: Base) -> Base:
        return evolve(base, state=aggregate(stream.aggregate).codec.encode(base.state))

    states = {Stream(it.name, state.id): Base(state.version, state) for it, state in content.states}
    values = [
        Document(claims.KIND, key, 1, data)
        for it, state in content.states
        for key, data in claims.claims_of(it.name, state).items()
    ]
    durability.store.replace(
        {renamed(stream): encoded(stream, base) for stream, base in states.items()},
        [evolve(event, stream=renamed(event.stream)) for event in content.events],
        next_position,
        [*documents, *values],
        forgotten=content.forgotten,
        origins=None
        if content.origins is None
        else {renamed(it): encoded(it, base) for it, base in content.origins.items()},
    )
    durability.ledger.reload()
