"""The phone numbers and e-mail addresses of users."""

from attrs import frozen

from ...service.aggregate import JSON, Context
from ...service.codec import present
from ...service.errors import Conflict, Invalid, NotConfigured, Problem
from ...service.event import Event
from ...service.outcome import Outcome
from ...service.times import iso
from .. import email_address, phone_number
from ..requests import GetUserPhoneNumber, UpdateUserEmail, UpdateUserPhoneNumber
from .state import USERS, User, with_email, with_phone_number


def check_phone_number(text: str | None, part: str) -> None:
    """Check that a phone number, if there is one, is international.

    Args:
        text: The phone number.
        part: The part of the request that holds it.
    """
    if text is not None:
        try:
            phone_number.normalise(text)
        except ValueError as error:
            raise Invalid(Problem(str(error), (part, "phoneNumber")), rule="phone_number_international") from None


def check_personal_data(context: Context) -> None:
    """Check that the store of personal data can be reached."""
    if not context.outside.personal_data:
        raise NotConfigured("The store of personal data is unavailable.")


@USERS.event
@frozen
class UserPhoneNumberUpdated(Event[User]):
    """The phone number was set or, if it is None, removed."""

    phone_number: str | None = None

    def apply(self, state: User, at: int) -> User:
        """Return the user with the phone number."""
        growth = len(self.phone_number or "") - len(state.phone_number or "")
        return state.after(phone_number=self.phone_number, text=state.text + growth)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the last digits of the number."""
        number = self.phone_number
        return present(
            userId=aggregate_id,
            action="removed" if number is None else "set",
            maskedPhoneNumber=None if number is None else phone_number.masked(number),
            timestamp=iso(at),
        )


@USERS.event
@frozen
class UserEmailUpdated(Event[User]):
    """The e-mail address was set."""

    email: str

    def apply(self, state: User, at: int) -> User:
        """Return the user with the e-mail address."""
        return state.after(email=self.email, text=state.text + len(self.email) - len(state.email or ""))

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the first letter of the address, and its domain."""
        masked = email_address.masked(self.email)
        return {"userId": aggregate_id, "action": "set", "maskedEmail": masked, "timestamp": iso(at)}


@USERS.query(GetUserPhoneNumber)
def get_user_phone_number(user: User, request: GetUserPhoneNumber, context: Context) -> JSON:
    """Return the phone number."""
    check_personal_data(context)
    return {"userId": user.id, "phoneNumber": user.phone_number}


def _check_new_number(request: UpdateUserPhoneNumber) -> None:
    check_phone_number(request.phone_number, "body")


@USERS.command(UpdateUserPhoneNumber, validate=_check_new_number)
def update_user_phone_number(user: User, request: UpdateUserPhoneNumber, context: Context) -> UserPhoneNumberUpdated:
    """Set or remove the phone number. Setting the same number again records another event."""
    check_personal_data(context)
    if request.phone_number is None:
        return UserPhoneNumberUpdated()
    number = phone_number.normalise(request.phone_number)
    holder = with_phone_number(number, context.others)
    if holder is not None and holder.id != user.id:
        raise Conflict("Another user has this phone number.", rule="phone_number_must_be_free")
    return UserPhoneNumberUpdated(number)


@USERS.command(UpdateUserEmail)
def update_user_email(user: User, request: UpdateUserEmail, context: Context) -> UserEmailUpdated:
    """Set the e-mail address of a user that has none."""
    check_personal_data(context)
    if user.email:
        raise Conflict("The user already has an e-mail address.", rule="only_without_email")
    if with_email(request.email, context.others) is not None:
        raise Conflict("Another user has this e-mail address.", rule="email_must_be_free")
    return UserEmailUpdated(request.email)


USERS.reached_by_any("users.update_email.event_masks_email", on="event")


@USERS.rule("users.get_phone_number.null_without_number")
def _there_is_no_number(user: User, request: GetUserPhoneNumber, outcome: Outcome) -> bool:
    return user.phone_number is None


@USERS.rule("users.get_phone_number.shows_normal_form")
def _there_is_a_number(user: User, request: GetUserPhoneNumber, outcome: Outcome) -> bool:
    return user.phone_number is not None


@USERS.rule("users.update_phone_number.event_masks_number", on="event")
def _number_is_set(user: User, request: UpdateUserPhoneNumber, outcome: Outcome) -> bool:
    return request.phone_number is not None


@USERS.rule("users.update_phone_number.null_removes_number", on="event")
def _number_is_removed(user: User, request: UpdateUserPhoneNumber, outcome: Outcome) -> bool:
    return request.phone_number is None and user.phone_number is not None
