"""The two forms of refusals, apart from what leads to them; and what the service's stack says of bad input."""

import json
from typing import Any

import pytest
from spkey_mock.service.error_formats import DIALECTS, Dialect, documented, runtime
from spkey_mock.service.errors import (
    Forbidden,
    Full,
    Invalid,
    KeyNotFound,
    Problem,
    Refusal,
    RouteNotFound,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unread,
    UserNotFound,
)

from .support import ERROR, OTHER_USER, USER, Mock

REFUSALS = [
    Forbidden("no"),
    Full("all taken"),
    Invalid(Problem("bad", ("body", 0, "x"))),
    KeyNotFound("none"),
    TooLarge("long"),
    Unauthenticated("who"),
    Unread(408, "slow"),
    Unread(503, "full"),
    Unavailable(503, "a fault"),
    Unread(520, "odd"),
    UserNotFound("nobody"),
]


def body_of(dialect: Dialect, refusal: Refusal, *, query: bool = False) -> Any:
    return json.loads(dialect(refusal, query=query, user_id=USER).body)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("query", [False, True], ids=["command", "query"])
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: str(refusal.kind))
def test_every_refusal_has_a_body_that_fits_the_contract(dialect: Dialect, refusal: Refusal, query: bool) -> None:
    response = dialect(refusal, query=query, user_id=USER)
    assert response.status == refusal.status
    assert dict(response.headers)[b"content-type"].startswith(b"application/json")
    ERROR.validate(json.loads(response.body))


def test_a_refused_command_says_everything_in_one_message() -> None:
    refusal = Invalid(Problem("is missing", ("body", "number")), Problem("is wrong", ("body",)), "is late")
    assert body_of(documented, refusal) == {
        "error": "ValidationError",
        "message": "body/number: is missing; body: is wrong; is late",
    }


def test_a_refused_query_lists_each_problem_with_its_place() -> None:
    refusal = Invalid(Problem("is wrong", ("query", "q", 0)), "is late")
    assert body_of(documented, refusal, query=True) == {
        "success": False,
        "errors": [
            {"code": 7001, "message": "is wrong", "path": ["query", "q", 0]},
            {"code": 7001, "message": "is late"},
        ],
    }


@pytest.mark.parametrize("refusal", [Forbidden("no"), UserNotFound("none"), TooLarge("long")])
def test_the_code_of_a_refused_query_is_its_status_unless_the_schema_was_broken(refusal: Refusal) -> None:
    assert [error["code"] for error in body_of(documented, refusal, query=True)["errors"]] == [refusal.status]


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("query", [False, True])
def test_a_missing_credential_is_said_the_same_everywhere(dialect: Dialect, query: bool) -> None:
    assert body_of(dialect, Unauthenticated("who"), query=query) == {
        "success": False,
        "error": "Unauthorized",
        "message": "who",
    }


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("query", [False, True])
def test_an_unknown_route_is_plain_text(dialect: Dialect, query: bool) -> None:
    response = dialect(RouteNotFound("nowhere"), query=query, user_id=None)
    assert (response.status, response.body) == (404, b"404 Not Found")
    assert dict(response.headers)[b"content-type"].startswith(b"text/plain")


@pytest.fixture
def upstream() -> Mock:
    """A mock that refuses as the service's stack does, with one user and the key 1."""
    mock = Mock(errors="runtime")
    mock.create()
    mock.add()
    return mock


