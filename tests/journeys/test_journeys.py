"""The journeys name rules of the contract, and lead through the mock."""

from pathlib import Path
from typing import Any

import httpx
import yaml
from spkey_mock import Server, Settings, World, Worlds
from spkey_mock.aggregates.users import USERS, PhysicalKeyRemoved
from spkey_mock.conformance.promises import load
from spkey_mock.service.registry import Registry

from ..mock.processes import served
from ..mutants.catalogue import Copy
from .respect import FILE, Step, run

JOURNEYS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))["workflows"]
STEPS: list[tuple[str, dict[str, Any]]] = [(it["workflowId"], step) for it in JOURNEYS for step in it["steps"]]


def test_every_step_names_an_operation_and_rules_of_the_contract() -> None:
    promises = load()
    for journey, step in STEPS:
        name = f"{journey}: {step['stepId']}"
        assert step["operationId"] in promises.operations, name
        assert step["x-rules"], name
        assert set(step["x-rules"]) <= promises.rules.keys(), name


def test_each_journey_has_a_user_of_its_own_in_each_run() -> None:
    users = [it["value"] for journey in JOURNEYS for it in journey["parameters"] if it.get("name") == "id"]
    assert len(set(users)) == len(JOURNEYS)
    assert all(user.endswith("-{$inputs.run}") for user in users)


def test_every_step_succeeds_and_does_so_again_on_the_same_mock_in_either_error_format(tmp_path: Path) -> None:
    with served("--api-key", "my-key=acme", "--api-key", "other-key=umbrella") as mock:
        for errors in ("documented", "runtime"):
            set_errors(mock.base_url, errors)
            code, steps = run(mock.base_url, tmp_path, **callers(mock.base_url))
            assert steps == [Step(journey, step["stepId"], passed=True) for journey, step in STEPS]
            assert code == 0


def test_a_mock_that_reuses_a_number_fails_the_step_that_names_the_rule(tmp_path: Path) -> None:
    users = Copy(USERS)
    users.applied(PhysicalKeyRemoved, lambda _, after: {"next_number": after.next_number - 1})
    settings = Settings(api_keys=(("my-key", "acme"), ("other-key", "umbrella")))
    worlds = Worlds()
    worlds.mount(World(settings, name="mutant", registry=Registry(users.aggregate)))
    with Server(worlds) as server:
        base_url = f"{server.base_url}/w/mutant"
        code, steps = run(base_url, tmp_path, **callers(base_url))
    (failed,) = [step for step in steps if not step.passed]
    (rules,) = [step["x-rules"] for journey, step in STEPS if (journey, step["stepId"]) == (failed.journey, failed.id)]
    assert "physical_keys.add.number_never_reused" in rules
    assert code == 1


def set_errors(base_url: str, form: str) -> None:
    with httpx.Client(trust_env=False) as http:
        http.patch(f"{base_url}/_mock/settings", json={"errors": form}).raise_for_status()


def callers(base_url: str) -> dict[str, str]:
    """Return the credentials of two organisations of a mock."""
    with httpx.Client(trust_env=False) as http:
        issued = http.post(f"{base_url}/_mock/tokens", json={"subject": "journeys", "orgId": "acme"}).json()
    return {"apiKey": "my-key", "orgId": "acme", "otherApiKey": "other-key", "token": issued["token"]}
