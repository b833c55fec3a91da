"""Faults in the locks that a user's app shows."""

from typing import Any

from attrs import evolve
from spkey_mock.aggregates.users import User
from spkey_mock.aggregates.users.accessible_locks import AccessibleLockAdded, AccessibleLockRemoved
from spkey_mock.service.aggregate import JSON, Context
from spkey_mock.service.decision import Decision
from spkey_mock.service.errors import InvalidState
from spkey_mock.service.times import iso

from .catalogue import Users, in_response, in_users


@in_users("accessible_locks.add.user_must_exist", "accessible_locks.remove.user_must_exist")
def locks_of_unknown_users(users: Users) -> None:
    """A user need not exist to get a lock in the list."""
    for operation in ("add_accessible_lock", "remove_accessible_lock"):
        users.aggregate.handlers[operation] = evolve(users.aggregate.handlers[operation], creates=None)


@in_response("accessible_locks.list.user_must_exist", to="list_accessible_locks", status=404, becomes=200)
def unknown_user_has_no_locks(body: Any) -> None:
    """An unknown user has an empty list of locks."""
    body.clear()
    body.update(locks=[], totalCount=0)


@in_users("accessible_locks.add.lock_only_once")
def access_level_changed_by_another_addition(users: Users) -> None:
    """Adding a lock again with another access level changes it."""
    add = users.function("add_accessible_lock")

    def changed(user: User, request: Any, context: Context) -> Any:
        lock = user.accessible_locks.get(request.lock_id)
        if lock is None or lock.access_level == request.access_level:
            return add(user, request, context)
        return AccessibleLockAdded(request.lock_id, request.lock_name, request.access_level, request.granted_by)

    users.handle("add_accessible_lock", changed)


@in_users("accessible_locks.add.lock_not_checked")
def lock_id_must_be_a_number(users: Users) -> None:
    """Only a lock with a number can be added."""
    add = users.function("add_accessible_lock")

    def checked(user: User, request: Any, context: Context) -> Any:
        if not request.lock_id.isdecimal():
            raise InvalidState("There is no such lock.")
        return add(user, request, context)

    users.handle("add_accessible_lock", checked)


@in_users("accessible_locks.add.event_recorded")
def every_lock_is_for_users(users: Users) -> None:
    """The event of an addition always has the access level USER."""
    users.published(AccessibleLockAdded, lambda data: {**data, "accessLevel": "USER"})


@in_users("accessible_locks.add.validity_not_applied")
def expired_lock_refused(users: Users) -> None:
    """A lock whose validity has ended is not added."""
    add = users.function("add_accessible_lock")

    def valid(user: User, request: Any, context: Context) -> Any:
        if request.valid_until is not None and request.valid_until < iso(context.at):
            raise InvalidState("The validity has ended.")
        return add(user, request, context)

    users.handle("add_accessible_lock", valid)


@in_response("accessible_locks.add.validity_not_applied", to="list_accessible_locks")
def every_lock_expires(body: Any) -> None:
    """The list shows when a lock expires."""
    for lock in body["locks"]:
        lock["expiresAt"] = "2027-01-01T00:00:00.000Z"


@in_users("accessible_locks.remove.lock_must_be_listed")
def removing_a_missing_lock_succeeds(users: Users) -> None:
    """Removing a lock that is not in the list returns 200."""
    remove = users.function("remove_accessible_lock")

    def lenient(user: User, request: Any, context: Context) -> Any:
        if request.lock_id in user.accessible_locks:
            return remove(user, request, context)
        return Decision(extra={"lockId": request.lock_id, "removedAt": context.iso})

    users.handle("remove_accessible_lock", lenient)


@in_users("accessible_locks.remove.event_recorded")
def removed_lock_stays(users: Users) -> None:
    """A removed lock stays in the list."""
    users.applied(AccessibleLockRemoved, lambda before, after: {"accessible_locks": before.accessible_locks})


@in_users("accessible_locks.list.every_lock_listed")
def locks_listed_for_their_organisation_only(users: Users) -> None:
    """An organisation sees only the locks of its own users."""
    listed = users.function("list_accessible_locks")

    def scoped(user: User, request: Any, context: Context) -> JSON:
        if context.caller.org_id not in (None, user.org_id):
            return {"locks": [], "totalCount": 0}
        found: JSON = listed(user, request, context)
        return found

    users.handle("list_accessible_locks", scoped)
