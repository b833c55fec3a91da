"""Prism, the mock that knows nothing but the contract."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE = ROOT / ".venv/bin/node"
PRISM = ROOT / "node_modules/.bin/prism"


@pytest.fixture(scope="session")
def prism() -> Iterator[str]:
    """The base URL of `prism mock openapi.yaml`."""
    if not (NODE.exists() and PRISM.exists()):
        reason = "Prism is not installed: run make test, which installs it from npm"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    command: list[str | Path] = [NODE, PRISM, "mock", ROOT / "openapi.yaml", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield _base_url(process)
        finally:
            process.kill()


def _base_url(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    seen: list[str] = []
    for line in process.stdout:
        if found := re.search(r"Prism is listening on (\S+)", line):
            return found[1]
        seen.append(line)
    pytest.fail(f"Prism did not start:\n{''.join(seen)}")
