"""The errors that calls end with."""

import copy
import json
import pickle
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spkey_client import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    SpkeyError,
    TokenProviderError,
)
from spkey_client._errors import status_error

from .conftest import REMOVED, USER, Connect, answer


def remove(client: Any) -> Any:
    return client.physical_keys.remove(USER, number=2)


def list_keys(client: Any) -> Any:
    return client.physical_keys.list(USER)


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (302, "APIStatusError"),
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (405, "APIStatusError"),
        (409, "ConflictError"),
        (422, "UnprocessableEntityError"),
        (429, "RateLimitError"),
        (500, "ServerError"),
        (503, "ServerError"),
        (520, "ServerError"),
        (599, "ServerError"),
    ],
)
def test_each_status_has_its_error(connect: Connect, status: int, name: str) -> None:
    use = connect(answer(status, {"error": "Kind", "message": "What happened."}))
    with pytest.raises(APIStatusError) as caught:
        use(remove)
    error = caught.value
    assert type(error).__name__ == name
    assert type(error).__module__ == "spkey_client"
    assert (error.status_code, error.code, error.message) == (status, "Kind", "What happened.")


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"json": {"error": "NotFound", "message": "No."}}, "NotFound", "No."),
        ({"json": {"success": False, "error": "Unauthorized", "message": "No."}}, "Unauthorized", "No."),
        ({"json": {"error": "email taken"}}, "email taken", "email taken"),
        ({"json": {"message": "No."}}, None, "No."),
        ({"json": {"success": False, "errors": [{"code": 404, "message": "No."}]}}, "404", "No."),
        (
            {
                "json": {
                    "success": False,
                    "errors": [
                        {"code": 7001, "message": "Too small", "path": ["body", "number"]},
                        {"code": 7001, "message": "Required", "path": ["body", "orgId"]},
                    ],
                    "result": {},
                }
            },
            "7001",
            "body/number: Too small; body/orgId: Required",
        ),
        (
            {"json": {"success": False, "errors": [{"code": 404, "message": "No."}], "__ceves": {"stack": "..."}}},
            "404",
            "No.",
        ),
        ({"text": "404 Not Found"}, None, "404 Not Found"),
        ({"text": "line\nline"}, None, "line line"),
        ({"content": b"\xff\xfe"}, None, "��"),
        ({"content": "Größe".encode("latin-1")}, None, "Gr��e"),
        ({"content": "Nein.".encode("utf-16-le")}, None, "N�e�i�n�.�"),
        ({"content": b'\xef\xbb\xbf{"error": "E", "message": "No."}'}, "E", "No."),
        ({"content": b'{"message": "\\ud800 half"}'}, None, "� half"),
        ({"content": b'{"error": "a\\u001bb", "message": "No."}'}, "a�b", "No."),
        ({"json": {"errors": "x"}}, None, "x"),
        ({"json": {"errors": [{"code": 1}]}}, "1", "Not Found"),
    ],
)
def test_every_documented_body_has_a_code_and_a_message(
    connect: Connect, body: dict[str, Any], code: str | None, message: str
) -> None:
    use = connect(httpx.MockTransport(lambda _: httpx.Response(404, **body)))
    with pytest.raises(APIStatusError) as caught:
        use(remove)
    assert (caught.value.code, caught.value.message) == (code, message)


