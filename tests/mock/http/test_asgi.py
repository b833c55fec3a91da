"""The mock as an ASGI application."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from spkey_mock import App, Fault, Request, Response
from spkey_mock.http.asgi import Message
from spkey_mock.http.handler import Steps
from spkey_mock.world.limits import Limits

from ..support import USER, Mock, rule
from .echo import Recorder


class Client:
    """The server's side of one ASGI connection: the events that it sends, and the messages that it receives."""

    def __init__(self, mock: Mock, *events: Message) -> None:
        self._app = App(mock.world)
        self._events: Iterator[Message] = iter(events)
        self.received: list[Message] = []
        self.header = (b"x-api-key", mock.api_key.encode())

    async def _receive(self) -> Message:
        for event in self._events:
            return event
        await asyncio.Event().wait()
        raise AssertionError

    async def _send(self, message: Message) -> None:
        self.received.append(message)

    def call(self, scope: dict[str, Any]) -> None:
        asyncio.run(self._app(scope, self._receive, self._send))

    def request(self, method: str, raw_path: bytes, **changes: object) -> None:
        asyncio.run(self.serve(method, raw_path, **changes))

    async def serve(self, method: str, raw_path: bytes, **changes: object) -> None:
        scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": "/misleading",
            "raw_path": raw_path,
            "query_string": b"",
            "headers": [self.header],
        }
        await self._app({**scope, **changes}, self._receive, self._send)

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.received[0]["headers"])


