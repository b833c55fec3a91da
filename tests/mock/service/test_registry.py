"""The registry: each operation has one handler, and each rule one check."""

import pytest
from spkey_mock.service.aggregate import Aggregate, Operations
from spkey_mock.service.outcome import Outcome
from spkey_mock.service.registry import Registry
from spkey_mock.service.state import State


def things(name: str = "thing") -> Aggregate[State]:
    return Aggregate(name, State, access=lambda state, caller: None)


def always(state: State, request: object, outcome: Outcome) -> bool:
    return True


def test_a_rule_has_one_check() -> None:
    aggregate = things()
    aggregate.rule("things.exist")(always)
    aggregate.reached_by_any("things.are_listed")
    with pytest.raises(ValueError, match=r"^Rule things\.exist has two checks\.$"):
        aggregate.reached_by_any("things.exist")
    with pytest.raises(ValueError, match=r"^Rule things\.are_listed has two checks\.$"):
        aggregate.rule("things.are_listed")(always)


@pytest.mark.parametrize("rule", ["things.exist", "service.read_your_writes"])
def test_a_rule_has_one_check_in_all_aggregates_and_views(rule: str) -> None:
    aggregate, views = things(), Operations()
    aggregate.rule("things.exist")(always)
    views.rule(rule)(always)
    with pytest.raises(ValueError, match=f"{rule} must be registered once"):
        Registry(aggregate, views=views)


def test_a_registry_knows_the_rules_of_the_service_and_of_its_parts() -> None:
    aggregate = things()
    aggregate.reached_by_any("things.exist", on="event")
    assert Registry(aggregate).checks.keys() - Registry().checks.keys() == {"things.exist"}
    assert Registry(aggregate).checks["things.exist"].occasion == "event"