@pytest.mark.parametrize(
    "body",
    [
        {"html": "<!doctype html><title>Bad gateway</title>"},
        {"content": b""},
        {"content": b" "},
        {"json": []},
        {"json": [" "]},
        {"json": {"error": "\r", "message": "\n"}},
        {"json": {"errors": []}},
        {"json": {"error": {"nested": 1}}},
        {"json": None},
        {"json": {"ok": False}},
    ],
)
def test_a_body_without_a_message_says_where_it_may_come_from(connect: Connect, body: dict[str, Any]) -> None:
    use = connect(httpx.MockTransport(lambda _: httpx.Response(404, **body)))
    with pytest.raises(APIStatusError) as caught:
        use(remove)
    assert caught.value.code is None
    assert caught.value.message == (
        "Not Found (not an error of the API: the base URL may be wrong, or a proxy may have responded)"
    )


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"type": "not_found", "message": "Gone."}}, "not_found", "Gone."),
        (
            {"error": {"type": "invalid_request_error", "code": "missing", "message": "No email.", "param": "email"}},
            "missing",
            "No email.",
        ),
        ({"type": "error", "error": {"type": "overloaded_error", "message": "Later."}}, "overloaded_error", "Later."),
        ({"error": {"message": "No.", "type": "bad", "code": None}}, "bad", "No."),
        (
            {"error": {"code": 404, "message": "No.", "status": "NOT_FOUND", "errors": [{"message": "No."}]}},
            "NOT_FOUND",
            "No.",
        ),
        ({"type": "https://e.test/x", "title": "No credit.", "status": 403}, "https://e.test/x", "No credit."),
        ({"type": "about:blank", "title": "Forbidden", "status": 403, "instance": "/x"}, None, "Forbidden"),
        (
            {
                "type": "https://e.test/invalid",
                "title": "Invalid.",
                "errors": [{"detail": "must be positive", "pointer": "#/age"}],
            },
            "https://e.test/invalid",
            "Invalid. (#/age: must be positive)",
        ),
        ({"error": {"message": "No."}}, None, "No."),
        ({"type": "about:blank", "title": "Forbidden", "detail": "It costs 5.", "status": 403}, None, "It costs 5."),
        (
            {"title": "Invalid.", "status": 400, "errors": {"Name": ["is needed", "is long"]}},
            None,
            "Invalid. (Name: is needed; Name: is long)",
        ),
        ({"detail": "Not authenticated"}, None, "Not authenticated"),
        (
            {
                "detail": [
                    {"loc": ["body", "items", 0], "msg": "Field required", "type": "missing"},
                    {"loc": ["query", "q"], "msg": "Too short", "type": "short"},
                ]
            },
            "missing",
            "body/items/0: Field required; query/q: Too short",
        ),
        ({"detail": {"code": "taken", "message": "Taken."}}, "taken", "Taken."),
        ({"errors": ["No name.", "No e-mail."]}, None, "No name.; No e-mail."),
        ({"errors": {"name": ["is needed"], "email": "is bad"}}, None, "name: is needed; email: is bad"),
        ({"message": {"name": ["is taken"]}}, None, "name: is taken"),
        ({"errorMessages": ["No issue."], "errors": {}}, None, "No issue."),
        ({"error": "invalid_grant", "error_description": "Expired."}, "invalid_grant", "Expired."),
        ({"Message": "Denied."}, None, "Denied."),
        (
            {"fault": {"faultstring": "Too fast.", "detail": {"errorcode": "policies.ratelimit"}}},
            "policies.ratelimit",
            "Too fast.",
        ),
        (
            {"message": "Validation Failed", "errors": [{"resource": "Issue", "field": "title", "code": "missing"}]},
            "missing",
            "Validation Failed (title: missing)",
        ),
        (
            {"statusCode": 400, "message": ["a is bad", "b is bad"], "error": "Bad Request"},
            "Bad Request",
            "Bad Request (a is bad; b is bad)",
        ),
        ({"code": 20404, "message": "No.", "more_info": "https://e.test", "status": 404}, "20404", "No."),
        ({"status": "Failure", "message": "No pod.", "reason": "NotFound", "code": 404}, "NotFound", "No pod."),
        ({"status": 422, "errorCode": "130", "message": "No.", "errorType": "validation"}, "130", "No."),
        (
            {"errors": [{"status": "422", "source": {"pointer": "/name"}, "title": "Bad", "detail": "Too long."}]},
            "422",
            "/name: Too long.",
        ),
        ({"ok": False, "error": "channel_not_found"}, "channel_not_found", "channel_not_found"),
        ([{"message": "No.", "errorCode": "NOT_FOUND"}], "NOT_FOUND", "No."),
        ({"code": 5, "message": "Bad.", "errors": {"a": {"b": [{"message": "Long."}]}}}, "5", "Bad. (a: b: Long.)"),
    ],
)
def test_common_error_bodies_of_other_services_are_read(body: Any, code: str | None, message: str) -> None:
    error = status_error(httpx.Response(404, json=body), command=False)
    assert (error.code, error.message) == (code, message)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["error", "errors", "message", "code", "detail", "fault", "path", "loc", "source", "a"]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_any_json_is_an_error_of_one_line(body: Any) -> None:
    error = status_error(httpx.Response(404, json=body), command=False)
    assert error.message
    assert str(error).isprintable()
    assert error.code is None or isinstance(error.code, str)


