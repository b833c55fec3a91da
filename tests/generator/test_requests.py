"""What generated code sends. The operations are in specs/requests.yaml."""

import inspect
import json
from typing import Any

import pytest

from .support import Package


def sent_body(requests: Package, method: str, *args: Any, **kwargs: Any) -> Any:
    content = requests.call(method, *args, **kwargs).body
    return json.loads(content) if content else None


WRITTEN: dict[str, Any] = {"name": "n", "maybe": None, "secret": "s", "free": {}}


def test_the_path_is_filled_in_its_own_order(requests: Package) -> None:
    request = requests.call("calls.two", "a/b ?#", 7).sent
    assert request.url.raw_path == b"/two/a%2Fb%20%3F%23/of/7.json"


def test_every_type_has_its_form_in_the_path(requests: Package) -> None:
    request = requests.call("calls.typed_path", True, 1.5, "on", 3, "x").sent
    assert request.url.raw_path == b"/typed/true/1.5/on/3/x"


@pytest.mark.parametrize("arguments", [(True, float("nan"), "on", 3, "x"), (True, 1.5, "on", 3, None)])
def test_what_has_no_form_in_the_path_is_rejected(requests: Package, arguments: tuple[Any, ...]) -> None:
    exchange = requests.call("calls.typed_path", *arguments)
    assert isinstance(exchange.result, ValueError)
    assert exchange.request is None


def test_a_parameter_may_stand_twice_in_the_path(requests: Package) -> None:
    assert requests.call("calls.twice", "a").sent.url.path == "/twice/a/and/a"


def test_an_id_is_named_after_what_it_identifies(requests: Package) -> None:
    assert requests.call("users.two_ids", user_id="a", user_id_2="b").sent.url.path == "/users/a/keys/b"


def test_a_path_parameter_fills_the_member_that_repeats_it(requests: Package) -> None:
    assert sent_body(requests, "users.put", "u", name="n") == {"userId": "u", "name": "n"}
    assert sent_body(requests, "users.put", "u", name="n", user_id_2="v") == {
        "userId": "u",
        "name": "n",
        "user_id": "v",
    }


def test_an_optional_body_is_not_filled_from_the_path(requests: Package) -> None:
    assert sent_body(requests, "users.patch", "u") is None
    assert sent_body(requests, "users.patch", "u", user_id_2="v", name="n") == {"userId": "v", "name": "n"}


def test_queries_and_headers_are_written(requests: Package) -> None:
    request = requests.call(
        "calls.query",
        needed="a b",
        x_needed="h",
        flag=False,
        list=[1, 2],
        flags=(True, False),
        number=1.5,
        nullable="",
        anything="c",
        a_bc="&=",
        x_flag=True,
        x_const="one",
        x_nullable=0,
    ).sent
    assert request.url.query == (
        b"needed=a%20b&flag=false&list=1&list=2&flags=true&flags=false&number=1.5&nullable=&anything=c"
        b"&a%20b%26c%5B%5D=%26%3D"
    )
    headers = {name: request.headers[name] for name in ("X-Needed", "X-Flag", "X-Const", "X-Nullable")}
    assert headers == {"X-Needed": "h", "X-Flag": "true", "X-Const": "one", "X-Nullable": "0"}


def test_optional_queries_and_headers_are_left_out(requests: Package) -> None:
    request = requests.call("calls.query", needed="a", x_needed="h").sent
    assert request.url.query == b"needed=a"
    assert not {"x-flag", "x-const", "x-nullable"} & set(request.headers)


def test_any_sequence_is_a_list(requests: Package) -> None:
    request = requests.call("calls.query", needed="a", x_needed="h", list=range(2)).sent
    assert request.url.query == b"needed=a&list=0&list=1"


@pytest.mark.parametrize("arguments", [{"number": float("inf")}, {"x_const": "a\r\nX-Evil: 1"}, {"x_const": "\u00fc"}])
def test_what_cannot_be_sent_is_rejected(requests: Package, arguments: dict[str, Any]) -> None:
    exchange = requests.call("calls.query", needed="a", x_needed="h", **arguments)
    assert isinstance(exchange.result, ValueError)
    assert exchange.request is None


def test_headers_that_belong_to_http_are_no_arguments(requests: Package) -> None:
    signature = inspect.signature(requests.load("operations").query)
    assert not {"accept", "content_type", "authorization", "hidden"} & set(signature.parameters)


@pytest.mark.parametrize("method", ["calls.plain", "calls.plain_post"])
def test_without_a_body_nothing_is_written(requests: Package, method: str) -> None:
    request = requests.call(method).sent
    assert request.content == b""
    assert "content-type" not in request.headers


def test_required_members_are_always_written_and_optional_ones_left_out(requests: Package) -> None:
    assert sent_body(requests, "bodies.body", **WRITTEN) == WRITTEN


def test_null_is_written_where_it_is_a_value(requests: Package) -> None:
    body = sent_body(requests, "bodies.body", **WRITTEN, optional_nullable=None, optional_any=None)
    assert body == {**WRITTEN, "optional_nullable": None, "optional_any": None}


def test_none_leaves_out_what_cannot_be_null(requests: Package) -> None:
    body = sent_body(requests, "bodies.body", **WRITTEN, optional=None, part=None, parts=None, by_name=None)
    assert body == WRITTEN


