"""The responses to requests for which a fault fires."""

import json

import pytest
from spkey_mock import Fault, Request, World

from ..support import ERROR, USER, Mock
from .test_faults import remove


def test_a_response_is_lost_after_the_request_was_carried_out(stocked: Mock) -> None:
    stocked.world.lose_next_answer("remove_physical_key")
    assert remove(stocked).ending == "dropped"
    assert stocked.numbers() == [2, 3]
    assert remove(stocked).status == 404
    assert stocked.world.faults.items() == {}


def test_a_connection_is_dropped_before_the_request_is_carried_out(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="drop", operation="remove_physical_key"))
    assert remove(stocked).ending == "dropped"
    assert stocked.numbers() == [1, 2, 3]
    assert remove(stocked).status == 200


def test_a_body_is_truncated(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="truncate"))
    response = remove(stocked)
    assert (response.status, response.ending) == (200, "truncated")


def test_a_body_is_not_json(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="malformed"))
    response = remove(stocked)
    assert (response.status, dict(response.headers)[b"content-type"]) == (200, b"application/json")
    with pytest.raises(ValueError, match=r"delimiter|value|Unterminated|property name"):
        json.loads(response.body)


def test_a_response_claims_to_be_html(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="content_type"))
    response = remove(stocked)
    assert (response.status, dict(response.headers)[b"content-type"]) == (200, b"text/html; charset=utf-8")
    assert response.body.startswith(b"<!doctype html>")


def test_a_response_is_late(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="latency", times=2))
    stocked.world.faults.add(Fault(kind="latency", delay=2.5))
    assert [remove(stocked, number).delay for number in (1, 9, 2, 9)] == [1.0, 1.0, 2.5, 0.0]
    assert stocked.numbers() == [3]


@pytest.mark.parametrize("errors", ["documented", "runtime"])
@pytest.mark.parametrize("status", [400, 429, 500, 503, 522])
def test_a_status_replaces_the_response(errors: str, status: int) -> None:
    mock = Mock(errors=errors)
    mock.world.users.create(USER, keys=1)
    mock.world.fail_next("remove_physical_key", status, retry_after=7)
    response = remove(mock)
    assert (response.status, dict(response.headers)[b"retry-after"]) == (status, b"7")
    ERROR.validate(json.loads(response.body))
    assert mock.numbers() == [1]
    assert remove(mock).status == 200


def test_a_status_can_follow_a_request_that_was_carried_out(stocked: Mock) -> None:
    stocked.world.fail_next("remove_physical_key", 500, carried_out=True)
    response = remove(stocked)
    assert response.status == 500
    body = json.loads(response.body)
    assert (body["error"], body["aggregateId"], body["version"]) == ("SideEffectError", USER, 5)
    ERROR.validate(body)
    assert stocked.numbers() == [2, 3]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<html>", b"text/html; charset=utf-8"),
        ("oops", b"text/plain; charset=utf-8"),
        ('{"a":1}', b"application/json"),
        ("", b"text/plain; charset=utf-8"),
    ],
)
def test_a_status_can_have_any_body(stocked: Mock, body: str, content_type: bytes) -> None:
    stocked.world.fail_next("remove_physical_key", body=body)
    response = remove(stocked)
    assert (response.status, response.body) == (503, body.encode())
    assert dict(response.headers)[b"content-type"] == content_type


@pytest.mark.parametrize("body", ["\ud800", "é"])
def test_a_body_can_have_any_characters(body: str) -> None:
    world = World()
    world.fail_next("create_user", body=body)
    response = world.handle(Request("POST", b"/users/u1/CreateUser"))
    assert (response.status, response.body) == (503, body.encode(errors="replace"))


def test_a_body_can_be_given_as_the_properties_of_an_object(stocked: Mock) -> None:
    stocked.world.fail_next("remove_physical_key", 400, body={"error": "Custom", "message": "no"})
    assert json.loads(remove(stocked).body) == {"error": "Custom", "message": "no"}


def test_the_journal_names_the_fault_that_fired(stocked: Mock) -> None:
    stocked.world.lose_next_answer("remove_physical_key")
    remove(stocked)
    remove(stocked, 2)
    hit, spared = stocked.world.journal.entries[-2:]
    assert (hit.status, hit.answer, spared.status) == (0, "", 200)
    assert (hit.fault, [violation.code for violation in hit.violations]) == ("lose_answer", ["fault.lose_answer"])
    assert (spared.fault, spared.violations) == (None, ())
