"""Prism, which knows nothing but the contract: as a mock, and as a proxy that validates."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

from .documents import ROOT

NODE = ROOT / ".venv/bin/node"
_PRISM = ROOT / "node_modules/.bin/prism"


@contextmanager
def prism(*arguments: str) -> Iterator[str]:
    """Run Prism with the arguments of its command, and yield its base URL."""
    if not (NODE.exists() and _PRISM.exists()):
        reason = "Prism is not installed: run make test, which installs it from npm"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    command: list[str | Path] = [NODE, _PRISM, *arguments, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            base_url = _base_url(process)
            # Prism logs every request, and blocks once the pipe is full.
            Thread(target=_drain, args=(process,), daemon=True).start()
            yield base_url
        finally:
            process.kill()


def _drain(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    with suppress(ValueError):  # closed at the end
        while process.stdout.read(4096):
            pass


def _base_url(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    seen: list[str] = []
    for line in process.stdout:
        if found := re.search(r"Prism is listening on (\S+)", line):
            return found[1]
        seen.append(line)
    pytest.fail(f"Prism did not start:\n{''.join(seen)}")
