"""Worlds as Python tests use them: with clients, transports and addresses that lead to them."""

import asyncio

import httpx
import pytest
import respx
from spkey_mock import Fault, Site, World, Worlds
from spkey_mock.mock import SERVICE_URL

from spkey_client import (
    APIConnectionError,
    APIResponseError,
    APITimeoutError,
    AsyncSpkeyClient,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
    SpkeyClient,
)

from .support import START


@pytest.fixture
def world() -> World:
    return World()


def test_a_client_leads_to_the_world(world: World) -> None:
    world.users.create("u1", keys=2)
    with world.client() as client:
        assert client.physical_keys.remove("u1", number=2).version == 4
        assert client.physical_keys.add("u1", org_id=world.org_id).number == 3
    world.journal.assert_called("remove_physical_key", user_id="u1", body={"number": 2}, status=200, times=1)


def test_an_async_client_leads_to_the_world(world: World) -> None:
    world.users.create("u1", keys=2)

    async def remove() -> int:
        async with world.async_client() as client:
            return (await client.physical_keys.remove("u1", number=2)).number

    assert asyncio.run(remove()) == 2


def test_an_async_client_without_connections_works_in_every_event_loop(world: World) -> None:
    world.users.create("u1", keys=1)
    client = world.async_client()
    other = client.with_options(max_retries=0)

    async def total(client: AsyncSpkeyClient) -> int:
        return (await client.physical_keys.list("u1")).total

    with asyncio.Runner() as open_loop:
        for each in (client, other):
            assert open_loop.run(total(each)) == 1
            assert asyncio.run(total(each)) == 1
            assert open_loop.run(total(each)) == 1
        asyncio.run(client.aclose())


def test_an_async_client_with_an_http_client_stays_in_its_event_loop(world: World) -> None:
    world.users.create("u1")
    client = world.async_client(http_client=httpx.AsyncClient(transport=world.transport))
    asyncio.run(_profile(client))
    with pytest.raises(RuntimeError, match="Create both for each event loop"):
        asyncio.run(_profile(client))


async def _profile(client: AsyncSpkeyClient) -> None:
    await client.users.get_profile("u1")


def test_a_client_takes_other_credentials(world: World) -> None:
    world.users.create("u1")
    with world.client(token=world.token("u2")) as client, pytest.raises(PermissionDeniedError):
        client.users.get_profile("u1")
    with world.client(token=world.token("cron", org_id="acme")) as client:
        assert client.users.get_profile("u1").user_id == "u1"
    with world.client(api_key="unknown") as client, pytest.raises(AuthenticationError):
        client.users.get_profile("u1")


@pytest.mark.parametrize("base_url", ["https://proxy.example/api", "https://proxy.example/api/", "http://localhost:1"])
def test_a_base_url_may_have_a_path(base_url: str) -> None:
    world = World()
    world.users.create("u1", keys=2)
    with world.client(base_url=base_url) as client:
        assert client.physical_keys.list("u1").total == 2
    with respx.mock as router, SpkeyClient(api_key=world.api_key, base_url=base_url, allow_http=True) as client:
        world.install(router, base_url)
        assert client.physical_keys.list("u1").total == 2


def test_a_transport_serves_clients_of_httpx(world: World) -> None:
    world.users.create("u1", keys=1)
    with httpx.Client(transport=world.transport, base_url="http://anywhere") as client:
        response = client.get("/users/u1/PhysicalKeys", headers={"X-API-Key": world.api_key})
    assert response.json()["total"] == 1
    assert response.headers["content-length"] == str(len(response.content))


def test_a_world_is_an_asgi_application(world: World) -> None:
    world.users.create("u1", keys=1)

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(world.asgi, root_path="/mounted")
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.get("/mounted/users/u1/PhysicalKeys", headers={"X-API-Key": world.api_key})

    assert asyncio.run(get()).json()["total"] == 1


def test_a_world_responds_behind_the_routes_of_respx(world: World) -> None:
    world.users.create("u1", keys=3)
    with respx.mock(assert_all_called=False) as router, SpkeyClient(api_key=world.api_key, max_retries=0) as client:
        route = world.install(router)
        other = router.get("https://elsewhere.example/").respond(204)
        client.physical_keys.remove("u1", number=2)
        with pytest.raises(NotFoundError):
            client.physical_keys.remove("u1", number=2)
        assert client.physical_keys.add("u1", org_id="acme").number == 4
        world.lose_next_answer("remove_physical_key")
        with pytest.raises(APIConnectionError):
            client.physical_keys.remove("u1", number=1)
        assert route.call_count == 4
        assert not other.called


def test_a_world_responds_to_async_code_behind_the_routes_of_respx(world: World) -> None:
    world.users.create("u1", keys=1)

    async def get() -> int:
        async with httpx.AsyncClient() as client:
            response = await client.get(f"{SERVICE_URL}/users/u1/PhysicalKeys", headers={"X-API-Key": world.api_key})
            return int(response.json()["total"])

    with respx.mock as router:
        world.install(router)
        assert asyncio.run(get()) == 1


def test_faults_look_to_the_sdk_as_they_do_on_a_wire(world: World) -> None:
    world.users.create("u1", keys=5)
    world.clock.freeze(START)
    with world.client(max_retries=0) as client:
        world.fail_next("remove_physical_key", retry_after=1)
        with pytest.raises(ServerError) as failed:
            client.physical_keys.remove("u1", number=1)
        assert failed.value.retry_after == 1
        for fault, error, done in (
            (Fault(kind="drop"), APIConnectionError, False),
            (Fault(kind="lose_answer"), APIConnectionError, True),
            (Fault(kind="truncate"), APIConnectionError, True),
            (Fault(kind="malformed"), APIResponseError, True),
            (Fault(kind="content_type"), APIResponseError, True),
            (Fault(kind="latency", delay=11), APITimeoutError, True),
        ):
            number = world.inventory("u1")[0].number
            world.faults.add(fault)
            with pytest.raises(error) as caught:
                client.physical_keys.remove("u1", number=number)
            assert caught.value.maybe_applied
            assert (number not in [key.number for key in world.inventory("u1")]) is done
    assert world.inventory("u1") == ()


def test_a_delay_takes_no_time_where_the_clock_is_frozen(world: World) -> None:
    world.users.create("u1")
    world.clock.freeze(START)
    world.faults.add(Fault(kind="latency", delay=9, times=100))
    with world.client() as client:
        for _ in range(100):
            client.users.get_profile("u1")
    assert world.clock.now() == START + 900_000


def test_a_delay_is_waited_for_where_the_clock_runs(world: World) -> None:
    world.users.create("u1")
    world.faults.add(Fault(kind="latency", delay=0.05, times=2))
    with world.client() as client:
        before = world.clock.now()
        client.users.get_profile("u1")
        assert world.clock.now() - before >= 50

    async def late() -> None:
        async with world.async_client() as client:
            await client.users.get_profile("u1")

    before = world.clock.now()
    asyncio.run(late())
    assert world.clock.now() - before >= 50


def test_a_world_that_a_test_has_made_can_be_served_for_a_while() -> None:
    worlds, world = Worlds(), World(name="mine")
    world.users.create("u1")
    with worlds.mounted(world, "http://127.0.0.1:1") as site:
        assert site == Site("http://127.0.0.1:1/w/mine", world)
        assert site.api_key == world.api_key
        assert worlds.world("mine") is world
        assert isinstance(site.client(), SpkeyClient)
    assert worlds.world("mine") is not world
