"""The verdicts of the suite on the rules."""

from collections.abc import Mapping, Sequence
from typing import Literal

from attrs import field, frozen

from .exchange import Exchange
from .promises import Rule

Outcome = Literal["passed", "failed", "not exercised", "engine error"]
"""The outcome of a test: the server kept the promise, broke it, or could not be tested, or the suite itself failed."""

Verdict = Literal[
    "passed",
    "partly passed",
    "failed",
    "warned",
    "not exercised",
    "disabled",
    "known deviation",
    "unexpectedly passed",
    "flaky",
    "engine error",
]
"""The verdict on a rule.

- `passed`: all of its tests passed.
- `partly passed`: no test failed, but some could not run.
- `failed`: a test failed.
- `warned`: a test failed, but the rule is inferred and the run is not strict.
- `not exercised`: none of its tests could run.
- `disabled`: the configuration of the run or the server turns the rule off.
- `known deviation`: the server breaks the rule as the file of deviations says.
- `unexpectedly passed`: the server keeps a rule that the file says it breaks, so the file is out of date.
- `flaky`: a deviation that the file describes as flaky, whatever the outcome.
- `engine error`: the suite itself failed.
"""

FAILING: frozenset[Verdict] = frozenset({"failed", "unexpectedly passed", "engine error"})
"""The verdicts that fail a run."""


@frozen(kw_only=True)
class Tested:
    """A test and its outcome.

    Attributes:
        name: The name of the test.
        rules: The ids of the rules that it shows.
        categories: Its categories.
        outcome: The outcome.
        reason: Why the promise was broken or could not be tested; empty if the test passed.
        seconds: The duration.
        exchanges: The requests that it sent, with their responses.
        sent: The number of requests, including those that are no longer among the exchanges.
    """

    name: str
    rules: tuple[str, ...]
    categories: tuple[str, ...]
    outcome: Outcome
    reason: str = ""
    seconds: float = 0.0
    exchanges: Sequence[Exchange] = field(default=(), repr=False)
    sent: int = 0


@frozen(kw_only=True)
class Judged:
    """A rule and the verdict on it.

    Attributes:
        rule: The rule.
        verdict: The verdict.
        reason: The reason, unless the rule passed. For a rule that partly passed, the tests that could not run.
        tests: The tests that show it.
    """

    rule: Rule
    verdict: Verdict
    reason: str = ""
    tests: Sequence[Tested] = field(default=(), repr=False)


_ORDER: Sequence[Outcome] = ("engine error", "failed", "not exercised", "passed")


def judge(
    rules: Mapping[str, Rule],
    tests: Sequence[Tested],
    *,
    disabled: Mapping[str, str],
    strict: bool,
) -> list[Judged]:
    """Return the verdict on each rule, before deviations are taken into account.

    Args:
        rules: The rules.
        tests: The tests that ran.
        disabled: The reasons why rules are disabled, by rule id.
        strict: Whether inferred rules fail rather than warn.
    """
    return [
        _judge(rule, [test for test in tests if rule.id in test.rules], disabled.get(rule.id), strict=strict)
        for rule in rules.values()
    ]


def _judge(rule: Rule, tests: list[Tested], disabled: str | None, *, strict: bool) -> Judged:
    if disabled is not None:
        return Judged(rule=rule, verdict="disabled", reason=disabled, tests=tests)
    if not tests:
        return Judged(rule=rule, verdict="not exercised", reason="No test of this rule was selected.")
    worst = min(tests, key=lambda it: _ORDER.index(it.outcome))
    if worst.outcome == "not exercised" and any(it.outcome == "passed" for it in tests):
        return Judged(rule=rule, verdict="partly passed", reason=_gaps(tests), tests=tests)
    verdict: Verdict = worst.outcome
    if verdict == "failed" and rule.source == "inferred" and not strict:
        verdict = "warned"
    return Judged(rule=rule, verdict=verdict, reason=worst.reason, tests=tests)


def _gaps(tests: Sequence[Tested]) -> str:
    """Return the tests that could not run, with the reasons."""
    gaps = [it for it in tests if it.outcome == "not exercised"]
    listed = [f"{it.name.rpartition('::')[2]}: {it.reason}" for it in gaps]
    return "\n".join([f"{len(gaps)} of {len(tests)} tests not exercised:", *listed])
