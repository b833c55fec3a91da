"""The key in a user's wallet."""

from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from ..mock import Mock
from ..plugin import NewUser
from ..server import Reply
from ..setting import Setting
from ..texts import new_email
from ..user import User, succeeded
from .marks import category, rule, supplement

PASS = {"passUrl", "serialNumber"}
"""The properties of a key that the background work may add."""


def try_add(user: User, wallet: str = "APPLE", **body: Any) -> Reply:
    return user.send("AddWalletKey", **{"walletType": wallet, "keyIndex": 0, **body})


def add(user: User, wallet: str = "APPLE", **body: Any) -> Reply:
    return succeeded(try_add(user, wallet, **body))


def key_of(user: User) -> dict[str, Any] | None:
    """Return the wallet key, without its pass."""
    wallet = succeeded(user.read("wallet"))
    assert wallet["hasWalletKey"] is ("walletKey" in wallet.body)
    key: dict[str, Any] | None = wallet.body.get("walletKey")
    return key and {name: value for name, value in key.items() if name not in PASS}


def settled(user: User, setting: Setting) -> dict[str, Any] | None:
    """Return the wallet key with its pass, or None if it was rolled back. If neither happens in time, skip the test."""
    end = monotonic() + setting.configuration.timeout
    while monotonic() < end:
        key: dict[str, Any] | None = user.read("wallet").body.get("walletKey")
        if key is None or key.get("passUrl"):
            return key
        sleep(0.02)
    pytest.skip("The service neither committed the key nor rolled it back in time.")


@rule("wallet_keys.add.event_recorded", "wallet_keys.get.key_shown_if_any")
@pytest.mark.parametrize("wallet", ["APPLE", "GOOGLE"])
def test_the_response_to_an_addition_carries_the_event_and_the_key_is_shown(user: User, wallet: str) -> None:
    version = user.create()["version"]
    assert user.read("wallet").body == {"hasWalletKey": False}
    added = add(user, wallet, keyIndex=7)
    data = added["event"]["data"]
    assert (added["event"]["type"], added["aggregateId"]) == ("WalletKeyPrepared", user.id)
    assert added["version"] == version + 1
    assert added["keyId"]
    shown = {"keyId": added["keyId"], "walletType": wallet}
    assert {name: added[name] for name in shown} == shown
    assert {name: data[name] for name in ("userId", *shown)} == {"userId": user.id, **shown}
    key = key_of(user)
    assert key is not None
    assert key == {**shown, "keyIndex": 7, "deviceId": key["deviceId"], "addedAt": key["addedAt"]}
    among_all = user.read("keys")["walletKey"]
    assert {name: among_all[name] for name in key} == key


@rule("wallet_keys.add.id_made_by_service")
def test_the_service_generates_the_id_of_the_key(user: User, new_user: NewUser) -> None:
    sent = str(uuid4())
    ids = {add(it, keyId=sent)["keyId"] for it in (user, new_user())}
    assert len(ids - {sent}) == 2


@rule("wallet_keys.add.same_wallet_refused")
@pytest.mark.parametrize("wallet", ["APPLE", "GOOGLE"])
def test_a_second_key_of_the_same_wallet_returns_400(user: User, wallet: str) -> None:
    add(user, wallet)
    before = key_of(user)
    assert try_add(user, wallet).status == 400
    assert try_add(user, wallet, keyIndex=9).status == 400
    assert key_of(user) == before


@rule("wallet_keys.add.other_wallet_replaced", "wallet_keys.add.replacement_recorded")
@pytest.mark.parametrize(("old", "new"), [("APPLE", "GOOGLE"), ("GOOGLE", "APPLE")])
def test_a_key_of_another_wallet_replaces_the_key(user: User, setting: Setting, old: str, new: str) -> None:
    replaced = add(user, old)
    if settled(user, setting) is None:
        pytest.skip("The service rolled the key back, so there is nothing to replace.")
    before = user.add()["version"]  # the latest version, which background work may have changed
    added = add(user, new, keyIndex=3)
    assert (added["event"]["type"], added["version"]) == ("WalletKeyPrepared", before + 2)
    assert added["keyId"] != replaced["keyId"]
    key = key_of(user)
    assert key is not None
    assert (key["keyId"], key["walletType"], key["keyIndex"]) == (added["keyId"], new, 3)
    assert try_add(user, new).status == 400


@rule("wallet_keys.add.settled_in_background")
def test_a_key_gets_its_pass_or_is_rolled_back(user: User, setting: Setting) -> None:
    added = add(user)
    before = key_of(user)
    key = settled(user, setting)
    assert user.add()["version"] == added["version"] + 2
    if key is not None:
        assert {name: value for name, value in key.items() if name not in PASS} == before


@category("errors")
@supplement
@rule("wallet_keys.add.settled_in_background")
@pytest.mark.parametrize("outcome", ["commit", "roll-back"])
def test_a_key_is_committed_or_rolled_back_as_the_wallet_provider_decides(
    user: User, setting: Setting, mock: Mock, outcome: str
) -> None:
    with mock.outside(wallet=outcome):
        add(user)
        key = settled(user, setting)
    assert (key is not None) is (outcome == "commit")
    assert try_add(user).status == (400 if outcome == "commit" else 200)


@rule("wallet_keys.get_link.link_names_the_key")
@pytest.mark.parametrize("wallet", ["APPLE", "GOOGLE"])
def test_the_link_names_the_key(new_user: NewUser, wallet: str) -> None:
    email = f"a+b.{new_email()}"
    user = new_user(email=email)
    key_id = add(user, wallet)["keyId"]
    link: dict[str, str] = succeeded(user.read("wallet/link")).body
    assert link["walletType"] == wallet
    rest = {"email": [email], "brand": ["spkey"]} if wallet == "APPLE" else {}
    assert parse_qs(urlsplit(link["url"]).query) == {"uuid": [key_id], **rest}


@rule("wallet_keys.get_link.key_required")
def test_the_link_without_a_key_returns_404(new_user: NewUser) -> None:
    assert new_user(email=new_email()).read("wallet/link").status == 404


@rule("wallet_keys.get_link.apple_requires_email")
def test_the_link_of_an_apple_key_without_an_email_address_returns_400(user: User, new_user: NewUser) -> None:
    add(user)
    assert user.read("wallet/link").status == 400
    of_google = new_user()
    add(of_google, "GOOGLE")
    assert of_google.read("wallet/link").status == 200


@rule("wallet_keys.add.user_must_exist")
def test_adding_a_wallet_key_to_an_unknown_user_returns_404(unknown: User) -> None:
    assert try_add(unknown).status == 404


@rule("wallet_keys.get.user_must_exist")
def test_the_wallet_key_of_an_unknown_user_returns_404(unknown: User) -> None:
    assert unknown.read("wallet").status == 404


@rule("wallet_keys.get_link.user_must_exist")
def test_the_link_of_an_unknown_user_returns_404(unknown: User) -> None:
    assert unknown.read("wallet/link").status == 404
