"""Faults in temporary keys: those of single locks, those for several doors, and their PINs."""

from collections.abc import Callable
from typing import Any

import httpx
from attrs import evolve
from spkey_mock.aggregates.locks import LOCKS, Lock, TempKeyCreated, TempKeyDeleted, TempKeyUpdated, TempKeyUsed
from spkey_mock.aggregates.locks.state import rights
from spkey_mock.aggregates.temp_keys import TEMP_KEYS, TempKey
from spkey_mock.aggregates.temp_keys.state import TempKeyRevoked, pin_at
from spkey_mock.aggregates.window import Window
from spkey_mock.service.aggregate import Context
from spkey_mock.service.decision import Decision
from spkey_mock.service.errors import Forbidden, Invalid, InvalidState, NotFound
from spkey_mock.service.message import Response, redirect

from .catalogue import Copy, Upstream, altered, body_of, in_aggregate, in_proxy, in_response, operation, resent, respond

Locks = Copy[Lock]
Keys = Copy[TempKey]
Decide = Callable[[Any, Any, Context], Any]

ALWAYS = Window("1970-01-01T00:00:00Z", "9999-12-31T00:00:00Z")


def wrap(copy: Copy[Any], name: str, wrapper: Callable[[Decide, Any, Any, Context], Any]) -> None:
    """Replace the function of an operation with one that gets the original function as its first argument."""
    function = copy.function(name)
    copy.handle(name, lambda state, request, context: wrapper(function, state, request, context))


def by_superuser(context: Context) -> Context:
    """Return the context of a caller with a superuser key."""
    return evolve(context, caller=evolve(context.caller, superuser=True))


def replace(body: Any, **properties: object) -> None:
    """Replace a body."""
    body.clear()
    body.update(properties)


MUST_EXIST = (
    "lock_temp_keys.list.lock_must_exist",
    "lock_temp_keys.create.lock_must_exist",
    "lock_temp_keys.update.lock_must_exist",
    "lock_temp_keys.update.key_must_exist",
    "lock_temp_keys.delete.lock_must_exist",
    "lock_temp_keys.delete.key_must_exist",
    "temp_keys.list.lock_must_exist",
    "temp_keys.revoke.temp_key_must_exist",
    "temp_keys.open.temp_key_must_exist",
    "temp_keys.open_door.door_must_exist",
    "collective_temp_keys.revoke.temp_key_must_exist",
    "collective_temp_keys.open_door.door_must_exist",
)


