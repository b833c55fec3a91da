"""The connections of the async client: used again, bounded, closed; and the cookies that both clients keep."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import anyio
import httpx
import pytest

from spkey_client._pool import Pool, new_async_http_client, new_http_client

pytestmark = pytest.mark.anyio

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
BAKER = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Listener:
    """A server that answers every request alike, and knows its connections.

    Attributes:
        opened: How many connections there were.
        open: How many there are.
        answers: While it is not set, requests wait for their answer.
    """

    def __init__(self, answer: bytes = OK) -> None:
        self.opened = 0
        self.open = 0
        self.answers = Event()
        self.answers.set()
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.opened += 1
            self.open += 1
            Thread(target=self._answer_all, args=(connection,)).start()

    def _answer_all(self, connection: socket.socket) -> None:
        with connection:
            while connection.recv(65536):
                self.answers.wait(5)
                connection.sendall(self._answer)
        self.open -= 1

    def close(self) -> None:
        self.answers.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def listening(answer: bytes = OK) -> Iterator[Listener]:
    listener = Listener(answer)
    thread = Thread(target=listener.serve)
    thread.start()
    try:
        yield listener
    finally:
        listener.close()
        thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    async with Pool(limit=3, keep_seconds=0.05) as pool:
        yield pool


async def get(pool: Pool, listener: Listener, *, patience: float | None = 5.0) -> httpx.Response:
    phases = {"connect": 5.0, "read": 5.0, "write": 5.0, "pool": patience}
    return await pool.handle_async_request(httpx.Request("GET", listener.url, extensions={"timeout": phases}))


async def test_sequential_requests_use_one_connection(pool: Pool, listener: Listener) -> None:
    for _ in range(5):
        await get(pool, listener)
    assert listener.opened == 1


async def test_concurrent_requests_use_no_more_connections_than_allowed(pool: Pool, listener: Listener) -> None:
    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(get, pool, listener)
    assert 1 < listener.opened <= 3


async def test_a_request_waits_for_a_connection_until_its_timeout(pool: Pool, listener: Listener) -> None:
    listener.answers.clear()
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(get, pool, listener)
        await anyio.wait_all_tasks_blocked()
        with pytest.raises(httpx.PoolTimeout, match="all 3 connections are in use"):
            await get_briefly(pool, listener)
        listener.answers.set()
    assert (await get(pool, listener)).status_code == 200


async def get_briefly(pool: Pool, listener: Listener) -> None:
    await get(pool, listener, patience=0.01)


async def test_a_cancelled_request_leaves_the_pool_as_it_was(pool: Pool, listener: Listener) -> None:
    listener.answers.clear()
    for _ in range(5):
        with anyio.move_on_after(0.02):
            await get(pool, listener)
    listener.answers.set()
    assert (await get(pool, listener)).status_code == 200


async def test_idle_connections_are_closed(pool: Pool, listener: Listener) -> None:
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(get, pool, listener)
    assert listener.open == 3
    await anyio.sleep(0.1)
    await get(pool, listener)
    await drained(listener, 1)


async def test_closing_the_pool_closes_its_connections(listener: Listener) -> None:
    pool = Pool()
    await get(pool, listener)
    await pool.aclose()
    await drained(listener, 0)


async def drained(listener: Listener, connections: int) -> None:
    with anyio.fail_after(5):
        while listener.open != connections:
            await anyio.sleep(0.01)


async def test_the_response_has_everything_that_httpx_adds(listener: Listener) -> None:
    async with new_async_http_client(trust_env=False) as http:
        response = await http.get(listener.url)
    assert (response.text, response.http_version) == ("ok", "HTTP/1.1")
    assert response.elapsed.total_seconds() > 0
    assert response.is_closed


@pytest.mark.parametrize("trust_env", [False, True])
async def test_proxies_of_the_environment_are_used_if_they_are_trusted(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, trust_env: bool
) -> None:
    monkeypatch.setenv("HTTP_PROXY", listener.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    async with new_async_http_client(trust_env=trust_env) as http:
        if trust_env:
            assert (await http.get("http://nowhere.invalid/")).text == "ok"
        else:
            with pytest.raises(httpx.ConnectError):
                await http.get("http://nowhere.invalid/")


def test_cookies_are_kept_and_sent_back() -> None:
    with listening(BAKER) as listener, new_http_client(trust_env=False) as http:
        http.get(listener.url)
        assert http.cookies["a"] == "b"
        http.cookies = {"c": "d"}
        assert http.get(listener.url).request.headers["Cookie"] == "c=d"


async def test_cookies_of_the_async_client_are_kept_and_sent_back() -> None:
    with listening(BAKER) as listener:
        async with new_async_http_client(trust_env=False) as http:
            await http.get(listener.url)
            assert http.cookies["a"] == "b"
            http.cookies = {"c": "d"}
            assert (await http.get(listener.url)).request.headers["Cookie"] == "c=d"
