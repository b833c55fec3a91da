"""`spkey-mock verify`: run the conformance suite against a server."""

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Generator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ..conformance.configuration import ConfigurationError, flag, options, read

if TYPE_CHECKING:
    from . import Commands

NOT_RUN = 2
"""The exit code of a run that could not take place, was interrupted or exercised no rule."""

_METAVARS = {
    "base_url": "URL",
    "control_token": "TOKEN",
    "deviations": "FILE",
    "expired_token": "TOKEN",
    "report": "DIR",
    "token": "TOKEN",
    "token_user": "ID",
    "user": "ID",
    "select": "RULE",
    "deselect": "RULE",
    **dict.fromkeys(("api_key", "other_api_key", "revoked_api_key", "super_api_key"), "KEY"),
    **dict.fromkeys(("org_id", "other_org_id"), "ORG"),
}


def add(commands: "Commands") -> None:
    """Add the subcommand."""
    verify = commands.add_parser(
        "verify",
        usage="%(prog)s --base-url URL [OPTION ...]",
        help="verify that a server keeps the contract",
        description="Verify that a server keeps the contract. Each option can also be set as SPKEY_CONFORMANCE_NAME in "
        "the environment, or in [tool.spkey-conformance] of pyproject.toml.",
        allow_abbrev=False,
    )
    for option in options():
        name, kind, text = flag(option.name), option.metadata["kind"], option.metadata["help"]
        match kind:
            case "flag":
                verify.add_argument(name, action="store_true", default=None, help=text)
            case "number":
                shown = f"{text} (default: {option.default:g})"
                number = int if isinstance(option.default, int) else float
                verify.add_argument(name, type=number, metavar="N", help=shown)
            case _:
                action = "append" if kind in ("texts", "urls") else "store"
                verify.add_argument(name, action=action, metavar=_METAVARS[option.name], help=text)
    verify.add_argument("--all", action="store_true", help="print the rules that passed as well")
    verify.set_defaults(run=run)


def run(options_: Namespace) -> int:
    """Verify a server. Return 0, 1 for a broken rule, or 2 if the run gives no verdict on the server."""
    if find_spec("pytest") is None:
        print("spkey-mock: verify needs pytest. Run: pip install 'spkey-client[mock,conformance]'", file=sys.stderr)
        return NOT_RUN
    from ..conformance.report.files import write
    from ..conformance.run import EngineError, verify
    from ..conformance.setting import Unusable
    from ..reporting.files import ReportError

    given = {option.name: getattr(options_, option.name) for option in options()}
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the test that runs removes its keys
    try:
        configuration = read(given, os.environ, Path.cwd())
        with _directory(configuration.report) as directory:
            result = verify(configuration, progress=_progress)
            if directory is not None:
                write(result, directory)
    except (ConfigurationError, Unusable, EngineError, ReportError) as error:
        print(f"spkey-mock: {error}", file=sys.stderr)
        return NOT_RUN
    except KeyboardInterrupt:
        print("spkey-mock: The run was interrupted, so there is no result.", file=sys.stderr)
        return NOT_RUN
    print("\n".join(result.lines(every=options_.all)), flush=True)
    if result.problem:
        print(f"spkey-mock: {result.problem}", file=sys.stderr)
    return result.exit_code


@contextmanager
def _directory(name: str | None) -> Generator[Path | None]:
    """Create the directory of the reports. If the run fails before it writes them, the directory is removed again."""
    from ..reporting.files import prepare

    if name is None:
        yield None
        return
    directory = Path(name)
    created = [it for it in (directory, *directory.parents) if not it.exists()]
    try:
        prepare(directory)
        yield directory
    finally:
        for it in created:
            with suppress(OSError):  # it has reports
                it.rmdir()


def _progress(done: int, total: int) -> None:
    """Show on a terminal how far the run is."""
    if sys.stderr.isatty():
        print(f"\r{done} of {total} tests", end="" if done < total else "\r\033[K", file=sys.stderr, flush=True)
