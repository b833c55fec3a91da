"""Finding users by e-mail address or phone number, and creating those that are not found."""

from ...service.aggregate import Context
from ...service.decision import Decision
from ...service.errors import Conflict, NotFound
from ...service.message import Response
from ...service.outcome import Outcome
from ...service.times import iso
from .. import email_address, phone_number
from ..requests import FindOrCreateUserByEmail, FindOrCreateUserByPhone
from .contacts import check_personal_data, check_phone_number
from .state import USERS, User, with_email, with_phone_number
from .users import UserCreated

_Request = FindOrCreateUserByEmail | FindOrCreateUserByPhone


def _user_of_email(request: FindOrCreateUserByEmail, context: Context) -> str:
    return _id(with_email(request.email, context.others), request, context)


def _user_of_phone_number(request: FindOrCreateUserByPhone, context: Context) -> str:
    return _id(with_phone_number(request.phone_number, context.others), request, context)


def _id(found: User | None, request: _Request, context: Context) -> str:
    return (request.uuid or context.new_id()) if found is None else found.id


def _has_email(user: User, request: FindOrCreateUserByEmail) -> bool:
    return ("email", email_address.normalise(request.email)) in user.unique


def _has_phone_number(user: User, request: FindOrCreateUserByPhone) -> bool:
    return ("phone", phone_number.normalise(request.phone_number)) in user.unique


@USERS.command(FindOrCreateUserByEmail, creates=None, identify=_user_of_email)
def find_or_create_user_by_email(user: User, request: FindOrCreateUserByEmail, context: Context) -> Decision:
    """Return the user that has the e-mail address, or create one in the caller's organisation."""
    check_personal_data(context)
    if _has_email(user, request):
        return _found_by_email(user)
    _check_creation(user, request, "e-mail address")
    created = UserCreated(user.id, org_id=context.caller.org_id, email=request.email)
    return _found_by_email(USERS.apply(created, user, context.at), created)


def _found_by_email(user: User, *events: UserCreated) -> Decision:
    body = {"uuid": user.id, "email": user.email, "created_at": iso(user.created_at or 0)}
    return Decision(events, response=Response.json(200, body))


def _check_phone_number(request: FindOrCreateUserByPhone) -> None:
    check_phone_number(request.phone_number, "query")


@USERS.command(FindOrCreateUserByPhone, creates=None, identify=_user_of_phone_number, validate=_check_phone_number)
def find_or_create_user_by_phone(user: User, request: FindOrCreateUserByPhone, context: Context) -> Decision:
    """Return the user that has the phone number, or create one in the caller's organisation."""
    check_personal_data(context)
    if _has_phone_number(user, request):
        return _found_by_phone_number(user)
    _check_creation(user, request, "phone number")
    email = request.email
    if email is not None and with_email(email, context.others) is not None:
        raise Conflict("Another user has this e-mail address.", rule="email_must_be_free")
    number = phone_number.normalise(request.phone_number)
    created = UserCreated(user.id, org_id=context.caller.org_id, email=email, phone_number=number)
    return _found_by_phone_number(USERS.apply(created, user, context.at), created)


def _found_by_phone_number(user: User, *events: UserCreated) -> Decision:
    body = {
        "uuid": user.id,
        "email": user.email,
        "phoneNumber": user.phone_number,
        "created_at": iso(user.created_at or 0),
    }
    return Decision(events, response=Response.json(200, body))


def _check_creation(user: User, request: _Request, value: str) -> None:
    """Check that a user who was not found may be created."""
    if request.search_only:
        raise NotFound(f"No user has this {value}.", rule="search_only_creates_nothing")
    if user.version:
        raise Conflict(f"Another user has the id {user.id}.", rule="uuid_must_be_free")


USERS.reached_by_any(
    "users.find_or_create_by_email.miss_creates_user", "users.find_or_create_by_phone.miss_creates_user", on="event"
)


@USERS.rule("users.find_or_create_by_email.known_user_unchanged")
def _email_is_known(user: User, request: FindOrCreateUserByEmail, outcome: Outcome) -> bool:
    return user.version > 0


@USERS.rule("users.find_or_create_by_email.case_ignored")
def _email_is_spelt_differently(user: User, request: FindOrCreateUserByEmail, outcome: Outcome) -> bool:
    return user.version > 0 and user.email != request.email


@USERS.rule("users.find_or_create_by_email.uuid_ignored_if_known")
def _email_has_another_id(user: User, request: FindOrCreateUserByEmail, outcome: Outcome) -> bool:
    return user.version > 0 and request.uuid not in (None, user.id)


@USERS.rule("users.find_or_create_by_phone.known_user_unchanged")
def _phone_number_is_known(user: User, request: FindOrCreateUserByPhone, outcome: Outcome) -> bool:
    return user.version > 0


@USERS.rule("users.find_or_create_by_phone.spellings_are_one_number")
def _phone_number_is_spelt_differently(user: User, request: FindOrCreateUserByPhone, outcome: Outcome) -> bool:
    return user.version > 0 and user.phone_number != request.phone_number


@USERS.rule("users.find_or_create_by_phone.uuid_ignored_if_known")
def _phone_number_has_another_id(user: User, request: FindOrCreateUserByPhone, outcome: Outcome) -> bool:
    return user.version > 0 and request.uuid not in (None, user.id)


@USERS.rule("users.find_or_create_by_phone.email_recorded_on_creation_only")
def _email_is_sent(user: User, request: FindOrCreateUserByPhone, outcome: Outcome) -> bool:
    return request.email is not None
