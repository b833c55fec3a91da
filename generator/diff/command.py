"""The commands python -m generator diff and python -m generator changelog."""

import argparse
import errno
import os
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from attrs import evolve

from ..document.problem import ContractError
from . import approvals, consumers
from .changelog import changelog
from .changes import Change, Severity
from .compare import compare
from .comparison import Comparison
from .consumers import ConsumerError
from .python.changes import PythonDiff
from .report.data import dumps
from .report.markdown import markdown
from .report.page import page
from .report.terminal import coloured, terminal
from .versions import Version, VersionError, opened

__all__ = ["main"]

_APPROVALS = Path("contract/approvals.yaml")
_WIDTH = 100


def main(arguments: list[str]) -> int:
    """Run one of the commands.

    Returns:
        The exit code: 0, or 1 if a change or an approval fails `diff`, or 2 if the versions cannot be compared.
    """
    options = _parsed(arguments)
    if sys.stdout is None:  # it was closed before the start
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 # until the end
    try:
        with opened(options.old, options.new, base=options.base, strict=options.strict) as (old, new):
            for note in (*old.notes, *new.notes):
                print(f"note: {note}", file=sys.stderr)
            run = _diff if options.command == "diff" else _changelog
            return run(old, new, options)
    except (ConsumerError, ContractError, VersionError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or 'A temporary file'}: {error.strerror}. Nothing was written.", file=sys.stderr)
    return 2


