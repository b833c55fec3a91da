"""Users: their creation, their profiles, and all their keys."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ...service.aggregate import JSON, Context
from ...service.codec import present
from ...service.errors import Invalid, InvalidState
from ...service.event import Event
from ...service.outcome import Outcome
from ...service.state import length
from ..requests import CreateUser, GetUserKeys, GetUserProfile
from .contacts import check_phone_number
from .state import USERS, Status, User, with_email


@USERS.event
@frozen
class UserCreated(Event[User]):
    """The user was created.

    `user_id` is the userId of the request body. The path, not the body, identifies the user. Personal data is not
    public.
    """

    schema = 2

    user_id: str
    status: Status = "ACTIVE"
    org_id: str | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None

    def apply(self, state: User, at: int) -> User:
        """Return the new user."""
        return state.after(
            org_id=self.org_id,
            status=self.status,
            email=self.email,
            first_name=self.first_name,
            last_name=self.last_name,
            phone_number=self.phone_number,
            text=state.text + length(self.email, self.first_name, self.last_name, self.phone_number),
        )

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the id and the status."""
        return {"userId": self.user_id, "status": self.status}

    @classmethod
    def upgrade(cls, data: Mapping[str, Any], schema: int) -> Mapping[str, Any]:
        """Return the data unchanged. The first schema had no phone number."""
        return data


def _check_phone_number(request: CreateUser) -> None:
    check_phone_number(request.phone_number, "body")


@USERS.command(CreateUser, creates=True, validate=_check_phone_number)
def create_user(user: User, request: CreateUser, context: Context) -> UserCreated:
    """Create a user in the caller's organisation. The phone number is validated but not stored."""
    email = request.email
    if email and with_email(email, context.others) is not None:
        raise InvalidState("Another user has this e-mail address.", rule="email_must_be_free")
    return UserCreated(
        user_id=request.user_id,
        org_id=context.caller.org_id,
        email=email,
        first_name=request.first_name,
        last_name=request.last_name,
    )


@USERS.query(GetUserProfile)
def get_user_profile(user: User, request: GetUserProfile, context: Context) -> JSON:
    """Return the profile."""
    return present(
        userId=user.id,
        email=user.email,
        firstName=user.first_name,
        lastName=user.last_name,
        phoneNumber=user.phone_number,
        status=user.status,
    )


@USERS.query(GetUserKeys)
def get_user_keys(user: User, request: GetUserKeys, context: Context) -> JSON:
    """Return all physical keys and the wallet key. No operation creates digital keys."""
    wallet = user.wallet_key
    keys = [key.to_json() for key in user.keys]
    return present(physicalKeys=keys, digitalKeys=[], walletKey=None if wallet is None else wallet.to_json())


USERS.reached_by_any("users.create.version_starts_at_one", "users.create.event_without_personal_data", on="event")
USERS.reached_by_any("users.get_profile.shows_what_was_given")

USERS.warning(
    CreateUser,
    "users.create.path_names_the_user",
    "/body/userId",
    "The userId in the body is not the id in the path.",
)(lambda request: request.user_id != request.id)


@USERS.rule("users.create.existing_user_unchanged")
def _user_exists(user: User, request: CreateUser, outcome: Outcome) -> bool:
    return user.version > 0


@USERS.rule("users.create.body_checked_first", on="request")
def _body_is_rejected(user: User, request: CreateUser, outcome: Outcome) -> bool:
    return isinstance(outcome.error, Invalid)


@USERS.rule("users.create.path_names_the_user", on="event")
def _body_names_another_user(user: User, request: CreateUser, outcome: Outcome) -> bool:
    return request.user_id != request.id


@USERS.rule("users.create.phone_number_not_kept")
def _phone_number_is_sent(user: User, request: CreateUser, outcome: Outcome) -> bool:
    return request.phone_number is not None


@USERS.rule("users.get_keys.whole_inventory")
def _inventory_is_not_empty(user: User, request: GetUserKeys, outcome: Outcome) -> bool:
    return len(user.keys) > 0
