"""The residents of a lock, who are notified when somebody rings."""

from attrs import frozen

from ...service.aggregate import JSON, Context, anyone
from ...service.codec import present
from ...service.errors import Invalid, InvalidState, NotFound, Problem
from ...service.event import Event
from ...service.outcome import Outcome
from ..requests import AddResident, ListResidents, RemoveResident
from ..users.contacts import check_personal_data, check_phone_number
from ..users.state import USERS, with_email, with_phone_number
from .state import LOCKS, Lock, Resident, lock_json


@LOCKS.event
@frozen
class ResidentAdded(Event[Lock]):
    """A resident was added to the lock."""

    uuid: str
    user_id: str
    name: str
    email: str | None = None

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock with the resident."""
        resident = Resident(self.user_id, self.name, self.email)
        residents = state.residents.put(self.user_id, resident)
        return state.changed(self, at, residents=residents, text=state.text + resident.text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock and the resident."""
        return {
            **lock_json(aggregate_id, self.uuid, at),
            **present(userId=self.user_id, name=self.name, email=self.email),
        }


@LOCKS.event
@frozen
class ResidentRemoved(Event[Lock]):
    """A resident was removed from the lock."""

    uuid: str
    user_id: str
    email: str | None = None

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock without the resident."""
        text = state.text - state.residents[self.user_id].text
        return state.changed(self, at, residents=state.residents.remove(self.user_id), text=text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock and the resident."""
        return {**lock_json(aggregate_id, self.uuid, at), **present(userId=self.user_id, email=self.email)}


def _user_is_named(request: AddResident | RemoveResident) -> None:
    if (request.user_id, request.email, request.phone_number) == (None, None, None):
        message = "userId, email or phoneNumber is required"
        raise Invalid(Problem(message, ("body",)), rule="user_must_be_named")
    check_phone_number(request.phone_number, "body")


def _user_id(request: AddResident | RemoveResident, context: Context) -> str:
    """Return the user that a request names by id, by e-mail address or by phone number, in this order.

    Raises:
        NotFound: No user has the e-mail address or phone number.
    """
    if request.user_id is not None:
        return request.user_id
    check_personal_data(context)
    if request.email is not None:
        user = with_email(request.email, context.others)
        what, where = "e-mail address", "by-email"
    else:
        user = with_phone_number(request.phone_number or "", context.others)
        what, where = "phone number", "by-phone"
    if user is None:
        message = f"No user has this {what}. Call GET /users/{where} first, which creates the user."
        raise NotFound(message, rule="user_must_be_known")
    return user.id


@LOCKS.command(AddResident, validate=_user_is_named)
def add_resident(lock: Lock, request: AddResident, context: Context) -> ResidentAdded:
    """Add a resident whom the lock does not have."""
    user_id = _user_id(request, context)
    if user_id in lock.residents:
        raise InvalidState(f"Lock {lock.id} already has the resident {user_id}.", rule="resident_once_per_lock")
    return ResidentAdded(lock.uuid, user_id, request.name, request.email)


@LOCKS.command(RemoveResident, validate=_user_is_named)
def remove_resident(lock: Lock, request: RemoveResident, context: Context) -> ResidentRemoved:
    """Remove a resident whom the lock has."""
    user_id = _user_id(request, context)
    if user_id not in lock.residents:
        raise InvalidState(f"Lock {lock.id} does not have the resident {user_id}.", rule="resident_must_be_there")
    return ResidentRemoved(lock.uuid, user_id, request.email)


@LOCKS.query(ListResidents, access=anyone)
def list_residents(lock: Lock, request: ListResidents, context: Context) -> JSON:
    """Return the residents, without their phone numbers."""
    return {
        "residents": [
            {**resident.to_json(), "hasPhone": context.others.load(USERS, resident.user_id).phone_number is not None}
            for resident in lock.residents
        ]
    }


LOCKS.reached_by_any("residents.add.event_recorded", "residents.remove.event_recorded", on="event")
LOCKS.reached_by_any("residents.list.no_credential_needed")


@LOCKS.rule("residents.add.user_found_by_contact", on="event")
def _found_by_contact(lock: Lock, request: AddResident, outcome: Outcome) -> bool:
    return request.user_id is None


@LOCKS.rule("residents.add.user_id_comes_first", on="event")
def _named_in_several_ways(lock: Lock, request: AddResident, outcome: Outcome) -> bool:
    return (request.user_id, request.email, request.phone_number).count(None) < 2


@LOCKS.rule("residents.list.no_phone_number")
def _has_residents(lock: Lock, request: ListResidents, outcome: Outcome) -> bool:
    return len(lock.residents) > 0
