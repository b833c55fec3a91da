"""Files that are replaced atomically: after any failure, either the old or the new one is complete."""

import os
import secrets
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .failure import Failure

_PRIVATE = 0o600


@contextmanager
def replacing(path: Path) -> Generator[BinaryIO, None, None]:
    """Yield a temporary file in the same directory, which replaces the file at the end of the context.

    If the context raises, or the process is killed, the previous file is unchanged. Only its owner can read the
    file. It is on disk when this returns.

    Raises:
        Failure: The file cannot be written.
    """
    target = Path(os.path.realpath(path))  # a symbolic link is kept
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            raise Failure(f"cannot write {path}: It is not a regular file.")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
        _sync(target.parent)
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}. An existing file is unchanged.") from None
    finally:
        with suppress(OSError):
            draft.unlink()


def _sync(directory: Path) -> None:
    """Make a rename in a directory durable, where the system allows it."""
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
