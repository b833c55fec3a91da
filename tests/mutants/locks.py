"""Faults in locks: rights, creation, openings, moves and queries."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
from attrs import evolve
from spkey_mock import World
from spkey_mock.aggregates.locks import LOCKS, KeyAdded, Lock, LockCreated, OrganizationSet, OwnerSet
from spkey_mock.aggregates.users import USERS
from spkey_mock.service.aggregate import Context, anyone
from spkey_mock.service.credentials import Caller
from spkey_mock.service.decision import Decision
from spkey_mock.service.errors import AggregateNotFound, NotFound, Unreachable
from spkey_mock.service.outside import USUAL

from .catalogue import (
    Copy,
    Upstream,
    altered,
    body_of,
    in_aggregate,
    in_proxy,
    in_response,
    in_world,
    operation,
    path,
    reject,
    resent,
    respond,
)

Decide = Callable[[Lock, Any, Context], Any]

_METHODS = {
    "locks.open": "open_lock",
    "locks.set_owner": "set_lock_owner",
    "locks.set_organization": "set_lock_organization",
    "locks.get_basic_info": "get_lock_basic_info",
    "locks.get_details": "get_lock_details",
    "locks.list_events": "list_lock_events",
    "lock_keys.add": "add_lock_key",
    "lock_keys.remove": "remove_lock_key",
    "lock_keys.write": "write_lock_key",
    "lock_keys.add_in_bulk": "add_lock_keys_in_bulk",
    "residents.add": "add_resident",
    "residents.remove": "remove_resident",
}
"""The operations that require rights, by resource and method."""

_RIGHTS = tuple(f"{name}.rights_required" for name in _METHODS)
_COMMANDS = {name: id_ for name, id_ in _METHODS.items() if ".get" not in name and ".list" not in name}
_EXISTENCE = {name: id_ for name, id_ in _METHODS.items() if name != "lock_keys.add_in_bulk"}
_RECORDED = {name: id_ for name, id_ in _COMMANDS.items() if name != "lock_keys.add_in_bulk"}


@in_aggregate(LOCKS, *_RIGHTS)
def every_credential_has_rights(locks: Copy[Lock]) -> None:
    """Every credential gives rights on every lock."""
    locks.aggregate.access = anyone


@in_aggregate(LOCKS, *_RIGHTS)
def owner_without_rights(locks: Copy[Lock]) -> None:
    """The owner of a lock has no rights on it."""
    check = LOCKS.access
    locks.aggregate.access = lambda lock, caller: check(evolve(lock, owner_id=None), caller)


@in_aggregate(LOCKS, *_RIGHTS, "lock_keys.add.user_gets_rights")
def key_holder_without_rights(locks: Copy[Lock]) -> None:
    """A user who holds a key on a lock has no rights on it."""
    check = LOCKS.access
    locks.aggregate.access = lambda lock, caller: check(evolve(lock, keys=type(lock.keys)()), caller)


@in_aggregate(LOCKS, "locks.open.rights_required", "lock_keys.add.rights_required")
def super_key_without_rights(locks: Copy[Lock]) -> None:
    """A superuser key gives rights on the locks of its own organisation only."""
    check = LOCKS.access
    locks.aggregate.access = lambda lock, caller: check(lock, evolve(caller, superuser=False))


@in_proxy(*(f"{name}.lock_must_exist" for name in _EXISTENCE), "residents.list.lock_must_exist")
def unknown_lock_returns_403(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A request about an unknown lock returns 403."""
    response = upstream.send(request)
    concerned = operation(request) in (*_EXISTENCE.values(), "list_residents")
    return reject(request, 403) if concerned and response.status_code == 404 else response


