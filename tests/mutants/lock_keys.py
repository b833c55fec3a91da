"""Faults in the keys on locks."""

from collections.abc import Callable
from typing import Any

from attrs import evolve
from spkey_mock.aggregates.locks import LOCKS, KeyAdded, KeyRemoved, KeyWriteRequested, Lock
from spkey_mock.service.aggregate import Context
from spkey_mock.service.decision import Decision, Later
from spkey_mock.service.errors import AggregateNotFound, NotFound
from spkey_mock.service.outside import Outside

from .catalogue import Copy, altered, in_aggregate


def _accepting(locks: Copy[Lock], name: str) -> None:
    """Let an operation accept keys that the lock already has."""
    function = locks.function(name)
    outside = Outside(duplicate_keys="accept")
    locks.handle(name, lambda lock, request, context: function(lock, request, evolve(context, outside=outside)))


@in_aggregate(LOCKS, "lock_keys.add.key_once_per_lock")
def key_added_twice(locks: Copy[Lock]) -> None:
    """A key can be added to a lock twice."""
    _accepting(locks, "add_lock_key")


@in_aggregate(LOCKS, "lock_keys.add.user_gets_rights", "lock_keys.add.event_recorded")
def holder_dropped(locks: Copy[Lock]) -> None:
    """The user who holds a key is not recorded."""
    function = locks.function("add_lock_key")
    locks.handle(
        "add_lock_key",
        lambda lock, request, context: function(lock, altered(request, user_id=None), context),
    )


@in_aggregate(LOCKS, "lock_keys.remove.event_recorded", "lock_keys.remove.key_must_be_on_lock")
def removed_key_stays(locks: Copy[Lock]) -> None:
    """A removed key stays on the lock."""
    locks.applied(KeyRemoved, lambda before, _after: {"keys": before.keys})


@in_aggregate(LOCKS, "lock_keys.remove.key_must_be_named")
def unnamed_key_not_found(locks: Copy[Lock]) -> None:
    """A removal that names no key returns 404."""
    handlers = locks.aggregate.handlers
    handlers["remove_lock_key"] = evolve(handlers["remove_lock_key"], validate=lambda request: None)


@in_aggregate(LOCKS, "lock_keys.remove.key_must_be_on_lock")
def missing_key_removed(locks: Copy[Lock]) -> None:
    """Removing a key that is not on the lock returns 200 without an event."""
    function = locks.function("remove_lock_key")

    def lenient(lock: Lock, request: Any, context: Context) -> Any:
        try:
            return function(lock, request, context)
        except NotFound:
            return None

    locks.handle("remove_lock_key", lenient)


@in_aggregate(LOCKS, "lock_keys.remove.both_must_match")
def index_beside_uuid_ignored(locks: Copy[Lock]) -> None:
    """An index is ignored if there is a uuid."""
    function = locks.function("remove_lock_key")

    def by_uuid(lock: Lock, request: Any, context: Context) -> Any:
        index = request.key_index_number if request.key_uuid is None else None
        return function(lock, altered(request, key_index_number=index), context)

    locks.handle("remove_lock_key", by_uuid)


@in_aggregate(LOCKS, "lock_keys.remove.index_must_be_unambiguous")
def first_key_with_the_index_removed(locks: Copy[Lock]) -> None:
    """Of several keys with the index, the first one is removed."""
    function = locks.function("remove_lock_key")

    def first(lock: Lock, request: Any, context: Context) -> Any:
        found = [] if request.key_uuid else [key.uuid for key in lock.keys if key.index == request.key_index_number]
        return function(lock, altered(request, key_uuid=found[0]) if found else request, context)

    locks.handle("remove_lock_key", first)


@in_aggregate(LOCKS, "lock_keys.write.keys_unchanged")
def written_key_added(locks: Copy[Lock]) -> None:
    """Writing a key adds it to the lock."""
    function = locks.function("write_lock_key")

    def adding(lock: Lock, request: Any, context: Context) -> Decision:
        written: KeyWriteRequested = function(lock, request, context)
        return Decision((written, KeyAdded(written.uuid, written.key_uuid, written.key_index_number)))

    locks.handle("write_lock_key", adding)


@in_aggregate(LOCKS, "lock_keys.write.keys_unchanged")
def unknown_key_not_written(locks: Copy[Lock]) -> None:
    """A key must be on the lock to be written."""
    function = locks.function("write_lock_key")

    def strict(lock: Lock, request: Any, context: Context) -> Any:
        if request.key_uuid not in lock.keys:
            raise NotFound("The lock does not have this key.")
        return function(lock, request, context)

    locks.handle("write_lock_key", strict)


def _scheduling(locks: Copy[Lock], change: Callable[[tuple[Later, ...]], tuple[Later, ...]]) -> None:
    """Change the work that a bulk addition schedules."""
    function = locks.function("add_lock_keys_in_bulk")

    def changed(lock: Lock, request: Any, context: Context) -> Decision:
        decision: Decision = function(lock, request, context)
        return evolve(decision, later=change(decision.later))

    locks.handle("add_lock_keys_in_bulk", changed)


@in_aggregate(LOCKS, "lock_keys.add_in_bulk.one_key_per_second")
def bulk_added_at_once(locks: Copy[Lock]) -> None:
    """All keys of a bulk addition are added at the same time."""
    _scheduling(locks, lambda later: tuple(evolve(work, at=later[0].at) for work in later))


@in_aggregate(LOCKS, "lock_keys.add_in_bulk.one_key_per_second")
def bulk_added_backwards(locks: Copy[Lock]) -> None:
    """The keys of a bulk addition are added in the opposite order."""
    _scheduling(
        locks,
        lambda later: tuple(evolve(work, data=other.data) for work, other in zip(later, reversed(later), strict=True)),
    )


@in_aggregate(LOCKS, "lock_keys.add_in_bulk.known_keys_skipped")
def known_keys_added_again(locks: Copy[Lock]) -> None:
    """A bulk addition adds keys that the lock already has."""
    task = locks.aggregate.tasks["add_key"]
    outside = Outside(duplicate_keys="accept")
    locks.aggregate.tasks["add_key"] = lambda lock, data, context: task(lock, data, evolve(context, outside=outside))


@in_aggregate(LOCKS, "lock_keys.add_in_bulk.lock_not_checked")
def bulk_for_unknown_lock_returns_404(locks: Copy[Lock]) -> None:
    """A bulk addition to an unknown lock returns 404."""
    function = locks.function("add_lock_keys_in_bulk")

    def checked(lock: Lock, request: Any, context: Context) -> Any:
        if not lock.version:
            raise AggregateNotFound("lock", lock.id)
        return function(lock, request, context)

    locks.handle("add_lock_keys_in_bulk", checked)
