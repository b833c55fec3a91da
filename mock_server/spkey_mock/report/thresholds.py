"""Thresholds: the conditions under which a run fails because of its report."""

from collections.abc import Iterator, Mapping
from typing import Self

from attrs import frozen

from .report import Finding
from .summary import Summary

CONDITIONS = ("never-called", "violations")
"""The conditions that can fail a run."""

_SHOWN = 5


@frozen
class Thresholds:
    """The conditions under which a run fails.

    Attributes:
        min_coverage: The minimum coverage, in percent.
        never_called: Whether a run fails if an operation was never called.
        violations: Whether a run fails if a client violated the contract.
        of_servers: Whether a run fails if the server behind a proxy violated the contract.
    """

    min_coverage: float | None = None
    never_called: bool = False
    violations: bool = False
    of_servers: bool = False

    @classmethod
    def read(cls, min_coverage: str | float | None = None, fail_on: str | None = None) -> Self:
        """Return thresholds from the values of options.

        Args:
            min_coverage: The minimum coverage, in percent.
            fail_on: The conditions, separated by commas.

        Raises:
            ValueError: A value is not valid.
        """
        conditions = {name.strip() for name in (fail_on or "").split(",")} - {""}
        if unknown := sorted(conditions - {*CONDITIONS}):
            raise ValueError(f"Unknown condition {unknown[0]!r}. Known: {', '.join(CONDITIONS)}.")
        least = None if min_coverage in (None, "") else _percent(str(min_coverage))
        return cls(least, "never-called" in conditions, "violations" in conditions)

    def failures(self, summary: Summary) -> dict[str, str]:
        """Return why a run fails, by condition, each in one line. The dict is empty if it passes."""
        return dict(self._failures(summary))

    def _failures(self, summary: Summary) -> Iterator[tuple[str, str]]:
        if self.min_coverage is not None and summary.coverage < self.min_coverage:
            items = summary.items
            yield (
                "coverage",
                f"Coverage is {summary.shown_coverage} ({sum(items.values())} of {len(items)} operations, statuses and "
                f"rules); the minimum is {self.min_coverage:g} %.",
            )
        if self.never_called and (missed := summary.never_called):
            yield "never-called", f"Operations never called: {', '.join(missed)}."
        report = summary.report
        if self.violations and report.of_clients:
            yield "violations", _violations("clients", report.of_clients, report.dropped)
        if self.of_servers and report.of_servers:
            yield "violations-server", _violations("the server", report.of_servers, report.dropped)


def _violations(who: str, found: Mapping[Finding, int], dropped: int) -> str:
    codes = list(dict.fromkeys(_with_place(it) for it in found))
    more = f" and {len(codes) - _SHOWN} more" if len(codes) > _SHOWN else ""
    times = f"{'at least ' if dropped else ''}{sum(found.values())}"
    return f"Violations by {who}: {times}, with the codes {', '.join(codes[:_SHOWN])}{more}."


def _with_place(finding: Finding) -> str:
    place = finding.test or finding.operation
    return f"{finding.code} ({place})" if place else finding.code


def _percent(text: str) -> float:
    try:
        percent = float(text)
    except ValueError:
        percent = -1
    if not 0 <= percent <= 100:
        raise ValueError(f"The minimum coverage must be a number from 0 to 100, not {text!r}.")
    return percent
