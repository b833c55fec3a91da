"""The key in a user's wallet. Its pass is created in the background, after the response."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from attrs import evolve, frozen

from ...service.aggregate import JSON, Context
from ...service.codec import codec, present
from ...service.decision import Decision, Later
from ...service.errors import InvalidState, NotFound
from ...service.event import Event
from ...service.outcome import Outcome
from ...service.times import iso
from ..requests import AddWalletKey, GetWalletKey, GetWalletKeyLink
from .belongings import WalletKey, WalletType
from .state import USERS, User

_BACKGROUND = 100
"""The milliseconds that the wallet provider takes to create a pass."""

# Reserved host names, so that no e-mail address in a link reaches a real host.
_LINKS = {"APPLE": "https://a.wallet.spkey.example/", "GOOGLE": "https://g.wallet.spkey.example/"}
_PASSES = "https://wallet.spkey.example/passes/"


def _changed(user: User, key: WalletKey | None) -> User:
    before = 0 if user.wallet_key is None else user.wallet_key.text
    after = 0 if key is None else key.text
    return user.after(wallet_key=key, text=user.text - before + after)


@USERS.event
@frozen
class WalletKeyPrepared(Event[User]):
    """A key was added to the wallet, in place of any other. It has no pass yet."""

    key_id: str
    wallet_type: WalletType
    key_index: int
    device_id: str

    def apply(self, state: User, at: int) -> User:
        """Return the user with the key."""
        return _changed(state, WalletKey(self.key_id, self.key_index, self.wallet_type, self.device_id, at))

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the key and its user."""
        return {
            "userId": aggregate_id,
            "keyId": self.key_id,
            "walletType": self.wallet_type,
            "keyIndex": self.key_index,
            "deviceId": self.device_id,
        }


@USERS.event
@frozen
class WalletKeyCommitted(Event[User]):
    """The key received its pass."""

    key_id: str
    wallet_type: WalletType
    key_index: int
    device_id: str
    pass_id: str
    pass_url: str

    def apply(self, state: User, at: int) -> User:
        """Return the user whose key has the pass."""
        key = state.wallet_key
        if key is None or key.key_id != self.key_id:
            return state.after()
        return _changed(state, evolve(key, pass_url=self.pass_url, serial_number=self.pass_id))

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the key, its pass and the time."""
        return {
            "userId": aggregate_id,
            "keyId": self.key_id,
            "keyIndex": self.key_index,
            "walletType": self.wallet_type,
            "deviceId": self.device_id,
            "passId": self.pass_id,
            "passUrl": self.pass_url,
            "committedAt": iso(at),
        }


@USERS.event
@frozen
class WalletKeyRolledBack(Event[User]):
    """The key received no pass and was removed."""

    key_id: str
    reason: str

    def apply(self, state: User, at: int) -> User:
        """Return the user without the key."""
        return _without(state, self.key_id)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the id of the key, the reason and the time."""
        return {
            "userId": aggregate_id,
            "preparedKeyId": self.key_id,
            "reason": self.reason,
            "rolledBackAt": iso(at),
        }


@USERS.event
@frozen
class WalletKeyRemoved(Event[User]):
    """The key was removed, because another key replaced it."""

    key_id: str
    reason: str

    def apply(self, state: User, at: int) -> User:
        """Return the user without the key. The key that replaced it stays."""
        return _without(state, self.key_id)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the id of the key, the reason and the time."""
        return {"userId": aggregate_id, "keyId": self.key_id, "reason": self.reason, "removedAt": iso(at)}


def _without(user: User, key_id: str) -> User:
    key = user.wallet_key
    return _changed(user, None if key is not None and key.key_id == key_id else key)


@frozen
class _Unsettled:
    """A key that a task commits or rolls back.

    Attributes:
        key_id: The id of the key.
    """

    key_id: str


@USERS.command(AddWalletKey)
def add_wallet_key(user: User, request: AddWalletKey, context: Context) -> Decision:
    """Add a key, which replaces a key of another wallet type, and schedule its commit or rollback."""
    old = user.wallet_key
    if old is not None and old.wallet_type == request.wallet_type:
        raise InvalidState(
            f"The user already has a wallet key of the type {old.wallet_type}.", rule="same_wallet_refused"
        )
    key_id = context.new_id()
    prepared = WalletKeyPrepared(key_id, request.wallet_type, request.key_index, context.new_id())
    replaced = () if old is None else (WalletKeyRemoved(old.key_id, "The key was replaced."),)
    unsettled = codec(_Unsettled).encode(_Unsettled(key_id))
    settle = Later(context.at + _BACKGROUND, USERS.name, user.id, "settle_wallet_key", unsettled)
    return Decision((prepared, *replaced), later=(settle,))


@USERS.task("settle_wallet_key")
def settle_wallet_key(user: User, data: Mapping[str, Any], context: Context) -> Event[User] | None:
    """Commit a key or roll it back, if the user still has it and the wallet provider responds."""
    unsettled: _Unsettled = codec(_Unsettled).decode(data)
    key = user.wallet_key
    if key is None or (key.key_id, key.pass_url) != (unsettled.key_id, None) or context.outside.wallet == "never":
        return None
    if context.outside.wallet == "roll-back":
        return WalletKeyRolledBack(key.key_id, "The pass was not created.")
    pass_id, pass_url = context.new_id(), f"{_PASSES}{context.new_id()}"
    return WalletKeyCommitted(key.key_id, key.wallet_type, key.key_index, key.device_id, pass_id, pass_url)


@USERS.query(GetWalletKey)
def get_wallet_key(user: User, request: GetWalletKey, context: Context) -> JSON:
    """Return the key, if there is one."""
    key = user.wallet_key
    return present(hasWalletKey=key is not None, walletKey=None if key is None else key.to_json())


@USERS.query(GetWalletKeyLink)
def get_wallet_key_link(user: User, request: GetWalletKeyLink, context: Context) -> JSON:
    """Return the link that adds the key to the wallet on a phone."""
    key = user.wallet_key
    if key is None:
        raise NotFound("The user has no wallet key.", rule="key_required")
    query = {"uuid": key.key_id}
    if key.wallet_type == "APPLE":
        if not user.email:
            raise InvalidState(
                "The link of an APPLE wallet key requires the user to have an e-mail address.",
                rule="apple_requires_email",
            )
        query = {"email": user.email, **query, "brand": "spkey"}
    return {
        "url": f"{_LINKS[key.wallet_type]}?{urlencode(query, errors='replace', quote_via=quote)}",
        "walletType": key.wallet_type,
    }


USERS.reached_by_any(
    "wallet_keys.add.event_recorded",
    "wallet_keys.add.settled_in_background",
    on="event",
)
USERS.reached_by_any("wallet_keys.get.key_shown_if_any", "wallet_keys.get_link.link_names_the_key")


@USERS.rule("wallet_keys.add.other_wallet_replaced", on="event")
def _a_key_is_replaced(user: User, request: AddWalletKey, outcome: Outcome) -> bool:
    return user.wallet_key is not None


@USERS.rule("wallet_keys.add.replacement_recorded", on="event")
def _a_replacement_is_recorded(user: User, request: AddWalletKey, outcome: Outcome) -> bool:
    return len(outcome.recorded) > 1


@USERS.rule("wallet_keys.add.id_made_by_service", on="event")
def _an_id_is_sent(user: User, request: AddWalletKey, outcome: Outcome) -> bool:
    return outcome.values is not None and "keyId" in outcome.values.get("ignored", ())