ZOD = [
    (b"", ["body", "number"], "Invalid input: expected number, received undefined"),
    (b"{", ["body", "number"], "Invalid input: expected number, received undefined"),
    (b"number=1", ["body", "number"], "Invalid input: expected number, received undefined"),
    (b"[" * 100_000, ["body", "number"], "Invalid input: expected number, received undefined"),
    (b"\xff", ["body", "number"], "Invalid input: expected number, received undefined"),
    (b'{"number":NaN}', ["body", "number"], "Invalid input: expected number, received undefined"),
    (b"[]", ["body"], "Invalid input: expected object, received array"),
    (b"null", ["body"], "Invalid input: expected object, received null"),
    (b'"1"', ["body"], "Invalid input: expected object, received string"),
    (b"{}", ["body", "number"], "Invalid input: expected number, received undefined"),
    (b'{"number":"1"}', ["body", "number"], "Invalid input: expected number, received string"),
    (b'{"number":true}', ["body", "number"], "Invalid input: expected number, received boolean"),
    (b'{"number":null}', ["body", "number"], "Invalid input: expected number, received null"),
    (b'{"number":{}}', ["body", "number"], "Invalid input: expected number, received object"),
    (b'{"number":1.5}', ["body", "number"], "Invalid input: expected int, received number"),
    (b'{"number":0}', ["body", "number"], "Too small: expected number to be >0"),
    (b'{"number":9007199254740992}', ["body", "number"], "Too big: expected int to be <=9007199254740991"),
]


@pytest.mark.parametrize(("body", "path", "message"), ZOD, ids=[body[:20].decode("latin-1") for body, _, _ in ZOD])
def test_the_stack_lists_what_zod_says_and_takes_what_is_not_json_for_nothing(
    upstream: Mock, body: bytes, path: list[str], message: str
) -> None:
    answer = upstream.command("RemovePhysicalKey", body)
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert answer.body == {
        "success": False,
        "errors": [{"code": 7001, "message": message, "path": path}],
        "result": {},
    }
    assert upstream.version == 2


def test_the_stack_says_the_same_of_other_values(upstream: Mock) -> None:
    assert upstream.add("").message == "Too small: expected string to have >=1 characters"
    assert upstream.add(note="😀" * 251).message == "Too big: expected string to have <=500 characters"
    assert upstream.command("CreateUser", {"userId": "u1"}).message == "Invalid GUID"
    assert upstream.get("abc").message == "Invalid input: expected number, received NaN"
    assert upstream.search("q=").message == "Invalid input: expected string, received null"
    assert upstream.search("q=a&q=b").message == "Invalid input: expected string, received array"


def test_the_stack_shows_the_inside_of_what_a_command_was_refused_for(upstream: Mock) -> None:
    answer = upstream.remove(1, user=OTHER_USER)
    assert (answer.status, answer.headers["x-ceves-error"]) == (404, "1")
    assert answer.body["errors"][0]["code"] == 404
    inside = answer.body["__ceves"]
    assert {name: inside[name] for name in ("name", "httpStatusCode", "aggregateType", "aggregateId")} == {
        "name": "AggregateNotFoundError",
        "httpStatusCode": 404,
        "aggregateType": "UserAggregate",
        "aggregateId": OTHER_USER,
    }
    assert inside["message"] == answer.message == f"Aggregate not found: UserAggregate/{OTHER_USER}"
    assert inside["stack"].startswith("AggregateNotFoundError: ")
    assert upstream.remove(9).body["__ceves"]["name"] == "CevesError"


@pytest.mark.parametrize("path", ["PhysicalKeys", "PhysicalKeys/1", "profile"])
def test_the_stack_keeps_the_inside_of_a_refused_query_to_itself(upstream: Mock, path: str) -> None:
    answer = upstream.send("GET", f"/users/{OTHER_USER}/{path}")
    assert answer.status == 404
    assert answer.body == {
        "success": False,
        "errors": [{"code": 404, "message": f"Aggregate not found: UserAggregate/{OTHER_USER}"}],
    }
    assert "x-ceves-error" not in answer.headers


def test_the_stack_asks_to_come_back_when_it_is_unavailable() -> None:
    response = runtime(Unavailable(503, "why"), query=False, user_id=None)
    assert dict(response.headers)[b"retry-after"] == b"2"
    assert json.loads(response.body)["errors"] == [
        {"code": 503, "message": "Aggregate temporarily unavailable, please retry"}
    ]
