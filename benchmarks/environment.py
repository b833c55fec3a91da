"""Environments of our own under `.benchmarks/`, each installed from a locked file beside this one."""

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


def environment(name: str) -> Path:
    """The interpreter of the environment that holds what `requirements/NAME.txt` lists, installed if it is not."""
    lock = _LOCKS / f"{name}.txt"
    folder = FOLDER / name
    python, installed = folder / "bin/python", folder / "installed.txt"
    if not installed.exists() or installed.read_text("utf-8") != lock.read_text("utf-8"):
        venv.create(folder, clear=True, with_pip=True)
        run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", lock)
        shutil.copy(lock, installed)
    return python


def node_packages() -> tuple[Path, Path]:
    """Node, and the folder that holds what `npm/package-lock.json` lists, installed if it is not."""
    folder = FOLDER / "npm"
    installed, lock = folder / "installed.json", _NPM / "package-lock.json"
    shutil.copytree(_NPM, folder, dirs_exist_ok=True)
    shutil.copy(ROOT / ".npmrc", folder)
    if not installed.exists() or installed.read_text("utf-8") != lock.read_text("utf-8"):
        run(_BIN / "npm", "ci", "--silent", "--prefix", folder)
        shutil.copy(lock, installed)
    return _BIN / "node", folder


def site_packages(python: Path) -> Path:
    """Where the packages of an environment are."""
    (folder,) = python.parents[1].glob("lib/python*/site-packages")
    return folder


def install_sdk(python: Path) -> None:
    """Builds the wheel of the SDK and puts it into an environment, byte-compiled, without what it depends on."""
    dist = FOLDER / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, ROOT)
    run(python, "-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", "--compile", *dist.glob("*.whl"))


def run(*command: str | Path, core: int | None = None) -> str:
    """What a command prints. Its complaints are seen only if it fails.

    Args:
        command: The program and its arguments.
        core: The only core to run on.
    """
    with start(*command, core=core) as process:
        output, complaints = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{output}{complaints}")
    return output


def reason(error: Exception) -> str:
    """What an error says in the end, where a command has said a lot."""
    return next((line.strip() for line in reversed(str(error).split("\n")) if line.strip()), type(error).__name__)


def start(
    *command: str | Path, core: int | None = None, output: int | IO[str] = subprocess.PIPE, group: bool = False
) -> subprocess.Popen[str]:
    """A command that runs on its own.

    Args:
        command: The program and its arguments.
        core: The only core to run on.
        output: What gets all that it prints. By default, the caller reads its output and its complaints.
        group: Whether it leads a process group of its own, by which it can be ended with all that it started.
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
    # No proxy, no credential, and no path for imports but that of the environment and this repository.
    unwanted = ("proxy", "spkey", "python")
    kept = {name: value for name, value in os.environ.items() if not any(word in name.lower() for word in unwanted)}
    return {**kept, "PYTHONHASHSEED": "0"}
