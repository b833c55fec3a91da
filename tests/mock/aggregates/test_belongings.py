"""A user's belongings other than physical keys: their rules, their share of the limits, and their cost."""

import json
from collections.abc import Callable

import pytest
from jsonschema_rs import Draft202012Validator
from spkey_mock import Limits
from spkey_mock.aggregates.users import USERS, User, accessible_locks, license_plates, user_devices, wallet_keys
from spkey_mock.service.event import Event
from spkey_mock.service.outside import Wallet

from spkey_client.webhooks import parse

from ..reaching import Requests, assert_reached_by, rules_of
from ..support import CONTRACT, ORG, OTHER_ORG, Mock, Reply
from ..webhooks.publisher import Publisher, webhook
from .belongings import (
    add_device,
    add_lock,
    add_plate,
    add_wallet_key,
    query,
    remove_device,
    remove_lock,
    remove_plate,
)

WALLET_KEY = {"walletType": "APPLE", "keyIndex": 0}
LOCK = {"lockId": "4711", "lockName": "Front door", "accessLevel": "USER", "grantedBy": "a"}
DEVICE = {"deviceId": "d", "deviceType": "camera", "orgId": "acme"}

RESOURCES = {"wallet_keys", "accessible_locks", "license_plates", "user_devices"}

# For each rule, the fewest requests that reach it. The user has no e-mail address.
REACHING: dict[str, Requests] = {
    "wallet_keys.add.user_must_exist": lambda mock: mock.command("AddWalletKey", WALLET_KEY, user="nobody"),
    "wallet_keys.add.same_wallet_refused": lambda mock: (add_wallet_key(mock), add_wallet_key(mock)),
    "wallet_keys.add.other_wallet_replaced": lambda mock: (add_wallet_key(mock), add_wallet_key(mock, "GOOGLE")),
    "wallet_keys.add.replacement_recorded": lambda mock: (add_wallet_key(mock, "GOOGLE"), add_wallet_key(mock)),
    "wallet_keys.add.id_made_by_service": lambda mock: add_wallet_key(mock, keyId="mine"),
    "wallet_keys.add.event_recorded": lambda mock: add_wallet_key(mock),
    "wallet_keys.add.settled_in_background": lambda mock: add_wallet_key(mock),
    "wallet_keys.get.user_must_exist": lambda mock: query(mock, "wallet", user="nobody"),
    "wallet_keys.get.key_shown_if_any": lambda mock: query(mock, "wallet"),
    "wallet_keys.get_link.user_must_exist": lambda mock: query(mock, "wallet/link", user="nobody"),
    "wallet_keys.get_link.key_required": lambda mock: query(mock, "wallet/link"),
    "wallet_keys.get_link.apple_requires_email": lambda mock: (add_wallet_key(mock), query(mock, "wallet/link")),
    "wallet_keys.get_link.link_names_the_key": lambda mock: (
        add_wallet_key(mock, "GOOGLE"),
        query(mock, "wallet/link"),
    ),
    "accessible_locks.add.user_must_exist": lambda mock: mock.command("AddAccessibleLock", LOCK, user="nobody"),
    "accessible_locks.add.lock_only_once": lambda mock: (add_lock(mock), add_lock(mock)),
    "accessible_locks.add.event_recorded": lambda mock: add_lock(mock),
    "accessible_locks.add.validity_not_applied": lambda mock: add_lock(mock, validFrom="2026-11-05T16:00:00Z"),
    "accessible_locks.add.lock_not_checked": lambda mock: add_lock(mock),
    "accessible_locks.remove.user_must_exist": lambda mock: mock.command(
        "RemoveAccessibleLock", {"lockId": "4711", "removedBy": "a", "reason": "b"}, user="nobody"
    ),
    "accessible_locks.remove.lock_must_be_listed": lambda mock: remove_lock(mock),
    "accessible_locks.remove.event_recorded": lambda mock: (add_lock(mock), remove_lock(mock)),
    "accessible_locks.list.user_must_exist": lambda mock: query(mock, "accessible-locks", user="nobody"),
    "accessible_locks.list.every_lock_listed": lambda mock: (add_lock(mock), query(mock, "accessible-locks")),
    "license_plates.add.user_must_exist": lambda mock: mock.command("AddLicensePlate", {"plate": "A"}, user="nobody"),
    "license_plates.add.plate_normalised": lambda mock: add_plate(mock, "wa 1"),
    "license_plates.add.plate_only_once": lambda mock: (add_plate(mock), add_plate(mock)),
    "license_plates.add.plate_not_blank": lambda mock: add_plate(mock, "-"),
    "license_plates.add.event_recorded": lambda mock: add_plate(mock),
    "license_plates.remove.user_must_exist": lambda mock: mock.command(
        "RemoveLicensePlate", {"plate": "A"}, user="nobody"
    ),
    "license_plates.remove.plate_must_be_listed": lambda mock: remove_plate(mock),
    "license_plates.remove.plate_normalised": lambda mock: (add_plate(mock), remove_plate(mock, "wa 1234 k")),
    "license_plates.remove.event_recorded": lambda mock: (add_plate(mock), remove_plate(mock)),
    "license_plates.list.user_must_exist": lambda mock: query(mock, "license-plates", user="nobody"),
    "license_plates.list.every_plate_listed": lambda mock: (add_plate(mock), query(mock, "license-plates")),
    "user_devices.add.user_must_exist": lambda mock: mock.command("AddDevice", DEVICE, user="nobody"),
    "user_devices.add.device_only_once": lambda mock: (add_device(mock), add_device(mock)),
    "user_devices.add.event_recorded": lambda mock: add_device(mock),
    "user_devices.add.device_not_checked": lambda mock: add_device(mock),
    "user_devices.remove.user_must_exist": lambda mock: mock.command(
        "RemoveDevice", {"deviceId": "d", "removedBy": "a", "reason": "b"}, user="nobody"
    ),
    "user_devices.remove.device_must_be_linked": lambda mock: remove_device(mock),
    "user_devices.remove.event_recorded": lambda mock: (add_device(mock), remove_device(mock)),
    "user_devices.list.user_must_exist": lambda mock: query(mock, "devices", user="nobody"),
    "user_devices.list.type_filters": lambda mock: (add_device(mock), query(mock, "devices", query="type=matter")),
    "user_devices.list.organisation_sees_its_own": lambda mock: (
        add_device(mock, orgId=OTHER_ORG),
        query(mock, "devices"),
    ),
    "user_devices.list.user_sees_all": lambda mock: (
        add_device(mock),
        query(mock, "devices", headers=[mock.bearer()]),
    ),
    "user_devices.list.total_counts_the_listed": lambda mock: query(mock, "devices"),
}


