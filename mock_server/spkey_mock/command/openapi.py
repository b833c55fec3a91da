"""`spkey-mock openapi`: print the contract."""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import Commands


def add(commands: "Commands") -> None:
    """Add the subcommand."""
    openapi = commands.add_parser("openapi", help="print the contract as one OpenAPI document", allow_abbrev=False)
    openapi.set_defaults(run=run)


def run(_options: Namespace) -> int:
    """Print the contract and return the exit code."""
    from ..page.files import contract

    sys.stdout.buffer.write(contract())  # in UTF-8, whatever the terminal uses
    sys.stdout.flush()
    return 0
