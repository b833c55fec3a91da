"""`spkey-mock coverage merge`: merge reports."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from .failure import Failure

if TYPE_CHECKING:
    from . import Commands


def add(commands: "Commands") -> None:
    """Add the subcommand."""
    coverage = commands.add_parser("coverage", help="merge reports of several runs", allow_abbrev=False)
    actions = coverage.add_subparsers(required=True, metavar="ACTION")
    merge = actions.add_parser("merge", help="merge reports, and check them as a whole", allow_abbrev=False)
    merge.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="coverage.json of a report, or the directory that contains it",
    )
    merge.add_argument(
        "--out", type=Path, metavar="DIR", help="write the files of the merged report here (default: print Markdown)"
    )
    merge.add_argument("--min", metavar="PERCENT", help="exit with 1 if the coverage is lower")
    merge.add_argument(
        "--fail-on",
        metavar="CONDITIONS",
        help="exit with 1 on these conditions, separated by commas: never-called (operations), violations (by clients)",
    )
    merge.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Merge the reports, write or print the result, and return the exit code."""
    from ..report.files import read_all
    from ..report.markdown import markdown
    from ..report.run import finished
    from ..report.summary import summarised
    from ..report.thresholds import Thresholds
    from ..reporting.files import ReportError

    try:
        thresholds = Thresholds.read(options.min, options.fail_on)
        report = read_all(options.files)
    except (ReportError, ValueError) as error:
        raise Failure(str(error)) from None
    summary = summarised(report)
    if options.out is None:
        print(markdown(summary, thresholds), end="", flush=True)
    code = finished(report, options.out, thresholds)
    if options.out is not None and code == 0:
        print(f"coverage of the contract: {summary.shown_coverage}", flush=True)
    return code