def _parsed(arguments: list[str]) -> Namespace:
    parser = argparse.ArgumentParser(prog="python -m generator", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    diff = commands.add_parser(
        "diff",
        help="show what a change to the contract breaks",
        description="Show what changed between two versions of the contract, what each change breaks, and for whom.",
        epilog="The exit code is 1 if a breaking change is not approved, or if an approval is unused or expired, and 2 "
        "if the versions cannot be compared.",
        allow_abbrev=False,
    )
    log = commands.add_parser(
        "changelog",
        help="print the contract's changelog",
        description="Print the changelog between two versions of the contract, as Markdown.",
        allow_abbrev=False,
    )
    for command in (diff, log):
        _add_versions(command)
    _add_extent(diff)
    _add_output(diff)
    log.set_defaults(no_witnesses=True)
    options = parser.parse_args(arguments)
    if options.old is not None and options.base is not None:
        parser.error("--base must not be combined with OLD.")
    return options


def _add_versions(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("old", nargs="?", metavar="OLD", help="a file, a git revision, or REV:path (default: the last tag)")
    add("new", nargs="?", metavar="NEW", help="likewise (default: openapi.yaml in the working tree)")
    add("--base", metavar="REV", help="compare REV with the working tree, not the last tag")
    add("--strict", action="store_true", help="apply the rules of our own contract to both versions")
    add("--no-python", action="store_true", help="do not compare the generated packages")


def _add_extent(diff: argparse.ArgumentParser) -> None:
    add = diff.add_argument
    add("--no-witnesses", action="store_true", help="do not look for witnesses of breaking changes")
    add("--consumers", type=Path, metavar="DIR", help="report which suites a change affects; DIR holds their reports")
    add(
        "--approvals",
        type=Path,
        metavar="FILE",
        help=f"the approvals (default: {_APPROVALS} beside the new contract)",
    )
    add(
        "--fail-on",
        choices=["breaking", "risky"],
        default="breaking",
        help="fail on unapproved changes of this class or worse (default: %(default)s)",
    )


def _add_output(diff: argparse.ArgumentParser) -> None:
    shown = diff.add_mutually_exclusive_group()
    for name, text in {
        "json": "print JSON",
        "markdown": "print Markdown, for a pull request",
        "approve": "print an entry for the approvals file for each change that fails",
    }.items():
        shown.add_argument(f"--{name}", dest="form", action="store_const", const=name, default="text", help=text)
    diff.add_argument("--html", type=Path, metavar="FILE", help="also write an HTML page")
    diff.add_argument("--report", type=Path, metavar="DIR", help="also write all formats into DIR, as changes.*")


def _diff(old: Version, new: Version, options: Namespace) -> int:
    """Compare two versions, write and print the result, and return the exit code."""
    # Report invalid files before the slow part.
    file = options.approvals or new.root.parent / _APPROVALS
    approved = approvals.read(file) if options.approvals or file.is_file() else []
    suites = None if options.consumers is None else consumers.read(options.consumers)
    found = evolve(_compared(old, new, options), fail_on=Severity[options.fail_on.upper()])
    known = {it.fingerprint for it in found.changes} | {it.fingerprint for it in found.python_changes}
    verdict = approvals.judge(approved, known, today=date.today(), complete=found.is_complete)
    hit = None if suites is None else consumers.hits(found.changes, suites, old.document, new.document)
    found = evolve(found, approved=verdict.approved, problems=verdict.problems, hit=hit)
    _write({_target(file, old, new): text for file, text in _files(found, options).items()})
    _print(_text(found, options))
    for failure in _failures(found, options.form):
        print(failure, file=sys.stderr)
    return 1 if found.failing or found.problems else 0


def _changelog(old: Version, new: Version, options: Namespace) -> int:
    """Compare two versions, print the changelog, and return the exit code."""
    _print(changelog(_compared(old, new, options)))
    return 0


def _compared(old: Version, new: Version, options: Namespace) -> Comparison:
    """Return the changes, without approvals and affected consumers."""
    with _progress("Comparing the contracts"):
        changes = compare(old.document, new.document)
    if not options.no_witnesses:
        changes = _with_witnesses(old, new, changes)
    changes = sorted(changes, key=lambda it: (-it.severity, it.file, it.pointer))
    python = None if options.no_python else _python(old, new, with_witnesses=not options.no_witnesses)
    return Comparison(old, new, tuple(changes), python)


def _with_witnesses(old: Version, new: Version, changes: list[Change]) -> list[Change]:
    from . import witnesses  # which imports validators

    with _progress("Looking for witnesses"):
        return witnesses.find(old.document, new.document, changes)


def _python(old: Version, new: Version, *, with_witnesses: bool) -> PythonDiff:
    from .python.comparison import python_changes  # which imports the engine

    with _progress("Comparing the generated packages"):
        found = python_changes(old.document, new.document, with_witnesses=with_witnesses)
    return found if found.reason is None else evolve(found, reason=new.named(old.named(found.reason)))


def _failures(found: Comparison, form: str) -> list[str]:
    """Return the reasons for failing that the printed form does not show."""
    if form == "text":
        return []
    count = "1 change is" if len(found.failing) == 1 else f"{len(found.failing)} changes are"
    advice = f"Add entries to {_APPROVALS} for intended changes. --approve prints them."
    return [*([f"{count} not approved. {advice}"] if found.failing and form != "approve" else []), *found.problems]


def _text(found: Comparison, options: Namespace) -> str:
    """Return the text to print."""
    match options.form:
        case "json":
            return dumps(found)
        case "markdown":
            return markdown(found)
        case "approve":
            return approvals.pasted(found.failing, today=date.today())
        case _:
            width = shutil.get_terminal_size((_WIDTH, 0)).columns if sys.stdout.isatty() else _WIDTH
            return terminal(found, width=width, colour=coloured(sys.stdout, os.environ))


def _files(found: Comparison, options: Namespace) -> dict[Path, str]:
    """Return the text of each file to write."""
    files: dict[Path, str] = {}
    if options.html is not None:
        files[options.html] = page(found)
    if options.report is not None:
        forms: dict[str, Callable[[Comparison], str]] = {"txt": terminal, "md": markdown, "html": page, "json": dumps}
        files |= {options.report / f"changes.{suffix}": form(found) for suffix, form in forms.items()}
    return files


def _target(file: Path, old: Version, new: Version) -> Path:
    """Return the file that a path leads to.

    Raises:
        OSError: It is one of the versions.
    """
    found = file.resolve()
    if found in (Path(each.document.file).resolve() for each in (old, new)):
        raise FileExistsError(errno.EEXIST, "It is one of the versions that are compared", str(file))
    return found


def _write(files: Mapping[Path, str]) -> None:
    """Write each file atomically, and none of them if one cannot be written."""
    ready: dict[Path, Path] = {}
    try:
        for target, text in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
            if target.exists() and not target.is_file():
                raise FileExistsError(errno.EEXIST, "It is not a regular file", str(target))
            descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            ready[target] = Path(name)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            ready[target].chmod(0o644)
        for target, temporary in ready.items():
            temporary.replace(target)
    finally:
        for temporary in ready.values():
            temporary.unlink(missing_ok=True)


def _print(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # The reader, such as `head`, has closed the pipe. Python must not flush again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _progress(text: str) -> Generator[None, None, None]:
    """Show the current step on a terminal."""
    shown = sys.stderr.isatty()
    print(f"{text} ..." if shown else "", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print("\r\x1b[K" if shown else "", end="", file=sys.stderr, flush=True)
