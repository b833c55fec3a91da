"""Calls: what an operation makes of its arguments, and of responses."""

import json
import math
from collections.abc import Callable
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spkey_client import operations
from spkey_client._call import Operation, bytes_body, empty_body, json_body, json_request, location, text_body
from spkey_client._codec import OMITTED, DecodeError, anything, string

from .conftest import USER


def operation(**arguments: Any) -> Operation[Any]:
    defaults = {
        "id": "op",
        "method": "POST",
        "path": "/things/{id}/{number}",
        "command": True,
        "idempotent": False,
        "responses": {"200": json_body(lambda: anything)},
    }
    return Operation(**{**defaults, **arguments})


def test_a_removal_is_the_request_of_the_seed_page() -> None:
    call = operations.remove_physical_key(USER, number=2)
    assert call.operation.method == "POST"
    assert call.path == f"/users/{USER}/RemovePhysicalKey"
    assert (call.query, call.headers) == ("", ())
    assert call.content == b'{"number":2}'


def test_optional_arguments_that_are_not_given_are_not_sent() -> None:
    assert operations.add_physical_key(USER, org_id="acme").content == b'{"orgId":"acme"}'
    assert operations.list_physical_keys(USER).query == ""
    assert operations.list_physical_keys(USER).content is None


def test_one_argument_fills_the_path_and_the_body_where_both_name_the_user() -> None:
    call = operations.create_user(USER, email="ada@example.com")
    assert call.path == f"/users/{USER}/CreateUser"
    assert json.loads(call.content or b"") == {"userId": USER, "email": "ada@example.com"}


