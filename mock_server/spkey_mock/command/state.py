"""`spkey-mock state`: export and import worlds."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..world.names import NAME, NAME_RULE
from .administered import Administered, CallError, administered, declare
from .archive import ArchivedWorld, Writer, read
from .atomic import replacing
from .failure import Failure

if TYPE_CHECKING:
    from . import Commands

_DEFAULT = "the default world"


def add(commands: "Commands") -> None:
    """Add the subcommand."""
    state = commands.add_parser("state", help="export and import worlds", allow_abbrev=False)
    actions = state.add_subparsers(required=True, metavar="ACTION")
    _export_parser(
        actions.add_parser(
            "export",
            help="write worlds to a file",
            description="Write worlds to a file: users, events, faults, API keys, clock, settings, subscriptions and "
            "scheduled work. Treat the file as a secret, because it contains personal data and the secrets of "
            "subscriptions. API keys are digests. An existing file is replaced only when the new one is complete.",
            allow_abbrev=False,
        )
    )
    _import_parser(
        actions.add_parser(
            "import",
            help="replace worlds with those of a file",
            description="Replace the content of worlds with that of a file. Each world is imported as a whole or not "
            "at all. Other worlds are unaffected.",
            allow_abbrev=False,
        )
    )


def _export_parser(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write")
    parser.add_argument("--world", metavar="NAME", help="export this world only (default: all worlds)")
    declare(parser)
    parser.set_defaults(run=export)


def _import_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a file written by `state export`, or an exported state"
    )
    parser.add_argument(
        "--world",
        metavar="NAME",
        help="import this world only; if the file has one world, import it under this name (default: all worlds)",
    )
    declare(parser)
    parser.set_defaults(run=import_)


def export(options: Namespace) -> int:
    """Write worlds to a file, and return the exit code."""
    with administered(options) as mock:
        names = mock.worlds()
        if options.world is not None:
            if options.world not in names:
                raise Failure(f"Unknown world {options.world!r}. Known: {', '.join(filter(None, names)) or 'none'}.")
            names = [options.world]
        with replacing(options.file) as file:
            writer = Writer(file)
            for name in names:
                writer.add(name, mock.call("GET", "/_mock/state?include=documents", world=name))
            writer.finish()
    print(f"exported {_counted(len(names), 'world')} to {options.file}", flush=True)
    return 0


def import_(options: Namespace) -> int:
    """Replace worlds with those of a file, and return the exit code."""
    with administered(options, create=True) as mock:
        # The whole file is read before any world is imported, so that nothing of a truncated file is imported.
        names = [_checked(world) for world in read(options.file)]
        if options.world is not None and not NAME.fullmatch(options.world):
            raise Failure(f"--world must be a valid world name, not {options.world!r}. {NAME_RULE}")
        before = mock.worlds()
        failed: list[str] = []
        for archived in _chosen(options, names):
            name = _name(options, archived, names)
            try:
                mock.call("PUT", "/_mock/state", archived.state, world=name)
            except CallError as error:
                failed.append(name)
                print(f"spkey-mock: {archived.place}: {_titled(name)}: {_explained(error)}", file=sys.stderr)
            else:
                print(f"imported {_titled(name)}: {_summary(archived.state)}", flush=True)
        _delete_unused(mock, {*failed}.difference(before))
    if failed:
        print(f"spkey-mock: {_counted(len(failed), 'world')} not imported", file=sys.stderr)
    return int(bool(failed))


def _checked(world: ArchivedWorld) -> str | None:
    """Return the name of a world. It becomes part of paths, so an invalid name raises an error."""
    if world.name is not None and not NAME.fullmatch(world.name):
        raise Failure(f"{world.place}: Invalid world name {world.name!r}. {NAME_RULE}")
    return world.name


def _delete_unused(mock: Administered, created: set[str]) -> None:
    """Delete the worlds that failed imports created, except those that others already use."""
    for world in mock.call("GET", "/_mock/worlds")["worlds"] if created else ():
        if world["name"] in created and not (world["users"] or world["requests"]):
            with suppress(CallError):
                mock.call("DELETE", f"/_mock/worlds/{world['name']}")


def _chosen(options: Namespace, names: list[str | None]) -> Iterator[ArchivedWorld]:
    """Return the worlds of the file to import."""
    if options.world is None or len(names) == 1:
        return read(options.file)
    if options.world not in names:
        known = ", ".join(name for name in names if name)
        raise Failure(f"{options.file} has no world {options.world!r}. Known: {known or 'none'}.")
    return (world for world in read(options.file) if world.name == options.world)


def _name(options: Namespace, archived: ArchivedWorld, names: list[str | None]) -> str:
    if options.world is not None and len(names) == 1:
        return str(options.world)
    return archived.name or ""


def _explained(error: CallError) -> str:
    message = str(error).removeprefix("body/")
    if error.status == 413:
        return f"{message} Start the mock with a larger --max-body, or stop it and import with --store."
    return message


def _summary(state: dict[str, Any]) -> str:
    parts = [("users", "user"), ("aggregates", "other aggregate"), ("events", "event"), ("documents", "document")]
    return ", ".join(_counted(len(state[name]), title) for name, title in parts if name in state)


def _counted(count: int, title: str) -> str:
    return f"{count} {title}" if count == 1 else f"{count} {title}s"


def _titled(name: str) -> str:
    return f"world {name}" if name else _DEFAULT
