"""Handlers that respond in another thread."""

import asyncio
import contextlib
import gc
import logging
import select
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread

import httpx
import pytest
from spkey_mock import App, Request, Response, Server, Transport
from spkey_mock.http.asgi import Message
from spkey_mock.http.handler import complete
from spkey_mock.service.message import Receipt
from spkey_mock.world.limits import Limits

from ..sockets import closed, connected, read_response, send
from .echo import GET, Recorder, Threaded, unprompted_status, until

NOW = b"GET /now HTTP/1.1\r\n\r\n"

connection_test = pytest.mark.usefixtures("loop")


def done(body: bytes) -> Response:
    return Response(200, (), body)


@connection_test
def test_other_connections_are_served_while_another_thread_makes_a_response() -> None:
    handler = Threaded()
    with Server(handler) as server, connected(server, GET) as client, connected(server) as other:
        future = handler.next()
        assert send(other, NOW).status == 200
        future.set_result(done(b"first"))
        assert send(client).body == b"first"
        client.sendall(GET)
        handler.next().set_result(done(b"second"))
        assert send(client).body == b"second"


@connection_test
def test_requests_of_one_connection_are_handled_one_after_another() -> None:
    handler = Threaded()
    with Server(handler) as server, connected(server, GET * 2 + NOW + GET) as client, connected(server) as other:
        for body in (b"first", b"second"):
            future = handler.next()
            assert send(other, NOW).status == 200
            assert handler.waiting == 0
            future.set_result(done(body))
            assert send(client).body == body
        assert send(client).status == 200
        handler.next().set_result(done(b"last"))
        assert send(client).body == b"last"


@connection_test
def test_a_future_may_be_done_already() -> None:
    future = Future[Response]()
    future.set_result(done(b"done"))
    with Server(Recorder(lambda _: future)) as server, connected(server, GET * 50) as client:
        assert [send(client).body for _ in range(50)] == [b"done"] * 50


@connection_test
def test_responses_are_freed_without_the_garbage_collector() -> None:
    handler = Threaded()
    gc.disable()
    try:
        with Server(handler) as server, connected(server, GET) as client:
            handler.next().set_result(response := done(b"done"))
            reference = weakref.ref(response)
            del response
            assert send(client).body == b"done"
            assert until(lambda: reference() is None)
    finally:
        gc.enable()


@connection_test
def test_head_has_no_body_after_a_future_either() -> None:
    handler = Threaded()
    with Server(handler) as server, connected(server, GET.replace(b"GET", b"HEAD")) as client:
        handler.next().set_result(done(b"body"))
        assert send(client, head=True).status == 200
        assert send(client, NOW).whole


@connection_test
@pytest.mark.parametrize("delay", [0.0, 0.01])
def test_the_response_of_a_future_may_be_delayed_and_truncated(delay: float) -> None:
    handler = Threaded()
    with Server(handler) as server, connected(server, GET + NOW) as client, client.makefile("rb") as stream:
        handler.next().set_result(Response(200, (), b"0123456789", delay=delay, ending="truncated"))
        assert read_response(stream).body == b"01234"
        assert stream.read() == b""


@connection_test
def test_an_exception_in_another_thread_returns_500_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    handler = Threaded()
    with Server(handler) as server, connected(server, GET + NOW) as client:
        handler.next().set_exception(KeyError("a secret"))
        received = send(client)
        assert received.status == 500
        assert b"The mock failed with KeyError." in received.body
        assert b"secret" not in received.body
        assert send(client).status == 200
    assert [(record.name, record.levelno) for record in caplog.records] == [("spkey_mock", logging.ERROR)]


@connection_test
def test_the_work_for_a_client_that_leaves_is_completed_and_its_response_is_lost() -> None:
    handler, receipt = Threaded(Limits(connections=1)), Receipt()
    with Server(handler) as server:
        with connected(server, GET):
            future = handler.next()
        assert until(lambda: unprompted_status(server) is None)  # the only connection is free again
        assert not future.cancelled()
        future.set_result(Response(200, (), b"", receipt=receipt))
        assert receipt.lost


