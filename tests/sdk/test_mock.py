"""The SDK against the mock, in process and over a socket: what an application sees of the rules of the contract."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest
from spkey_mock import Server, Settings, Site, World

from spkey_client import (
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    SpkeyClient,
    models,
)

from .conftest import Connect, Use

ORG = "acme"
WINDOW: dict[str, Any] = {"valid_from": "2026-01-01T00:00:00Z", "valid_until": "2999-01-01T00:00:00Z"}


@pytest.fixture(scope="session", params=["documented", "runtime"])
def mock(request: pytest.FixtureRequest) -> World:
    return World(Settings(errors=request.param))


@pytest.fixture(scope="session")
def base_url(mock: World) -> Iterator[str]:
    with Server(mock) as server:
        yield server.base_url


@pytest.fixture(params=["in process", "socket"])
def arguments(request: pytest.FixtureRequest, mock: World) -> dict[str, Any]:
    """What leads a client to the mock."""
    if request.param == "socket":
        return {"base_url": request.getfixturevalue("base_url")}
    return {"transport": mock.transport}


@pytest.fixture
def use(connect: Connect, arguments: dict[str, Any], mock: World) -> Use:
    return connect(**arguments, api_key=mock.api_key)


@pytest.fixture
def user_id(use: Use) -> str:
    user_id = str(uuid4())
    created = use(lambda client: client.users.create(user_id, email=f"{user_id}@example.com", first_name="Ada"))
    assert created == models.CreateUserResult(
        success=True,
        aggregate_id=user_id,
        version=1,
        event=models.UserCreatedEvent(type="UserCreated", data=models.UserCreated(user_id=user_id, status="ACTIVE")),
        created=True,
        user_id=user_id,
    )
    return user_id


def test_all_keys_of_a_user_are_read(use: Use, user_id: str) -> None:
    added = use(lambda client: client.physical_keys.add(user_id, org_id=ORG, note="front door"))
    keys = use(lambda client: client.users.get_keys(user_id))
    key = models.PhysicalKey(number=1, org_id=ORG, note="front door", added_at=added.added_at)
    assert keys == models.UserKeys(physical_keys=(key,), digital_keys=(), wallet_key=None)


def test_the_number_of_a_removed_key_is_never_reused(use: Use, user_id: str) -> None:
    def add(note: str) -> Any:
        return use(lambda client: client.physical_keys.add(user_id, org_id=ORG, note=note))

    assert [add(note).number for note in ("front door", "back door", "garage")] == [1, 2, 3]
    removed = use(lambda client: client.physical_keys.remove(user_id, number=2))
    assert (removed.number, removed.version, removed.event.data.number) == (2, 5, 2)
    assert [key.number for key in use(lambda client: client.physical_keys.list(user_id)).keys] == [1, 3]
    with pytest.raises(NotFoundError) as caught:
        use(lambda client: client.physical_keys.remove(user_id, number=2))
    assert not caught.value.maybe_applied
    added = add("cellar")
    assert (added.number, added.version) == (4, 6)
    assert use(lambda client: client.physical_keys.get(user_id, 4)) == models.PhysicalKey(
        number=4, org_id=ORG, added_at=added.added_at, note="cellar"
    )


def list_keys(user_id: str, filters: dict[str, str], client: Any) -> Any:
    return client.physical_keys.list(user_id, **filters)


def test_the_list_can_be_filtered(use: Use, user_id: str) -> None:
    use(lambda client: client.physical_keys.add(user_id, org_id=ORG, org_name="Acme & Co", note="Front Door"))
    use(lambda client: client.physical_keys.add(user_id, org_id="other", note="back door"))
    for filters, numbers in (
        ({}, [1, 2]),
        ({"q": "DOOR"}, [1, 2]),
        ({"q": "front"}, [1]),
        ({"org_id": "other"}, [2]),
        ({"org_name": "Acme & Co"}, [1]),
        ({"org_name": "acme & co"}, []),
        ({"q": "door", "org_id": "other"}, [2]),
    ):
        page = use(partial(list_keys, user_id, filters))
        assert [key.number for key in page.keys] == numbers
        assert page.total == len(numbers)


def test_a_user_can_be_created_twice_and_has_a_profile(use: Use, user_id: str) -> None:
    again = use(lambda client: client.users.create(user_id, email="other@example.com"))
    assert again == models.CreateUserResult(success=True, aggregate_id=user_id, version=1, event=None, created=False)
    profile = use(lambda client: client.users.get_profile(user_id))
    email = f"{user_id}@example.com"
    assert profile == models.UserProfile(user_id=user_id, email=email, first_name="Ada", status="ACTIVE")


def test_errors_carry_what_the_service_says(use: Use, user_id: str) -> None:
    with pytest.raises(BadRequestError) as bad:
        use(lambda client: client.physical_keys.remove(user_id, number=0))
    assert "number" in bad.value.message
    stranger = str(uuid4())
    for action in (
        lambda client: client.physical_keys.add(stranger, org_id=ORG),
        lambda client: client.physical_keys.remove(stranger, number=1),
        lambda client: client.physical_keys.list(stranger),
        lambda client: client.physical_keys.get(stranger, 1),
        lambda client: client.users.get_profile(stranger),
    ):
        with pytest.raises(NotFoundError) as missing:
            use(action)
        assert stranger in missing.value.message


def test_the_token_of_a_user_gives_access_to_that_user_only(
    connect: Connect, arguments: dict[str, Any], mock: World, user_id: str
) -> None:
    use = connect(**arguments, api_key=None, token=mock.token(user_id))
    assert use(lambda client: client.users.get_profile(user_id)).user_id == user_id
    with pytest.raises(PermissionDeniedError):
        use(lambda client: client.users.get_profile(str(uuid4())))


def test_a_revoked_key_is_rejected_immediately(connect: Connect, arguments: dict[str, Any], mock: World) -> None:
    revoked = mock.credentials.issue_key(ORG)
    use = connect(**arguments, api_key=revoked)
    with pytest.raises(NotFoundError):
        use(lambda client: client.users.get_profile("u"))
    mock.credentials.revoke_key(revoked)
    with pytest.raises(AuthenticationError):
        use(lambda client: client.users.get_profile("u"))


def test_one_of_many_concurrent_removals_succeeds(mock: World, base_url: str) -> None:
    user_id = str(uuid4())
    with SpkeyClient(api_key=mock.api_key, base_url=base_url) as client:
        client.users.create(user_id)
        client.physical_keys.add(user_id, org_id=ORG)

        def remove(_: int) -> bool:
            try:
                client.physical_keys.remove(user_id, number=1)
            except NotFoundError:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(remove, range(24))) == 1
        assert client.physical_keys.list(user_id).total == 0


@pytest.mark.parametrize("interface", ["temp_keys", "collective_temp_keys"])
def test_the_link_of_a_temporary_key_is_below_the_base_url_and_shows_the_pin(
    spkey_server: Site, interface: str
) -> None:
    lock = spkey_server.world.locks.create()
    door = models.NewDoor(lock_id=str(lock.lock_id), access_method="both")
    with spkey_server.client() as client:
        key = getattr(client, interface).create(**WINDOW, doors=[door])
        page = httpx.get(client.base_url + key.url, trust_env=False)
    assert page.status_code == 200
    assert key.pin in page.text


def test_a_key_of_a_single_lock_has_a_link_without_a_pin_and_a_maximum_number_of_uses(spkey_server: Site) -> None:
    lock, uuid = spkey_server.world.locks.create(), uuid4()
    with spkey_server.client() as client:
        client.lock_temp_keys.create(lock.lock_id, temp_key_uuid=uuid, access_mode="public", max_uses=1, **WINDOW)
        page = httpx.get(f"{client.base_url}/temp-keys/{uuid}", trust_env=False)
        assert page.status_code == 200
        assert "PIN" not in page.text
        assert client.temp_keys.open(uuid).door == 1
        with pytest.raises(BadRequestError):
            client.temp_keys.open(uuid)