def part(body: bytes = b"", more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_request_may_come_in_parts(mock: Mock) -> None:
    client = Client(mock, part(b'{"userId":', True), part(b"", True), part(f'"{USER}"}}'.encode()))
    client.request("POST", b"/users/a%2Fb/CreateUser")
    start, body = client.received
    assert start["status"] == 201
    assert client.headers == {
        b"content-type": b"application/json",
        b"content-length": b"%d" % len(body["body"]),
        b"x-request-id": b"1",
        b"date": b"Fri, 06 Nov 2026 00:00:00 GMT",
    }
    assert json.loads(body["body"])["aggregateId"] == "a/b"


def test_the_query_reaches_the_engine(stocked: Mock) -> None:
    client = Client(stocked, part())
    client.request("GET", f"/users/{USER}/PhysicalKeys".encode(), query_string=b"q=front")
    assert json.loads(client.received[1]["body"])["total"] == 1


def test_the_decoded_path_is_used_without_a_raw_path(stocked: Mock) -> None:
    client = Client(stocked, {"type": "http.request"})
    client.request("GET", b"", path=f"/users/{USER}/profile")
    assert client.received[0]["status"] == 200


@rule("service.head_without_body")
def test_the_response_to_head_has_no_body_and_no_length(stocked: Mock) -> None:
    client = Client(stocked, part())
    client.request("HEAD", f"/users/{USER}/profile".encode())
    assert client.headers.keys() == {b"content-type", b"x-request-id", b"date"}
    assert client.received[1]["body"] == b""


def test_reading_stops_past_the_limit_and_the_connection_is_closed(mock: Mock) -> None:
    # Reading a third part would never end, because there is none.
    client = Client(mock, part(b" " * Limits().body, True), part(b" ", True))
    client.request("POST", f"/users/{USER}/CreateUser".encode())
    assert client.received[0]["status"] == 413
    assert client.headers[b"connection"] == b"close"
    assert json.loads(client.received[1]["body"])["error"] == "PayloadTooLarge"


def test_a_client_that_leaves_before_its_body_is_read_changes_nothing(mock: Mock) -> None:
    client = Client(mock, part(f'{{"userId":"{USER}"}}'.encode(), True), {"type": "http.disconnect"})
    client.request("POST", f"/users/{USER}/CreateUser".encode())
    assert client.received == []
    assert mock.version == 0


def test_the_lifespan_of_the_server_is_confirmed(mock: Mock) -> None:
    client = Client(mock, {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    client.call({"type": "lifespan"})
    assert client.received == [{"type": "lifespan.startup.complete"}, {"type": "lifespan.shutdown.complete"}]


def test_another_scope_raises_an_error(mock: Mock) -> None:
    with pytest.raises(ValueError, match=r"Unknown ASGI scope 'websocket'\. Known: http, lifespan\."):
        Client(mock).call({"type": "websocket"})


@pytest.mark.parametrize("root", ["/mock", "/mock/", "/a mock"])
def test_the_path_begins_below_where_it_is_mounted(stocked: Mock, root: str) -> None:
    client = Client(stocked, part())
    path = f"{root.rstrip('/')}/users/{USER}/profile"
    client.request("GET", quote(path).encode(), root_path=root)
    assert client.received[0]["status"] == 200


@pytest.mark.parametrize(
    ("root", "mount"),
    [
        ("/a(b)", "/a(b)"),
        ("/a(b)", "/a%28b%29"),
        ("/a:b@c", "/a:b@c"),
        ("/ü", "/%c3%bc"),
        ("/ü", "/%C3%BC"),
        ("/m", "/%6d"),
        ("/a/b", "/a/b"),
        ("/a/b", "/a%2Fb"),
        ("/100%", "/100%25"),
    ],
)
def test_the_mount_may_be_escaped_in_any_way(stocked: Mock, root: str, mount: str) -> None:
    client = Client(stocked, part())
    client.request("GET", f"{mount}/users/{USER}/profile".encode(), root_path=root)
    assert client.received[0]["status"] == 200


def test_a_redirect_begins_with_the_mount_as_the_client_wrote_it(mock: Mock) -> None:
    mock.world.locks.create(7)
    url = mock.world.temp_keys.create([{"lock_id": 7, "access_method": "both"}]).url
    client = Client(mock, part())
    client.request("POST", f"/%c3%bc(a){url}/doors/1/open".encode(), root_path="/ü(a)")
    assert client.headers[b"location"].startswith(f"/%c3%bc(a){url}/confirmation".encode())


def test_a_path_that_only_begins_like_the_mount_is_not_below_it(stocked: Mock) -> None:
    client = Client(stocked, part())
    client.request("GET", f"/mocker/users/{USER}/profile".encode(), root_path="/mock")
    assert client.received[0]["status"] == 404


@pytest.mark.parametrize("kind", ["drop", "lose_answer", "truncate"])
def test_a_response_with_an_injected_fault_does_not_end(stocked: Mock, kind: Any) -> None:
    stocked.world.faults.add(Fault(kind=kind))
    client = Client(stocked, part())
    client.request("GET", f"/users/{USER}/profile".encode())
    length = int(client.headers[b"content-length"])
    assert client.received[1]["more_body"]
    assert len(client.received[1]["body"]) == length // 2


SCOPE = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}


def test_other_tasks_run_between_two_slices() -> None:
    log: list[str] = []

    def steps(request: Request) -> Steps:
        for _ in range(3):
            log.append("slice")
            yield
        return Response(200, (), b"done")

    async def receive() -> Message:
        return part()

    async def send(message: Message) -> None:
        log.append(str(message.get("body", "start")))

    async def count() -> None:
        while "start" not in log:
            log.append("other")
            await asyncio.sleep(0)

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(App(Recorder(steps))(SCOPE, receive, send))
            tasks.create_task(count())

    asyncio.run(main())
    assert log == ["slice", "other", "slice", "other", "slice", "other", "start", "b'done'"]


def test_a_cancelled_request_cancels_its_steps() -> None:
    begun, cancelled = asyncio.Event(), asyncio.Event()

    def steps(_: Request) -> Steps:
        begun.set()
        try:
            while True:
                yield
        finally:
            cancelled.set()

    async def receive() -> Message:
        return part()

    async def send(message: Message) -> None:
        raise AssertionError(message)

    async def main() -> None:
        request = asyncio.ensure_future(App(Recorder(steps))(SCOPE, receive, send))
        await begun.wait()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request

    asyncio.run(main())
    assert cancelled.is_set()


def test_without_a_date_of_the_world_the_date_is_left_to_the_server(stocked: Mock) -> None:
    stocked.world.clock.run()
    client = Client(stocked, part())
    client.request("GET", f"/users/{USER}/profile".encode())
    assert client.headers.keys() == {b"content-type", b"content-length", b"x-request-id"}


@pytest.mark.parametrize("more", [(), (part(b"the rest"),)], ids=["all", "too-long"])
def test_a_response_is_lost_if_the_client_disconnects_during_its_delay(stocked: Mock, more: tuple[Message]) -> None:
    stocked.world.faults.add(Fault(kind="latency", delay=600.0))
    client = Client(stocked, part(), *more, {"type": "http.disconnect"})
    client.request("GET", f"/users/{USER}/profile".encode())
    assert client.received == []
    assert stocked.world.journal.entries[-1].lost


def test_a_response_is_lost_if_its_task_is_cancelled(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="latency", delay=600.0))

    async def main() -> None:
        client = Client(stocked, part())
        task = asyncio.ensure_future(client.serve("GET", f"/users/{USER}/profile".encode()))
        while len(stocked.world.journal) < 5:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert stocked.world.journal.entries[-1].lost


def test_a_delayed_response_is_sent_to_a_client_that_waits(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="latency", delay=0.01))
    client = Client(stocked, part())
    client.request("GET", f"/users/{USER}/profile".encode())
    assert client.received[0]["status"] == 200
    assert not stocked.world.journal.entries[-1].lost
