"""Locks: creation, opening, ownership and queries."""

from attrs import frozen

from ...service.aggregate import JSON, Context
from ...service.codec import present
from ...service.credentials import Caller
from ...service.errors import Forbidden, Invalid, InvalidState, Problem, Unreachable
from ...service.event import Event
from ...service.outcome import Outcome
from ...service.state import length
from ...service.times import iso
from ..requests import (
    CreateLock,
    GetLockBasicInfo,
    GetLockDetails,
    ListLockEvents,
    OpenLock,
    SetLockOrganization,
    SetLockOwner,
)
from .keys import Key, Keys
from .state import LOCKS, Lock, lock_json, rights

_PAGE_SIZE = 10


@LOCKS.event
@frozen
class LockCreated(Event[Lock]):
    """The lock was created. The organisation is not public."""

    uuid: str
    org_id: str | None = None
    serial_number: str | None = None
    owner_id: str | None = None
    keys: tuple[Key, ...] = ()

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the new lock."""
        keys = Keys()
        for key in self.keys:
            keys = keys.put(key)
        return state.changed(
            self,
            at,
            org_id=self.org_id,
            uuid=self.uuid,
            serial_number=self.serial_number,
            owner_id=self.owner_id,
            keys=keys,
            text=state.text + length(self.uuid, self.serial_number, self.owner_id),
        )

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock."""
        return {
            **lock_json(aggregate_id, self.uuid, at),
            **present(
                serialNumber=self.serial_number,
                keys=[key.to_json() for key in self.keys] or None,
                ownerId=self.owner_id,
            ),
        }


@LOCKS.event
@frozen
class LockOpenRequested(Event[Lock]):
    """The opening of the lock was requested."""

    uuid: str
    reason: str | None = None
    request_id: str | None = None

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock, of which only the version changes."""
        return state.changed(self, at)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock and the details of the request."""
        return {
            **lock_json(aggregate_id, self.uuid, at),
            **present(reason=self.reason, requestId=self.request_id),
        }


@LOCKS.event
@frozen
class OwnerSet(Event[Lock]):
    """The lock's owner was set."""

    uuid: str
    user_id: str

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock with the new owner."""
        text = state.text - len(state.owner_id or "") + len(self.user_id)
        return state.changed(self, at, owner_id=self.user_id, text=text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock and its owner."""
        return {**lock_json(aggregate_id, self.uuid, at), "userId": self.user_id}


@LOCKS.event
@frozen
class OrganizationSet(Event[Lock]):
    """The lock moved to another organisation, which receives this event."""

    uuid: str
    org_id: str

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock with the new organisation."""
        return state.changed(self, at, org_id=self.org_id, moved=True)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock and its organisation."""
        return {**lock_json(aggregate_id, self.uuid, at), "orgId": self.org_id}


def reach(lock: Lock, context: Context) -> None:
    """Check that the lock's device can be reached."""
    if lock.id in context.outside.offline_locks:
        raise Unreachable(f"The device of lock {lock.id} cannot be reached.", rule="offline_records_nothing")


def _organisation(lock: Lock, caller: Caller) -> None:
    if caller.org_id is None:
        raise Forbidden("A user's token cannot create locks. Send an API key.", rule="rights_required")
    rights(lock, caller)


def _body_is_consistent(request: CreateLock) -> None:
    if request.index != request.id:
        problem = Problem(f"the value is not the number in the path, {request.id}", ("body", "index"))
        raise Invalid(problem, rule="index_must_be_the_id")
    seen: set[str] = set()
    for position, key in enumerate(request.keys or ()):
        if key.uuid in seen:
            problem = Problem("another key has the same uuid", ("body", "keys", position, "uuid"))
            raise Invalid(problem, rule="keys_must_differ")
        seen.add(key.uuid)


@LOCKS.command(CreateLock, creates=True, access=_organisation, validate=_body_is_consistent)
def create_lock(lock: Lock, request: CreateLock, context: Context) -> LockCreated:
    """Create a lock in the caller's organisation. The vendor's name is not kept."""
    if context.others.find(LOCKS, "uuid", request.uuid.lower()) is not None:
        raise InvalidState(f"Another lock has the UUID {request.uuid}.", rule="uuid_must_be_free")
    return LockCreated(
        uuid=request.uuid,
        org_id=context.caller.org_id,
        serial_number=request.serial_number,
        owner_id=request.owner_id,
        keys=tuple(Key(key.uuid, key.index_number, key.user_id) for key in request.keys or ()),
    )


@LOCKS.command(OpenLock)
def open_lock(lock: Lock, request: OpenLock, context: Context) -> LockOpenRequested:
    """Open the lock if its device can be reached."""
    reach(lock, context)
    return LockOpenRequested(lock.uuid, request.reason, request.request_id)


