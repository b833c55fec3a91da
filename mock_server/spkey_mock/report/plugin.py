"""The report of a pytest run. `spkey_mock.plugin` registers this plugin if the run reports."""

from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from ..record.collector import COLLECTORS
from ..reporting.files import ReportError
from .document import dumps, loads
from .files import write
from .ledger import Ledger
from .report import Report, merge
from .summary import summarised
from .thresholds import Thresholds

T = TypeVar("T")

_PART = "spkey_report"
"""The key under which a worker of pytest-xdist sends its part to the controller."""


class Reporting:
    """Reports about the requests of a run: all worlds, tests and workers.

    Args:
        config: The configuration of pytest.
    """

    def __init__(self, config: pytest.Config) -> None:
        directory: str | None = config.getoption("spkey_report")
        self._config = config
        self._directory = None if directory is None else config.invocation_params.dir / directory
        self._thresholds = _thresholds(config)
        self._ledger = Ledger()
        self._parts: list[Report] = []
        self._lines: list[str] = []
        self._failures: list[str] = []

    def pytest_configure(self) -> None:
        """Start collecting."""
        COLLECTORS.append(self._ledger)

    def pytest_unconfigure(self) -> None:
        """Stop collecting."""
        COLLECTORS.remove(self._ledger)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, T, T]:
        """Attribute violations to the test."""
        self._ledger.test, self._ledger.exempt = item.nodeid, _is_exempt(item)
        try:
            return (yield)
        finally:
            self._ledger.test, self._ledger.exempt = "", False

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add the part of a worker, or note that it is missing."""
        output: dict[str, Any] = getattr(node, "workeroutput", None) or {}
        if _PART in output:
            self._parts.append(loads(output[_PART].encode()))
        else:
            note = f"Worker {node.gateway.id} crashed. The requests of its tests are missing."
            self._parts.append(Report(notes=frozenset({note})))

    # Session fixtures may send requests when they end, which is before the innermost wrapper resumes.
    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, T, T]:
        """Send or write the report, and fail the run if it does not meet the thresholds."""
        result = yield
        output: dict[str, Any] | None = getattr(self._config, "workeroutput", None)
        if output is not None:
            output[_PART] = dumps(self._ledger.report).decode()
        elif not self._config.getoption("collectonly"):
            self._finish(merge([self._ledger.report, *self._parts]))
            if self._failures and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return result

    def _finish(self, report: Report) -> None:
        summary = summarised(report)
        self._lines = [f"coverage of the contract: {summary.shown_coverage}", *sorted(report.notes)]
        self._failures = list(self._thresholds.failures(summary).values())
        if self._directory is None:
            return
        try:
            write(report, self._directory, self._thresholds)
        except ReportError as error:
            self._failures.append(f"spkey: {error}")
        else:
            self._lines.append(f"report: {_shortest(self._directory)}")

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the coverage, and why the run fails."""
        if not self._lines:
            return
        terminalreporter.section("SmartphoneKey mock")
        for line in self._lines:
            terminalreporter.write_line(line)
        for failure in self._failures:
            terminalreporter.write_line(f"FAILED {failure}", red=True)


def _is_exempt(item: pytest.Item) -> bool:
    """Return whether a test may violate the contract, because it has the marker `spkey_strict(False)`."""
    marker = item.get_closest_marker("spkey_strict")
    return marker is not None and False in (*marker.args, *marker.kwargs.values())


def _thresholds(config: pytest.Config) -> Thresholds:
    def value(name: str) -> str:
        given: str | None = config.getoption(name)
        return str(config.getini(name) if given is None else given)

    try:
        return Thresholds.read(value("spkey_min_coverage"), value("spkey_fail_on"))
    except ValueError as error:
        raise pytest.UsageError(f"spkey: {error}") from None


def _shortest(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
