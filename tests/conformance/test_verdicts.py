"""Verdicts, the headline and the exit code: nothing that was not verified counts as passed."""

from itertools import product

import pytest
from spkey_mock.conformance import verdicts
from spkey_mock.conformance.promises import Rule
from spkey_mock.conformance.verdicts import Outcome, Verdict, judge

from .support import judged, result

OUTCOMES: tuple[Outcome, ...] = ("passed", "not exercised", "failed", "engine error")


def rule(source: str = "documented") -> dict[str, Rule]:
    return {"a.b": Rule("a.b", "It holds.", source, "request")}


def outcome_of(outcome: Outcome, rule_id: str = "a.b") -> verdicts.Tested:
    reason = f"is {outcome}"
    return verdicts.Tested(name=f"test_{outcome}", rules=(rule_id,), categories=(), outcome=outcome, reason=reason)


@pytest.mark.parametrize(("first", "second"), [*product(OUTCOMES, OUTCOMES)])
def test_the_worst_test_of_a_rule_decides(first: Outcome, second: Outcome) -> None:
    (found,) = judge(rule(), [outcome_of(first), outcome_of(second)], disabled={}, strict=False)
    worst = max(first, second, key=OUTCOMES.index)
    assert (found.verdict, found.reason) == (worst, f"is {worst}")


def test_a_rule_without_a_test_is_not_exercised() -> None:
    (found,) = judge(rule(), [outcome_of("failed", "other.rule")], disabled={}, strict=False)
    assert (found.verdict, found.reason) == ("not exercised", "No test of this rule was selected.")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_disabled_rule_is_neither_passed_nor_failed(outcome: Outcome) -> None:
    (found,) = judge(rule(), [outcome_of(outcome)], disabled={"a.b": "Turned off."}, strict=True)
    assert (found.verdict, found.reason) == ("disabled", "Turned off.")


@pytest.mark.parametrize(
    ("source", "strict", "verdict"),
    [
        ("inferred", False, "warned"),
        ("inferred", True, "failed"),
        ("documented", False, "failed"),
        ("seed", False, "failed"),
    ],
)
def test_a_broken_inferred_rule_is_a_warning_unless_the_run_is_strict(
    source: str, strict: bool, verdict: Verdict
) -> None:
    (found,) = judge(rule(source), [outcome_of("failed")], disabled={}, strict=strict)
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("found", "exit_code", "headline"),
    [
        ([], 0, "Verified 0 of 0 rules."),
        (["passed", "passed"], 0, "Verified 2 of 2 rules."),
        (["passed", "not exercised"], 0, "Verified 1 of 2 rules (1 not exercised)."),
        (["passed", "disabled", "warned"], 0, "Verified 1 of 3 rules (1 disabled, 1 warned)."),
        (["known deviation", "flaky"], 0, "Verified 0 of 2 rules (1 known deviation, 1 flaky)."),
        (["passed", "failed", "failed"], 1, "Verified 1 of 3 rules (2 failed)."),
        (["unexpectedly passed"], 1, "Verified 0 of 1 rules (1 unexpectedly passed)."),
        (["failed", "engine error"], 2, "Verified 0 of 2 rules (1 failed, 1 engine error)."),
    ],
)
def test_the_headline_and_the_exit_code(found: list[Verdict], exit_code: int, headline: str) -> None:
    run = result(*map(judged, found))
    assert (run.exit_code, run.headline) == (exit_code, headline)


def test_the_terminal_shows_what_did_not_pass_with_the_reason_and_the_rule() -> None:
    found = result(judged("passed"), judged("failed", "200 instead of 404"), judged("not exercised", "Needs --token."))
    assert found.lines() == [
        "rule.failed         FAILED",
        "    200 instead of 404",
        "    The rule (documented): The promise of rule.failed.",
        "rule.not_exercised  not exercised",
        "    Needs --token.",
        "",
        "Verified 1 of 3 rules (1 failed, 1 not exercised).",
    ]
    assert found.lines(every=True)[0] == "rule.passed         passed"
    assert result(judged("passed")).lines() == ["Verified 1 of 1 rules."]