def test_a_deep_or_long_error_body_is_read_up_to_a_limit() -> None:
    deep: Any = {"message": "the innermost"}
    for _ in range(200):
        deep = {"error": deep}
    assert "the innermost" not in str(status_error(httpx.Response(404, json=deep), command=False))
    many = status_error(httpx.Response(404, json={"errors": [f"error {n}" for n in range(10_000)]}), command=False)
    assert many.message.endswith("error 9")


def test_the_error_says_everything_in_one_line(connect: Connect) -> None:
    use = connect(answer(404, {"error": "NotFound", "message": "No\nsuch key."}, headers={"x-request-id": "r1"}))
    with pytest.raises(APIStatusError) as caught:
        use(remove)
    assert str(caught.value) == "404: No such key. (request id r1)"


def test_the_repr_shows_the_status(connect: Connect) -> None:
    with pytest.raises(APIStatusError) as caught:
        connect(answer(404, {"error": "NotFound", "message": "No such key."}, headers={"x-request-id": "r1"}))(remove)
    assert repr(caught.value) == "NotFoundError(404, 'No such key.', request_id='r1')"
    with pytest.raises(APIStatusError) as caught:
        connect(answer(500, {"message": "Failed."}))(remove)
    assert repr(caught.value) == "ServerError(500, 'Failed.')"
    assert repr(APITimeoutError("slow")) == "APITimeoutError('slow')"


UNKNOWN = "(not an error of the API: the base URL may be wrong, or a proxy may have responded)"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://api.test/v2/users", "https://api.test/v2/users"),
        ("/users/u/profile/", "/users/u/profile/"),
        ("//evil.test", "//evil.test"),
        ("https://login.test/?token=secret&next=%2F", "https://login.test/"),
        ("https://login.test/#access_token=secret", "https://login.test/"),
        ("/login;jsessionid=secret", "/login"),
        ("https://user:secret@login.test/x", "https://login.test/x"),
        ("https://user:se@secret@login.test/", "https://login.test/"),
        ("//secret@login.test", "//login.test"),
        ("https:\\\\user:secret@login.test\\x", "https://login.test/x"),
        ("user:secret@login.test", "login.test"),
        ("https://" + "secret" * 2000 + "@login.test/", "https://login.test/"),
        ("http://[::1", "http://[::1"),
        ("http://ä\x1b[31m\u202e/", "http://ä�[31m�/"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("x" * 70_000, "x" * 200 + "..."),
    ],
)
def test_a_redirect_names_its_target_without_credentials(location: str, target: str) -> None:
    response = httpx.Response(301, headers=[(b"location", location.encode())])
    error = status_error(response, command=False)
    assert error.message == f"Redirect to {target}: Moved Permanently {UNKNOWN}"
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    ("status", "headers"), [(302, {"location": ""}), (304, {}), (404, {"location": "https://api.test/"})]
)
def test_only_a_redirect_with_a_target_names_one(status: int, headers: dict[str, str]) -> None:
    assert "Redirect" not in str(status_error(httpx.Response(status, headers=headers), command=False))


def test_a_redirect_may_have_a_message() -> None:
    error = status_error(httpx.Response(308, text="Found elsewhere.", headers={"location": "/b"}), command=False)
    assert str(error) == "308: Redirect to /b: Found elsewhere."


def test_the_request_id_falls_back_to_that_of_the_cdn(connect: Connect) -> None:
    use = connect(answer(404, {}, headers={"cf-ray": "ray"}))
    with pytest.raises(APIStatusError) as caught:
        use(remove)
    assert caught.value.request_id == "ray"


