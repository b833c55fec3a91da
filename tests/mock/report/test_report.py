"""The report: a value that merges in any order."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock.report import report as module
from spkey_mock.report.report import Finding, Report, bounded, merge

from .reports import findings, reports


@settings(max_examples=30)
@given(reports(), reports(), reports())
def test_reports_merge_in_any_order(a: Report, b: Report, c: Report) -> None:
    assert a.merged(b) == b.merged(a)
    assert a.merged(b).merged(c) == a.merged(b.merged(c))
    assert a.merged(Report()) == a
    assert merge([a, b, c]) == merge([c, a, b])


@settings(max_examples=30)
@given(st.lists(st.dictionaries(findings, st.integers(1, 9), max_size=6), min_size=2, max_size=4))
def test_a_bounded_report_keeps_the_same_violations_in_any_order(parts: list[dict[Finding, int]]) -> None:
    def small(part: dict[Finding, int]) -> Report:
        violations, dropped = bounded(part, 3)
        return Report(violations=violations, dropped=dropped)

    with patch.object(module.bounded, "__defaults__", (3,)):
        forwards, backwards = merge(map(small, parts)), merge(map(small, reversed(parts)))
    assert forwards == backwards
    assert len(forwards.violations) <= 3
    assert forwards.dropped + sum(forwards.violations.values()) == sum(sum(part.values()) for part in parts)


def test_counts_add_up_and_sets_unite() -> None:
    finding = Finding("schema.type", "client", "no number")
    one = Report(requests=2, responses={("create_user", 201): 2}, rules=frozenset({"a"}), violations={finding: 1})
    two = Report(requests=1, responses={("create_user", 201): 1}, rules=frozenset({"b"}), violations={finding: 3})
    assert one.merged(two) == Report(
        requests=3, responses={("create_user", 201): 3}, rules=frozenset({"a", "b"}), violations={finding: 4}
    )


def test_violations_by_clients_come_first_and_are_dropped_last() -> None:
    of_state = {Finding("a", "state", str(number)): 2 for number in range(5)}
    of_clients = {Finding("z", "client", str(number)): 1 for number in range(3)}
    assert bounded(of_state | of_clients, 4) == ({**of_clients, Finding("a", "state", "0"): 2}, 8)
    report = Report(violations=of_state | of_clients)
    assert report.of_clients == of_clients
    assert [finding for finding, _ in report.ordered][:3] == list(of_clients)


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (Finding("schema.type", "client", "no number"), "schema.type: no number"),
        (
            Finding("schema.type", "client", "no number", "/body/number", "remove_physical_key", "w", "test_a"),
            "schema.type: remove_physical_key: /body/number: no number (test_a)",
        ),
        (Finding("schema.type", "client", "no number", world="w"), "schema.type: no number (world w)"),
    ],
)
def test_a_violation_is_one_line(finding: Finding, text: str) -> None:
    assert str(finding) == text
