"""The proxy between real clients and a real server."""

import asyncio

import httpx
import pytest
from spkey_mock import Server, World, Worlds
from spkey_mock.conformance.configuration import Configuration
from spkey_mock.conformance.run import verify

from spkey_client import AsyncSpkeyClient, NotFoundError, SpkeyClient

from ..browsing import Browser
from .raw import proxied


def test_the_sdk_works_through_the_proxy() -> None:
    world = World()
    with Server(world) as server, proxied(server.base_url) as proxy:
        world.users.create("u1", keys=3)
        with SpkeyClient(api_key=world.api_key, base_url=proxy.base_url, max_retries=0) as client:
            assert client.physical_keys.remove("u1", number=2).number == 2
            with pytest.raises(NotFoundError):
                client.physical_keys.remove("u1", number=2)
            assert [key.number for key in client.physical_keys.list("u1").keys] == [1, 3]
    assert [it.status for it in proxy.journal] == [200, 404, 200]
    assert [it.violations for it in proxy.journal] == [(), (), ()]


@pytest.mark.asyncio
async def test_concurrent_calls_go_through_the_proxy() -> None:
    world = World()
    with Server(world) as server, proxied(server.base_url) as proxy:
        world.users.create("u1")
        async with AsyncSpkeyClient(api_key=world.api_key, base_url=proxy.base_url) as client:
            calls = (client.physical_keys.add("u1", org_id=world.org_id) for _ in range(20))
            added = await asyncio.gather(*calls)
    assert sorted(key.number for key in added) == list(range(1, 21))
    assert [it.violations for it in proxy.journal] == [()] * 20


def test_a_guest_opens_a_door_of_a_named_world_through_the_proxy() -> None:
    worlds = Worlds()
    world = worlds.world("x")
    world.locks.create(7)
    url = world.temp_keys.create([{"lock_id": 7, "label": "Front door"}]).url
    with (
        Server(worlds) as server,
        proxied(f"{server.base_url}/w/x") as proxy,
        httpx.Client(base_url=proxy.base_url, follow_redirects=True, trust_env=False) as client,
    ):
        browser = Browser(client)
        opened = browser.press(browser.visit(url), "Open Front door")
        assert (opened.status, opened.response.url.path) == (200, f"{url}/confirmation")
        assert browser.visit(opened.links[0]).status == 200
    assert [(it.status, it.violations) for it in proxy.journal] == [(303, ())]


# Every method and kind of response. The other rules send the same to other operations, which the proxy passes on alike.
RULES = (
    "concurrency",
    "webhooks",
    "users.*",
    "temp_keys.*",
    "service.head_without_body",
    "service.content_type_ignored",
)


def test_the_suite_verifies_a_mock_through_the_proxy() -> None:
    with Server(Worlds()) as server, proxied(server.base_url) as proxy:
        result = verify(Configuration(base_url=proxy.base_url, select=RULES))
    verdicts = {judged.verdict for judged in result.rules if judged.tests}
    assert (result.exit_code, verdicts) == (0, {"passed"}), "\n".join(result.lines())
    assert {it.method for it in proxy.journal} == {"GET", "HEAD", "POST", "DELETE"}
    assert {it.status for it in proxy.journal} >= {200, 201, 303, 400, 401, 403, 404, 409, 503}
    of_server = {it.code for entry in proxy.journal for it in entry.violations if it.blame == "server"}
    # The suite makes the mock lose responses on purpose.
    assert of_server == {"response.missing"}
