"""`spkey-mock demo`: run the demo."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import Commands


def add(commands: "Commands") -> None:
    """Add the subcommand."""
    demo = commands.add_parser("demo", help="run a short demo of the SDK against the mock", allow_abbrev=False)
    demo.set_defaults(run=run)


def run(_options: Namespace) -> int:
    """Run the demo and return the exit code."""
    from .. import demo

    return demo.run()
