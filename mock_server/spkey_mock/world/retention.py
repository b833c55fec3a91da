"""Retention: drops the old records of a world."""

from collections.abc import Sequence
from functools import partial
from itertools import takewhile

from attrs import astuple, evolve, frozen

from ..store.recorded import Base, Document, Recorded, Stream
from ..webhooks.stored import ENDED
from .lives import Lives

_DAY = 86_400_000
"""The milliseconds of a day."""


@frozen
class Pruned:
    """The number of records that were dropped.

    Attributes:
        events: The events, which remain part of the state.
        requests: The requests in the journal.
        deliveries: The ended deliveries.
    """

    events: int = 0
    requests: int = 0
    deliveries: int = 0

    def __bool__(self) -> bool:
        """Return whether any record was dropped."""
        return any(astuple(self))


def prune(lives: Lives, older_than: float, *, dry_run: bool = False) -> Pruned:
    """Drop the records of a world that are older than a number of days on the world's clock.

    Args:
        lives: The world.
        older_than: The days.
        dry_run: Whether to count the records only.

    Raises:
        Overtaken: The store failed, or too many races were lost.
    """
    before = lives.clock.now() - round(older_than * _DAY)
    requests = [entry.at >= before for entry in lives.life.journal]
    pruned = lives.run(partial(_prune, lives, before, dry_run))
    if not dry_run and not all(requests):
        _drop_requests(lives, keep=sum(requests))
    return evolve(pruned, requests=len(requests) - sum(requests))


def _prune(lives: Lives, before: int, dry_run: bool) -> Pruned:
    events = list(takewhile(lambda event: event.at < before, lives.life.repository.feed().events))
    ended = [it for it in lives.life.webhooks.deliveries() if it.attempts and it.attempts[-1].at < before]
    deliveries = [str(it.id) for it in ended if it.state != "waiting"]
    if not dry_run:
        _drop_deliveries(lives, deliveries)
        if events:
            _drop_events(lives, events)
    return Pruned(len(events), deliveries=len(deliveries))


def _drop_deliveries(lives: Lives, keys: Sequence[str]) -> None:
    for key in keys:
        lives.life.restore(Document(ENDED, key, 1, None))
        if lives.durability is not None:
            lives.durability.ledger.keep(ENDED, key, None)


def _drop_events(lives: Lives, events: Sequence[Recorded]) -> None:
    if lives.durability is not None:
        lives.durability.store.prune(_bases(lives, events))
        return
    limits, repository = lives.settings.limits, lives.life.repository
    for most in (len(repository.feed().events) - len(events), limits.events):
        repository.limit(limits.of_states, events=most, text=limits.text)


def _bases(lives: Lives, events: Sequence[Recorded]) -> dict[Stream, Base]:
    """Return the bases to which events lead, as a durable store keeps them."""
    aggregate = lives.life.pipeline.registry.aggregate
    origins, since = lives.life.repository.as_of(events[-1].position)
    bases = dict(origins)
    for event in since:
        bases[event.stream] = aggregate(event.stream.aggregate).fold(bases.get(event.stream), event)
    changed = {event.stream for event in events}
    return {
        stream: evolve(base, state=aggregate(stream.aggregate).codec.encode(base.state))
        for stream, base in bases.items()
        if stream in changed
    }


def _drop_requests(lives: Lives, keep: int) -> None:
    limits, journal = lives.settings.limits, lives.life.journal
    journal.limit(entries=keep, size=limits.journal_bytes)
    journal.limit(entries=limits.journal, size=limits.journal_bytes)
    if lives.durability is not None:
        lives.durability.store.log({}, keep)
