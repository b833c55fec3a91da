"""Prints how often our comparison and Redocly's are right about what breaks, as a Markdown table."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime

from generator.diff.changes import Severity
from generator.diff.compare import compare
from tests.generator.diff.pairs import Pair, read

from ..table import table
from . import redocly
from .score import Verdict, rows

_TOOLS = ("ours", "Redocly")
_COLUMNS = (
    "subject",
    "pairs",
    "breaking",
    *(column for tool in _TOOLS for column in (tool, "alarms", "risky", "missed")),
)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.diff", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help="only the cases about this, such as unions")
    parser.add_argument("--processes", type=int, default=2, help="how many pairs Redocly compares at a time")
    parser.add_argument("--wrong", action="store_true", help="also list the pairs that a tool judges wrongly")
    arguments = parser.parse_args()
    subjects = arguments.subjects
    pairs = [pair for pair in read() if not subjects or pair.subject in subjects]
    verdicts = _verdicts(pairs, arguments.processes)
    date = datetime.now(UTC).strftime("%Y-%m-%d")
    print(table(f"{date}, Redocly {redocly.version()}", _COLUMNS, rows(verdicts, _TOOLS)))
    if arguments.wrong:
        print("\n".join(_mistakes(verdicts)))


def _verdicts(pairs: list[Pair], processes: int) -> list[Verdict]:
    theirs = redocly.breaking([(pair.old, pair.new) for pair in pairs], processes)
    return [
        Verdict(pair.subject, pair.name, pair.severity, {"ours": _breaking(pair), "Redocly": said})
        for pair, said in zip(pairs, theirs, strict=True)
    ]


def _mistakes(verdicts: list[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        for tool, said in verdict.said.items():
            if said != verdict.breaking:
                mistake = {True: "false alarm", False: "missed", None: "failed"}[said]
                yield f"- {tool}, {mistake}: {verdict.subject}: {verdict.name}"


def _breaking(pair: Pair) -> bool:
    return any(change.severity is Severity.BREAKING for change in compare(*pair.documents()))


if __name__ == "__main__":
    main()
