"""The command `spkey-mock`."""

import argparse
import os
import sys
from collections.abc import Sequence

from .command import coverage, demo, openapi, proxy, prune, serve, state, verify
from .command.failure import Failure
from .command.version import ShowVersion


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: The arguments after the program's name. Defaults to those of this process.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except Failure as error:
        return _fail(f"spkey-mock: {error}")
    except ModuleNotFoundError as error:
        return _fail(str(error))
    except (OSError, UnicodeEncodeError) as error:
        # The pipe was closed, the disk is full, or the encoding is too narrow. Redirecting the rest of the output to
        # the null device prevents a second error when the process exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _fail(f"spkey-mock: cannot write the output: {error}")
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="spkey-mock", description="A mock server for the SmartphoneKey API.", allow_abbrev=False
    )
    parser.add_argument(
        "--version", action=ShowVersion, nargs=0, help="print the versions of the mock and the contract"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (serve, state, prune, verify, proxy, coverage, openapi, demo):
        command.add(commands)
    return parser


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
