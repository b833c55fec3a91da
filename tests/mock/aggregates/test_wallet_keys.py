"""The key in a user's wallet, and what happens to it in the background."""

from urllib.parse import parse_qs, urlsplit

import pytest

from ..support import USER, Mock, rule
from .belongings import NO_USER, add_wallet_key, query

LATER = 1000
"""The milliseconds after which the background work is done."""


def wallet_key(mock: Mock) -> dict[str, object] | None:
    wallet = query(mock, "wallet").body
    assert wallet["hasWalletKey"] is ("walletKey" in wallet)
    key: dict[str, object] | None = wallet.get("walletKey")
    return key


def names(mock: Mock) -> list[str]:
    return [event.type for event in mock.events]


@rule("wallet_keys.add.event_recorded", "wallet_keys.get.key_shown_if_any")
def test_the_response_to_an_addition_holds_the_event_and_the_key_is_shown_at_once(mock: Mock) -> None:
    mock.create()
    assert query(mock, "wallet").body == {"hasWalletKey": False}
    reply = add_wallet_key(mock, keyIndex=7)
    key_id, data = reply.body["keyId"], reply.body["event"]["data"]
    shown = {"keyId": key_id, "walletType": "APPLE"}
    key = {**shown, "keyIndex": 7, "deviceId": data["deviceId"]}
    event = {"type": "WalletKeyPrepared", "data": {"userId": USER, **key}}
    assert (reply.status, reply.body) == (
        200,
        {"success": True, "aggregateId": USER, "version": 2, "event": event, **shown},
    )
    assert key_id != data["deviceId"]
    assert wallet_key(mock) == {**key, "addedAt": "2026-11-06T00:00:00.000Z"}
    assert query(mock, "keys").body["walletKey"] == wallet_key(mock)


@rule("wallet_keys.add.settled_in_background")
def test_the_key_gets_its_pass_later(mock: Mock) -> None:
    mock.create()
    key_id = add_wallet_key(mock).body["keyId"]
    before = wallet_key(mock)
    mock.world.clock.advance(LATER)
    key = wallet_key(mock)
    assert before is not None
    assert key is not None
    assert key == {**before, "passUrl": key["passUrl"], "serialNumber": key["serialNumber"]}
    assert query(mock, "keys").body["walletKey"] == key
    event = mock.events[-1]
    assert (event.type, mock.version) == ("WalletKeyCommitted", 3)
    shown = event.data["passUrl"], event.data["passId"]
    assert (key_id, key["passUrl"], key["serialNumber"]) == (event.data["keyId"], *shown)
    mock.world.clock.advance(LATER)
    assert mock.version == 3


@rule("wallet_keys.add.settled_in_background")
def test_a_key_that_is_rolled_back_is_gone_and_can_be_added_again(mock: Mock) -> None:
    mock.create()
    mock.world.outside.change(wallet="roll-back")
    add_wallet_key(mock)
    mock.world.clock.advance(LATER)
    assert wallet_key(mock) is None
    assert names(mock) == ["UserCreated", "WalletKeyPrepared", "WalletKeyRolledBack"]
    assert "walletKey" not in query(mock, "keys").body
    assert add_wallet_key(mock).status == 200


def test_a_wallet_provider_that_never_responds_leaves_the_key_without_a_pass(mock: Mock) -> None:
    mock.create()
    mock.world.outside.change(wallet="never")
    add_wallet_key(mock)
    before = wallet_key(mock)
    mock.world.clock.advance(LATER)
    assert wallet_key(mock) == before is not None


@rule("wallet_keys.add.same_wallet_refused")
@pytest.mark.parametrize("wait", [0, LATER], ids=["prepared", "committed"])
@pytest.mark.parametrize("wallet", ["APPLE", "GOOGLE"])
def test_a_second_key_of_the_same_wallet_is_rejected(mock: Mock, wallet: str, wait: int) -> None:
    mock.create()
    add_wallet_key(mock, wallet)
    mock.world.clock.advance(wait)
    before = wallet_key(mock)
    reply = add_wallet_key(mock, wallet, keyIndex=9)
    message = f"The user already has a wallet key of the type {wallet}."
    assert (reply.status, reply.body) == (400, {"error": "InvalidState", "message": message})
    assert wallet_key(mock) == before


