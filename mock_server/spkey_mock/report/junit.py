"""A report as JUnit XML."""

from ..reporting.junit import Case, Suite, document
from .report import Finding
from .summary import Summary
from .thresholds import Thresholds


def junit(summary: Summary, thresholds: Thresholds) -> bytes:
    """Return a report as JUnit XML. It contains a failure if and only if the thresholds fail the run.

    The suites are `operations`, `rules`, `violations` and `thresholds`. An item that was not reached is skipped.
    """
    failures = thresholds.failures(summary)
    rules = [_case(rule.id, reached, output=rule.text) for rule, reached in summary.rules]
    coverage = Case("coverage", failures.get("coverage", ""), output=f"{summary.shown_coverage} covered")
    suites = [
        Suite("operations", _operations(summary, thresholds), sorted(summary.report.notes)),
        Suite("rules", rules),
        Suite("violations", _violations(summary, thresholds)),
        Suite("thresholds", [coverage]),
    ]
    return document("spkey", suites)


def _operations(summary: Summary, thresholds: Thresholds) -> list[Case]:
    cases: list[Case] = []
    for line in summary.operations:
        if thresholds.never_called and not line.calls:
            cases.append(Case(line.operation, failure="never called"))
        else:
            cases.append(_case(line.operation, line.calls > 0, "never called", f"{line.calls} calls"))
        for it in line.statuses:
            missing = [pointer for pointer, served in it.properties.items() if not served]
            output = f"{it.times} responses" + (f"; properties not served: {', '.join(missing)}" if missing else "")
            cases.append(_case(f"{line.operation} {it.status}", it.times > 0, output=output))
    return cases


def _violations(summary: Summary, thresholds: Thresholds) -> list[Case]:
    # Consumers tell cases apart by their names alone.
    found: dict[str, list[str]] = {}
    failing: set[str] = set()
    report = summary.report
    for findings, fails in ((report.of_clients, thresholds.violations), (report.of_servers, thresholds.of_servers)):
        for finding, times in findings.items():
            found.setdefault(_name(finding), []).append(f"{finding} ({times} times)")
        failing.update(map(_name, findings) if fails else ())
    if not found:
        return [Case("none", output="No client violated the contract.")]
    texts = {name: "\n".join(lines) for name, lines in found.items()}
    return [Case(name, failure=it) if name in failing else Case(name, output=it) for name, it in texts.items()]


def _name(finding: Finding) -> str:
    return " ".join(filter(None, [finding.code, finding.operation, finding.place, finding.test or finding.world]))


def _case(name: str, reached: bool, missed: str = "not reached", output: str = "") -> Case:
    return Case(name, output=output) if reached else Case(name, skipped=missed)