@LOCKS.command(SetLockOwner)
def set_lock_owner(lock: Lock, request: SetLockOwner, context: Context) -> OwnerSet:
    """Set the owner, who need not exist."""
    return OwnerSet(lock.uuid, request.user_id)


@LOCKS.command(SetLockOrganization)
def set_lock_organization(lock: Lock, request: SetLockOrganization, context: Context) -> OrganizationSet:
    """Move the lock to another organisation."""
    return OrganizationSet(lock.uuid, request.org_id)


def _basics(lock: Lock) -> JSON:
    return present(
        id=lock.id,
        lockId=int(lock.id),
        uuid=lock.uuid,
        version=lock.version,
        serialNumber=lock.serial_number,
        ownerId=lock.owner_id,
        orgId=lock.org_id,
        organizationId=lock.org_id if lock.moved else None,
        r2Prefix=f"locks/{lock.id}/",
    )


@LOCKS.query(GetLockBasicInfo)
def get_lock_basic_info(lock: Lock, request: GetLockBasicInfo, context: Context) -> JSON:
    """Return the lock without its keys and residents."""
    return _basics(lock)


@LOCKS.query(GetLockDetails)
def get_lock_details(lock: Lock, request: GetLockDetails, context: Context) -> JSON:
    """Return the lock with all its keys and residents."""
    return {
        **_basics(lock),
        "keys": [key.to_json() for key in lock.keys],
        "residents": [resident.to_json() for resident in lock.residents],
        "timestamp": iso(lock.changed_at),
    }


@LOCKS.query(ListLockEvents)
def list_lock_events(lock: Lock, request: ListLockEvents, context: Context) -> JSON:
    """Return a page of events, by default the last one.

    Events that the store has dropped are counted but missing. The memory store folds old events into a base state.
    """
    pages = _pages(lock)
    page = pages if request.page is None else request.page
    after = (page - 1) * _PAGE_SIZE
    found = context.others.history(LOCKS, lock.id, after, _PAGE_SIZE) if page <= pages else ()
    return {
        "aggregateId": lock.id,
        "totalEvents": lock.version,
        "page": page,
        "pageSize": _PAGE_SIZE,
        "totalPages": pages,
        "events": [
            {
                "aggregateType": LOCKS.name,
                "aggregateId": lock.id,
                "version": recorded.version,
                "type": recorded.type,
                "timestamp": iso(recorded.at),
                "orgId": lock.org_id,
                "event": LOCKS.decode(recorded.type, recorded.data).public(lock.id, recorded.at),
            }
            for recorded in found
        ],
    }


def _pages(lock: Lock) -> int:
    return -(-lock.version // _PAGE_SIZE)


LOCKS.reached_by_any(
    "locks.create.event_recorded",
    "locks.create.belongs_to_creator",
    "locks.open.event_recorded",
    "locks.set_owner.event_recorded",
    "locks.set_owner.owner_gets_rights",
    "locks.set_owner.user_not_checked",
    "locks.set_organization.event_recorded",
    "locks.set_organization.moves_the_lock",
    on="event",
)
LOCKS.reached_by_any(
    "locks.get_basic_info.organization_id_after_a_move",
    "locks.get_details.timestamp_of_last_event",
)


@LOCKS.rule("locks.create.existing_lock_unchanged")
def _lock_exists(lock: Lock, request: CreateLock, outcome: Outcome) -> bool:
    return lock.version > 0


@LOCKS.rule("locks.create.keys_without_events", on="event")
def _created_with_keys(lock: Lock, request: CreateLock, outcome: Outcome) -> bool:
    return bool(request.keys)


@LOCKS.rule("locks.create.vendor_name_not_shown", on="event")
def _created_with_a_vendor_name(lock: Lock, request: CreateLock, outcome: Outcome) -> bool:
    return request.vendor_name is not None


@LOCKS.rule("locks.open.request_id_not_deduplicated", on="event")
def _opened_with_a_request_id(lock: Lock, request: OpenLock, outcome: Outcome) -> bool:
    return request.request_id is not None


@LOCKS.rule("locks.get_details.whole_lock_shown")
def _has_keys_or_residents(lock: Lock, request: GetLockDetails, outcome: Outcome) -> bool:
    return len(lock.keys) + len(lock.residents) > 0


@LOCKS.rule("locks.list_events.pages_of_ten")
def _has_several_pages(lock: Lock, request: ListLockEvents, outcome: Outcome) -> bool:
    return lock.version > _PAGE_SIZE


@LOCKS.rule("locks.list_events.last_page_by_default")
def _no_page_is_named(lock: Lock, request: ListLockEvents, outcome: Outcome) -> bool:
    return request.page is None


@LOCKS.rule("locks.list_events.no_events_beyond_the_last_page")
def _page_is_beyond_the_last(lock: Lock, request: ListLockEvents, outcome: Outcome) -> bool:
    return request.page is not None and request.page > _pages(lock)
