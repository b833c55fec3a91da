"""The accounts of users at 3dEye, the camera cloud.

An account is an aggregate of its own, because its creation is not an event of the user.
"""

from attrs import field, frozen

from ...service.aggregate import Aggregate, Context
from ...service.decision import Decision
from ...service.errors import Conflict, NotConfigured
from ...service.message import Response
from ...service.outcome import Outcome
from ...service.state import State
from ..private_event import PrivateEvent
from ..requests import GetUserThreeDeyeCredentials
from .state import USERS, User, own_record


@frozen(slots=False)
class ThreeDeyeAccount(State):
    """The account of the user who has the same id.

    Attributes:
        account_id: The id of the account at 3dEye.
        password: The password of the account.
    """

    account_id: str = ""
    password: str = field(default="", repr=False)


THREE_DEYE_ACCOUNTS = Aggregate("three-deye-account", ThreeDeyeAccount, access=own_record, public=False)


@THREE_DEYE_ACCOUNTS.event
@frozen
class ThreeDeyeAccountCreated(PrivateEvent[ThreeDeyeAccount]):
    """The account was created."""

    account_id: str
    password: str = field(repr=False)

    def apply(self, state: ThreeDeyeAccount, at: int) -> ThreeDeyeAccount:
        """Return the new account."""
        return state.after(account_id=self.account_id, password=self.password)


@USERS.command(GetUserThreeDeyeCredentials)
def get_user_three_deye_credentials(user: User, request: GetUserThreeDeyeCredentials, context: Context) -> Decision:
    """Return the credentials, and create the account on the first call."""
    if not context.outside.three_deye:
        raise NotConfigured("3dEye cannot be reached.")
    if not user.email:
        raise Conflict("The user has no e-mail address.", rule="email_required")
    account = context.others.load(THREE_DEYE_ACCOUNTS, user.id)
    if account.version:
        return _credentials(user, account)
    created = ThreeDeyeAccountCreated(context.new_id(), context.new_id())
    return _credentials(user, created.apply(account, context.at), created)


def _credentials(user: User, account: ThreeDeyeAccount, *events: ThreeDeyeAccountCreated) -> Decision:
    body = {
        "userId": user.id,
        "email": user.email,
        "threeDeyeUserId": account.account_id,
        "password": account.password,
    }
    others = ((THREE_DEYE_ACCOUNTS.name, user.id, events),) if events else ()
    return Decision(others=others, response=Response.json(200, body))


USERS.reached_by_any("users.get_three_deye_credentials.version_unchanged")


@USERS.rule("users.get_three_deye_credentials.account_created_once")
def _account_exists(user: User, request: GetUserThreeDeyeCredentials, outcome: Outcome) -> bool:
    return not outcome.recorded
