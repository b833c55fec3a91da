import json
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Fault, Request, Response, Settings, World
from spkey_mock.service.errors import Full
from spkey_mock.world.limits import Limits

from ..support import USER, Mock


def remove(mock: Mock, number: int = 1) -> Response:
    body = json.dumps({"number": number}).encode()
    headers = ((b"x-api-key", mock.api_key.encode()),)
    return mock.world.handle(Request("POST", f"/users/{USER}/RemovePhysicalKey".encode(), b"", headers, body))


def test_a_fault_of_an_unknown_operation_is_rejected(mock: Mock) -> None:
    with pytest.raises(ValueError, match=r"Unknown operation 'remove_key'\. Known: .*add_physical_key"):
        mock.world.lose_next_answer("remove_key")


@pytest.mark.parametrize("kind", ["lose_answer", "truncate", "malformed", "content_type"])
def test_a_rejected_request_does_not_use_a_late_fault_up(stocked: Mock, kind: Any) -> None:
    stocked.world.faults.add(Fault(kind=kind, operation="remove_physical_key"))
    assert remove(stocked, 9).status == 404
    assert len(stocked.world.faults.items()) == 1
    remove(stocked)
    assert stocked.numbers() == [2, 3]
    assert stocked.world.faults.items() == {}


def test_faults_fire_in_the_order_in_which_they_were_added(stocked: Mock) -> None:
    stocked.world.fail_next("remove_physical_key", 500)
    stocked.world.fail_next("remove_physical_key", 502, times=2)
    stocked.world.fail_next("add_physical_key", 504)
    assert [remove(stocked, number).status for number in (1, 1, 1, 1)] == [500, 502, 502, 200]
    assert [fault.status for fault in stocked.world.faults.items().values()] == [504]


def test_a_fault_lets_the_requests_pass_that_it_skips(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="status", operation="remove_physical_key", status=502, skip=2, times=2))
    stocked.numbers()
    assert [remove(stocked, number).status for number in (1, 9)] == [200, 404]
    assert [(fault.skip, fault.times) for fault in stocked.world.faults.items().values()] == [(0, 2)]
    assert [remove(stocked, number).status for number in (2, 2, 2)] == [502, 502, 200]


def test_a_late_fault_skips_successful_requests_only(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="lose_answer", operation="remove_physical_key", skip=1))
    assert [remove(stocked, number).ending for number in (9, 1, 9, 2)] == ["whole", "whole", "whole", "dropped"]


def test_a_request_on_which_an_earlier_fault_fires_is_not_skipped_by_a_later_fault(stocked: Mock) -> None:
    stocked.world.fail_next("remove_physical_key", 500)
    stocked.world.faults.add(Fault(kind="status", operation="remove_physical_key", status=502, skip=1))
    assert [remove(stocked, number).status for number in (1, 1, 2)] == [500, 200, 502]


def test_a_fault_with_a_probability_skips_before_it_draws(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="status", status=502, probability=1 - 1e-12, skip=1))
    assert [remove(stocked).status for _ in range(3)] == [200, 502, 502]


@pytest.mark.parametrize(("method", "path"), [("GET", "PhysicalKeys"), ("HEAD", "profile"), ("POST", "AddPhysicalKey")])
def test_a_fault_without_an_operation_fires_for_any_operation(stocked: Mock, method: str, path: str) -> None:
    stocked.world.faults.add(Fault(kind="status", status=429))
    assert stocked.send(method, f"/users/{USER}/{path}").status == 429


