"""The programs of examples/, run as users run them, with their frameworks in an environment of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from spkey_mock import Site

from ..documents import ROOT

EXAMPLES = ROOT / "examples"
BIN = ROOT / ".examples/bin"


def variables(site: Site, **more: str) -> dict[str, str]:
    """Return the environment variables of a program that calls this site."""
    own = {"SPKEY_BASE_URL": site.base_url, "SPKEY_API_KEY": site.api_key, "PYTHONPATH": f"{ROOT}:{EXAMPLES}"}
    return os.environ | own | more


def run(site: Site, program: str, *arguments: str, code: int = 0, **more: str) -> str:
    """Return what a program of examples/ prints."""
    python = BIN / "python" if program == "telemetry.py" else sys.executable
    command = [python, EXAMPLES / program, *arguments]
    done = subprocess.run(command, env=variables(site, **more), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@contextmanager
def serving(folder: Path, environment: dict[str, str], program: str, *arguments: str) -> Iterator[str]:
    """Run a web server on a socket that it inherits, for which `{fd}` stands in its arguments. Yield its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fd = listening.fileno()
        with working(folder, environment, program, *(it.format(fd=fd) for it in arguments), pass_fds=(fd,)):
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            httpx.get(url, timeout=60, trust_env=False)  # waits until the server has started
            yield url


@contextmanager
def working(
    folder: Path, environment: dict[str, str], program: str, *arguments: str, pass_fds: tuple[int, ...] = ()
) -> Iterator[None]:
    """Run a program of the environment in a folder, until the end of the context."""
    log, command = folder / "log.txt", [str(BIN / program), *arguments]
    with log.open("wb") as out:
        process = subprocess.Popen(command, pass_fds=pass_fds, env=environment, cwd=folder, stdout=out, stderr=out)
    try:
        yield
        assert process.poll() is None, log.read_text()
    finally:
        process.terminate()
        code = process.wait(timeout=30)
    assert code in (0, -signal.SIGTERM), log.read_text()
