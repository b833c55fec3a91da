"""The command `spkey-mock`."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from .command.failure import Failure
from .command.parser import Parser
from .command.version import ShowVersion

COMMANDS = ("serve", "state", "prune", "verify", "proxy", "coverage", "openapi", "demo")
"""The subcommands, in the order of the help. Each has a module."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: The arguments after the program's name. Defaults to those of this process.
    """
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser(given).parse_args(given)
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


def _parser(arguments: Sequence[str]) -> Parser:
    parser = Parser(prog="spkey-mock", description="A mock server for the SmartphoneKey API.", allow_abbrev=False)
    parser.add_argument(
        "--version", action=ShowVersion, nargs=0, help="print the versions of the mock and the contract"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    # A server should not import what verifies other servers. Only the general help and its errors need all commands.
    for name in COMMANDS if not arguments or arguments[0] not in COMMANDS else arguments[:1]:
        import_module(f".command.{name}", __package__).add(commands)
    return parser


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
