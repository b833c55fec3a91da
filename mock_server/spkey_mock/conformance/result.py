"""The result of a run: a verdict on every rule."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from attrs import field, frozen

from .deviations import Deviation, apply
from .setting import Setting
from .verdicts import FAILING, Judged, Tested, Verdict, judge

_SHOWN: Mapping[Verdict, str] = {
    "passed": "passed",
    "partly passed": "partly passed",
    "failed": "FAILED",
    "warned": "warning",
    "not exercised": "not exercised",
    "disabled": "disabled",
    "known deviation": "known deviation",
    "unexpectedly passed": "UNEXPECTEDLY PASSED",
    "flaky": "flaky",
    "engine error": "ENGINE ERROR",
}


_UNTESTED: frozenset[Verdict] = frozenset({"not exercised", "disabled"})
"""The verdicts that say nothing about the server."""

_MOST_REASONS = 3
_MOST_LINES = 6


@frozen(kw_only=True)
class Result:
    """The result of a run.

    Attributes:
        base_urls: The base URL of the server, or of each of its replicas.
        mock: Whether the server is a mock.
        contract: The version of the contract.
        started: When the run started.
        seconds: Its duration.
        configuration: The options that were set, secrets masked.
        users: The ids of the users that the run created. No operation deletes them.
        locks: The numbers of the locks that the run created. No operation deletes them.
        rules: The verdicts, in the order of the contract.
        interrupted: Whether the run was interrupted. The remaining tests are not exercised.
    """

    base_urls: Sequence[str]
    mock: bool
    contract: str
    started: datetime
    seconds: float
    configuration: Mapping[str, object]
    users: Sequence[str]
    locks: Sequence[int] = ()
    rules: Sequence[Judged] = field(repr=False)
    interrupted: bool = False

    @property
    def verified(self) -> int:
        """The number of rules that passed."""
        return self._number("passed")

    @property
    def partly_verified(self) -> int:
        """The number of rules that partly passed."""
        return self._number("partly passed")

    def _number(self, verdict: Verdict) -> int:
        return sum(judged.verdict == verdict for judged in self.rules)

    @property
    def problem(self) -> str:
        """The reason why the run gives no verdict on the server, in one line. Empty if it gives one."""
        if self.interrupted:
            return "The run was interrupted, so its result is not complete."
        if all(judged.verdict in _UNTESTED for judged in self.rules):
            reasons = Counter(judged.reason.rstrip(".") for judged in self.rules if judged.tests)
            shown = "; ".join(reason for reason, _ in reasons.most_common(_MOST_REASONS))
            return f"No rule was exercised, so the server was not verified: {shown or 'no test of a rule ran'}."
        return ""

    @property
    def tests(self) -> list[Tested]:
        """The tests that ran, each once."""
        return list({tested.name: tested for judged in self.rules for tested in judged.tests}.values())

    @property
    def failing(self) -> list[Judged]:
        """The rules that fail the run."""
        return [judged for judged in self.rules if judged.verdict in FAILING]

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        if self.problem or any(judged.verdict == "engine error" for judged in self.rules):
            return 2
        return 1 if self.failing else 0

    @property
    def headline(self) -> str:
        """The result in one line. It never calls a server conformant while rules were not verified."""
        counts = Counter(judged.verdict for judged in self.rules)
        others = [f"{count} {verdict}" for verdict, count in counts.items() if verdict != "passed"]
        rest = f" ({', '.join(others)})" if others else ""
        return f"Verified {self.verified} of {len(self.rules)} rules{rest}."

    def lines(self, *, every: bool = False) -> list[str]:
        """Return the result as lines for a terminal: the rules that did not pass, or every rule.

        An interrupted run did not reach most rules, so these are left out as well.
        """
        hidden = {"passed", "not exercised"} if self.interrupted else {"passed"}
        shown = [judged for judged in self.rules if every or judged.verdict not in hidden]
        width = max((len(judged.rule.id) for judged in shown), default=0)
        lines: list[str] = []
        for judged in shown:
            lines.append(f"{judged.rule.id:<{width}}  {_SHOWN[judged.verdict]}".rstrip())
            if judged.reason:
                lines += [f"    {line}" for line in _cut(judged.reason.splitlines())]
            if judged.verdict in FAILING or judged.verdict == "warned":
                lines.append(f"    The rule ({judged.rule.source}): {judged.rule.text}")
        return [*lines, "", self.headline] if lines else [self.headline]


def _cut(lines: Sequence[str]) -> Sequence[str]:
    if len(lines) <= _MOST_LINES:
        return lines
    return [*lines[: _MOST_LINES - 1], f"... ({len(lines) - _MOST_LINES + 1} more lines, see --report)"]


def conclude(
    setting: Setting,
    tests: Sequence[Tested],
    deviations: Sequence[Deviation],
    started: datetime,
    *,
    interrupted: bool = False,
) -> Result:
    """Return the result of a run that has ended."""
    mock = setting.mock is not None
    configuration = setting.configuration
    judged = judge(setting.promises.rules, tests, disabled=setting.disabled, strict=configuration.strict)
    return Result(
        base_urls=configuration.base_url,
        mock=mock,
        contract=setting.promises.version,
        started=started,
        seconds=(datetime.now(UTC) - started).total_seconds(),
        configuration=configuration.masked(),
        users=tuple(setting.created),
        locks=tuple(setting.created_locks),
        rules=apply(judged, deviations, mock=mock),
        interrupted=interrupted,
    )
