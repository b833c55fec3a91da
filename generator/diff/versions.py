"""The versions of a contract that are compared: files, or files from a git revision."""

import os
import posixpath
import re
import subprocess
import tarfile
from collections.abc import Callable, Generator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from ..document.document import Document
from ..document.load import load
from ..document.problem import ContractError, short

__all__ = ["Version", "VersionError", "opened"]

_CONTRACT = "openapi.yaml"

_DOCUMENTS = frozenset({"", ".json", ".yaml", ".yml"})
"""The suffixes of the files that are read from a revision. A repository may have thousands of other files."""

# A revision may contain colons in braces, as in `HEAD^{/fix: typo}:openapi.yaml`.
_NAME = re.compile(r"((?:\{[^}]*\}|[^:])*)(?::(.*))?", re.DOTALL)

# The places of notes about parts that are not generated. These parts are compared, so their notes are dropped.
_NOT_GENERATED = re.compile(r"^/webhooks$|/callbacks$")


class VersionError(Exception):
    """A version cannot be found or used."""


@frozen
class Version:
    """A version of a contract.

    Attributes:
        label: Its name, as the user wrote it.
        document: Its content.
        root: The file that it was read from. The file of a revision exists only while the versions are open.
        notes: The parts of the document that cannot be used and are not compared, each with its fix.
        named: Returns a message in which the files of a revision have the names that git gives them.
    """

    label: str
    document: Document
    root: Path
    notes: tuple[str, ...] = ()
    named: Callable[[str], str] = str


@contextmanager
def opened(
    old: str | None, new: str | None = None, *, base: str | None = None, strict: bool = False
) -> Generator[tuple[Version, Version], None, None]:
    """Read two versions of a contract.

    Each is a file, a git revision, or `REV:path`. A file is preferred to a revision of the same name.

    Args:
        old: The version before, by default `base`.
        new: The version after, by default the contract in the working tree.
        base: The version to compare with, by default the last tag.
        strict: Whether both versions must follow the rules of our own contract.

    Raises:
        VersionError: A version cannot be found, or turns out to be unusable while the versions are open.
    """
    git = _Git(Path.cwd())
    with TemporaryDirectory(prefix="contract-") as folder:
        if old is None:
            old = git.last_tag() if base is None else base
        before = _find(old, git, Path(folder, "old"))
        after = _working_tree(git) if new is None else _find(new, git, Path(folder, "new"))
        try:
            yield before.read(strict), after.read(strict)
        except ContractError as error:
            raise VersionError(after.named(before.named(str(error)))) from None


@frozen
class _Source:
    """The location of a version.

    Attributes:
        label: The name of the version.
        root: Its file.
        revision: The revision that the file is from. Empty for a file of the user.
        folder: The folder that the files of the revision are in.
    """

    label: str
    root: Path
    revision: str = ""
    folder: Path = Path()

    def read(self, strict: bool) -> Version:
        """Return the version."""
        document = load(self.root, strict=strict)
        notes = [document.located(note) for note in document.notes if not _NOT_GENERATED.search(note.pointer)]
        return Version(self.label, document, self.root, tuple(self.named(str(note)) for note in notes), self.named)

    def named(self, text: str) -> str:
        """Return a message in which the files of the revision have the names that git gives them."""
        return text.replace(f"{self.folder}/", f"{self.revision}:") if self.revision else text


def _find(name: str, git: "_Git", folder: Path) -> _Source:
    if _is_file(Path(name)):
        return _Source(name, Path(name))
    match = _NAME.fullmatch(name)
    revision, path = match.groups() if match else (name, None)
    commit = git.commit(revision)
    if commit is None:
        raise VersionError(f"Unknown file or revision {short(name)!r}. Pass a file, a git revision, or REV:path.")
    path = git.path(path or _CONTRACT)
    git.extract(commit, folder, _DOCUMENTS | {Path(path).suffix})
    # A path that leads out of the revision could find an unrelated file.
    if path.startswith("..") or not _is_file(folder / path):
        raise VersionError(f"The revision {short(revision)} has no file {short(path)!r}. Pass REV:path.")
    return _Source(name, folder / path, revision, folder)


def _working_tree(git: "_Git") -> _Source:
    file = git.top() / _CONTRACT
    if not file.is_file():
        raise VersionError(f"The working tree has no file {_CONTRACT!r} at its top. Pass the new contract as NEW.")
    return _Source(_CONTRACT, file)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # The name is too long, or contains a null character.
        return False


@frozen
class _Git:
    """The git repository that a folder belongs to. It is only read."""

    folder: Path

    def top(self) -> Path:
        """Return the top of the working tree."""
        return Path(self._output("rev-parse", "--show-toplevel"))

    def last_tag(self) -> str:
        """Return the last tag before HEAD."""
        self.top()
        done = self._run("describe", "--tags", "--abbrev=0")
        if done.returncode:
            raise VersionError("There is no tag to compare with. Pass --base REV, or the old contract as OLD.")
        return done.stdout.rstrip("\n")

    def commit(self, revision: str) -> str | None:
        """Return the id of a revision's commit, or None if there is no such revision."""
        self.top()
        # Git would read a hyphen as an option and a circumflex as a negation.
        if not revision or revision.startswith(("-", "^")) or "\0" in revision:
            return None
        done = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return None if done.returncode else done.stdout.strip()

    def path(self, path: str) -> str:
        """Return a path from the top. As in git, it is relative to the folder only if it begins with `./` or `../`."""
        prefix = self._output("rev-parse", "--show-prefix") if path.startswith(("./", "../")) else ""
        return posixpath.normpath(posixpath.join(prefix, path.lstrip("/")))

    def extract(self, commit: str, folder: Path, suffixes: AbstractSet[str]) -> None:
        """Write the files of a commit that have one of these suffixes into a new folder."""
        folder.mkdir()
        archive = folder.with_suffix(".tar")
        # In a folder below the top, git would leave out everything outside that folder. The archive of a tree may be
        # empty. The archive of a commit would have a header, and tarfile expects a file after it.
        tree = f"{commit}^{{tree}}"
        self._output("-C", str(self.top()), "archive", "--format=tar", f"--output={archive}", tree)

        def wanted(member: tarfile.TarInfo, into: str) -> tarfile.TarInfo | None:
            if not member.issym() and not (member.isfile() and Path(member.name).suffix in suffixes):
                return None
            return _inside(member, into)

        with tarfile.open(archive, "r:") as files:
            files.extractall(folder, filter=wanted)  # noqa: S202 # it is filtered
        archive.unlink()

    def _output(self, *arguments: str) -> str:
        done = self._run(*arguments)
        if done.returncode:
            reason = short(done.stderr.removeprefix("fatal: ").partition("\n")[0])
            raise VersionError(f"git cannot be used in {self.folder}: {reason}. Pass two files.")
        return done.stdout.rstrip("\n")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603 # the arguments are options of ours, or checked
                ["git", *arguments],  # noqa: S607 # the user's own git
                cwd=self.folder,
                env={**os.environ, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",
                check=False,
            )
        except FileNotFoundError:
            raise VersionError("git is not installed. Install it, or pass two files.") from None


def _inside(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """Return the member, unless it is a link that leads out of the folder."""
    try:
        return tarfile.data_filter(member, folder)
    except tarfile.FilterError:
        return None
