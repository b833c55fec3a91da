"""`spkey-mock prune`: drop old records."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING, Any

from .administered import administered, declare

if TYPE_CHECKING:
    from . import Commands

_MOST_DAYS = 36_500


def add(commands: "Commands") -> None:
    """Add the subcommand."""
    _declare(
        commands.add_parser(
            "prune",
            help="drop old records",
            description="Drop the events, the requests in the journal and the ended deliveries that are older than a "
            "number of days on the clock of their world. The dropped events remain part of the state.",
            allow_abbrev=False,
        )
    )


def _declare(parser: ArgumentParser) -> None:
    parser.add_argument("--older-than", type=_days, required=True, metavar="DAYS", help="the age of dropped records")
    parser.add_argument("--world", metavar="NAME", help="prune this world only (default: all worlds)")
    parser.add_argument(
        "--unused-worlds",
        type=_days,
        metavar="DAYS",
        help="also delete named worlds that were not used for this long (default: none)",
    )
    parser.add_argument("--dry-run", action="store_true", help="only report what would be dropped")
    declare(parser)
    parser.set_defaults(run=run)


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if 0 <= days <= _MOST_DAYS:
        return days
    raise ArgumentTypeError(f"the number of days must be from 0 to {_MOST_DAYS}, not {text!r}")


def run(options: Namespace) -> int:
    """Drop the records, report that, and return the exit code."""
    body = {
        "olderThan": options.older_than,
        "unusedWorlds": options.unused_worlds,
        "world": options.world,
        "dryRun": options.dry_run,
    }
    with administered(options) as mock:
        pruned = mock.call("POST", "/_mock/prune", {name: value for name, value in body.items() if value is not None})
    print("\n".join(_report(pruned, options.dry_run)), flush=True)
    for world in pruned["failed"]:
        print(f"spkey-mock: {world['error']}", file=sys.stderr)
    return int(bool(pruned["failed"]))


def _report(pruned: dict[str, Any], dry_run: bool) -> list[str]:
    verb = "would drop" if dry_run else "dropped"
    lines = [
        f"{world['name'] or 'the default world'}: {verb} {world['events']} events, {world['requests']} requests, "
        f"{world['deliveries']} deliveries"
        for world in pruned["worlds"]
    ]
    lines += [f"{name}: {'would be ' if dry_run else ''}deleted" for name in pruned["deleted"]]
    return lines or ["nothing to drop"]
