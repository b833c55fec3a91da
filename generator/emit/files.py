"""Writes files below a folder, and reports where they differ."""

import difflib
import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent.parent

Files = Mapping[PurePosixPath, str]
"""The text of each file by its path."""


TEMPORARY = ".new-"
"""The prefix of files that will replace others."""


class FileError(Exception):
    """A file cannot be written."""

    def __init__(self, file: Path, reason: str | None) -> None:
        super().__init__(f"{file}: {reason}. Nothing was written.")


def write(root: Path, files: Files) -> None:
    """Write the files below `root`, all or none, and remove generated ones that are not among them.

    Raises:
        FileError: A file cannot be written.
    """
    folders: list[Path] = []
    ready: dict[Path, Path] = {}
    target = root
    try:
        # What can fail is done before the first file is replaced.
        for path, text in files.items():
            target = root / path
            if not (target.is_file() and target.read_bytes() == text.encode()):
                if not target.parent.is_dir():
                    folders.extend(_missing(target.parent))
                    target.parent.mkdir(parents=True, exist_ok=True)
                ready[target] = _write_beside(target, text.encode())
        for target, temporary in ready.items():
            os.replace(temporary, target)
        for target in [*stale_files(root, files), *_left_behind(root, files)]:
            target.unlink()
    except OSError as error:
        _undo(ready, folders)
        raise FileError(target, error.strerror) from error
    except BaseException:
        _undo(ready, folders)
        raise


def _left_behind(root: Path, files: Files) -> list[Path]:
    """Return the temporary files of a run that was killed."""
    folders = {root / path.parent for path in files}
    return [file for folder in sorted(folders) for file in sorted(folder.glob(f"{TEMPORARY}*"))]


def _missing(folder: Path) -> list[Path]:
    """Return those of the folder and its parents that do not exist, the outermost first."""
    return [parent for parent in [folder, *folder.parents] if not parent.exists()][::-1]


def _write_beside(target: Path, content: bytes) -> Path:
    """Write a new file next to the target, which it can replace in one step."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=TEMPORARY)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _undo(ready: Mapping[Path, Path], folders: list[Path]) -> None:
    for temporary in ready.values():
        temporary.unlink(missing_ok=True)
    for folder in reversed(folders):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def differences(root: Path, files: Files) -> Iterator[str]:
    """Return the lines of a diff from the files below `root` to these."""
    for path, text in files.items():
        target = root / path
        if not target.is_file():
            yield f"{path} is missing\n"
        # Line ends count as well.
        found = target.read_bytes().decode("utf-8", "replace") if target.is_file() else ""
        before, after = found.splitlines(keepends=True), text.splitlines(keepends=True)
        yield from difflib.unified_diff(before, after, f"{path} (as it is)", f"{path} (generated)")
    for stale in stale_files(root, files):
        yield f"{stale.relative_to(root).as_posix()} is no longer generated\n"


def stale_files(root: Path, files: Files) -> list[Path]:
    """Return the generated files in the folders of `files` that are not among them."""
    patterns = sorted({(root / path.parent, f"*{path.suffix}") for path in files if path.suffix in _FIRST_LINES})
    found = [file for folder, pattern in patterns for file in sorted(folder.glob(pattern)) if file.is_file()]
    others = [file for file in found if PurePosixPath(file.relative_to(root).as_posix()) not in files]
    return [file for file in others if is_generated(file.read_text("utf-8", errors="replace"))]


# By the suffix of the file.
_FIRST_LINES = {".md": "<!-- Generated from ", ".py": "# Generated from "}


def is_generated(text: str) -> bool:
    """Return whether the first line says that the file is generated."""
    return text.startswith(tuple(_FIRST_LINES.values()))
