"""Forks: the child has connections and locks of its own, and shares none with its parent."""

import asyncio
import os
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest

from spkey_client import AsyncSpkeyClient, SpkeyClient

from .alone import alone, forked
from .conftest import async_http_client, http_client
from .listener import Listener, listening, profile

BOTH = pytest.mark.parametrize("library", ["httpx", "httpx2"])


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def wrong(client: SpkeyClient, process: str) -> list[str]:
    """The users whose profile was that of another user."""
    names = [f"{process}-{number}" for number in range(50)]
    return [name for name in names if client.users.get_profile(name).user_id != name]


def fork_after_a_call(library: str, url: str) -> Any:
    client = SpkeyClient(api_key="k", base_url=url, http_client=http_client(library), max_retries=0)
    client.users.get_profile("parent")
    found = forked(*(lambda child=child: wrong(client, child) for child in "abc"))
    return [*found, wrong(client, "parent")]


@BOTH
def test_no_process_gets_the_responses_of_another(listener: Listener, library: str) -> None:
    assert alone(fork_after_a_call, library, listener.url) == [[], [], [], []]
    assert listener.opened == 4


def fork_in_an_event_loop(library: str, url: str) -> Any:
    async def many(process: str) -> list[str]:
        names = [f"{process}-{number}" for number in range(50)]
        profiles = await asyncio.gather(*map(client.users.get_profile, names))
        return [name for name, profile in zip(names, profiles, strict=True) if profile.user_id != name]

    async def main() -> Any:
        await many("parent")
        found = forked(lambda: asyncio.run(many("a")), lambda: asyncio.run(many("b")))
        return [*found, await many("parent")]

    client = AsyncSpkeyClient(api_key="k", base_url=url, http_client=async_http_client(library), max_retries=0)
    return asyncio.run(main())


@BOTH
def test_no_process_gets_the_responses_of_another_in_async_code(listener: Listener, library: str) -> None:
    assert alone(fork_in_an_event_loop, library, listener.url) == [[], [], []]


def fork_while_threads_hold_everything(library: str, url: str) -> Any:
    def provide() -> str:
        if os.getpid() == parent:
            asked.set()
            released.wait()
        return "t"

    parent, asked, released = os.getpid(), Event(), Event()
    arguments: dict[str, Any] = {"base_url": url, "http_client": http_client(library), "deadline": 10.0}
    client = SpkeyClient(token=provide, **arguments)
    thread = Thread(target=client.users.get_profile, args=("thread",))
    thread.start()
    asked.wait()
    found = forked(lambda: client.users.get_profile("child").user_id)
    released.set()
    thread.join()
    return [*found, client.users.get_profile("parent").user_id]


@BOTH
def test_a_fork_while_a_thread_asks_for_a_token_leaves_no_lock_behind(listener: Listener, library: str) -> None:
    assert alone(fork_while_threads_hold_everything, library, listener.url) == ["child", "parent"]


def fork_during_a_call(url: str) -> Any:
    client = SpkeyClient(api_key="k", base_url=url, max_connections=1, pool_timeout=5.0, max_retries=0)
    thread = Thread(target=client.users.get_profile, args=("held",))
    thread.start()
    SpkeyClient(api_key="k", base_url=url).users.get_profile("held-is-there")
    found = forked(lambda: client.users.get_profile("child").user_id)
    SpkeyClient(api_key="k", base_url=url).users.get_profile("release")
    thread.join()
    return [*found, client.users.get_profile("parent").user_id]


def test_a_fork_during_a_call_leaves_the_child_all_of_its_connections() -> None:
    held, released = Event(), Event()

    def respond(request: bytes) -> bytes:
        name = request.split(b"/")[2]
        if name == b"held":
            held.set()
            released.wait(30)
        elif name == b"held-is-there":
            held.wait(30)
        elif name == b"release":
            released.set()
        return profile(request)

    with listening(respond) as listener:
        assert alone(fork_during_a_call, listener.url) == ["child", "parent"]


def fork_with_a_client_of_the_users_own(library: str, url: str) -> Any:
    used, unused = (
        SpkeyClient(api_key="k", base_url=url, http_client=http_client(library, own=True)) for _ in range(2)
    )
    used.users.get_profile("parent")
    found = forked(lambda: used.users.get_profile("a").user_id, lambda: unused.users.get_profile("b").user_id)
    return [*found, used.users.get_profile("parent").user_id]


@BOTH
def test_a_client_of_the_users_own_is_an_error_in_the_child_if_it_was_used(listener: Listener, library: str) -> None:
    error, unused, parent = alone(fork_with_a_client_of_the_users_own, library, listener.url)
    assert error.startswith("RuntimeError(\"This client's http_client was used before the process was forked.")
    assert (unused, parent) == ("b", "parent")
