"""Calls: what an operation makes of its arguments."""

import json
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spkey_client import operations
from spkey_client._call import Operation, bytes_body, empty_body, json_body, text_body
from spkey_client._codec import DecodeError, anything, string

from .conftest import USER


def operation(**arguments: Any) -> Operation[Any]:
    defaults = {
        "id": "op",
        "method": "POST",
        "path": "/things/{id}/{number}",
        "command": True,
        "idempotent": False,
        "body_required": False,
        "answers": {"200": json_body(lambda: anything)},
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
def test_a_path_value_that_would_change_the_path_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"id must not be .* would change the path /users/\{id\}/RemovePhysicalKey"):
        operations.remove_physical_key(value, number=1)


def test_an_enum_of_texts_is_the_same_in_path_query_and_body() -> None:
    class Id(str, Enum):  # noqa: UP042 # StrEnum shows its value by itself
        ADA = "ada"

    call = operations.create_user(Id.ADA)
    assert (call.path, call.content) == ("/users/ada/CreateUser", b'{"userId":"ada"}')
    assert operations.list_physical_keys("u", q=Id.ADA).query == "q=ada"


@pytest.mark.parametrize("value", [None, 1.5, True, ["a"]])
def test_a_path_value_of_another_type_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=r"id in /users/\{id\}/RemovePhysicalKey must be a string or an integer"):
        operations.remove_physical_key(value, number=1)


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
    ],
)
def test_a_body_is_sent_where_it_is_required_or_given(
    required: bool, arguments: dict[str, Any], content: bytes | None
) -> None:
    call = operation(body_required=required).call(path={"id": "a", "number": 1}, **arguments)
    assert call.content == content


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        operation().call(path={"id": "a", "number": 1}, members={"x": number})


def test_the_body_of_an_answer_is_read_by_its_status() -> None:
    op = operation(answers={"201": json_body(lambda: string), "2XX": text_body, "default": bytes_body})
    assert op.read(201, b'"a"') == "a"
    assert op.read(202, b"\xff") == "�"
    assert operation(answers={"204": empty_body}).read(204, b"") is None


def test_a_status_that_the_contract_does_not_declare_is_read_like_the_first() -> None:
    assert operation().read(299, b"[1]") == [1]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000, b"<html>"])
def test_a_body_that_is_not_json_is_a_decode_error(content: bytes) -> None:
    with pytest.raises(DecodeError, match="the body is not JSON"):
        operation().read(200, content)


def test_a_call_does_not_show_its_body() -> None:
    assert "secret" not in repr(operations.add_physical_key(USER, org_id="acme", note="secret"))
