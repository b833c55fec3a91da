"""A report as Markdown, for a job summary of GitHub or a comment on a merge request."""

import re
from collections.abc import Iterator, Mapping

from .report import Finding
from .summary import Summary
from .thresholds import Thresholds

_MOST = 50
"""The maximum number of violations in the text. A job summary has at most 1 MiB."""

# An underscore within a word needs no escape.
_SPECIAL = re.compile(r"([\\`*\[\]<>|~&]|(?<![^\W_])_|_(?![^\W_]))")


def markdown(summary: Summary, thresholds: Thresholds) -> str:
    """Return a report as Markdown."""
    return "\n".join([*_head(summary, thresholds), *_operations(summary), *_missed(summary), *_violations(summary), ""])


def _head(summary: Summary, thresholds: Thresholds) -> Iterator[str]:
    items = summary.items
    yield "## SmartphoneKey mock"
    yield ""
    yield (
        f"{summary.report.requests} requests reached {sum(items.values())} of {len(items)} operations, statuses and "
        f"rules ({summary.shown_coverage}) of contract {_escaped(summary.contract)}."
    )
    for failure in thresholds.failures(summary).values():
        yield ""
        yield f"**Failed:** {_escaped(failure)}"
    for note in sorted(summary.report.notes):
        yield ""
        yield f"**Note:** {_escaped(note)}"


def _operations(summary: Summary) -> Iterator[str]:
    yield ""
    yield "| operation | calls | statuses | properties served |"
    yield "|---|--:|---|--:|"
    for line in summary.operations:
        statuses = [f"{it.status}: {it.times}" for it in line.statuses if it.times]
        if line.dropped:
            statuses.append(f"dropped: {line.dropped}")
        served = [it for status in line.statuses for it in status.properties.values()]
        counts = f"{sum(served)} of {len(served)}"
        yield f"| {_escaped(line.operation)} | {line.calls} | {', '.join(statuses) or '-'} | {counts} |"


def _missed(summary: Summary) -> Iterator[str]:
    missed = [f"{name}: never called" for name in summary.never_called]
    for line in summary.operations:
        unseen = [str(it.status) for it in line.statuses if it.documented and not it.times]
        if line.calls and unseen:
            missed.append(f"{line.operation}: {', '.join(unseen)}")
    missed += [rule.id for rule, reached in summary.rules if not reached]
    unserved = [
        f"{line.operation} {it.status} {pointer}"
        for line in summary.operations
        for it in line.statuses
        if it.times
        for pointer, served in it.properties.items()
        if not served
    ]
    yield from _folded("Operations, statuses and rules that were not reached", missed)
    yield from _folded("Properties that no response had", unserved)


def _folded(title: str, names: list[str]) -> Iterator[str]:
    if names:
        yield ""
        yield f"<details><summary>{title}</summary>"
        yield ""
        yield from (f"- {_escaped(name)}" for name in names)
        yield ""
        yield "</details>"


def _violations(summary: Summary) -> Iterator[str]:
    yield from _table("a client", summary.report.of_clients, summary.report.dropped)
    yield from _table("the server", summary.report.of_servers, summary.report.dropped)


def _table(who: str, violations: Mapping[Finding, int], dropped: int) -> Iterator[str]:
    found = list(violations.items())
    if not found:
        return
    yield ""
    yield f"| violation by {who} | where | message | times |"
    yield "|---|---|---|--:|"
    for finding, times in found[:_MOST]:
        where = " ".join(filter(None, [finding.test or finding.world, finding.operation, finding.place]))
        yield f"| {_escaped(finding.code)} | {_escaped(where)} | {_escaped(finding.message)} | {times} |"
    if (more := len(found) - _MOST) > 0 or dropped:
        yield ""
        yield f"More violations in the JSON report: {max(more, 0)}. Dropped from it: {dropped}."


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
