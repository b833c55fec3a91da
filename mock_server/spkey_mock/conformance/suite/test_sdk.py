"""Journeys through the SDK: it gives its users what the contract promises. `journeys/` has the same over plain HTTP."""

from collections.abc import Callable

import pytest

from spkey_client import AuthenticationError, BadRequestError, NotFoundError, SpkeyClient
from spkey_client.models import AddPhysicalKeyResult, NewDoor

from ..credentials import Credentials
from ..lock import Lock
from ..plugin import Times
from ..sdk import connect
from ..server import Server
from ..setting import Setting
from ..texts import new_email
from ..user import User
from .marks import rule


@pytest.fixture
def client(server: Server) -> SpkeyClient:
    """The SDK, with the credentials of the main organisation."""
    return connect(server)


def add(
    client: SpkeyClient, user: User, org_id: str | None = None, org_name: str | None = None, note: str | None = None
) -> AddPhysicalKeyResult:
    """Add a key, by default for the main organisation."""
    issuer = user.org_id if org_id is None else org_id
    return client.physical_keys.add(user.id, org_id=issuer, org_name=org_name, note=note)


@rule("physical_keys.add.number_counts_up_from_one", "physical_keys.add.event_recorded", "service.read_your_writes")
def test_an_issued_key_is_found_again(client: SpkeyClient, user: User) -> None:
    added = add(client, user, note="front door")
    assert (added.number, added.version, added.org_id, added.note) == (1, 2, user.org_id, "front door")
    assert added.event is not None
    assert (added.event.data.user_id, added.event.data.number, added.event.data.note) == (user.id, 1, "front door")
    key = client.physical_keys.get(user.id, 1)
    assert (key.number, key.org_id, key.note, key.added_at) == (1, user.org_id, "front door", added.added_at)
    assert client.physical_keys.list(user.id, q="FRONT").keys == (key,)
    assert client.users.get_keys(user.id).physical_keys == (key,)


@rule("physical_keys.add.number_never_reused", "physical_keys.remove.number_never_reused")
def test_the_number_of_a_removed_key_is_not_issued_again(client: SpkeyClient, user: User) -> None:
    numbers = [add(client, user).number for _ in range(2)]
    removed = client.physical_keys.remove(user.id, number=numbers[-1])
    assert removed.number == numbers[-1]
    assert add(client, user).number == numbers[-1] + 1


@rule("physical_keys.remove.key_must_be_in_inventory", "physical_keys.remove.gone_at_once")
def test_a_key_can_be_removed_once(client: SpkeyClient, user: User) -> None:
    number = add(client, user).number
    client.physical_keys.remove(user.id, number=number)
    with pytest.raises(NotFoundError):
        client.physical_keys.remove(user.id, number=number)
    with pytest.raises(NotFoundError):
        client.physical_keys.get(user.id, number)
    assert client.physical_keys.list(user.id).total == 0


CALLS: list[tuple[str, Callable[[SpkeyClient, str], object]]] = [
    ("physical_keys.add.user_must_exist", lambda client, user_id: client.physical_keys.add(user_id, org_id="acme")),
    ("physical_keys.remove.user_must_exist", lambda client, user_id: client.physical_keys.remove(user_id, number=1)),
    ("physical_keys.list.user_must_exist", lambda client, user_id: client.physical_keys.list(user_id)),
    ("physical_keys.get.user_must_exist", lambda client, user_id: client.physical_keys.get(user_id, 1)),
    ("users.get_profile.user_must_exist", lambda client, user_id: client.users.get_profile(user_id)),
    ("users.get_keys.user_must_exist", lambda client, user_id: client.users.get_keys(user_id)),
]


@pytest.mark.parametrize("call", [pytest.param(call, id=name, marks=rule(name)) for name, call in CALLS])
def test_an_unknown_user_is_not_found(
    client: SpkeyClient, unknown: User, call: Callable[[SpkeyClient, str], object]
) -> None:
    with pytest.raises(NotFoundError):
        call(client, unknown.id)


