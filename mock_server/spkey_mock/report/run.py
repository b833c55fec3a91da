"""The run: the report of a process, its files and its thresholds."""

import sys
from collections.abc import Callable
from pathlib import Path

from ..reporting.files import ReportError, prepare
from .files import write
from .ledger import collecting
from .report import Report
from .summary import summarised
from .thresholds import Thresholds


def reported(run: Callable[[], object], directory: Path | None, thresholds: Thresholds) -> int:
    """Call `run`, and report on the requests of this process until it returns. Return the exit code.

    Args:
        run: Returns at the end of the run.
        directory: The directory of the report's files; None for none.
        thresholds: The conditions under which the run fails.
    """
    try:
        if directory is not None:
            prepare(directory)
    except ReportError as error:
        return _fail([str(error)])
    with collecting() as ledger:
        ledger.write = None if directory is None else lambda: write(ledger.report, directory, thresholds)
        run()
        return finished(ledger.report, directory, thresholds)


def finished(report: Report, directory: Path | None, thresholds: Thresholds) -> int:
    """Write a report, print why the run fails, and return the exit code."""
    try:
        if directory is not None:
            write(report, directory, thresholds)
    except ReportError as error:
        return _fail([str(error)])
    return _fail(list(thresholds.failures(summarised(report)).values()))


def _fail(messages: list[str]) -> int:
    for message in messages:
        print(f"spkey-mock: {message}", file=sys.stderr)
    return 1 if messages else 0
