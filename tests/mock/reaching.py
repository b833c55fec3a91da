"""How tests show by which request a rule of the contract is reached."""

from collections.abc import Callable
from typing import Any

import pytest
from spkey_mock.aggregates import REGISTRY
from spkey_mock.service import contract
from spkey_mock.service.aggregate import Aggregate

from .support import USER, Mock

Requests = Callable[[Mock], object]
"""Sends the requests, the last of which reaches the rule."""


def rules_of(aggregate: Aggregate[Any] | None) -> set[str]:
    """Return the ids of the rules that the operations of an aggregate have, or the views if it is None."""
    operations = contract.load().operations.values()
    return {
        rule.id
        for operation in operations
        if operation.id in REGISTRY.handlers and REGISTRY.handlers[operation.id].aggregate is aggregate
        for rule in operation.rules.values()
    }


def assert_reached_by(mock: Mock, rule: str, requests: Requests) -> None:
    """Check that the last of these requests reaches a rule in one way, and that nothing before it does.

    A rule is reached by its check in the registry, or because it rejects the request, and never by both. There is a
    user, of whose creation the coverage knows nothing.
    """
    mock.world.users.create(USER)
    coverage = mock.world.coverage
    with pytest.raises(AssertionError, match=f"no request reached {rule}"):
        coverage.assert_reached(rule)
    requests(mock)
    coverage.assert_reached(rule)
    last = mock.world.journal.total
    (entry,) = mock.world.journal.find(after=last - 1)
    rejects = entry.status >= 400 and rule in {violation.code for violation in entry.violations}
    assert rejects is not (rule in REGISTRY.checks)
    assert next(item.request for item in coverage.rules if item.rule.id == rule) == last
    mock.profile()
    assert next(item.request for item in coverage.rules if item.rule.id == rule) == last