@rule("wallet_keys.add.other_wallet_replaced", "wallet_keys.add.replacement_recorded")
@pytest.mark.parametrize("wait", [0, LATER], ids=["prepared", "committed"])
def test_a_key_of_another_wallet_replaces_the_key(mock: Mock, wait: int) -> None:
    mock.create()
    old = add_wallet_key(mock).body["keyId"]
    mock.world.clock.advance(wait)
    before = mock.version
    reply = add_wallet_key(mock, "GOOGLE")
    assert (reply.body["version"], reply.body["event"]["type"]) == (before + 2, "WalletKeyPrepared")
    key = wallet_key(mock)
    assert key is not None
    assert (key["keyId"], key["walletType"]) == (reply.body["keyId"], "GOOGLE")
    assert "passUrl" not in key
    assert [(event.type, event.data["keyId"]) for event in mock.events[-2:]] == [
        ("WalletKeyPrepared", key["keyId"]),
        ("WalletKeyRemoved", old),
    ]
    # What was scheduled for the old key must not touch the new one.
    mock.world.clock.advance(LATER)
    assert names(mock)[-2:] == ["WalletKeyRemoved", "WalletKeyCommitted"]
    assert mock.events[-1].data["keyId"] == key["keyId"]


@rule("wallet_keys.add.id_made_by_service")
def test_an_id_that_the_client_sends_is_ignored(mock: Mock) -> None:
    mock.create()
    sent = "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03"
    assert add_wallet_key(mock, keyId=sent, deviceId=sent).body["keyId"] != sent
    key = wallet_key(mock)
    assert key is not None
    assert sent not in key.values()


@rule("wallet_keys.get_link.link_names_the_key")
@pytest.mark.parametrize(
    ("wallet", "rest"), [("APPLE", {"email": ["a+b&c=d@example.com"], "brand": ["spkey"]}), ("GOOGLE", {})]
)
def test_the_link_names_the_key(mock: Mock, wallet: str, rest: dict[str, list[str]]) -> None:
    mock.create(email="a+b&c=d@example.com")
    key_id = add_wallet_key(mock, wallet).body["keyId"]
    link: dict[str, str] = query(mock, "wallet/link").body
    assert link["walletType"] == wallet
    url = urlsplit(link["url"])
    assert (url.scheme, parse_qs(url.query)) == ("https", {"uuid": [key_id], **rest})


@rule("wallet_keys.get_link.key_required")
def test_a_user_without_a_wallet_key_has_no_link(mock: Mock) -> None:
    mock.create(email="ada@example.com")
    reply = query(mock, "wallet/link")
    assert (reply.status, reply.message) == (404, "The user has no wallet key.")


@rule("wallet_keys.get_link.apple_requires_email")
def test_the_link_of_an_apple_key_requires_an_email_address(mock: Mock) -> None:
    mock.create()
    add_wallet_key(mock)
    reply = query(mock, "wallet/link")
    message = "The link of an APPLE wallet key requires the user to have an e-mail address."
    assert (reply.status, reply.message) == (400, message)
    add_wallet_key(mock, "GOOGLE")
    assert query(mock, "wallet/link").status == 200


@rule("wallet_keys.add.user_must_exist", "wallet_keys.get.user_must_exist", "wallet_keys.get_link.user_must_exist")
def test_an_unknown_user_has_no_wallet(mock: Mock) -> None:
    reply = add_wallet_key(mock)
    assert (reply.status, reply.body) == (404, NO_USER)
    assert [query(mock, name).status for name in ("wallet", "wallet/link")] == [404, 404]
