"""Files that are written atomically."""

import os
import secrets
from pathlib import Path


class ReportError(Exception):
    """A report cannot be read or written. The message is one line with the name of the file."""


def prepare(directory: Path) -> None:
    """Create the directory of a report.

    Raises:
        ReportError: It cannot be created.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError(f"cannot create {directory}: {error.strerror}.") from None


def write(path: Path, data: bytes) -> None:
    """Write a file. No reader sees half of it, and the previous one, if any, is unchanged after an error.

    Raises:
        ReportError: The file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        unfinished.write_bytes(data)
        os.replace(unfinished, path)
    except OSError as error:
        raise ReportError(f"cannot write {path}: {error.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)
