"""A world as Python tests use it."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import respx
from spkey_mock import Fault, Request, Response, Settings, World
from spkey_mock.service.error_formats import Name
from spkey_mock.service.errors import Full
from spkey_mock.world.clock import LATEST
from spkey_mock.world.limits import Limits
from spkey_mock.world.world import SERVICE_URL

from spkey_client import (
    APIConnectionError,
    APIResponseError,
    APITimeoutError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
    SpkeyClient,
)

from .support import START, USER


@pytest.fixture
def world() -> World:
    return World()


def test_users_are_seeded_and_looked_at(world: World) -> None:
    user = world.users.create("u1", keys=3, email="ada@example.com")
    assert (user.version, user.next_number, user.org_id) == (4, 4, world.org_id)
    assert [key.number for key in world.inventory("u1")] == [1, 2, 3]
    assert [type(recorded.event).__name__ for recorded in world.events("u1")] == ["UserCreated"] + [
        "PhysicalKeyAdded"
    ] * 3
    assert world.users.get("u1") == user
    assert (world.users.get("u2"), world.inventory("u2"), world.events("u2")) == (None, (), ())
    assert world.users.create("u1", keys=1).version == 5
    other = world.users.create(keys=1, org_id="umbrella")
    assert len(world.users) == 2
    assert [user.id for user in world.users] == ["u1", other.id]
    assert world.inventory(other.id)[0].org_id == "umbrella"
    assert len(world.events()) == 7
    assert len(world.journal) == 0


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


def test_a_client_takes_other_credentials(world: World) -> None:
    world.users.create("u1")
    with world.client(token=world.token("u2")) as client, pytest.raises(PermissionDeniedError):
        client.users.get_profile("u1")
    with world.client(token=world.token("cron", org_id="acme")) as client:
        assert client.users.get_profile("u1").user_id == "u1"
    with world.client(api_key="unknown") as client, pytest.raises(AuthenticationError):
        client.users.get_profile("u1")


def test_a_token_expires_by_the_clock_of_the_world(world: World) -> None:
    world.clock.freeze(START)
    world.users.create("u1")
    with world.client(token=world.token("u1", expires_in=60)) as client:
        assert client.users.get_profile("u1").user_id == "u1"
        world.clock.advance(60_000)
        with pytest.raises(AuthenticationError, match="expired"):
            client.users.get_profile("u1")


def test_what_goes_wrong_looks_to_the_sdk_as_it_does_on_a_wire(world: World) -> None:
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


def test_lateness_takes_no_time_where_the_clock_stands_still(world: World) -> None:
    world.users.create("u1")
    world.clock.freeze(START)
    world.faults.add(Fault(kind="latency", delay=9, times=100))
    with world.client() as client:
        for _ in range(100):
            client.users.get_profile("u1")
    assert world.clock.now() == START + 900_000


def test_lateness_is_waited_for_where_the_clock_goes(world: World) -> None:
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


def test_a_transport_serves_clients_of_httpx(world: World) -> None:
    world.users.create("u1", keys=1)
    with httpx.Client(transport=world.transport, base_url="http://anywhere") as client:
        response = client.get("/users/u1/PhysicalKeys", headers={"X-API-Key": world.api_key})
    assert response.json()["total"] == 1
    assert response.headers["content-length"] == str(len(response.content))


def test_it_is_an_asgi_application(world: World) -> None:
    world.users.create("u1", keys=1)

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(world.asgi, root_path="/mounted")
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.get("/mounted/users/u1/PhysicalKeys", headers={"X-API-Key": world.api_key})

    assert asyncio.run(get()).json()["total"] == 1


def test_it_answers_behind_the_routes_of_respx(world: World) -> None:
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


def test_it_answers_async_code_behind_the_routes_of_respx(world: World) -> None:
    world.users.create("u1", keys=1)

    async def get() -> int:
        async with httpx.AsyncClient() as client:
            response = await client.get(f"{SERVICE_URL}/users/u1/PhysicalKeys", headers={"X-API-Key": world.api_key})
            return int(response.json()["total"])

    with respx.mock as router:
        world.install(router)
        assert asyncio.run(get()) == 1


def run_of_a_test(settings: Settings) -> list[Response | str]:
    """What a test sees that uses everything random or timed."""
    world = World(settings)
    world.clock.run_in_steps(START)
    user = world.users.create(keys=2)
    headers = ((b"x-api-key", world.api_key.encode()),)
    path = f"/users/{user.id}".encode()
    world.faults.add(Fault(kind="status", probability=0.5, times=3))
    requests = [Request("GET", path + b"/PhysicalKeys", b"", headers)] * 6
    requests += [Request("POST", path + b"/RemovePhysicalKey", b"", headers, b'{"number":%d}' % n) for n in (1, 1, 2)]
    return [world.api_key, world.token("u"), world.credentials.issue_key("o"), *map(world.handle, requests)]


def test_with_one_seed_two_runs_give_identical_bytes() -> None:
    assert run_of_a_test(Settings()) == run_of_a_test(Settings())
    assert run_of_a_test(Settings(seed="a")) == run_of_a_test(Settings(seed="a"))
    assert run_of_a_test(Settings(seed="a")) != run_of_a_test(Settings(seed="b"))


def test_without_a_seed_keys_and_secrets_are_random() -> None:
    first, second = World(Settings(seed=None)), World(Settings(seed=None))
    assert first.api_key != second.api_key
    assert first.token("u") != second.token("u")
    assert first.users.create().id != second.users.create().id


def test_a_reset_leaves_what_it_was_started_with() -> None:
    world = World(Settings(api_keys=(("k", "acme"), ("l", "umbrella"))))
    transport, faults = world.transport, world.faults
    issued = world.credentials.issue_key("acme")
    world.users.create("u1", keys=1)
    world.clock.freeze(0)
    world.fail_next("create_user")
    world.add_webhook("http://127.0.0.1:9/")
    with httpx.Client(transport=transport, base_url="http://x") as client:
        world.reset()
        assert (len(world.users), world.events(), world.journal.total) == (0, (), 0)
        assert (world.faults.items(), world.webhooks.items(), world.clock.mode) == ({}, [], "wall")
        assert world.faults is not faults
        for key, status in (("k", 404), ("l", 404), (issued, 401)):
            assert client.get("/users/u1/profile", headers={"X-API-Key": key}).status_code == status
        body = {"userId": USER}
        assert client.post(f"/users/{USER}/CreateUser", json=body, headers={"X-API-Key": "k"}).status_code == 201


def test_keys_of_other_organisations_are_seen_where_that_is_wanted() -> None:
    world = World(Settings(org_scope=False))
    world.users.create("u1", keys=1, org_id="umbrella")
    with world.client() as client:
        assert client.physical_keys.get("u1", 1).org_id == "umbrella"
        assert client.physical_keys.remove("u1", number=1).number == 1
        assert world.users.get("u1") is not None
        client.users.create(USER)
        created = world.users.get(USER)
        assert created is not None
        assert created.org_id == "acme"


@pytest.mark.parametrize("errors", ["documented", "runtime"])
def test_a_full_world_says_what_is_full(errors: Name) -> None:
    world = World(Settings(errors=errors, limits=Limits(users=1, keys=2, credentials=1)))
    world.users.create("u1", keys=2)
    headers = ((b"x-api-key", world.api_key.encode()),)
    more = Request("POST", b"/users/u1/AddPhysicalKey", b"", headers, b'{"orgId":"acme"}')
    another = Request("POST", b"/users/u2/CreateUser", b"", headers, json.dumps({"userId": USER}).encode())
    for request, message in (
        (more, b"not be more than 2 keys in this world: reset it, or raise Limits.keys"),
        (another, b"not be more than 1 users"),
    ):
        response = world.handle(request)
        assert response.status == 503
        assert message in response.body
        assert world.journal.entries[-1].findings[0].blame == "mock"
    assert len(world.inventory("u1")) == 2
    world.credentials.issue_key("acme")
    with pytest.raises(Full, match="API keys"):
        world.credentials.issue_key("acme")


def test_old_events_are_forgotten_and_counted() -> None:
    world = World(Settings(limits=Limits(events=3)))
    user = world.users.create("u1", keys=5)
    assert [recorded.version for recorded in world.events()] == [4, 5, 6]
    assert world.events_forgotten == 3
    assert (user.version, len(user.keys)) == (6, 5)


def test_settings_do_not_show_the_secret() -> None:
    assert "marker" not in repr(Settings(secret="marker" * 10))


def test_a_user_is_seeded_whole_or_not() -> None:
    world = World(Settings(limits=Limits(keys=2)))
    with pytest.raises(Full, match="not be more than 2 keys"):
        world.users.create("u1", keys=3)
    assert (len(world.users), world.events()) == (0, ())
    assert world.users.create("u1", keys=2).version == 3


@pytest.mark.parametrize("base_url", ["https://proxy.example/api", "https://proxy.example/api/", "http://localhost:1"])
def test_a_base_url_may_have_a_path(base_url: str) -> None:
    world = World()
    world.users.create("u1", keys=2)
    with world.client(base_url=base_url) as client:
        assert client.physical_keys.list("u1").total == 2
    with respx.mock as router, SpkeyClient(api_key=world.api_key, base_url=base_url, allow_http=True) as client:
        world.install(router, base_url)
        assert client.physical_keys.list("u1").total == 2


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"auth": "none"}, "auth is one of either, both, not 'none'"),
        ({"errors": "x"}, "errors is one of documented, runtime"),
        ({"caller_org_id": "x"}, "caller_org_id is one of refuse, override"),
        ({"api_keys": {"my-key": "acme"}}, "api_keys are pairs"),
        ({"api_keys": (("", "acme"),)}, "api_keys are pairs"),
        ({"api_keys": (("k", "acme"), ("k", "umbrella"))}, "an API key is given twice"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Settings(**settings)


@pytest.mark.parametrize("value", [-1, True, 1.5, "1"])
def test_a_limit_is_a_number_from_0(value: Any) -> None:
    with pytest.raises(ValueError, match="the limit keys is a number from 0, not"):
        Limits(keys=value)


def test_a_world_has_a_plain_name() -> None:
    with pytest.raises(ValueError, match="'a b' is no name for a world"):
        World(name="a b")


def test_a_user_has_no_keys_or_more(world: World) -> None:
    with pytest.raises(ValueError, match="0 keys or more, not -1"):
        world.users.create("u1", keys=-1)
    assert len(world.users) == 0


def test_it_says_what_it_is(world: World) -> None:
    world.users.create("u1")
    assert repr(world) == "<World default: 1 users, 0 requests>"
    world.clock.freeze(START)
    assert repr(world.clock) == f"<Clock frozen at {START}>"


def test_a_reset_under_load_leaves_whole_journals(world: World) -> None:
    journals: set[Any] = set()
    stop = threading.Event()

    def load() -> None:
        while not stop.is_set():
            world.handle(Request("GET", b"/nowhere"))

    with ThreadPoolExecutor(4) as pool:
        working = [pool.submit(load) for _ in range(4)]
        for _ in range(100):
            journals.add(world.journal)
            world.reset()
        stop.set()
        for future in working:
            future.result()
    for journal in journals:
        ids = [entry.id for entry in journal]
        assert ids == sorted(set(ids))
        assert journal.forgotten >= 0


def test_threads_see_steps_of_time_in_the_order_of_events(world: World) -> None:
    world.clock.run_in_steps(START)
    world.users.create("u1")
    headers = ((b"x-api-key", world.api_key.encode()),)
    add = Request("POST", b"/users/u1/AddPhysicalKey", b"", headers, b'{"orgId":"acme"}')
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(world.handle, [add] * 200))
    times = [key.added_at for key in world.inventory("u1")]
    assert times == sorted(set(times))


@pytest.mark.parametrize("body", ["\ud800", "é"])
def test_a_fault_may_have_any_text_for_a_body(world: World, body: str) -> None:
    world.fail_next("create_user", body=body)
    response = world.handle(Request("POST", b"/users/u1/CreateUser"))
    assert (response.status, response.body) == (503, body.encode(errors="replace"))


def test_time_stops_at_its_end(world: World) -> None:
    world.users.create("u1", keys=1)
    world.add_webhook("http://127.0.0.1:9/", delay=1.0)
    world.clock.run(LATEST - 1)
    world.clock.advance(1)
    with world.client() as client:
        assert client.physical_keys.add("u1", org_id="acme").added_at == LATEST
        world.clock.freeze(LATEST)
        world.faults.add(Fault(kind="latency", delay=5))
        assert client.users.get_profile("u1").user_id == "u1"
    world.close()
    with pytest.raises(ValueError, match="a step is 1 millisecond or more"):
        world.clock.run_in_steps(step=0)