@in_proxy("locks.create.event_recorded", *(f"{name}.event_recorded" for name in _RECORDED))
def lock_events_not_returned(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The commands on a lock return no event."""
    response = upstream.send(request)
    if operation(request) not in ("create_lock", *_RECORDED.values()) or response.status_code not in (200, 201):
        return response
    return respond(response, {**response.json(), "event": None})


@in_aggregate(LOCKS, "locks.create.rights_required")
def user_creates_locks(locks: Copy[Lock]) -> None:
    """A user's token can create locks."""
    locks.admit("create_lock", LOCKS.access)


@in_aggregate(LOCKS, "locks.create.rights_required")
def creation_of_foreign_lock_accepted(locks: Copy[Lock]) -> None:
    """Creating another organisation's lock returns 200, without an event."""

    def organisation(lock: Lock, caller: Caller) -> None:
        (LOCKS.handlers["create_lock"].access or LOCKS.access)(Lock(lock.id), caller)

    locks.admit("create_lock", organisation)


@in_response("locks.create.existing_lock_unchanged", to="create_lock", becomes=201)
def second_lock_creation_returns_201(body: Any) -> None:
    """Creating an existing lock returns 201."""


@in_aggregate(LOCKS, "locks.create.index_must_be_the_id", "locks.create.keys_must_differ")
def body_of_creation_not_compared(locks: Copy[Lock]) -> None:
    """The index in the body and repeated keys are ignored."""
    handlers = locks.aggregate.handlers
    handlers["create_lock"] = evolve(handlers["create_lock"], validate=lambda request: None)


@in_proxy("locks.create.uuid_must_be_free")
def taken_lock_uuid_replaced(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A lock whose UUID is taken gets another one."""
    response = upstream.send(request)
    if operation(request) != "create_lock" or "Another lock has" not in response.text:
        return response
    return upstream.send(resent(request, json={**body_of(request), "uuid": str(uuid4())}))


@in_aggregate(LOCKS, "locks.create.belongs_to_creator")
def all_locks_belong_to_one_organisation(locks: Copy[Lock]) -> None:
    """All new locks belong to the same organisation."""
    locks.applied(LockCreated, lambda _before, _after: {"org_id": "acme"})


@in_aggregate(LOCKS, "locks.create.keys_without_events")
def first_keys_have_events(locks: Copy[Lock]) -> None:
    """The keys of a new lock are recorded as KeyAdded events."""
    create = locks.function("create_lock")

    def function(lock: Lock, request: Any, context: Context) -> Decision:
        created: LockCreated = create(lock, request, context)
        added = (KeyAdded(created.uuid, key.uuid, key.index, key.user_id) for key in created.keys)
        return Decision((evolve(created, keys=()), *added))

    locks.handle("create_lock", function)


@in_proxy("locks.create.vendor_name_not_shown")
def vendor_name_shown(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The details of a lock show the name of the vendor."""
    response = upstream.send(request)
    lock = path(request).split("/")[2]
    if operation(request) == "create_lock" and response.status_code == 201:
        upstream.memory[lock] = body_of(request).get("vendorName")
    if operation(request) == "get_lock_details" and upstream.memory.get(lock):
        return respond(response, {**response.json(), "vendorName": upstream.memory[lock]})
    return response


@in_proxy("locks.open.request_id_not_deduplicated")
def request_id_deduplicated(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A second opening with the same requestId returns the response to the first one."""
    request_id = body_of(request).get("requestId") if operation(request) == "open_lock" else None
    if request_id is None:
        return upstream.send(request)
    place = (path(request), request_id)
    if place not in upstream.memory:
        response = upstream.send(request)
        upstream.memory[place] = (response.status_code, response.json())
    status, body = upstream.memory[place]
    return httpx.Response(status, json=body, request=request)


def _online(function: Decide) -> Decide:
    """Return a handler to which every device can be reached."""
    return lambda lock, request, context: function(lock, request, evolve(context, outside=USUAL))


_OFFLINE = ("locks.open", "lock_keys.add", "lock_keys.write")


@in_aggregate(LOCKS, *(f"{name}.offline_records_nothing" for name in _OFFLINE))
def offline_lock_obeys(locks: Copy[Lock]) -> None:
    """A lock that is offline carries out commands."""
    for name in _OFFLINE:
        locks.handle(_METHODS[name], _online(locks.function(_METHODS[name])))


@in_aggregate(LOCKS, *(f"{name}.offline_records_nothing" for name in _OFFLINE))
def offline_command_recorded(locks: Copy[Lock]) -> None:
    """A command returns 502 if the lock is offline, but its event is recorded."""
    for name in _OFFLINE:
        locks.handle(_METHODS[name], _recorded(_online(locks.function(_METHODS[name]))))


def _recorded(function: Decide) -> Decide:
    """Return a handler that records the event even if it returns 502."""

    def record(lock: Lock, request: Any, context: Context) -> Any:
        event = function(lock, request, context)
        if lock.id not in context.outside.offline_locks:
            return event
        return Decision((event,), error=Unreachable("The device cannot be reached."))

    return record


@in_aggregate(LOCKS, "locks.set_owner.owner_gets_rights")
def owner_unchanged(locks: Copy[Lock]) -> None:
    """Setting the owner of a lock has no effect."""
    locks.applied(OwnerSet, lambda before, _after: {"owner_id": before.owner_id})


@in_aggregate(LOCKS, "locks.set_owner.user_not_checked")
def unknown_owner_returns_404(locks: Copy[Lock]) -> None:
    """The new owner of a lock must exist."""
    function = locks.function("set_lock_owner")

    def checked(lock: Lock, request: Any, context: Context) -> Any:
        if not context.others.load(USERS, request.user_id).version:
            raise AggregateNotFound("user", request.user_id)
        return function(lock, request, context)

    locks.handle("set_lock_owner", checked)


@in_aggregate(LOCKS, "locks.set_organization.moves_the_lock")
def lock_not_moved(locks: Copy[Lock]) -> None:
    """Moving a lock has no effect."""
    locks.applied(OrganizationSet, lambda before, _after: {"org_id": before.org_id})


@in_aggregate(LOCKS, "locks.set_organization.moves_the_lock")
def move_empties_the_lock(locks: Copy[Lock]) -> None:
    """A lock loses its residents when it moves."""
    locks.applied(OrganizationSet, lambda _before, after: {"residents": type(after.residents)()})


@in_world("locks.set_organization.event_sent_to_new_organisation")
def move_sent_to_old_organisation(world: World) -> None:
    """The event of a move goes to the organisation that the lock belonged to."""
    publish = world.webhooks.publish

    def changed(recorded: Any, *, org_id: str | None, data: Any) -> None:
        publish(recorded, org_id="acme" if recorded.type == "OrganizationSet" else org_id, data=data)

    world.webhooks.publish = changed  # type: ignore[method-assign]


@in_response("locks.get_basic_info.organization_id_after_a_move", to="get_lock_basic_info")
def organization_id_from_the_beginning(body: Any) -> None:
    """The basic information of a lock always has an organizationId."""
    body["organizationId"] = body["orgId"]


@in_response("locks.get_details.whole_lock_shown", to="get_lock_details")
def keys_cut_off(body: Any) -> None:
    """The details of a lock show at most 100 keys."""
    del body["keys"][100:]


@in_response("locks.get_details.whole_lock_shown", to="get_lock_details")
def residents_sorted(body: Any) -> None:
    """The details of a lock show the residents in alphabetical order."""
    body["residents"].sort(key=lambda resident: resident["name"])


@in_response("locks.get_details.timestamp_of_last_event", to="get_lock_details")
def timestamp_of_the_epoch(body: Any) -> None:
    """The timestamp in the details of a lock is always 1970-01-01."""
    body["timestamp"] = "1970-01-01T00:00:00.000Z"


@in_aggregate(LOCKS, "locks.list_events.pages_of_ten")
def newest_events_first(locks: Copy[Lock]) -> None:
    """Page 1 has the newest events."""
    function = locks.function("list_lock_events")

    def reversed_pages(lock: Lock, request: Any, context: Context) -> Any:
        last = -(-lock.version // 10)
        page = request.page if request.page is None or request.page > last else last + 1 - request.page
        return {**function(lock, altered(request, page=page), context), "page": request.page or last}

    locks.handle("list_lock_events", reversed_pages)


@in_aggregate(LOCKS, "locks.list_events.last_page_by_default")
def first_page_by_default(locks: Copy[Lock]) -> None:
    """Without a page, the first one is returned."""
    function = locks.function("list_lock_events")
    locks.handle(
        "list_lock_events",
        lambda lock, request, context: function(lock, altered(request, page=request.page or 1), context),
    )


@in_aggregate(LOCKS, "locks.list_events.no_events_beyond_the_last_page")
def page_beyond_the_last_returns_404(locks: Copy[Lock]) -> None:
    """A page beyond the last one returns 404."""
    function = locks.function("list_lock_events")

    def bounded(lock: Lock, request: Any, context: Context) -> Any:
        page = function(lock, request, context)
        if page["page"] > page["totalPages"]:
            raise NotFound("There is no such page.")
        return page

    locks.handle("list_lock_events", bounded)
