"""A small disk that can be filled."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_PIECE = bytes(4096)


class Disk:
    """A file system of its own.

    Attributes:
        folder: Its root.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Use up all free space."""
        with suppress(OSError), self._filler.open("ab", buffering=0) as file:
            while file.write(_PIECE):
                pass

    def free(self) -> None:
        """Free the space."""
        self._filler.unlink()


@contextmanager
def disk(folder: Path, megabytes: int) -> Generator[Disk]:
    """Mount a small disk at a folder, which is created. Skips the test where that is not permitted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("There is no command mount, so there is no small disk to fill.")
    if mounted.returncode:
        pytest.skip(f"Mounting a small disk requires root privileges: {mounted.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
