"""The formats of errors, apart from what leads to them."""

import json
from itertools import product
from typing import Any

import pytest
from spkey_mock.service.error_formats import ERROR_FORMATS, SHAPES, ErrorFormat, documented, runtime
from spkey_mock.service.errors import (
    AggregateNotFound,
    Conflict,
    CredentialMissing,
    Failed,
    Forbidden,
    Full,
    InternalHeader,
    Invalid,
    InvalidState,
    LockedOut,
    NotConfigured,
    NotFound,
    NotImplementedHere,
    Problem,
    Rejection,
    RouteNotFound,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unreachable,
    Unread,
)
from spkey_mock.store.recorded import Stream

from .. import support
from ..support import ERROR, USER

SUBJECT = Stream("user", USER)

REJECTIONS = [
    AggregateNotFound("user", USER),
    Forbidden("no"),
    Full("all taken"),
    InternalHeader("no"),
    Invalid(Problem("bad", ("body", 0, "x"))),
    NotFound("none"),
    NotImplementedHere("not yet"),
    TooLarge("long"),
    Unauthenticated("who"),
    CredentialMissing("who"),
    Unread(408, "slow"),
    Unread(503, "full"),
    Unavailable(503, "a fault"),
    Unread(520, "odd"),
    Failed(409, "a fault"),
    Failed(500, "a fault"),
    InvalidState("there already"),
    Conflict("taken"),
    LockedOut("wait", retry_after=30),
    Unreachable("offline"),
    NotConfigured("no PINs"),
]


def body_of(error_format: ErrorFormat, error: Rejection, shape: str = "flat", *, query: bool = False) -> Any:
    return json.loads(error_format(error, shape, query=query, subject=SUBJECT).body)


@pytest.mark.parametrize("error_format", ERROR_FORMATS.values(), ids=ERROR_FORMATS)
def test_every_rejection_has_a_body_that_fits_the_contract(error_format: ErrorFormat) -> None:
    for error, shape, query in product(REJECTIONS, ("flat", "tagged", "listed"), (False, True)):
        response = error_format(error, shape, query=query, subject=SUBJECT)
        case = (type(error).__name__, shape, query, response.body)
        assert response.status == error.status, case
        assert dict(response.headers)[b"content-type"].startswith(b"application/json"), case
        assert ERROR.is_valid(json.loads(response.body)), case


def test_the_shapes_are_those_that_the_contract_names() -> None:
    error = Invalid("is late")
    assert {name: shape(error).keys() for name, shape in SHAPES.items()} == support.SHAPES
    named = {shape for item in support.CONTRACT["operations"] for shape in item["errors"].values()}
    assert named | set(support.CONTRACT["errors"].values()) <= SHAPES.keys() | {"empty"}


@pytest.mark.parametrize("error_format", ERROR_FORMATS.values(), ids=ERROR_FORMATS)
@pytest.mark.parametrize("error", [Forbidden("no"), AggregateNotFound("lock", "7"), Unauthenticated("who")])
def test_an_operation_that_sends_its_errors_itself_does_so_in_every_format(
    error_format: ErrorFormat, error: Rejection
) -> None:
    empty = error_format(error, "empty", query=False, subject=SUBJECT)
    assert (empty.status, empty.headers, empty.body) == (error.status, (), b"")
    assert body_of(error_format, error, "bare") == {"error": str(error)}


def test_the_validator_in_front_of_such_an_operation_uses_the_format_of_the_stack() -> None:
    for shape in ("bare", "empty"):
        assert body_of(runtime, Invalid("is late"), shape)["errors"] == [{"code": 7001, "message": "is late"}]


def test_a_flat_error_says_everything_in_one_message() -> None:
    error = Invalid(Problem("is missing", ("body", "number")), Problem("is wrong", ("body",)), "is late")
    message = "body/number: is missing; body: is wrong; is late"
    assert body_of(documented, error) == {"error": "ValidationError", "message": message}
    assert body_of(documented, error, "tagged") == {"success": False, "error": "ValidationError", "message": message}
    assert body_of(documented, error, "bare") == {"error": message}


def test_a_listed_error_lists_each_problem_with_its_place() -> None:
    error = Invalid(Problem("is wrong", ("query", "q", 0)), "is late")
    assert body_of(documented, error, "listed") == {
        "success": False,
        "errors": [
            {"code": 7001, "message": "is wrong", "path": ["query", "q", 0]},
            {"code": 7001, "message": "is late"},
        ],
    }


@pytest.mark.parametrize("error", [Forbidden("no"), AggregateNotFound("user", USER), TooLarge("long"), Full("all")])
def test_the_code_of_a_listed_error_is_its_status_unless_the_schema_was_broken(error: Rejection) -> None:
    assert [item["code"] for item in body_of(documented, error, "listed")["errors"]] == [error.status]


@pytest.mark.parametrize("query", [False, True], ids=["command", "query"])
def test_the_documented_shape_does_not_depend_on_the_kind_of_request(query: bool) -> None:
    for shape in SHAPES:
        assert body_of(documented, Forbidden("no"), shape, query=query) == SHAPES[shape](Forbidden("no"))


@pytest.mark.parametrize("error_format", ERROR_FORMATS.values(), ids=ERROR_FORMATS)
@pytest.mark.parametrize("query", [False, True], ids=["command", "query"])
def test_a_missing_credential_is_reported_the_same_in_every_format(error_format: ErrorFormat, query: bool) -> None:
    assert body_of(error_format, Unauthenticated("who"), "tagged", query=query) == {
        "success": False,
        "error": "Unauthorized",
        "message": "who",
    }


@pytest.mark.parametrize("error_format", ERROR_FORMATS.values(), ids=ERROR_FORMATS)
@pytest.mark.parametrize("shape", SHAPES)
def test_an_unknown_route_is_plain_text(error_format: ErrorFormat, shape: str) -> None:
    response = error_format(RouteNotFound("nowhere"), shape, query=False, subject=None)
    assert (response.status, response.body) == (404, b"404 Not Found")
    assert dict(response.headers)[b"content-type"].startswith(b"text/plain")


@pytest.mark.parametrize(
    ("status", "kind"), [(408, "RequestTimeout"), (503, "ServiceUnavailable"), (431, "RequestHeaderFieldsTooLarge")]
)
def test_a_status_gives_an_error_its_kind(status: int, kind: str) -> None:
    assert body_of(documented, Unread(status, "why"))["error"] == kind
    assert body_of(documented, Unread(520, "why"))["error"] == "Status520"


def test_the_runtime_format_asks_to_retry_when_the_service_is_unavailable() -> None:
    response = runtime(Unavailable(503, "why"), "flat", query=False, subject=None)
    assert dict(response.headers)[b"retry-after"] == b"2"
    assert json.loads(response.body)["errors"] == [
        {"code": 503, "message": "Aggregate temporarily unavailable, please retry"}
    ]
