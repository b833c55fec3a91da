import json

import pytest
from spkey_mock.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    Refusal,
    RouteNotFound,
    TooLarge,
    Unauthenticated,
    documented,
)

from .support import ERROR

REFUSALS = [Forbidden("no"), Invalid(Problem("bad", ("body", 0, "x"))), NotFound("none"), TooLarge("long")]


@pytest.mark.parametrize("query", [False, True], ids=["command", "query"])
@pytest.mark.parametrize("refusal", [*REFUSALS, Unauthenticated("who")], ids=lambda refusal: str(refusal.kind))
def test_every_refusal_has_a_body_that_fits_the_contract(refusal: Refusal, query: bool) -> None:
    response = documented(refusal, query)
    assert response.status == refusal.status
    assert response.headers == ((b"content-type", b"application/json"),)
    ERROR.validate(json.loads(response.body))


def test_a_refused_command_says_everything_in_one_message() -> None:
    refusal = Invalid(Problem("is missing", ("body", "number")), Problem("is wrong", ("body",)), "is late")
    assert json.loads(documented(refusal, query=False).body) == {
        "error": "ValidationError",
        "message": "body/number: is missing; body: is wrong; is late",
    }


def test_a_refused_query_lists_each_problem_with_its_place() -> None:
    refusal = Invalid(Problem("is wrong", ("query", "q", 0)), "is late")
    assert json.loads(documented(refusal, query=True).body) == {
        "success": False,
        "errors": [
            {"code": 7001, "message": "is wrong", "path": ["query", "q", 0]},
            {"code": 7001, "message": "is late"},
        ],
    }


@pytest.mark.parametrize("refusal", [Forbidden("no"), NotFound("none"), TooLarge("long")])
def test_the_code_of_a_refused_query_is_its_status_unless_the_schema_was_broken(refusal: Refusal) -> None:
    body = json.loads(documented(refusal, query=True).body)
    assert [error["code"] for error in body["errors"]] == [refusal.status]


@pytest.mark.parametrize("query", [False, True])
def test_a_missing_credential_is_said_the_same_everywhere(query: bool) -> None:
    response = documented(Unauthenticated("who"), query)
    assert json.loads(response.body) == {"success": False, "error": "Unauthorized", "message": "who"}


@pytest.mark.parametrize("query", [False, True])
def test_an_unknown_route_is_plain_text(query: bool) -> None:
    response = documented(RouteNotFound("nowhere"), query)
    assert (response.status, response.body) == (404, b"404 Not Found")
    assert dict(response.headers)[b"content-type"].startswith(b"text/plain")