@pytest.mark.parametrize("kind", ["status", "drop", "latency"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/favicon.ico"), ("OPTIONS", f"/users/{USER}/profile"), ("PUT", f"/users/{USER}/profile")],
)
def test_a_request_that_addresses_no_operation_does_not_use_a_fault_up(
    stocked: Mock, method: str, path: str, kind: Any
) -> None:
    stocked.world.faults.add(Fault(kind=kind))
    assert stocked.send(method, path).status == 404
    assert stocked.world.journal.entries[-1].fault is None
    with pytest.raises(AssertionError, match="faults have not fired"):
        stocked.world.faults.assert_used()


def test_a_fault_can_be_removed(stocked: Mock) -> None:
    first = stocked.world.faults.add(Fault(kind="status", status=500))
    second = stocked.world.faults.add(Fault(kind="status", status=502))
    assert stocked.world.faults.remove(first)
    assert not stocked.world.faults.remove(first)
    assert list(stocked.world.faults.items()) == [second]
    stocked.world.faults.clear()
    assert remove(stocked).status == 200


@given(st.integers())
@settings(max_examples=20, deadline=None)
def test_with_one_seed_a_probability_gives_the_same_outcomes(seed: int) -> None:
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
        ({"kind": "explode"}, "Unknown fault kind 'explode'. Known: status, latency, drop, lose_answer"),
        ({"kind": "drop", "skip": -1}, "skip must be a whole number, 0 or more, not -1"),
        ({"kind": "drop", "skip": 0.5}, "skip must be a whole number, 0 or more, not 0.5"),
        ({"kind": "drop", "times": 0}, "times must be a whole number of at least 1, not 0"),
        ({"kind": "drop", "probability": 0}, "probability must be greater than 0 and at most 1, not 0"),
        ({"kind": "drop", "probability": float("nan")}, "probability must be greater than 0 and at most 1, not nan"),
        ({"kind": "status", "status": 200}, "status must be from 400 to 599, not 200"),
        ({"kind": "status", "retry_after": -1}, "retry_after must be a whole number of seconds, 0 or more, not -1"),
        ({"kind": "status", "retry_after": 0.5}, "retry_after must be a whole number of seconds, 0 or more"),
        ({"kind": "drop", "status": 500}, "body must not be set for a fault of kind drop"),
        ({"kind": "latency", "delay": 601}, "delay must be from 0 to 600 seconds, not 601"),
        ({"kind": "latency", "delay": float("inf")}, "delay must be from 0 to 600 seconds, not inf"),
        ({"kind": None}, "Unknown fault kind None. Known: status, latency, drop, lose_answer"),
        (
            {"kind": "drop", "operation": ["create_user"]},
            r"operation must be the name of an operation or None, not \['create_user'\]\.",
        ),
        ({"kind": "drop", "skip": "1"}, "skip must be a whole number, 0 or more, not '1'"),
        ({"kind": "drop", "skip": True}, "skip must be a whole number, 0 or more, not True"),
        ({"kind": "drop", "skip": float("nan")}, "skip must be a whole number, 0 or more, not nan"),
        ({"kind": "drop", "times": "2"}, "times must be a whole number of at least 1, not '2'"),
        ({"kind": "drop", "times": float("inf")}, "times must be a whole number of at least 1, not inf"),
        ({"kind": "drop", "probability": "0.5"}, "probability must be greater than 0 and at most 1, not '0.5'"),
        ({"kind": "status", "status": "503"}, "status must be from 400 to 599, not '503'"),
        ({"kind": "status", "status": 503.5}, "status must be from 400 to 599, not 503.5"),
        ({"kind": "status", "carried_out": "yes"}, "carried_out must be True or False, not 'yes'"),
        ({"kind": "status", "retry_after": "5"}, "retry_after must be a whole number of seconds, 0 or more, not '5'"),
        ({"kind": "status", "body": {"error": "x"}}, "body must be a string, not {'error': 'x'}"),
        ({"kind": "latency", "delay": timedelta(seconds=2)}, "delay must be from 0 to 600 seconds, not datetime.time"),
    ],
)
def test_values_out_of_range_are_rejected(values: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Fault(**values)


@pytest.mark.parametrize("fault", ["drop", None, {"kind": "drop"}])
def test_only_a_fault_can_be_added(fault: Any) -> None:
    message = f"fault must be a Fault, such as Fault(kind='drop'), not {fault!r}."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        World().faults.add(fault)


def test_the_number_of_faults_is_limited() -> None:
    world = World(Settings(limits=Limits(faults=2)))
    world.fail_next("create_user", times=5)
    world.fail_next("create_user")
    with pytest.raises(Full, match=r"Too many faults \(limit 2\). Remove some or raise Limits.faults."):
        world.fail_next("create_user")


def test_a_test_can_assert_that_its_faults_have_fired(stocked: Mock) -> None:
    stocked.world.lose_next_answer("remove_physical_key")
    stocked.world.faults.add(Fault(kind="status", operation="create_user", probability=0.5))
    with pytest.raises(AssertionError, match=r"faults have not fired:\n  Fault\(kind='lose_answer'"):
        stocked.world.faults.assert_used()
    remove(stocked)
    stocked.world.faults.assert_used()
