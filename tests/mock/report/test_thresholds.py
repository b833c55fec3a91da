"""The coverage in percent, and the conditions under which a run fails."""

import pytest
from hypothesis import given, settings
from spkey_mock.report.report import Finding, Report
from spkey_mock.report.summary import Summary, summarised
from spkey_mock.report.thresholds import Thresholds
from spkey_mock.service import contract

from .reports import OPERATIONS, RULES, STATUSES, reports, sample

DOCUMENTED = [(name, status) for name, status in STATUSES if status in OPERATIONS[name].statuses]
TOTAL = len(OPERATIONS) + len(DOCUMENTED) + len(RULES)
FULL = Report(responses=dict.fromkeys(DOCUMENTED, 1), rules=frozenset(RULES))


@settings(max_examples=25)
@given(reports())
def test_the_coverage_counts_operations_documented_statuses_and_rules(report: Report) -> None:
    called = {name for name, _ in report.responses}
    reached = len(called) + len(report.responses.keys() & {*DOCUMENTED}) + len(report.rules)
    assert summarised(report).coverage == pytest.approx(100 * reached / TOTAL)


def test_everything_is_100_percent() -> None:
    assert summarised(FULL).shown_coverage == "100.0 %"
    assert not Thresholds(100).failures(summarised(FULL))


def test_the_percentage_is_rounded_down() -> None:
    almost = Report(responses=FULL.responses, rules=FULL.rules - {RULES[0]})
    assert summarised(almost).coverage > 99
    assert summarised(almost).shown_coverage.startswith("99.")
    assert "coverage" in Thresholds(100).failures(summarised(almost))


def failures(report: Report, thresholds: Thresholds) -> dict[str, str]:
    return thresholds.failures(summarised(report))


def test_a_run_without_thresholds_passes() -> None:
    assert failures(Report(), Thresholds()) == {}
    assert failures(sample(), Thresholds.read()) == {}


def test_too_little_coverage_fails() -> None:
    message = failures(Report(), Thresholds.read("80"))["coverage"]
    assert message == (f"Coverage is 0.0 % (0 of {TOTAL} operations, statuses and rules); the minimum is 80 %.")
    exactly = summarised(sample()).coverage
    assert failures(sample(), Thresholds(exactly)) == {}


def test_operations_that_were_never_called_fail() -> None:
    called = Report(responses={(name, 503): 1 for name in OPERATIONS if name != "create_user"})
    assert failures(called, Thresholds.read(None, "never-called")) == {
        "never-called": "Operations never called: create_user."
    }
    assert failures(called.merged(Report(responses={("create_user", 0): 1})), Thresholds(never_called=True)) == {}


def test_violations_by_clients_fail_and_others_do_not() -> None:
    others = Report(violations={Finding("a", "state", "m"): 1, Finding("b", "mock", "m"): 1})
    assert failures(others, Thresholds(violations=True)) == {}
    assert failures(sample(), Thresholds(violations=True)) == {
        "violations": "Violations by clients: 1, with the codes schema.type (test_a.py::test_a)."
    }


def test_a_violation_outside_of_operations_is_shown_without_a_place() -> None:
    unknown = Report(violations={Finding("service.credential_required_on_any_path", "client", "m"): 1})
    message = failures(unknown, Thresholds(violations=True))["violations"]
    assert message.endswith("with the codes service.credential_required_on_any_path.")


def test_many_violations_are_shortened() -> None:
    many = Report(violations={Finding(f"code{n}", "client", "m", operation="create_user"): 2 for n in range(7)})
    message = failures(many, Thresholds(violations=True))["violations"]
    assert message.startswith("Violations by clients: 14, with the codes code0 (create_user), code1 (create_user), ")
    assert message.endswith("code4 (create_user) and 2 more.")
    assert "at least 14," in failures(many.merged(Report(dropped=1)), Thresholds(violations=True))["violations"]


@pytest.mark.parametrize(
    ("min_coverage", "fail_on", "thresholds"),
    [
        (None, None, Thresholds()),
        ("", "", Thresholds()),
        ("0", " never-called , violations ", Thresholds(0, never_called=True, violations=True)),
        ("99.5", "violations,", Thresholds(99.5, violations=True)),
    ],
)
def test_options_are_read(min_coverage: str | None, fail_on: str | None, thresholds: Thresholds) -> None:
    assert Thresholds.read(min_coverage, fail_on) == thresholds


@pytest.mark.parametrize("value", ["-1", "101", "nan", "inf", "80%", "much"])
def test_a_percentage_is_a_number_from_0_to_100(value: str) -> None:
    with pytest.raises(ValueError, match=rf"must be a number from 0 to 100, not '{value}'\.$"):
        Thresholds.read(value)


def test_an_unknown_condition_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"Unknown condition 'violation'\. Known: never-called, violations\.$"):
        Thresholds.read(None, "violation")


def test_statuses_that_are_not_documented_are_listed_but_do_not_count() -> None:
    summary: Summary = summarised(Report(responses={("create_user", 418): 2}))
    (line,) = [line for line in summary.operations if line.calls]
    assert [(it.status, it.times) for it in line.statuses if not it.documented] == [(418, 2)]
    assert [name for name, reached in summary.items.items() if reached] == ["create_user"]
    assert summary.contract == contract.load().version