SENT = "Thu, 26 Nov 2026 08:00:00 GMT"


@pytest.fixture(params=["UTC", "America/Los_Angeles"])
def _time_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as changed:
        changed.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_time_zone")
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        (" 2 ", 2.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("3600", 3600.0),
        ("9" * 400, 2.0**31),
        ("Thu, 26 Nov 2026 08:00:05 GMT", 5.0),
        ("Thu, 26 Nov 2026 08:00:05 -0000", 5.0),
        ("Thu, 26 Nov 2026 08:00:05", 5.0),
        ("Thu, 26 Nov 2026 10:00:05 +0200", 5.0),
        ("Thursday, 26-Nov-26 08:00:05 GMT", 5.0),
        ("Thu Nov 26 08:00:05 2026", 5.0),
        ("Sun Nov  6 08:49:37 1994", 0.0),
        ("Thu, 26 Nov 2026 07:59:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 2.0**31),
        ("Fri, 31 Dec 99999999999 23:59:59 GMT", None),
        ("Thu, 99 Nov 2026 08:00:05 GMT", None),
        ("Thu, 26 Nov 2026 08:00:05 GMT".replace("26", "٢٦"), None),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("+1", None),
        ("1e3", None),
        ("inf", None),
        ("nan", None),
        ("²", None),
        ("\N{ARABIC-INDIC DIGIT FIVE}", None),
        ("5, 5", None),
    ],
)
def test_retry_after_is_in_seconds_whatever_its_form(value: str, seconds: float | None) -> None:
    headers = [(b"retry-after", value.encode()), (b"date", SENT.encode())]
    assert status_error(httpx.Response(429, headers=headers), command=False).retry_after == seconds


def test_a_date_in_retry_after_is_compared_with_the_clock_of_the_service_if_it_is_known() -> None:
    for clock in (0, 2**31):
        headers = {"date": formatdate(clock, usegmt=True), "retry-after": formatdate(clock + 5, usegmt=True)}
        assert status_error(httpx.Response(503, headers=headers), command=False).retry_after == 5


@pytest.mark.parametrize("sent", [{}, {"date": "today"}])
def test_a_date_in_retry_after_is_compared_with_the_local_clock_otherwise(sent: dict[str, str]) -> None:
    headers = {"retry-after": formatdate(time.time() + 100, usegmt=True), **sent}
    error = status_error(httpx.Response(503, headers=headers), command=False)
    assert error.retry_after == pytest.approx(100, abs=5)


@given(st.text() | st.text(alphabet="0123456789:-+., SunNovGMT/"))
def test_no_text_in_retry_after_raises_an_error(value: str) -> None:
    headers = [(b"retry-after", value.encode())]
    seconds = status_error(httpx.Response(429, headers=headers), command=False).retry_after
    assert seconds is None or 0 <= seconds <= 2**31


@pytest.mark.parametrize(("status", "maybe_applied"), [(404, False), (429, False), (500, True), (503, True)])
def test_a_server_error_on_a_command_may_have_been_applied(connect: Connect, status: int, maybe_applied: bool) -> None:
    use = connect(answer(status, {}))
    with pytest.raises(SpkeyError) as command:
        use(remove)
    with pytest.raises(SpkeyError) as query:
        use(list_keys)
    assert command.value.maybe_applied is maybe_applied
    assert query.value.maybe_applied is False


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({**REMOVED, "version": "5"}, "/version", "/version should be an integer but is a string"),
        ({key: value for key, value in REMOVED.items() if key != "number"}, "/number", "/number is missing"),
        ({**REMOVED, "event": {"type": "x"}}, "/event/data", "/event/data is missing"),
        ([], "", "the body should be an object but is an array"),
    ],
)
def test_a_success_that_does_not_fit_the_contract_names_the_place(
    connect: Connect, body: Any, pointer: str, message: str
) -> None:
    use = connect(answer(200, body, headers={"cf-ray": "ray"}))
    with pytest.raises(APIResponseError) as caught:
        use(remove)
    error = caught.value
    assert error.pointer == pointer
    assert str(error) == f"200: remove_physical_key succeeded, but {message} (request id ray)"
    assert error.maybe_applied
    assert error.body == body
    assert error.response.status_code == 200


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"success":tr', b"\xff"])
def test_a_success_that_is_not_json_is_a_response_error(connect: Connect, content: bytes) -> None:
    use = connect(answer(200, content=content))
    with pytest.raises(APIResponseError, match="the body is not JSON") as caught:
        use(list_keys)
    assert not caught.value.maybe_applied