@given(st.text(min_size=1).filter(lambda text: text not in {".", ".."}))
def test_any_path_value_stays_one_segment(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        with pytest.raises(ValueError, match="surrogates not allowed"):
            operations.remove_physical_key(value, number=1)
        return
    path = operations.remove_physical_key(value, number=1).path
    assert path.isascii()
    assert [unquote(segment) for segment in path.split("/")] == ["", "users", value, "RemovePhysicalKey"]


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_value_that_would_change_the_path_is_rejected(value: str) -> None:
    with pytest.raises(ValueError, match=r"^user_id must not be .* change the path /users/\{id\}/RemovePhysicalKey\.$"):
        operations.remove_physical_key(value, number=1)


def test_an_enum_of_texts_is_the_same_in_path_query_and_body() -> None:
    class Id(str, Enum):  # noqa: UP042 # StrEnum shows its value by itself
        ADA = "ada"

    call = operations.create_user(Id.ADA)
    assert (call.path, call.content) == ("/users/ada/CreateUser", b'{"userId":"ada"}')
    assert operations.list_physical_keys("u", q=Id.ADA).query == "q=ada"


@pytest.mark.parametrize("value", [None, 1.5, True, ["a"]])
def test_a_path_value_of_another_type_is_rejected(value: Any) -> None:
    with pytest.raises(TypeError, match=r"^user_id must be a str or a UUID, not "):
        operations.remove_physical_key(value, number=1)


def test_an_id_may_be_a_uuid_in_path_query_and_body() -> None:
    user, org = UUID(USER), UUID("0f4c1a52-90b6-4d0e-8a37-4b1b0c2a7a11")
    assert operations.create_user(user) == operations.create_user(USER)
    assert operations.add_physical_key(user, org_id=org) == operations.add_physical_key(USER, org_id=str(org))
    assert operations.list_physical_keys(user, org_id=org).query == f"orgId={org}"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda bad: operations.remove_physical_key("\ud800", number=1), "user_id cannot be sent in the path: "),
        (lambda bad: operations.remove_physical_key("u", number=bad), "number cannot be sent in the body: "),
        (lambda bad: operations.add_physical_key("u", org_id=bad), "org_id cannot be sent in the body: "),
        (lambda bad: operations.list_physical_keys("u", org_name=bad), "org_name cannot be sent in the query: "),
        (lambda bad: operations.create_user("u", first_name=bad), "first_name cannot be sent in the body: "),
    ],
)
def test_an_error_names_the_argument(call: Callable[[Any], Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        call(math.nan)


@given(st.text())
def test_any_query_value_arrives_as_it_is(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        return
    query = operations.list_physical_keys(USER, q=value).query
    assert parse_qsl(query, keep_blank_values=True, strict_parsing=True) == [("q", value)]


def test_parameters_are_written_as_the_contract_expects() -> None:
    call = operation().call(
        path={"id": "a b", "number": 7},
        query={"flag": True, "many": ["x", None, "y"], "none": None, "number": 1.5},
        headers={"X-Flag": False, "X-None": None},
    )
    assert call.path == "/things/a%20b/7"
    assert call.query == "flag=true&many=x&many=y&number=1.5"
    assert call.headers == (("X-Flag", "false"),)


@pytest.mark.parametrize(
    ("required", "arguments", "content"),
    [
        (True, {"members": {}}, b"{}"),
        (True, {"optional": {"a": None}}, b"{}"),
        (False, {"optional": {"a": None}}, None),
        (False, {"optional": {"a": 1}}, b'{"a":1}'),
        (False, {}, None),
        (False, {"body": None}, b"null"),
        (True, {"body": [1, "a"]}, b'[1,"a"]'),
        (True, {"members": {"a": 1, "b": OMITTED}, "optional": {"c": None}}, b'{"a":1}'),
        (True, {"members": {"a": 1}, "extra": {"b": "x", "a": 2}}, b'{"b":"x","a":1}'),
        (False, {"optional": {"a": None}, "extra": {"b": None}}, b'{"b":null}'),
        (False, {"extra": {}}, None),
        (True, {"extra": None}, b"{}"),
    ],
)
def test_a_body_is_sent_where_it_is_required_or_given(
    required: bool, arguments: dict[str, Any], content: bytes | None
) -> None:
    op = operation(body=json_request("application/json", required=required))
    call = op.call(path={"id": "a", "number": 1}, **arguments)
    assert call.content == content
    assert call.content_type == (None if content is None else "application/json")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_rejected(number: float) -> None:
    op = operation(body=json_request("application/json", required=True))
    with pytest.raises(ValueError, match="not JSON compliant"):
        op.call(path={"id": "a", "number": 1}, members={"x": number})


def test_the_content_type_is_the_one_that_the_contract_names() -> None:
    call = operation(body=json_request("application/merge-patch+json", required=False)).call(
        path={"id": "a", "number": 1}, optional={"name": "n"}
    )
    assert (call.content, call.content_type) == (b'{"name":"n"}', "application/merge-patch+json")


def test_only_characters_that_would_end_a_cookie_are_encoded() -> None:
    call = operation().call(
        path={"id": "a", "number": 1}, cookies={"sid": "a=b/+c==", "odd": "a;b %\u00e4", "flag": True, "none": None}
    )
    assert call.cookies == "sid=a=b/+c==; odd=a%3Bb%20%25%C3%A4; flag=true"


def test_a_success_is_read_by_its_status() -> None:
    op = operation(responses={"201": json_body(lambda: string), "2XX": text_body, "default": bytes_body})
    assert op.read(201, b'"a"', {}) == "a"
    assert op.read(202, b"\xff", {}) == "�"
    assert operation(responses={"204": empty_body}).read(204, b"", {}) is None


def test_a_status_that_the_contract_does_not_declare_is_read_like_the_first() -> None:
    assert operation().read(299, b"[1]", {}) == [1]


def test_an_undeclared_status_without_a_body_is_none_if_a_declared_success_has_no_body() -> None:
    op = operation(responses={"200": json_body(lambda: anything), "202": empty_body})
    assert op.read(204, b"", {}) is None
    assert op.read(299, b"[1]", {}) == [1]
    with pytest.raises(DecodeError, match="is empty"):
        operation().read(204, b"", {})


def test_an_empty_body_where_the_contract_has_json_is_a_decode_error() -> None:
    op = operation(responses={"200": json_body(lambda: anything), "202": empty_body})
    with pytest.raises(DecodeError, match="the body is not JSON because it is empty"):
        op.read(200, b"", {})


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"<html>"])
def test_a_body_that_is_not_json_is_a_decode_error(content: bytes) -> None:
    with pytest.raises(DecodeError, match="the body is not JSON"):
        operation().read(200, content, {})


@pytest.mark.parametrize(
    ("declared", "status", "success"),
    [
        ("200", 200, True),
        ("200", 299, True),
        ("200", 302, False),
        ("default", 302, False),
        ("302", 302, True),
        ("302", 303, False),
        ("3XX", 303, True),
        ("3XX", 404, False),
        ("3XX", 199, False),
    ],
)
def test_a_redirect_is_a_success_only_if_the_contract_declares_it(declared: str, status: int, success: bool) -> None:
    assert operation(responses={declared: location}).is_success(status) is success


def test_a_redirect_returns_its_location() -> None:
    op = operation(responses={"3XX": location})
    assert op.read(303, b"<html>", {"location": "/elsewhere?a=b"}) == "/elsewhere?a=b"
    with pytest.raises(DecodeError, match="the response has no Location header"):
        op.read(303, b"", {})


def test_the_repr_of_a_call_does_not_show_its_body() -> None:
    assert "secret" not in repr(operations.add_physical_key(USER, org_id="acme", note="secret"))