@connection_test
def test_an_exception_for_a_client_that_has_left_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    handler = Threaded(Limits(connections=1))
    with Server(handler) as server:
        with connected(server, GET):
            future = handler.next()
        assert until(lambda: unprompted_status(server) is None)
        future.set_exception(KeyError())
    assert [(record.name, record.levelno) for record in caplog.records] == [("spkey_mock", logging.ERROR)]


@connection_test
def test_a_server_that_stops_loses_the_responses_that_other_threads_still_make() -> None:
    handler, early, late = Threaded(), Receipt(), Receipt()
    with contextlib.ExitStack() as stack:
        with Server(handler) as server:
            clients = [stack.enter_context(connected(server, GET)) for _ in range(2)]
            first, second = handler.next(), handler.next()
        assert all(closed(client) for client in clients)
    first.set_result(Response(200, (), b"", receipt=early))
    second.set_result(Response(200, (), b"", receipt=late))
    assert (early.lost, late.lost) == (True, True)


@connection_test
def test_a_client_that_reads_late_receives_the_responses_of_other_threads() -> None:
    handler, receipt = Threaded(), Receipt()
    with Server(handler) as server, connected(server, GET * 2) as client, connected(server, NOW) as other:
        handler.next().set_result(Response(200, (), bytes(20_000_000), receipt=receipt))
        assert select.select([client], [], [], 10)[0]
        assert send(other).status == 200
        assert handler.waiting == 0  # the second request waits until the client reads
        with client.makefile("rb") as stream:
            assert read_response(stream).whole
            handler.next().set_result(done(b"second"))
            assert read_response(stream).body == b"second"
    assert not receipt.lost


# In process


def answering(response: Response | Exception) -> Callable[[Request], Future[Response]]:
    """Return a handler whose thread makes this response, or fails."""

    def respond(_: Request) -> Future[Response]:
        future = Future[Response]()
        end = future.set_exception if isinstance(response, Exception) else future.set_result
        Thread(target=end, args=(response,)).start()
        return future

    return respond


def test_complete_waits_for_another_thread() -> None:
    response = done(b"")
    assert complete(answering(response)(Request("GET", b"/"))) is response


def test_the_transport_waits_for_another_thread() -> None:
    async def get(transport: Transport) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.get("http://x/")

    transport = Transport(Recorder(answering(done(b"done"))))
    with httpx.Client(transport=transport) as client:
        assert client.get("http://x/").content == b"done"
    assert asyncio.run(get(transport)).content == b"done"


def test_the_transport_raises_the_exception_of_another_thread(caplog: pytest.LogCaptureFixture) -> None:
    async def get() -> None:
        async with httpx.AsyncClient(transport=Transport(Recorder(answering(KeyError("x"))))) as client:
            await client.get("http://x/")

    with pytest.raises(KeyError):
        asyncio.run(get())
    assert not caplog.records


def test_an_async_client_does_not_block_its_loop_while_another_thread_works() -> None:
    handler = Threaded()

    async def main() -> bytes:
        async with httpx.AsyncClient(transport=Transport(handler)) as client:
            request = asyncio.ensure_future(client.get("http://x/"))
            while not handler.waiting:
                await asyncio.sleep(0)
            handler.next().set_result(done(b"done"))
            return (await request).content

    assert asyncio.run(main()) == b"done"


SCOPE = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}


async def receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def test_an_asgi_application_waits_for_another_thread() -> None:
    received: list[Message] = []

    async def send(message: Message) -> None:
        received.append(message)

    asyncio.run(App(Recorder(answering(done(b"done"))))(SCOPE, receive, send))
    assert [received[0]["status"], received[1]["body"]] == [200, b"done"]


@pytest.mark.parametrize("door", ["asgi", "httpx"])
def test_a_response_is_lost_if_its_task_is_cancelled(door: str) -> None:
    handler, receipt = Threaded(), Receipt()

    async def send(message: Message) -> None:
        raise AssertionError(message)

    async def call() -> None:
        if door == "asgi":
            await App(handler)(SCOPE, receive, send)
        else:
            async with httpx.AsyncClient(transport=Transport(handler), timeout=None) as client:
                await client.get("http://x/")

    async def main() -> None:
        task = asyncio.ensure_future(call())
        while not handler.waiting:
            await asyncio.sleep(0)
        future = handler.next()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        future.set_result(Response(200, (), b"", receipt=receipt))

    asyncio.run(main())
    assert receipt.lost
