"""No public object, pickle, log line or error shows a credential."""

import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from spkey_client import AsyncSpkeyClient, SpkeyClient, SpkeyError, operations

from .conftest import REMOVED, USER, Connect

MARKER = "marker-secret"

OUTCOMES: dict[str, Callable[[httpx.Request], httpx.Response]] = {
    "success": lambda _: httpx.Response(200, json=REMOVED),
    "error": lambda _: httpx.Response(404, json={"error": "NotFound", "message": "No."}),
    "refused credential": lambda _: httpx.Response(401, json={}),
    "bad answer": lambda _: httpx.Response(200, json={}),
    "redirect": lambda _: httpx.Response(302, headers={"location": "https://elsewhere.example"}),
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