@pytest.mark.parametrize(
    ("failure", "kind", "maybe_applied"),
    [
        (httpx.ConnectError("refused"), APIConnectionError, False),
        (httpx.ConnectTimeout("slow"), APITimeoutError, False),
        (httpx.PoolTimeout("busy"), APITimeoutError, False),
        (httpx.ReadTimeout("slow"), APITimeoutError, True),
        (httpx.WriteTimeout("slow"), APITimeoutError, True),
        (httpx.ReadError("reset"), APIConnectionError, True),
        (httpx.RemoteProtocolError("cut"), APIConnectionError, True),
        (httpx.DecodingError("bad gzip"), APIConnectionError, True),
    ],
)
def test_no_response_is_a_connection_error(
    connect: Connect, failure: httpx.RequestError, kind: type[APIConnectionError], maybe_applied: bool
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(APIConnectionError) as caught:
        connect(httpx.MockTransport(fail))(remove)
    error = caught.value
    assert type(error) is kind
    assert error.maybe_applied is maybe_applied
    assert type(error.__cause__).__name__ == type(failure).__name__
    assert str(error.__cause__) == str(failure)
    assert "POST /users/{id}/RemovePhysicalKey at https://api.spkey.co: no response" in str(error)
    assert ("may have taken effect" in str(error)) is maybe_applied


def pickled(error: Any) -> Any:
    return pickle.loads(pickle.dumps(error))


CLONES: list[Callable[[Any], Any]] = [copy.copy, copy.deepcopy, pickled]


@pytest.mark.parametrize("clone", CLONES)
@pytest.mark.parametrize(
    ("status", "body"), [(404, {"error": "NotFound", "message": "No."}), (503, {}), (200, {"number": 1})]
)
def test_errors_can_be_copied_and_pickled(connect: Connect, clone: Any, status: int, body: Any) -> None:
    with pytest.raises(SpkeyError) as caught:
        connect(answer(status, body, headers={"cf-ray": "ray"}))(remove)
    error: Any = caught.value
    again = clone(error)
    assert type(again) is type(error)
    assert (str(again), again.args) == (str(error), error.args)
    assert {**vars(again), "response": 0} == {**vars(error), "response": 0}
    assert repr(again) == repr(error)
    assert again.response.json() == error.response.json() == body


@pytest.mark.parametrize("clone", CLONES)
@pytest.mark.parametrize("kind", [SpkeyError, APIConnectionError, APITimeoutError, TokenProviderError])
def test_errors_without_a_response_can_be_copied_and_pickled(clone: Any, kind: type[SpkeyError]) -> None:
    error = clone(kind("slow", maybe_applied=True))
    assert (type(error), error.message, error.maybe_applied) == (kind, "slow", True)


@pytest.mark.parametrize("clone", CLONES)
@pytest.mark.parametrize("depth", [65, 900, 50_000])
def test_the_body_of_an_error_that_is_nested_deeply_is_its_text(clone: Any, depth: int) -> None:
    text = '{"message": ' + "[" * depth + "]" * depth + "}"
    error: Any = clone(status_error(httpx.Response(500, text=text), command=True))
    assert error.body == text
    assert error.response.text == text
    assert str(error).startswith('500: {"message": [[[')


@pytest.mark.parametrize(("depth", "place"), [(65, "/new"), (400, "/new"), (50_000, "the body")])
def test_a_success_that_is_nested_deeply_does_not_fit_the_contract(connect: Connect, depth: int, place: str) -> None:
    text = json.dumps({**REMOVED, "new": "deep"}).replace('"deep"', "[" * depth + "]" * depth)
    with pytest.raises(APIResponseError, match=f"but {place} is nested more than 64 levels deep") as caught:
        connect(answer(200, content=text.encode()))(remove)
    assert caught.value.maybe_applied
    assert pickle.loads(pickle.dumps(caught.value)).body == text


@pytest.mark.parametrize("content", [b'{"message": NaN}', b"[Infinity]", b"1" * 5000])
def test_the_body_of_an_error_that_is_not_json_is_its_text(content: bytes) -> None:
    assert status_error(httpx.Response(500, content=content), command=False).body == content.decode()


def test_an_error_does_not_keep_the_credentials(connect: Connect) -> None:
    marker = "marker-secret"

    def fail(request: httpx.Request) -> httpx.Response:
        assert marker in request.headers["x-api-key"]
        raise httpx.ReadError("reset")

    for transport in (httpx.MockTransport(fail), answer(404, {}), answer(200, {})):
        use = connect(transport, api_key=marker, token=marker)
        with pytest.raises(SpkeyError) as caught:
            use(remove)
        error = caught.value
        seen: list[Any] = [repr(error), str(error), pickle.dumps(error)]
        for holder in (error, error.__cause__):
            request = getattr(getattr(holder, "response", holder), "request", None)
            seen.append(getattr(request, "headers", None))
        assert marker not in repr([*seen, *(dict(item) for item in seen if isinstance(item, httpx.Headers))])


@pytest.mark.parametrize("charset", ["hex", "base64", "zlib", "rot13", "idna", "undefined", "nonsense", "utf-16"])
def test_a_response_may_claim_any_charset(connect: Connect, charset: str) -> None:
    headers = {"content-type": f"text/plain; charset={charset}"}
    use = connect(answer(500, content=b"Something failed.", headers=headers))
    with pytest.raises(APIStatusError, match="500: Something failed") as caught:
        use(remove)
    assert caught.value.maybe_applied


def test_the_text_of_an_error_is_short_and_shows_no_control_characters(connect: Connect) -> None:
    use = connect(answer(404, {"error": "NotFound", "message": "\x1b[2Jgone\u202e" + "x" * 5_000_000}))
    with pytest.raises(APIStatusError) as caught:
        use(remove)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1100


MEGABYTES = 1_000_000 * 20


@pytest.mark.parametrize(
    "content",
    [
        b"a" * MEGABYTES,
        b" " * MEGABYTES,
        b"<" * MEGABYTES,
        b'{"message": "' + b"a" * MEGABYTES + b'"}',
        b'{"code": "' + b"a" * MEGABYTES + b'"}',
        b'{"errors": ["' + b"a" * MEGABYTES + b'", "b"]}',
        b'{"message": "b", "errors": [{"path": ["' + b"a" * MEGABYTES + b'"], "message": "c"}]}',
    ],
    ids=["text", "space", "html", "message", "code", "errors", "place"],
)
def test_only_the_start_of_a_large_error_is_looked_at(content: bytes) -> None:
    response = httpx.Response(400, content=content)
    begun = time.thread_time()
    error = status_error(response, command=False)
    assert len(str(error)) < 1100
    assert len(error.code or "") < 1100
    # It is decoded, which is fast, and not walked in Python, which takes several seconds.
    assert time.thread_time() - begun < 1


@pytest.mark.parametrize("content", [b"NaN", b'{"success": NaN}', b"[Infinity]"])
def test_numbers_that_json_does_not_have_are_not_json(connect: Connect, content: bytes) -> None:
    with pytest.raises(APIResponseError, match="the body is not JSON"):
        connect(answer(200, content=content))(remove)


def test_a_number_that_overflows_is_not_a_number(connect: Connect) -> None:
    content = json.dumps(REMOVED).replace('"version": 5', '"version": 1e999').encode()
    with pytest.raises(APIResponseError, match="/version should be an integer"):
        connect(answer(200, content=content))(remove)
