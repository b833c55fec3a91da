"""An earlier revision of the mock, installed into an environment of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .environment import FOLDER, environment, install_sdk, reason, run

_TREE = FOLDER / "against-tree"
_LOCK = "benchmarks/requirements/mock.txt"


def commit(revision: str) -> str:
    """Return the hash of the commit that a revision names.

    Raises:
        ValueError: There is no such commit.
    """
    try:
        return run("git", "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").strip()
    except RuntimeError as error:
        raise ValueError(f"Unknown revision {revision!r}: {reason(error)}") from None


def install(revision: str) -> Path:
    """Install the SDK and the mock of a revision with the dependencies that it locked. Return the interpreter."""
    with _tree(commit(revision)) as tree:
        python = environment("against", tree / _LOCK)
        install_sdk(python, tree)
    return python


@contextmanager
def _tree(commit: str) -> Iterator[Path]:
    _remove()
    run("git", "worktree", "add", "--detach", _TREE, commit)
    try:
        yield _TREE
    finally:
        _remove()


def _remove() -> None:
    # An interrupted run may have left it behind, or git's note of it.
    shutil.rmtree(_TREE, ignore_errors=True)
    run("git", "worktree", "prune")
