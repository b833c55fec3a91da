"""Environments for what is measured, under `.benchmarks/`, each installed from a locked file."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".benchmarks"
_LOCKS = Path(__file__).parent / "requirements"
_NPM = Path(__file__).parent / "npm"
_BIN = Path(sys.prefix) / "bin"


def environment(name: str, lock: Path | None = None) -> Path:
    """Return the interpreter of an environment. Install the environment if it is missing or out of date.

    Args:
        name: The name of the environment.
        lock: The file that lists what it holds; by default `requirements/NAME.txt`.
    """
    lock = lock or _LOCKS / f"{name}.txt"
    folder = FOLDER / name
    python, installed = folder / "bin/python", folder / "installed.txt"
    if not installed.exists() or installed.read_text("utf-8") != lock.read_text("utf-8"):
        venv.create(folder, clear=True, with_pip=True)
        run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", lock)
        shutil.copy(lock, installed)
    return python


def node_packages() -> tuple[Path, Path]:
    """Return node and the folder with the packages of `npm/package-lock.json`. Install them if they are missing."""
    folder = FOLDER / "npm"
    installed, lock = folder / "installed.json", _NPM / "package-lock.json"
    shutil.copytree(_NPM, folder, dirs_exist_ok=True)
    shutil.copy(ROOT / ".npmrc", folder)
    if not installed.exists() or installed.read_text("utf-8") != lock.read_text("utf-8"):
        run(_BIN / "npm", "ci", "--silent", "--prefix", folder)
        shutil.copy(lock, installed)
    return _BIN / "node", folder


def site_packages(python: Path) -> Path:
    """Return the folder with the packages of an environment."""
    (folder,) = python.parents[1].glob("lib/python*/site-packages")
    return folder


def install_sdk(python: Path, tree: Path = ROOT) -> None:
    """Build the wheel of a source tree and install it into an environment, byte-compiled, without its dependencies."""
    dist = FOLDER / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, tree)
    run(python, "-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", "--compile", *dist.glob("*.whl"))


def run(*command: str | Path, core: int | None = None) -> str:
    """Run a command and return its output. Its errors show only if it fails.

    Args:
        command: The program and its arguments.
        core: The only core to run on.

    Raises:
        RuntimeError: The command failed.
    """
    with start(*command, core=core) as process:
        output, errors = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{output}{errors}")
    return output


def reason(error: Exception) -> str:
    """Return the last line of an error, which says most where a command printed a lot."""
    return next((line.strip() for line in reversed(str(error).split("\n")) if line.strip()), type(error).__name__)


def start(
    *command: str | Path, core: int | None = None, output: int | IO[str] = subprocess.PIPE, group: bool = False
) -> subprocess.Popen[str]:
    """Start a command.

    Args:
        command: The program and its arguments.
        core: The only core to run on.
        output: Receives everything that it prints. By default, the caller reads output and errors.
        group: Whether it leads a process group of its own, so that it can be ended together with its children.
    """
    return subprocess.Popen(  # noqa: S603 # all commands are our own
        command,
        stdout=output,
        stderr=output,
        start_new_session=group,
        text=True,
        cwd=ROOT,
        env=_variables(),
        preexec_fn=None if core is None else lambda: os.sched_setaffinity(0, {core}),
    )


def _variables() -> Mapping[str, str]:
    # Proxies, credentials and import paths of the user would change the measurement.
    unwanted = ("proxy", "spkey", "python")
    kept = {name: value for name, value in os.environ.items() if not any(word in name.lower() for word in unwanted)}
    return {**kept, "PYTHONHASHSEED": "0"}
