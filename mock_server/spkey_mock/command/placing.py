"""Files that exist while the server is ready."""

import os
import secrets
import stat
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from .failure import Failure

PRIVATE = 0o600
PUBLIC = 0o644


@contextmanager
def placing(option: str, path: str, *, start: str, mode: int = PRIVATE) -> Generator[Callable[[str], None], None, None]:
    """Yield a function that writes the file. Readers see the complete text or no file, and no file after the context.

    A file that an earlier run left behind is removed immediately.

    Args:
        option: The option that names the path, for messages.
        path: The path.
        start: The start of every text that may be replaced. Other files are kept, because they are not ours.
        mode: The permissions of the file.

    Raises:
        Failure: The file cannot be written.
    """
    target = Path(path)
    with _explained(option, path):
        _remove_earlier(target, option, start)
        # In a container, every process has the same number. A killed one may have left its draft.
        draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    placed: os.stat_result | None = None

    def write(text: str) -> None:
        nonlocal placed
        with _explained(option, path):
            with open(descriptor, "w", encoding="utf-8", closefd=False) as file:
                file.write(text)
            os.chmod(draft, mode)
            placed = os.fstat(descriptor)
            os.replace(draft, target)

    try:
        yield write
    finally:
        os.close(descriptor)
        with suppress(OSError):
            os.unlink(draft)
        with suppress(OSError):  # another server may have replaced the file
            if placed is not None and os.path.samestat(placed, target.stat()):
                target.unlink()


@contextmanager
def _explained(option: str, path: str) -> Generator[None, None, None]:
    try:
        yield
    except OSError as error:
        raise Failure(f"cannot write {option} {path}: {error.strerror}.") from None
    except ValueError as error:  # a null character
        raise Failure(f"cannot write {option} {path!r}: {error}.") from None


def _remove_earlier(target: Path, option: str, start: str) -> None:
    try:
        status = target.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISREG(status.st_mode) and status.st_size == 0:
        ours = True  # mktemp makes such files
    else:
        ours = stat.S_ISREG(status.st_mode) and target.read_bytes()[: len(start)] == start.encode()
    if not ours:
        raise Failure(f"{option} {target} exists, and spkey-mock did not write it. Choose another path.")
    target.unlink()
