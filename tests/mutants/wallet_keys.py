"""Faults in wallet keys."""

from collections.abc import Callable
from typing import Any

import httpx
from attrs import evolve
from spkey_mock.aggregates.users import User
from spkey_mock.aggregates.users.wallet_keys import WalletKeyPrepared, WalletKeyRolledBack
from spkey_mock.service.aggregate import JSON, Context
from spkey_mock.service.decision import Decision
from spkey_mock.service.errors import InvalidState
from spkey_mock.service.outside import USUAL

from .catalogue import Upstream, Users, body_of, in_proxy, in_response, in_users, operation, respond


@in_users("wallet_keys.add.user_must_exist")
def wallet_key_of_an_unknown_user(users: Users) -> None:
    """A user need not exist to get a wallet key."""
    users.aggregate.handlers["add_wallet_key"] = evolve(users.aggregate.handlers["add_wallet_key"], creates=None)


@in_response("wallet_keys.get.user_must_exist", to="get_wallet_key", status=404, becomes=200)
def unknown_user_has_no_wallet_key(body: Any) -> None:
    """An unknown user has an empty wallet."""
    body.clear()
    body.update(hasWalletKey=False)


@in_response(
    "wallet_keys.get_link.user_must_exist",
    "wallet_keys.get_link.key_required",
    to="get_wallet_key_link",
    status=404,
    becomes=400,
)
def missing_link_returns_400(body: Any) -> None:
    """The link of a user without a wallet key returns 400, and so does that of an unknown user."""
    body["errors"][0]["code"] = 400


def _add(users: Users, change: Callable[[User, Any, Decision], Decision]) -> None:
    """Change the decision on an addition, as if the user had no wallet key."""
    add = users.function("add_wallet_key")
    users.handle(
        "add_wallet_key",
        lambda user, request, context: change(user, request, add(evolve(user, wallet_key=None), request, context)),
    )


@in_users("wallet_keys.add.same_wallet_refused")
def key_of_the_same_wallet_replaced(users: Users) -> None:
    """A key of the same wallet replaces the key."""
    _add(users, lambda user, request, decision: decision)


@in_users("wallet_keys.add.same_wallet_refused")
def another_index_of_the_same_wallet_accepted(users: Users) -> None:
    """A key of the same wallet with another index replaces the key."""

    def refused(user: User, request: Any, decision: Decision) -> Decision:
        key = user.wallet_key
        if key is not None and (key.wallet_type, key.key_index) == (request.wallet_type, request.key_index):
            raise InvalidState("The user has this key.")
        return decision

    _add(users, refused)


@in_users("wallet_keys.add.other_wallet_replaced")
def second_key_refused(users: Users) -> None:
    """A user with a wallet key cannot get a key of another wallet."""

    def refused(user: User, request: Any, decision: Decision) -> Decision:
        if user.wallet_key is not None:
            raise InvalidState("The user has a wallet key.")
        return decision

    _add(users, refused)


@in_users("wallet_keys.add.replacement_recorded")
def replaced_key_not_recorded(users: Users) -> None:
    """A replacement records no WalletKeyRemoved."""
    add = users.function("add_wallet_key")

    def replaced(user: User, request: Any, context: Context) -> Decision:
        decision: Decision = add(user, request, context)
        return evolve(decision, events=decision.events[:1])

    users.handle("add_wallet_key", replaced)


@in_proxy("wallet_keys.add.id_made_by_service")
def id_of_the_client_used(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The key has the id that the client sends."""
    response = upstream.send(request)
    sent = body_of(request).get("keyId")
    if operation(request) != "add_wallet_key" or sent is None or not response.is_success:
        return response
    body = response.json()
    body["keyId"] = body["event"]["data"]["keyId"] = sent
    return respond(response, body)


@in_users("wallet_keys.add.event_recorded")
def every_wallet_is_of_apple(users: Users) -> None:
    """The event of an addition always has the wallet type APPLE."""
    users.published(WalletKeyPrepared, lambda data: {**data, "walletType": "APPLE"})


@in_users("wallet_keys.add.settled_in_background")
def every_key_rolled_back(users: Users) -> None:
    """The background work always rolls a key back."""

    def roll_back(user: User, data: Any, context: Context) -> WalletKeyRolledBack:
        return WalletKeyRolledBack(data["keyId"], "The pass was not created.")

    users.aggregate.tasks["settle_wallet_key"] = roll_back


@in_users("wallet_keys.add.settled_in_background")
def every_key_committed(users: Users) -> None:
    """The background work commits a key even if the wallet provider does not."""
    settle = users.aggregate.tasks["settle_wallet_key"]
    users.aggregate.tasks["settle_wallet_key"] = lambda user, data, context: settle(
        user, data, evolve(context, outside=USUAL)
    )


@in_response("wallet_keys.get.key_shown_if_any", to="get_wallet_key")
def every_user_has_a_wallet_key(body: Any) -> None:
    """Every user has a wallet key, according to hasWalletKey."""
    body["hasWalletKey"] = True


def _link(users: Users, link: Callable[[User, JSON], JSON]) -> None:
    get = users.function("get_wallet_key_link")
    users.handle("get_wallet_key_link", lambda user, request, context: link(user, get(user, request, context)))


@in_users("wallet_keys.get_link.apple_requires_email")
def link_without_an_email_address(users: Users) -> None:
    """The link of an APPLE key needs no e-mail address."""
    get = users.function("get_wallet_key_link")
    users.handle(
        "get_wallet_key_link",
        lambda user, request, context: get(evolve(user, email=user.email or "ada@example.com"), request, context),
    )


@in_users("wallet_keys.get_link.link_names_the_key")
def link_names_the_device(users: Users) -> None:
    """The link has the id of the device in place of the key's."""

    def named(user: User, link: JSON) -> JSON:
        key = user.wallet_key
        return {**link, "url": link["url"].replace(key.key_id, key.device_id)} if key else link

    _link(users, named)


@in_users("wallet_keys.get_link.link_names_the_key")
def google_link_has_the_email_address(users: Users) -> None:
    """The link of a GOOGLE key has the user's e-mail address."""
    _link(users, lambda user, link: link if "email=" in link["url"] else {**link, "url": f"{link['url']}&email=a"})
