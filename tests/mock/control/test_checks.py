"""The checks of worlds and of their coverage, over HTTP."""

from typing import Any

import httpx
import pytest
from spkey_mock import Webhook, World, Worlds

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def violate(world: World, http: httpx.Client) -> None:
    headers = {"X-API-Key": world.api_key}
    assert http.post("/users/u1/RemovePhysicalKey", json={"number": 0}, headers=headers).status_code == 400


def leave_fault(world: World, http: httpx.Client) -> None:
    http.post("/_mock/faults", json={"kind": "drop"})


def leave_delivery(world: World, http: httpx.Client) -> None:
    world.webhooks.add(Webhook(url="http://localhost/", org_id="acme"))
    http.post("/_mock/users", json={})


PROBLEMS = {
    "violations": (violate, "requests broke the contract:"),
    "faults": (leave_fault, "faults have not fired:"),
    "deliveries": (leave_delivery, "deliveries are due or in progress:"),
}


@pytest.mark.parametrize("check", PROBLEMS)
def test_a_check_says_what_it_found(control: Any, http: httpx.Client, world: World, check: str) -> None:
    assert control.worlds.check().passed
    cause, message = PROBLEMS[check]
    cause(world, http)
    for result in (control.worlds.check(), control.worlds.check(checks=[check])):
        assert not result.passed
        assert result.message.startswith(message)
    assert control.worlds.check(checks=[other for other in PROBLEMS if other != check]).passed


@pytest.mark.parametrize("checks", [["clean"], []])
def test_an_invalid_list_of_checks_is_rejected(http: httpx.Client, checks: list[str]) -> None:
    response = http.post("/_mock/check", json={"checks": checks})
    assert (response.status_code, response.json()["message"][:11]) == (400, "body/checks")


def test_parts_of_the_contract_are_expected_to_be_reached(
    control: Any, http: httpx.Client, world: World, package: Any
) -> None:
    reached = ["list_physical_keys", "list_physical_keys 200"]
    result = control.coverage.check(reached=reached)
    assert (result.passed, result.message) == (False, "no request reached " + ", ".join(reached))
    world.users.create("u1")
    http.get("/users/u1/PhysicalKeys", headers={"X-API-Key": world.api_key})
    assert control.coverage.check(reached=reached).passed
    with pytest.raises(package.BadRequestError, match=r"The contract has no list_keys\."):
        control.coverage.check(reached=["list_keys"])


@pytest.mark.parametrize("check", PROBLEMS)
def test_the_deletion_of_a_strict_world_fails_with_its_checks(
    http: httpx.Client, worlds: Worlds, world: World, check: str
) -> None:
    cause, message = PROBLEMS[check]
    http.patch("/_mock/settings", json={"strict": True})
    cause(world, http)
    response = http.delete("/_mock/worlds/tests")
    assert response.status_code == 409
    assert response.json()["error"] == "CheckFailed"
    assert response.json()["message"].startswith(
        f"The world tests was deleted. It was strict and failed its checks:\n{message}"
    )
    assert [it.name for it in worlds.items()] == [""]


@pytest.mark.parametrize("strict", [True, False])
def test_a_world_that_passes_or_is_not_strict_is_deleted_as_usual(
    http: httpx.Client, worlds: Worlds, world: World, strict: bool
) -> None:
    http.patch("/_mock/settings", json={"strict": strict})
    if not strict:
        leave_fault(world, http)
    assert http.delete("/_mock/worlds/tests").status_code == 204
    assert [it.name for it in worlds.items()] == [""]
