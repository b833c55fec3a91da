"""Mutants are caught by the rules that they break. These tests run one for each rule, `make mutants` runs all."""

from typing import Any

import pytest
from spkey_mock.aggregates import REGISTRY
from spkey_mock.aggregates.locks import LOCKS
from spkey_mock.aggregates.temp_keys import TEMP_KEYS
from spkey_mock.aggregates.users import USERS
from spkey_mock.conformance.promises import load
from spkey_mock.service import contract
from spkey_mock.service.aggregate import Aggregate

from . import table
from .catalogue import Copy, copied
from .judge import failing, judge, mutants

MUTANTS = mutants()


def covering() -> list[str]:
    """Return the names of mutants that together break every rule, those that break the most rules first."""
    covered: set[str] = set()
    found: list[str] = []
    for mutant in sorted(MUTANTS.values(), key=lambda mutant: -len(mutant.rules)):
        if not covered.issuperset(mutant.rules):
            covered.update(mutant.rules)
            found.append(mutant.name)
    return found


@pytest.mark.parametrize("name", covering())
def test_a_mutant_is_caught_by_the_rules_that_it_breaks(name: str) -> None:
    mutant = MUTANTS[name]
    assert set(failing(judge(mutant.transport(), *mutant.rules))) >= set(mutant.rules)


@pytest.mark.parametrize("original", [USERS, LOCKS, TEMP_KEYS], ids=lambda original: original.name)
def test_a_copy_without_a_fault_keeps_every_rule(original: Aggregate[Any]) -> None:
    rules = [rule for name in original.handlers for rule in contract.load().operations[name].rules.values()]
    result = judge(copied(Copy(original)), *(rule.id for rule in rules))
    assert failing(result) == []


def test_every_rule_has_a_mutant() -> None:
    assert load().rules.keys() - {rule for mutant in MUTANTS.values() for rule in mutant.rules} == set()


def test_every_mutant_describes_its_fault() -> None:
    assert [mutant.name for mutant in MUTANTS.values() if not mutant.text.endswith(".")] == []


def test_mutants_leave_the_mock_itself_unchanged() -> None:
    def parts() -> list[object]:
        return [(dict(it.handlers), dict(it.events), dict(it.tasks), it.access) for it in REGISTRY.aggregates.values()]

    before = parts()
    for mutant in MUTANTS.values():
        mutant.transport()
    assert parts() == before


def test_the_published_table_has_every_mutant_with_its_rules() -> None:
    assert table.published() == {mutant.name: set(mutant.rules) for mutant in MUTANTS.values()}
