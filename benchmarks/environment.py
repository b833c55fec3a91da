"""Environments of our own under `.benchmarks/`, each installed from a locked file beside this one."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".benchmarks"
_LOCKS = Path(__file__).parent / "requirements"


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


def start(*command: str | Path, core: int | None = None) -> subprocess.Popen[str]:
    """A command that runs on its own, on one core."""
    return subprocess.Popen(  # noqa: S603 # all commands are our own
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
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