def test_models_are_written_wherever_they_stand(requests: Package) -> None:
    part = requests.models.Part(id=1)
    body = sent_body(requests, "bodies.body", **WRITTEN, part=part, parts=(part,), by_name={"a": part})
    assert body == {**WRITTEN, "part": {"id": 1}, "parts": [{"id": 1}], "by_name": {"a": {"id": 1}}}


def test_members_that_only_the_service_writes_are_no_arguments(requests: Package) -> None:
    signature = inspect.signature(requests.load("operations").body)
    assert not {"id", "hidden"} & set(signature.parameters)


def test_an_optional_body_is_left_out_without_members(requests: Package) -> None:
    assert sent_body(requests, "bodies.optional") is None
    assert sent_body(requests, "bodies.optional", maybe=None) == {"maybe": None}
    assert sent_body(requests, "bodies.optional", name="n") == {"name": "n"}


def test_a_required_body_without_members_is_an_empty_object(requests: Package) -> None:
    assert requests.call("bodies.nothing_to_say").body == b"{}"


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("optional_array", ["a"]),
        ("scalar", 5),
        ("map", {"a": 1, "b": None}),
        ("anything", {"a": [None]}),
        ("anything", None),
        ("optional_nullable", None),
        ("optional_nullable", "a"),
    ],
)
def test_a_body_without_members_is_one_argument(requests: Package, method: str, body: Any) -> None:
    assert requests.call(f"bodies.{method}", body=body).body == json.dumps(body, separators=(",", ":")).encode()


def test_an_array_or_union_of_models_is_one_argument(requests: Package) -> None:
    part, other = requests.models.Part(id=1), requests.models.Other(other="o")
    assert sent_body(requests, "bodies.array", body=[part, part]) == [{"id": 1}, {"id": 1}]
    assert sent_body(requests, "bodies.union", body=other) == {"other": "o"}


@pytest.mark.parametrize("method", ["optional_array", "optional_nullable"])
def test_an_optional_body_of_one_argument_is_left_out(requests: Package, method: str) -> None:
    assert requests.call(f"bodies.{method}").body == b""


def test_arguments_of_one_name_are_told_apart(requests: Package) -> None:
    request = requests.call("bodies.clash", 1, name_2="q", name_3="h", name_4="b").sent
    assert (request.url.path, request.url.query) == ("/clash/1", b"name=q")
    assert request.headers["name"] == "h"
    assert json.loads(request.content) == {"name": "b"}


@pytest.mark.parametrize(
    ("pointer", "reason"),
    [
        ("/paths/~1left-out~1{a}~1{b}/get", "its path parameters are not those of its path"),
        ("/paths/~1left-out~1{c}/get", "its path parameters are not those of its path"),
        ("/paths/~1left-out?page=1/get", "its path holds more than a path"),
        ("/paths/~1left-out/post", "its body has no JSON form"),
        ("/paths/~1left-out/put", "the parameter session is a cookie"),
        ("/paths/~1left-out/patch", "the parameter X-List is an object or array"),
        ("/paths/~1left-out~1{list}~1matrix/get", "the parameter list has the style matrix"),
        ("/paths/~1left-out~1{list}~1array/get", "the parameter list is an object or array"),
    ],
)
def test_an_operation_that_would_send_wrong_requests_is_left_out(requests: Package, pointer: str, reason: str) -> None:
    assert f"#{pointer}: The operation is left out: {reason}" in requests.notes


@pytest.mark.parametrize(
    "reason",
    [
        "session is a cookie",
        "deep has the style deepObject",
        "piped has the style pipeDelimited",
        "joined is an object or array",
        "object is an object or array",
        "objects is an object or array",
        "content has no schema",
        "X-List is an object or array",
        "X Bad is no header",
    ],
)
def test_an_optional_parameter_that_cannot_be_sent_is_left_out(requests: Package, reason: str) -> None:
    assert f"#/paths/~1left-out/get: The parameter {reason}" in requests.notes


def test_what_remains_of_an_operation_works(requests: Package) -> None:
    assert {name for name in requests.methods if name.startswith("left_out.")} == {
        "left_out.kept_without_options",
        "left_out.multipart_too",
    }
    assert requests.call("left_out.kept_without_options").sent.url.path == "/left-out"
    assert sent_body(requests, "left_out.multipart_too", a="x") == {"a": "x"}


def test_names_are_made_where_there_are_none(requests: Package) -> None:
    assert requests.call("kinds.get_no_id_thing_id", "x").sent.url.path == "/no-id/x"
    assert requests.call("default.no_tag").sent.url.path == "/no-tag"
    assert "#/paths/~1no-tag/get: The operation has no tag." in requests.notes


def test_commands_are_told_from_queries(requests: Package) -> None:
    operations = requests.load("operations")
    facts = {
        call.operation.method: (call.operation.command, call.operation.idempotent)
        for call in (
            operations.plain(),
            operations.plain_head(),
            operations.plain_post(),
            operations.put_user("a", name="n"),
            operations.patch_user("a"),
            operations.multipart_too(a="x"),
        )
    }
    assert facts == {
        "GET": (False, True),
        "HEAD": (False, True),
        "POST": (True, False),
        "PUT": (True, True),
        "PATCH": (True, False),
        "DELETE": (True, True),
    }