def test_every_rule_of_these_resources_is_listed_here() -> None:
    assert REACHING.keys() == {rule for rule in rules_of(USERS) if rule.partition(".")[0] in RESOURCES}


@pytest.mark.parametrize("rule", REACHING)
def test_a_rule_is_reached_by_a_request_that_it_applies_to_and_not_before(mock: Mock, rule: str) -> None:
    assert_reached_by(mock, rule, REACHING[rule])


# For some rules, the requests that come closest without reaching them.
JUST_SHORT: dict[str, Requests] = {
    "wallet_keys.add.other_wallet_replaced": lambda mock: (add_wallet_key(mock), add_wallet_key(mock)),
    "wallet_keys.add.replacement_recorded": lambda mock: (add_wallet_key(mock), add_wallet_key(mock)),
    "wallet_keys.add.id_made_by_service": lambda mock: add_wallet_key(mock, deviceId="mine"),
    "wallet_keys.get_link.link_names_the_key": lambda mock: query(mock, "wallet/link"),
    "accessible_locks.add.validity_not_applied": lambda mock: add_lock(mock),
    "accessible_locks.list.every_lock_listed": lambda mock: query(mock, "accessible-locks"),
    "license_plates.add.plate_normalised": lambda mock: add_plate(mock),
    "license_plates.remove.plate_normalised": lambda mock: (add_plate(mock), remove_plate(mock)),
    "license_plates.list.every_plate_listed": lambda mock: query(mock, "license-plates"),
    "user_devices.list.type_filters": lambda mock: (
        add_device(mock),
        query(mock, "devices"),
        query(mock, "devices", query="type=camera"),
    ),
    "user_devices.list.organisation_sees_its_own": lambda mock: (
        add_device(mock),
        query(mock, "devices"),
        query(mock, "devices", headers=[mock.bearer()]),
    ),
    "user_devices.list.user_sees_all": lambda mock: (
        query(mock, "devices", headers=[mock.bearer()]),
        add_device(mock),
        query(mock, "devices"),
    ),
}