@rule("schema.requests", "service.refusal_changes_nothing")
def test_an_invalid_request_changes_nothing(client: SpkeyClient, user: User) -> None:
    with pytest.raises(BadRequestError):
        add(client, user, org_id="")
    with pytest.raises(BadRequestError):
        add(client, user, note="x" * 501)
    with pytest.raises(BadRequestError):
        client.physical_keys.remove(user.id, number=0)
    added = add(client, user)
    assert (added.number, added.version) == (1, 2)


@rule("users.create.version_starts_at_one", "users.create.existing_user_unchanged")
def test_a_user_is_created_once(client: SpkeyClient, unknown: User) -> None:
    email = new_email()
    created = client.users.create(unknown.id, email=email)
    unknown.created.add(unknown.id)
    again = client.users.create(unknown.id, email="eve@example.com")
    assert (created.created, again.created) == (True, False)
    assert (created.version, again.version, again.event) == (1, 1, None)
    assert client.users.get_profile(unknown.id).email == email


@rule("physical_keys.list.filters_combine", "physical_keys.list.org_matched_exactly")
def test_filters_combine(client: SpkeyClient, user: User) -> None:
    for name, note in [("Acme", "Front door"), ("Acme North", "Front door"), ("Acme", "Back door")]:
        add(client, user, org_name=name, note=note)
    found = client.physical_keys.list(user.id, org_id=user.org_id, org_name="Acme", q="front")
    assert ([key.number for key in found.keys], found.total) == ([1], 1)


@rule("service.unknown_credential_refused")
def test_a_wrong_key_is_rejected(unknown: User) -> None:
    with pytest.raises(AuthenticationError):
        connect(unknown.server.as_(Credentials("x" * 40))).users.get_profile(unknown.id)


@rule("service.both_credentials_accepted", "service.every_credential_verified")
def test_both_credentials_are_sent(owner: User, setting: Setting) -> None:
    both = setting.api_key().with_token(owner.server.credentials.token or "")
    assert connect(owner.server.as_(both)).users.get_profile(owner.id).user_id == owner.id
    with pytest.raises(AuthenticationError):
        connect(owner.server.as_(both.with_token("nonsense"))).users.get_profile(owner.id)


@rule("physical_keys.get.other_org_not_found", "physical_keys.remove.other_org_not_found")
def test_a_key_of_another_organisation_is_not_found(client: SpkeyClient, user: User, other: Server) -> None:
    number = add(client, user).number
    stranger = connect(other)
    with pytest.raises(NotFoundError):
        stranger.physical_keys.get(user.id, number)
    with pytest.raises(NotFoundError):
        stranger.physical_keys.remove(user.id, number=number)
    assert client.physical_keys.get(user.id, number).number == number


@rule(
    "residents.add.event_recorded",
    "residents.list.no_credential_needed",
    "temp_keys.create.pin_for_codes",
    "temp_keys.open.opening_counted",
    "temp_keys.revoke.opens_nothing",
    "locks.open_with_pin.pin_of_live_key",
    "locks.list_events.pages_of_ten",
)
def test_a_guest_opens_a_door_until_the_key_is_revoked(
    client: SpkeyClient, anonymous: Server, lock: Lock, user: User, times: Times
) -> None:
    client.residents.add(lock.id, name="Ada Lovelace", user_id=user.id)
    guest = connect(anonymous)
    assert [resident.user_id for resident in guest.residents.list(lock.id).residents] == [user.id]
    window = times()
    doors = [NewDoor(lock_id=str(lock.id), access_method="both")]
    key = client.temp_keys.create(valid_from=window["validFrom"], valid_until=window["validUntil"], doors=doors)
    assert key.pin is not None
    assert key.pin not in repr(key)
    assert guest.temp_keys.open(key.uuid).door == key.doors[0].id
    assert guest.locks.open_with_pin(lock.id, pin=key.pin).success
    assert client.temp_keys.revoke(key.uuid) is not None
    with pytest.raises(BadRequestError):
        guest.temp_keys.open(key.uuid)
    with pytest.raises(AuthenticationError):
        guest.locks.open_with_pin(lock.id, pin=key.pin)
    events = [event.type for event in client.locks.iterate_events(lock.id)]
    assert events[:2] == ["LockCreated", "ResidentAdded"]
    assert sorted(events[2:]) == ["LockOpenRequested"] * 2 + ["TempKeyUsed"] * 2
