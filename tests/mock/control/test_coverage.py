from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


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