@pytest.mark.parametrize("rule", JUST_SHORT)
def test_a_rule_is_not_reached_by_requests_that_it_does_not_apply_to(mock: Mock, rule: str) -> None:
    mock.create()
    JUST_SHORT[rule](mock)
    with pytest.raises(AssertionError, match=f"no request reached {rule}"):
        mock.world.coverage.assert_reached(rule)


Change = Callable[[Mock], Reply]

CHANGES: dict[str, tuple[Change, Change]] = {
    "locks": (lambda mock: add_lock(mock, "x" * 100), lambda mock: remove_lock(mock, "x" * 100)),
    "plates": (lambda mock: add_plate(mock, "x" * 100, label="y"), lambda mock: remove_plate(mock, "x" * 100)),
    "devices": (lambda mock: add_device(mock, "x" * 100, name="y"), lambda mock: remove_device(mock, "x" * 100)),
}


@pytest.mark.parametrize(("add", "remove"), CHANGES.values(), ids=CHANGES)
def test_the_texts_of_belongings_count_in_the_limit(add: Change, remove: Change) -> None:
    mock = Mock(limits=Limits(text=130))
    mock.create()
    before = mock.user.text
    assert add(mock).status == 503
    mock = Mock()
    mock.create()
    assert add(mock).status == 200
    assert mock.user.text > before + 100
    assert mock.user.text == USERS.codec.decode(USERS.codec.encode(mock.user)).text
    assert remove(mock).status == 200
    assert mock.user.text == before


@pytest.mark.parametrize(("add", "remove"), CHANGES.values(), ids=CHANGES)
def test_a_belonging_counts_as_a_key_in_the_limit(add: Change, remove: Change) -> None:
    mock = Mock(limits=Limits(keys=1))
    mock.create()
    assert (add(mock).status, mock.add().status) == (200, 503)
    assert (remove(mock).status, mock.add().status, add(mock).status) == (200, 200, 503)


def test_the_texts_of_a_wallet_key_count_once_for_each_state_of_it(mock: Mock) -> None:
    mock.create()
    before = mock.user.text
    outcomes: tuple[tuple[str, Wallet], ...] = (("APPLE", "commit"), ("GOOGLE", "commit"), ("APPLE", "roll-back"))
    for wallet, outcome in outcomes:
        mock.world.outside.change(wallet=outcome)
        add_wallet_key(mock, wallet)
        mock.world.clock.advance(1000)
        assert mock.user.text == USERS.codec.decode(USERS.codec.encode(mock.user)).text
    assert mock.user.text == before


EVENTS: tuple[Event[User], ...] = (
    wallet_keys.WalletKeyPrepared("k", "APPLE", 0, "d"),
    wallet_keys.WalletKeyCommitted("k", "APPLE", 0, "d", "p", "https://wallet.example/p"),
    wallet_keys.WalletKeyRolledBack("k", "The pass was not created."),
    wallet_keys.WalletKeyRemoved("k", "The key was replaced."),
    accessible_locks.AccessibleLockAdded("4711", "Front door", "USER", "a"),
    accessible_locks.AccessibleLockRemoved("4711", "a", "moved out"),
    license_plates.LicensePlateAdded("WA1234K"),
    license_plates.LicensePlateRemoved("WA1234K"),
    user_devices.DeviceAdded("d", "camera", "acme", "Entrance", "a"),
    user_devices.DeviceRemoved("d", "camera", "a", "replaced"),
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_a_delivery_of_an_event_fits_the_contract_and_the_sdk_reads_it(event: Event[User]) -> None:
    publisher = Publisher(webhook())
    publisher.publish(event)
    body = publisher.take().body
    name = type(event).__name__
    Draft202012Validator(CONTRACT["webhooks"][name], validate_formats=True).validate(json.loads(body))
    read = parse(body, partner_id=ORG)
    assert (read.detail_type, type(read.data).__name__) == (name, name)