@in_proxy(*MUST_EXIST)
def missing_things_are_invalid(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A lock, a temporary key or a door that does not exist returns 400."""
    response = upstream.send(request)
    if response.status_code != 404 or "temp_key" not in operation(request):
        return response
    return respond(response, response.json(), 400)


# Keys of single locks


@in_response("lock_temp_keys.list.status_has_precedence", to="list_lock_temp_keys")
def used_up_before_expired(body: Any) -> None:
    """A key that is used up is never expired."""
    for key in body["tempKeys"]:
        if key["maxUses"] is not None and key["usedCount"] >= key["maxUses"]:
            key["status"] = "used-up"


@in_response("lock_temp_keys.list.creation_order", to="list_lock_temp_keys")
def newest_temp_key_first(body: Any) -> None:
    """The newest key is listed first."""
    body["tempKeys"].reverse()


@in_aggregate(LOCKS, "lock_temp_keys.create.rights_required")
def temp_key_created_by_key_holder(locks: Locks) -> None:
    """A user who holds a key on the lock creates temporary keys."""
    locks.admit("create_lock_temp_key", rights)


@in_aggregate(LOCKS, "lock_temp_keys.create.id_used_once")
def id_of_deleted_temp_key_free(locks: Locks) -> None:
    """The id of a deleted key, or of a key of another lock, can be used again."""

    def again(create: Decide, lock: Lock, request: Any, context: Context) -> Any:
        try:
            return create(lock, request, context)
        except InvalidState:
            if request.temp_key_uuid in lock.temp_keys:
                raise
            window = Window(request.valid_from, request.valid_until)
            created = TempKeyCreated(request.temp_key_uuid, lock.uuid, window, "acme")
            return Decision((created,), extra={"tempKeyUuid": request.temp_key_uuid})

    wrap(locks, "create_lock_temp_key", again)


@in_proxy(
    "lock_temp_keys.create.window_not_empty",
    "temp_keys.create.window_not_empty",
)
def empty_window_accepted(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A key whose window is empty is valid forever."""
    body = body_of(request)
    if operation(request) not in ("create_lock_temp_key", "create_temp_key"):
        return upstream.send(request)
    if body.get("validUntil", "") > body.get("validFrom", ""):
        return upstream.send(request)
    return upstream.send(resent(request, json={**body, "validUntil": ALWAYS.end}))


@in_aggregate(LOCKS, "lock_temp_keys.create.event_recorded")
def event_ends_when_it_begins(locks: Locks) -> None:
    """The event of a new key repeats the beginning of the window as its end."""
    locks.published(TempKeyCreated, lambda data: {**data, "validUntil": data["validFrom"]})


@in_aggregate(LOCKS, "lock_temp_keys.update.only_changes_recorded")
def unchanged_maximum_recorded(locks: Locks) -> None:
    """An update records the access mode even if it did not change."""
    locks.published(TempKeyUpdated, lambda data: {**data, "changes": {"accessMode": "public", **data["changes"]}})


@in_aggregate(LOCKS, "lock_temp_keys.update.only_changes_recorded")
def empty_update_recorded(locks: Locks) -> None:
    """An update without changes records an event."""
    wrap(
        locks,
        "update_lock_temp_key",
        lambda update, lock, request, context: (
            update(lock, request, context) or TempKeyUpdated(request.temp_key_uuid, lock.uuid, "acme")
        ),
    )


@in_aggregate(LOCKS, "lock_temp_keys.update.window_not_empty", "lock_temp_keys.update.not_below_uses")
def invalid_update_ignored(locks: Locks) -> None:
    """An update that is not allowed succeeds without effect."""

    def ignored(update: Decide, lock: Lock, request: Any, context: Context) -> Any:
        try:
            return update(lock, request, context)
        except (Invalid, InvalidState):
            return None

    wrap(locks, "update_lock_temp_key", ignored)


@in_aggregate(LOCKS, "lock_temp_keys.delete.event_recorded")
def deleted_temp_key_stays(locks: Locks) -> None:
    """Deleting a key only records the event."""
    locks.applied(TempKeyDeleted, lambda before, _after: {"temp_keys": before.temp_keys})


@in_aggregate(LOCKS, "temp_keys.open.whitelist_admits")
def white_list_ignored(locks: Locks) -> None:
    """A key with a whitelist admits everyone."""

    def public(_before: Lock, after: Lock) -> dict[str, Any]:
        (key,) = list(after.temp_keys)[-1:]
        return {"temp_keys": after.temp_keys.put(key.uuid, evolve(key, access_mode="public"))}

    locks.applied(TempKeyCreated, public)


# Keys for several doors


def for_creations(rule: str) -> tuple[str, str]:
    """Return the ids of a rule that both interfaces have."""
    return f"temp_keys.create.{rule}", f"collective_temp_keys.create.{rule}"


@in_aggregate(TEMP_KEYS, *for_creations("all_or_nothing"))
def refused_doors_left_out(keys: Keys) -> None:
    """A key is created for the doors that are not rejected."""

    def left_out(create: Decide, key: TempKey, request: Any, context: Context) -> Any:
        try:
            return create(key, request, context)
        except (NotFound, Forbidden):
            if len(request.doors) == 1:
                raise
            return left_out(create, key, altered(request, doors=request.doors[:1]), context)

    for name in ("create_temp_key", "create_collective_temp_key"):
        wrap(keys, name, left_out)


@in_aggregate(TEMP_KEYS, "temp_keys.create.rights_required")
def temp_key_for_any_lock(keys: Keys) -> None:
    """Anyone can create keys for every lock."""
    wrap(
        keys,
        "create_temp_key",
        lambda create, key, request, context: evolve(create(key, request, by_superuser(context)), others=()),
    )


@in_response("temp_keys.create.pin_for_codes", to="create_temp_key", status=201)
def pin_of_five_digits(body: Any) -> None:
    """A PIN has five digits."""
    body["pin"] = body["pin"] and body["pin"][:5]


@in_response("temp_keys.create.pin_for_codes", to="create_temp_key", status=201)
def pin_without_code(body: Any) -> None:
    """Every key has a PIN."""
    body["pin"] = body["pin"] or "492817"


@in_aggregate(TEMP_KEYS, "temp_keys.create.pins_configured")
def pin_without_configuration(keys: Keys) -> None:
    """Keys get PINs even if PINs are not configured."""
    wrap(
        keys,
        "create_temp_key",
        lambda create, key, request, context: create(
            key, request, evolve(context, outside=evolve(context.outside, pins=True))
        ),
    )


@in_response("temp_keys.list.own_keys", "temp_keys.list.of_lock", to="list_temp_keys")
def no_temp_key_listed(body: Any) -> None:
    """No key for several doors is listed."""
    body["tempKeys"] = []


@in_proxy("temp_keys.list.of_lock")
def lock_of_temp_keys_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The list of a lock's keys shows the caller's keys."""
    if operation(request) != "list_temp_keys":
        return upstream.send(request)
    return upstream.send(resent(request, url=request.url.copy_with(query=None)))


@in_response("temp_keys.list.without_pins", to="list_temp_keys")
def pin_listed(body: Any) -> None:
    """The list of keys shows PINs."""
    for key in body["tempKeys"]:
        key["pin"] = "492817"


@in_response("temp_keys.list.rights_required", to="list_temp_keys", status=403, becomes=200)
def no_temp_key_opens_foreign_lock(body: Any) -> None:
    """Without rights on a lock, the list of its keys is empty."""
    replace(body, tempKeys=[])


@in_aggregate(TEMP_KEYS, "temp_keys.revoke.rights_required", "collective_temp_keys.revoke.rights_required")
def temp_key_revoked_by_anyone(keys: Keys) -> None:
    """Anyone can revoke every key."""
    for name in ("revoke_temp_key", "revoke_collective_temp_key"):
        wrap(keys, name, lambda revoke, key, request, context: revoke(key, request, by_superuser(context)))


@in_aggregate(TEMP_KEYS, "temp_keys.revoke.opens_nothing")
def revoked_temp_key_opens(keys: Keys) -> None:
    """Revoking a key only records the event."""
    keys.applied(TempKeyRevoked, lambda _before, _after: {"revoked_at": None})


OPENINGS = ("open_temp_key", "open_temp_key_door", "open_collective_temp_key_door")


@in_aggregate(
    TEMP_KEYS,
    "temp_keys.open.within_window",
    "temp_keys.open_door.within_window",
    "collective_temp_keys.open_door.within_window",
)
def temp_key_opens_at_any_time(keys: Keys) -> None:
    """A key opens before and after its window."""
    for name in OPENINGS:
        wrap(keys, name, lambda open_, key, request, context: open_(evolve(key, window=ALWAYS), request, context))


@in_aggregate(
    TEMP_KEYS,
    "temp_keys.open.code_required",
    "temp_keys.open.first_door_without_code",
    "temp_keys.open_door.code_required",
    "collective_temp_keys.open_door.code_required",
)
def door_with_code_opens_by_link(keys: Keys) -> None:
    """The link of a key opens the doors that require a code."""

    def opened(open_: Decide, key: TempKey, request: Any, context: Context) -> Any:
        doors = tuple(evolve(door, access_method="both") for door in key.doors)
        return open_(evolve(key, doors=doors), request, context)

    for name in OPENINGS:
        wrap(keys, name, opened)


@in_aggregate(TEMP_KEYS, "temp_keys.open.opening_counted", "collective_temp_keys.open_door.opening_counted")
def opening_not_recorded(keys: Keys) -> None:
    """An opening records nothing on its lock."""
    for name in OPENINGS:
        wrap(
            keys,
            name,
            lambda open_, key, request, context: evolve(open_(key, request, context), others=()),
        )


@in_aggregate(TEMP_KEYS, "temp_keys.open_door.redirect_says_offline")
def offline_lock_said_to_be_online(keys: Keys) -> None:
    """The redirect never says that a lock is offline."""

    def online(open_: Decide, key: TempKey, request: Any, context: Context) -> Any:
        decision: Decision = open_(key, request, context)
        location = f"/temp-keys/{key.id}/confirmation?door={request.door_id}&offline=false"
        return evolve(decision, response=redirect(location))

    wrap(keys, "open_temp_key_door", online)


@in_aggregate(TEMP_KEYS, "collective_temp_keys.create.same_store")
def interfaces_have_their_own_keys(keys: Keys) -> None:
    """Collective operations revoke only collective keys."""

    def own(revoke: Decide, key: TempKey, request: Any, context: Context) -> Any:
        if not key.collective:
            raise NotFound("There is no such key.")
        return revoke(key, request, context)

    wrap(keys, "revoke_collective_temp_key", own)


# PINs

OPEN_WITH_PIN = "open_lock_with_pin"


@in_aggregate(LOCKS, "locks.open_with_pin.pin_of_live_key")
def pin_opens_at_any_time(locks: Locks) -> None:
    """The PIN of a key opens before and after its window."""

    def opened(open_: Decide, lock: Lock, request: Any, context: Context) -> Any:
        decision: Decision = open_(lock, request, context)
        if decision.error is None or context.others.find(TEMP_KEYS, "pin", pin_at(lock.id, request.pin)) is None:
            return decision
        return Decision(response=Response.json(200, {"success": True, "offline": False}))

    wrap(locks, OPEN_WITH_PIN, opened)


@in_response("locks.open_with_pin.refusals_identical", to=OPEN_WITH_PIN, status=401)
def reason_of_rejection_given(body: Any) -> None:
    """A rejection says that the PIN is unknown."""
    body["error"] = "Unknown PIN"


@in_aggregate(LOCKS, "locks.open_with_pin.failures_delayed")
def wrong_pins_not_counted(locks: Locks) -> None:
    """Wrong PINs delay nothing."""

    def uncounted(open_: Decide, lock: Lock, request: Any, context: Context) -> Any:
        decision: Decision = open_(lock, request, context)
        return decision if decision.error is None else evolve(decision, others=())

    wrap(locks, OPEN_WITH_PIN, uncounted)


@in_aggregate(LOCKS, "locks.open_with_pin.failures_delayed")
def right_pin_does_not_end_the_series(locks: Locks) -> None:
    """A correct PIN between wrong ones does not reset the count."""

    def counted(open_: Decide, lock: Lock, request: Any, context: Context) -> Any:
        decision: Decision = open_(lock, request, context)
        return evolve(decision, others=decision.others[:1])

    wrap(locks, OPEN_WITH_PIN, counted)


@in_aggregate(LOCKS, "locks.open_with_pin.opening_counted")
def first_use_recorded_again(locks: Locks) -> None:
    """Every opening is recorded as the first use of the key."""

    def first(open_: Decide, lock: Lock, request: Any, context: Context) -> Any:
        decision: Decision = open_(lock, request, context)
        events = [evolve(event, used_count=1) if isinstance(event, TempKeyUsed) else event for event in decision.events]
        return evolve(decision, events=tuple(events))

    wrap(locks, OPEN_WITH_PIN, first)
