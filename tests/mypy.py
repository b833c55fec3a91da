"""mypy with a warm cache, because reading the standard library takes longer than most checks."""

import fcntl
import subprocess
import sys
from pathlib import Path

from .documents import ROOT

CACHE = ROOT / ".mypy_cache"


def mypy(*arguments: str | Path, path: tuple[Path, ...] = ()) -> str:
    """Check code with the settings of this project, and return the problems, one per line.

    Processes take turns, because they share the cache of `make types`.

    Args:
        arguments: The files and packages to check, and more options.
        path: The folders of packages that are not installed.
    """
    CACHE.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *arguments]
    variables = {"MYPYPATH": ":".join(map(str, path))}
    with (CACHE / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout
