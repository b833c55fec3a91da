"""No public object, pickle, log line, error or local variable of a traceback shows a credential."""

import logging
import os
import pickle
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event, Thread
from types import FrameType, GeneratorType
from typing import Any

import anyio
import httpx
import pytest

from spkey_client import AsyncSpkeyClient, SpkeyClient, SpkeyError, operations

from .alone import alone
from .conftest import REMOVED, USER, Connect
from .listener import listening

MARKER = "marker-secret"

OUTCOMES: dict[str, Callable[[httpx.Request], httpx.Response]] = {
    "success": lambda _: httpx.Response(200, json=REMOVED),
    "error": lambda _: httpx.Response(404, json={"error": "NotFound", "message": "No."}),
    "refused credential": lambda _: httpx.Response(401, json={}),
    "bad answer": lambda _: httpx.Response(200, json={}),
    "redirect": lambda _: httpx.Response(302, headers={"location": "https://elsewhere.example"}),
    "invalid redirect": lambda _: httpx.Response(302, headers={"location": "http://xn--a/"}),
}


def cut(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("cut", request=request)


OUTCOMES["no answer"] = cut


def shown(value: Any, depth: int = 0) -> str:
    """All that can be seen of a value and of what it holds."""
    seen = [repr(value), str(value)]
    if isinstance(value, httpx.Headers):
        seen.append(repr(value.multi_items()))
    if depth < 6:
        held = list(getattr(value, "__dict__", {}).values())
        held += [
            getattr(value, name)
            for name in ("http_response", "__cause__", "__context__", "request")
            if has(value, name)
        ]
        seen += [
            shown(item, depth + 1)
            for item in held
            if type(item).__module__.partition(".")[0] in {"httpx", "spkey_client"}
        ]
    return "\n".join(seen)


def has(value: Any, name: str) -> bool:
    try:
        return getattr(value, name, None) is not None
    except RuntimeError:  # httpx: the request is not set
        return False


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
@pytest.mark.parametrize(
    "credentials",
    [{"api_key": MARKER, "token": MARKER}, {"api_key": None, "token": lambda: MARKER}],
    ids=["static", "provided"],
)
def test_a_call_shows_its_credentials_to_the_service_alone(
    connect: Connect,
    outcome: Callable[[httpx.Request], httpx.Response],
    credentials: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(repr(request.headers.multi_items()))
        return outcome(request)

    use = connect(httpx.MockTransport(handle), **credentials)
    call = operations.remove_physical_key(USER, number=2)
    result: Any
    with caplog.at_level(logging.DEBUG):
        try:
            result = use(lambda client: client.send(call))
        except SpkeyError as error:
            result = error
    assert all(MARKER in headers for headers in sent)
    assert MARKER not in shown(result)
    assert MARKER.encode() not in pickle.dumps(result)
    assert MARKER not in caplog.text
    if isinstance(result, SpkeyError):
        assert MARKER not in "".join(traceback.format_exception(result))
        assert exposed(result) == []


@pytest.mark.parametrize("client", [SpkeyClient, AsyncSpkeyClient])
def test_a_client_shows_no_credentials(client: Any) -> None:
    made = client(api_key=MARKER, token=MARKER)
    transport = made._transport
    assert MARKER not in repr([made, made.physical_keys, transport, transport.target, transport.options])


def test_cookies_of_the_service_are_not_kept_in_errors(connect: Connect) -> None:
    use = connect(httpx.MockTransport(lambda _: httpx.Response(404, headers={"set-cookie": "a=first"})))
    with pytest.raises(SpkeyError):
        use(lambda client: client.users.get_profile(USER))
    with pytest.raises(SpkeyError) as caught:
        use(lambda client: client.users.get_profile(USER))
    assert "cookie" not in getattr(caught.value, "response").request.headers  # noqa: B009


LIBRARIES = {"spkey_client", "httpx", "httpx2", "httpcore", "httpcore2", "h11", "anyio", "asyncio", "ssl", "socket"}

# Error trackers do not show local variables of these names.
SCRUBBED = {
    *("password", "passwd", "secret", "api_key", "apikey", "auth", "credentials", "token", "session", "authorization"),
    *("cookie", "set_cookie", "proxy-authorization", "x_api_key", "private_key", "privatekey"),
}


def exposed(error: BaseException) -> list[str]:
    """The local variables of the SDK, and of the libraries below, that show the credential."""
    return [
        f"{frame.f_globals['__name__']}.{frame.f_code.co_name}: {name}"
        for each in chain(error)
        for frame, _ in traceback.walk_tb(each.__traceback__)
        for name in exposed_in(frame)
    ]


def chain(error: BaseException | None) -> Iterator[BaseException]:
    if error is not None:
        yield error
        for other in (error.__cause__, error.__context__, *getattr(error, "exceptions", ())):
            yield from chain(other)


def exposed_in(frame: FrameType) -> Iterator[str]:
    if frame.f_globals["__name__"].partition(".")[0] in LIBRARIES:
        for name, value in frame.f_locals.items():
            if name.lower() not in SCRUBBED and any(MARKER in text for text in texts(value)):
                yield name


def texts(value: Any, depth: int = 0) -> Iterator[str]:
    """What a tool shows of a variable, at most: its repr, the items of collections, and the variables of generators."""
    with suppress(AttributeError):  # half an object, whose constructor failed
        yield repr(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        yield bytes(value).decode("latin-1")
    elif isinstance(value, GeneratorType) and value.gi_frame is not None:
        yield from exposed_in(value.gi_frame)
    elif depth < 5 and isinstance(value, (Mapping, list, tuple, set, frozenset)):
        items: Any = value.items() if isinstance(value, Mapping) else value
        for item in items:
            yield from texts(item, depth + 1)


def marker(end: str = "") -> str:
    """The credential, in a frame that has returned when an error occurs."""
    return MARKER + end


CLIENTS = pytest.mark.parametrize("client", [SpkeyClient, AsyncSpkeyClient])


ENDS = ["\nx", "\xe4", "\x00", "\ud800"]


@CLIENTS
@pytest.mark.parametrize("name", ["api_key", "token"])
@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_the_traceback_of_an_unusable_credential_does_not_show_it(client: Any, name: str, end: str) -> None:
    for use in (lambda make: make(client), lambda make: make(client(api_key="k").with_options)):
        error = failure(use, lambda make: make(**{name: marker(end)}))
        assert MARKER not in "".join(traceback.format_exception(error))
        assert exposed(error) == []


@CLIENTS
@pytest.mark.parametrize("place", ["argument", "environment"])
@pytest.mark.parametrize(
    "arguments",
    [{"base_url": "ftp://x"}, {"base_url": "http://xn--a"}, {"timeout": -1}, {"http_client": 5}, {"token": 5}],
    ids=repr,
)
def test_the_traceback_of_an_invalid_argument_shows_no_credential(
    client: Any, place: str, arguments: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == "environment":
        monkeypatch.setenv("SPKEY_API_KEY", marker())
        error = failure(lambda action: action(client), lambda make: make(**arguments))
    else:
        error = failure(lambda action: action(client), lambda make: make(api_key=marker(), **arguments))
    assert exposed(error) == []


def remove(client: Any) -> Any:
    return client.physical_keys.remove(USER, number=2)


def failure(use: Callable[[Callable[[Any], Any]], Any], action: Callable[[Any], Any] = remove) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011 # of any kind
        use(action)
    return caught.value


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_the_traceback_of_an_unusable_provided_token_does_not_show_it(connect: Connect, end: str) -> None:
    error = failure(connect(httpx.MockTransport(cut), api_key=None, token=lambda: marker(end)))
    assert MARKER not in "".join(traceback.format_exception(error))
    assert exposed(error) == []


@pytest.mark.parametrize("second", ["fails", "is unusable", "is rejected too"])
def test_the_traceback_after_a_rejected_token_does_not_show_it(connect: Connect, second: str) -> None:
    given: list[int] = []

    def provide() -> str:
        given.append(1)
        if len(given) > 1 and second == "fails":
            raise RuntimeError("identity provider down")
        return marker("\nx" if len(given) > 1 and second == "is unusable" else "")

    use = connect(httpx.MockTransport(lambda _: httpx.Response(401)), api_key=None, token=provide)
    assert exposed(failure(use)) == []
    assert len(given) == 2


INVALID_CALLS: dict[str, Callable[[Any], Any]] = {
    "URL too long": lambda client: client.users.get_profile("a" * 70_000),
    "header name": lambda client: client.users.get_profile(USER, headers={"X Foo": "1"}),
    "header value": lambda client: client.users.get_profile(USER, headers={"X-Foo": "a\nb"}),
    "lone surrogate": lambda client: client.users.get_profile("\ud800"),
    "query": lambda client: client.users.get_profile(USER, extra_query={"\ud800": 1}),
    "body": lambda client: client.users.get_profile(USER, extra_body={"a": object()}),
    "option": lambda client: client.users.get_profile(USER, deadline=-1),
}


@pytest.mark.parametrize("call", INVALID_CALLS.values(), ids=INVALID_CALLS)
def test_the_traceback_of_an_invalid_call_shows_no_credential(connect: Connect, call: Callable[[Any], Any]) -> None:
    error = failure(connect(httpx.MockTransport(cut), api_key=marker(), token=marker()), call)
    assert isinstance(error, (ValueError, TypeError))
    assert exposed(error) == []


@CLIENTS
def test_the_traceback_of_an_invalid_header_of_the_users_own_client_shows_no_credential(client: Any) -> None:
    own = httpx.Client if client is SpkeyClient else httpx.AsyncClient
    made = client(api_key=marker(), http_client=own(headers={"X Foo": "1"}))

    async def call() -> None:
        await made.users.get_profile(USER)

    with pytest.raises(ValueError, match="X Foo") as caught:
        made.users.get_profile(USER) if client is SpkeyClient else anyio.run(call)
    assert exposed(caught.value) == []


@contextmanager
def hostile(behave: Callable[[socket.socket], object]) -> Iterator[str]:
    """A server that does something to each connection and then resets it."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    behave(connection)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


# More than the buffers of a connection take, so that writing the headers has to wait for the server.
LARGE = {"X-Large": "x" * 5_000_000}

RELEASE = Event()


def wait(_: socket.socket) -> None:
    RELEASE.wait(20)


def reset(_: socket.socket) -> None: ...


def respond(text: bytes) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(text)

    return behave


BEHAVIOURS: dict[str, tuple[Callable[[socket.socket], object], dict[str, Any]]] = {
    "reset while the headers are written": (reset, {"headers": LARGE}),
    "no progress while the headers are written": (wait, {"headers": LARGE, "timeout": 0.1}),
    "deadline while the headers are written": (wait, {"headers": LARGE, "deadline": 0.2}),
    "reset before the response": (lambda connection: connection.recv(65536), {}),
    "no response in time": (wait, {"timeout": 0.1}),
    "no HTTP": (respond(b"nonsense\r\n\r\n"), {}),
    "half a response": (respond(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), {}),
}


@pytest.mark.parametrize("own", [False, True], ids=["the SDK's connections", "the user's own"])
@pytest.mark.parametrize(("behave", "options"), BEHAVIOURS.values(), ids=BEHAVIOURS)
def test_the_traceback_of_a_failed_connection_shows_no_credential(
    connect: Connect, behave: Any, options: dict[str, Any], own: bool
) -> None:
    RELEASE.clear()
    with hostile(behave) as url:
        use = connect(own=own, base_url=url, api_key=marker(), token=marker())
        error = failure(use, lambda client: client.users.get_profile(USER, **options))
        RELEASE.set()
    assert isinstance(error, SpkeyError)
    assert exposed(error) == []


def test_the_traceback_of_a_refused_connection_shows_no_credential(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert exposed(failure(connect(base_url=f"http://127.0.0.1:{port}", api_key=marker()))) == []


def test_the_traceback_of_a_closed_client_shows_no_credential() -> None:
    client = SpkeyClient(api_key=marker(), token=marker())
    client.close()
    error = failure(lambda action: action(client))
    assert isinstance(error, RuntimeError)
    assert exposed(error) == []


@pytest.mark.parametrize("own", [False, True], ids=["the SDK's connections", "the user's own"])
def test_no_log_of_the_libraries_below_shows_credentials(
    connect: Connect, own: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with listening() as listener, caplog.at_level(logging.DEBUG):
        connect(own=own, base_url=listener.url, api_key=marker(), token=marker())(
            lambda client: client.users.get_profile(USER)
        )
        assert listener.requests[0].count(MARKER.encode()) == 2
    assert "send_request_headers" in caplog.text
    assert MARKER not in caplog.text


def test_the_traceback_of_an_error_that_the_caller_is_handling_stays_as_it_is() -> None:
    shown: list[list[str]] = []
    with httpx.Client(transport=httpx.MockTransport(cut)) as http:
        try:
            http.get("https://elsewhere.example")
        except httpx.ReadError as own:
            shown.append(traceback.format_exception(own))
            failure(lambda action: action(SpkeyClient(api_key=marker(), http_client=http, max_retries=0)))
            shown.append(traceback.format_exception(own))
    assert len(shown) == 2
    assert shown[0] == shown[1]


@pytest.mark.parametrize("event", ["request", "response"])
@CLIENTS
def test_the_traceback_of_a_hook_shows_the_hook_but_no_credential(client: Any, event: str) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("the hook's own")

    async def fail_async(_: object) -> None:
        fail(_)

    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=REMOVED))

    async def call() -> None:
        async with httpx.AsyncClient(transport=transport, event_hooks={event: [fail_async]}) as http:
            await remove(AsyncSpkeyClient(api_key=marker(), http_client=http))

    def call_sync() -> None:
        with httpx.Client(transport=transport, event_hooks={event: [fail]}) as http:
            remove(SpkeyClient(api_key=marker(), http_client=http))

    with pytest.raises(RuntimeError) as caught:
        call_sync() if client is SpkeyClient else anyio.run(call)
    assert traceback.extract_tb(caught.value.__traceback__)[-1].name == "fail"
    assert exposed(caught.value) == []


@pytest.mark.parametrize("own", [False, True], ids=["the SDK's connections", "the user's own"])
def test_the_traceback_of_a_call_that_is_cancelled_while_it_writes_shows_no_credential(own: bool) -> None:
    RELEASE.clear()
    writing = Event()
    cancelled: list[BaseException] = []

    def receive_a_little(connection: socket.socket) -> None:
        connection.recv(1)
        writing.set()
        RELEASE.wait(20)

    async def call(client: AsyncSpkeyClient) -> None:
        try:
            await client.users.get_profile(USER, headers=LARGE)
        except BaseException as error:
            cancelled.append(error)
            raise

    async def main(url: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as http, anyio.create_task_group() as tasks:
            client = AsyncSpkeyClient(api_key=marker(), base_url=url, http_client=http if own else None)
            tasks.start_soon(call, client)
            await anyio.to_thread.run_sync(writing.wait)
            tasks.cancel_scope.cancel()
        RELEASE.set()

    with hostile(receive_a_little) as url:
        anyio.run(main, url)
    assert [exposed(error) for error in cancelled] == [[]]


class SoftLimitError(Exception):
    """What a signal handler raises."""


def interrupted_while_writing(own: str) -> list[str]:
    def interrupt(*_: object) -> None:
        raise SoftLimitError

    def receive_a_little(connection: socket.socket) -> None:
        connection.recv(1)
        os.kill(os.getpid(), signal.SIGALRM)
        RELEASE.wait(20)

    signal.signal(signal.SIGALRM, interrupt)
    with hostile(receive_a_little) as url, httpx.Client(trust_env=False) as http:
        client = SpkeyClient(api_key=marker(), base_url=url, http_client=http if own else None, max_retries=0)
        try:
            client.users.get_profile(USER, headers=LARGE)
        except SoftLimitError as error:
            return exposed(error)
        finally:
            RELEASE.set()
    return ["not interrupted"]


@pytest.mark.parametrize("own", ["", "own"], ids=["the SDK's connections", "the user's own"])
def test_the_traceback_of_a_call_that_is_interrupted_while_it_writes_shows_no_credential(own: str) -> None:
    assert alone(interrupted_while_writing, own) == []


@pytest.mark.parametrize("credentials", [{"api_key": marker}, {"token": lambda: marker}], ids=["key", "provider"])
def test_an_exception_between_any_two_lines_of_a_call_shows_no_credential(credentials: dict[str, Any]) -> None:
    """As a signal handler raises it."""
    given = {name: make() for name, make in credentials.items()}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=REMOVED))
    with httpx.Client(transport=transport) as http:
        client = SpkeyClient(**given, http_client=http, max_retries=0)
        remove(client)  # imports modules
        lines = 0
        while (error := interrupted(partial(remove, client.with_options()), lines)) is not None:
            assert exposed(error) == []
            lines += 1
    assert lines > 100


def interrupted(call: Callable[[], object], lines: int) -> SoftLimitError | None:
    """The exception that is raised after so many lines of the SDK, or None if the call ends before."""
    left = lines

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if frame.f_globals.get("__name__", "").partition(".")[0] != "spkey_client":
            return None
        if event == "line":
            left -= 1
            if left < 0:
                raise SoftLimitError
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    except SoftLimitError as error:
        return error
    finally:
        sys.settrace(before)
    return None
