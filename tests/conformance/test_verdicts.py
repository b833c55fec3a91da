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


PAIRS = [pair for pair in product(OUTCOMES, OUTCOMES) if {*pair} != {"passed", "not exercised"}]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_worst_test_of_a_rule_decides(first: Outcome, second: Outcome) -> None:
    (found,) = judge(rule(), [outcome_of(first), outcome_of(second)], disabled={}, strict=False)
    worst = max(first, second, key=OUTCOMES.index)
    assert (found.verdict, found.reason) == (worst, f"is {worst}")


def test_a_rule_partly_passed_if_some_of_its_tests_could_not_run() -> None:
    tests = [outcome_of("not exercised"), outcome_of("passed"), outcome_of("passed")]
    (found,) = judge(rule(), tests, disabled={}, strict=True)
    assert found.verdict == "partly passed"
    assert found.reason == "1 of 3 tests not exercised:\ntest_not exercised: is not exercised"


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
        (["passed", "partly passed", "not exercised"], 0, "Verified 1 of 3 rules (1 partly passed, 1 not exercised)."),
        (["partly passed"], 0, "Verified 0 of 1 rules (1 partly passed)."),
        (["not exercised", "disabled"], 2, "Verified 0 of 2 rules (1 not exercised, 1 disabled)."),
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


def test_a_run_that_exercised_no_rule_gives_no_verdict_and_says_why() -> None:
    skipped = [judged("not exercised", reason, name=name) for name, reason in (("a", "B."), ("b", "A."), ("c", "A."))]
    found = result(*skipped, judged("disabled", "Turned off."))
    message = "No rule was exercised, so the server was not verified: A; B; Turned off."
    assert (found.exit_code, found.problem) == (2, message)


def test_an_interrupted_run_gives_no_verdict_whatever_it_found() -> None:
    found = result(judged("passed"), judged("failed", "no"), judged("not exercised", "Interrupted."), interrupted=True)
    assert (found.exit_code, found.problem) == (2, "The run was interrupted, so its result is not complete.")
    assert found.lines()[0] == "rule.failed  FAILED"
    assert "rule.not_exercised" not in "".join(found.lines())


def test_the_terminal_cuts_a_long_reason() -> None:
    found = result(judged("passed"), judged("partly passed", "\n".join("abcdefgh")))
    lines = [f"    {it}" for it in [*"abcde", "... (3 more lines, see --report)"]]
    assert found.lines()[1:7] == lines


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
