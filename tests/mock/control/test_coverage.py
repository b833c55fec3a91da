from typing import Any

import httpx
import pytest
from spkey_mock import World

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


@pytest.mark.usefixtures("world")
def test_coverage_is_read(control: Any, http: httpx.Client) -> None:
    http.get("/nowhere")
    coverage = control.coverage.get()
    assert {item.calls for item in coverage.operations} == {0}
    assert [rule.id for rule in coverage.rules if rule.reached] == [
        "service.credential_required_on_any_path",
        "service.refusal_changes_nothing",
    ]
    assert {rule.request for rule in coverage.rules if rule.reached} == {1}


def test_a_rule_that_any_success_reaches_says_so(control: Any) -> None:
    rules = {rule.id: rule for rule in control.coverage.get().rules}
    assert rules["physical_keys.add.number_counts_up_from_one"].any_success is True
    assert "anySuccess" not in rules["physical_keys.add.not_deduplicated"].to_dict()
    assert not any(rule.reached for rule in rules.values())


def test_response_properties_that_were_served_are_read(control: Any, http: httpx.Client, world: World) -> None:
    world.users.create("u1")
    http.get("/users/u1/PhysicalKeys", headers={"X-API-Key": world.api_key})
    (listing,) = [item for item in control.coverage.get().operations if item.operation == "list_physical_keys"]
    properties = {it.status: {found.pointer: found.served for found in it.properties} for it in listing.statuses}
    assert properties[404] == {}
    assert (properties[200]["/keys"], properties[200]["/keys/*/note"]) == (True, False)
