"""The checks of a strict world."""

from typing import Any

import pytest
from spkey_mock import Fault, Webhook, World

from spkey_client import BadRequestError, NotFoundError


def violate(world: World) -> None:
    with world.client() as client, pytest.raises(BadRequestError):
        client.physical_keys.remove("u1", number=0)


def leave_fault(world: World) -> None:
    world.fail_next("remove_physical_key")


def leave_delivery(world: World) -> None:
    world.webhooks.add(Webhook(url="http://localhost/", org_id="acme"))
    world.users.create("u1")


PROBLEMS = {
    "violations": (violate, "requests broke the contract:\n  #1 remove_physical_key u1"),
    "faults": (leave_fault, "faults have not fired:\n  Fault(kind='status', operation='remove_physical_key', times=1)"),
    "deliveries": (leave_delivery, "deliveries are due or in progress:\n  UserCreated version 1 to webhook-1"),
}


@pytest.mark.parametrize("check", PROBLEMS)
def test_a_check_names_what_it_found(check: Any) -> None:
    world = World()
    world.assert_ok()
    cause, message = PROBLEMS[check]
    cause(world)
    (found,) = world.check()
    assert message in found
    assert world.check(check) == [found]
    assert world.check(*(other for other in PROBLEMS if other != check)) == []  # type: ignore[arg-type]
    with pytest.raises(AssertionError) as failed:
        world.assert_ok(timeout=0.01)
    assert str(failed.value) == found


def test_all_failed_checks_are_named_at_once() -> None:
    world = World()
    for cause, _ in PROBLEMS.values():
        cause(world)
    assert len(world.check()) == 3
    with pytest.raises(AssertionError) as failed:
        world.assert_ok(timeout=0.01)
    assert str(failed.value) == "\n".join(world.check())


def test_an_unknown_check_is_rejected() -> None:
    with pytest.raises(ValueError, match=r"Unknown check 'clean'\. Known: violations, faults, deliveries"):
        World().check("clean")  # type: ignore[arg-type]


def test_faults_that_a_correct_test_may_provoke_fail_no_check() -> None:
    world = World()
    world.users.create("u1", keys=1)
    world.faults.add(Fault(kind="status", operation="list_physical_keys", probability=0.5))  # unlimited
    world.fail_next("remove_physical_key", retry_after=0)
    with world.client() as client:
        client.physical_keys.remove("u1", number=1)
        with pytest.raises(NotFoundError):
            client.physical_keys.remove("u1", number=1)
    world.clock.freeze()
    world.webhooks.add(Webhook(url="http://localhost/", org_id="acme", delay=60))
    world.users.create("u2")  # its delivery is due later
    world.assert_ok()
