import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Fault, Request, Response, Settings, World
from spkey_mock.service.errors import Full
from spkey_mock.world.limits import Limits

from .support import ERROR, USER, Mock


def remove(mock: Mock, number: int = 1) -> Response:
    body = json.dumps({"number": number}).encode()
    headers = ((b"x-api-key", mock.api_key.encode()),)
    return mock.world.handle(Request("POST", f"/users/{USER}/RemovePhysicalKey".encode(), b"", headers, body))


def test_a_fault_of_an_operation_that_there_is_not_is_refused(mock: Mock) -> None:
    with pytest.raises(ValueError, match="There is no operation remove_key: there are add_physical_key"):
        mock.world.lose_next_answer("remove_key")


def test_an_answer_is_lost_after_the_request_was_carried_out(stocked: Mock) -> None:
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


@pytest.mark.parametrize("kind", ["lose_answer", "truncate", "malformed", "content_type"])
def test_a_request_that_is_refused_does_not_use_a_late_fault_up(stocked: Mock, kind: Any) -> None:
    stocked.world.faults.add(Fault(kind=kind, operation="remove_physical_key"))
    assert remove(stocked, 9).status == 404
    assert len(stocked.world.faults.items()) == 1
    remove(stocked)
    assert stocked.numbers() == [2, 3]
    assert stocked.world.faults.items() == {}


def test_a_body_is_cut(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="truncate"))
    response = remove(stocked)
    assert (response.status, response.ending) == (200, "truncated")


def test_a_body_is_not_json(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="malformed"))
    response = remove(stocked)
    assert (response.status, dict(response.headers)[b"content-type"]) == (200, b"application/json")
    with pytest.raises(ValueError, match=r"delimiter|value|Unterminated|property name"):
        json.loads(response.body)


def test_an_answer_calls_itself_html(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="content_type"))
    response = remove(stocked)
    assert (response.status, dict(response.headers)[b"content-type"]) == (200, b"text/html; charset=utf-8")
    assert response.body.startswith(b"<!doctype html>")


def test_an_answer_is_late(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="latency", times=2))
    stocked.world.faults.add(Fault(kind="latency", delay=2.5))
    assert [remove(stocked, number).delay for number in (1, 9, 2, 9)] == [1.0, 1.0, 2.5, 0.0]
    assert stocked.numbers() == [3]


@pytest.mark.parametrize("errors", ["documented", "runtime"])
@pytest.mark.parametrize("status", [400, 429, 500, 503, 522])
def test_a_status_comes_instead_of_the_answer(errors: str, status: int) -> None:
    mock = Mock(errors=errors)
    mock.world.users.create(USER, keys=1)
    mock.world.fail_next("remove_physical_key", status, retry_after=7)
    response = remove(mock)
    assert (response.status, dict(response.headers)[b"retry-after"]) == (status, b"7")
    ERROR.validate(json.loads(response.body))
    assert mock.numbers() == [1]
    assert remove(mock).status == 200


def test_a_status_can_come_though_the_request_was_carried_out(stocked: Mock) -> None:
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


def test_faults_strike_in_the_order_in_which_they_were_added(stocked: Mock) -> None:
    stocked.world.fail_next("remove_physical_key", 500)
    stocked.world.fail_next("remove_physical_key", 502, times=2)
    stocked.world.fail_next("add_physical_key", 504)
    assert [remove(stocked, number).status for number in (1, 1, 1, 1)] == [500, 502, 502, 200]
    assert [fault.status for fault in stocked.world.faults.items().values()] == [504]


def test_a_fault_without_an_operation_strikes_any_request(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="status", status=429))
    assert stocked.send("GET", "/nowhere").status == 429


def test_a_fault_can_be_removed(stocked: Mock) -> None:
    first = stocked.world.faults.add(Fault(kind="status", status=500))
    second = stocked.world.faults.add(Fault(kind="status", status=502))
    assert stocked.world.faults.remove(first)
    assert not stocked.world.faults.remove(first)
    assert list(stocked.world.faults.items()) == [second]
    stocked.world.faults.clear()
    assert remove(stocked).status == 200


def test_the_journal_knows_which_fault_struck(stocked: Mock) -> None:
    stocked.world.lose_next_answer("remove_physical_key")
    remove(stocked)
    remove(stocked, 2)
    struck, spared = stocked.world.journal.entries[-2:]
    assert (struck.status, struck.answer, spared.status) == (0, "", 200)
    assert (struck.fault, [finding.code for finding in struck.findings]) == ("lose_answer", ["fault.lose_answer"])
    assert (spared.fault, spared.findings) == (None, ())


@given(st.integers())
@settings(max_examples=20, deadline=None)
def test_with_one_seed_the_dice_fall_the_same_way(seed: int) -> None:
    def statuses() -> list[int]:
        world = World(Settings(seed=seed))
        world.users.create(USER, keys=1)
        world.faults.add(Fault(kind="status", probability=0.5))
        path = f"/users/{USER}/profile".encode()
        request = Request("GET", path, headers=((b"x-api-key", world.api_key.encode()),))
        return [world.handle(request).status for _ in range(40)]

    first = statuses()
    assert first == statuses()
    # So improbable otherwise (2 in a million million) that no run will see it.
    assert Counter(first).keys() == {200, 503}


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"kind": "explode"}, "there is no kind of fault 'explode': there are status, latency"),
        ({"kind": "drop", "times": 0}, "once or more, not 0"),
        ({"kind": "drop", "probability": 0}, "a probability is more than 0"),
        ({"kind": "drop", "probability": float("nan")}, "a probability is more than 0"),
        ({"kind": "status", "status": 200}, "from 400 to 599, not 200"),
        ({"kind": "status", "retry_after": -1}, "Retry-After is a whole number of seconds, 0 or more"),
        ({"kind": "status", "retry_after": 0.5}, "Retry-After is a whole number"),
        ({"kind": "drop", "status": 500}, "a fault of the kind drop has no status"),
        ({"kind": "latency", "delay": 601}, "from 0 to 600 seconds"),
        ({"kind": "latency", "delay": float("inf")}, "from 0 to 600 seconds"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(values: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Fault(**values)


def test_there_may_not_be_more_faults_than_the_limit() -> None:
    world = World(Settings(limits=Limits(faults=2)))
    world.fail_next("create_user", times=5)
    world.fail_next("create_user")
    with pytest.raises(Full, match="There are 2 faults, and there may not be more"):
        world.fail_next("create_user")


def test_a_body_can_be_given_as_members(stocked: Mock) -> None:
    stocked.world.fail_next("remove_physical_key", 400, body={"error": "Custom", "message": "no"})
    assert json.loads(remove(stocked).body) == {"error": "Custom", "message": "no"}


def test_faults_that_did_not_strike_can_be_asserted_on(stocked: Mock) -> None:
    stocked.world.lose_next_answer("remove_physical_key")
    stocked.world.faults.add(Fault(kind="status", operation="create_user", probability=0.5))
    with pytest.raises(AssertionError, match=r"faults are still to come:\n  Fault\(kind='lose_answer'"):
        stocked.world.faults.assert_used()
    remove(stocked)
    stocked.world.faults.assert_used()
