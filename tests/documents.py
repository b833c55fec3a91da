"""The code blocks of the documents, for the tests that run and check them."""

import multiprocessing
import os
import re
import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]

BUNDLE = ROOT / "mock_server/spkey_mock/page/assets/contract.json"
"""The contract as one document."""


class Block(NamedTuple):
    """A fenced block of code."""

    name: str
    language: str
    code: str

    @property
    def holds_tests(self) -> bool:
        """Whether it is Python for pytest to run."""
        return "\ndef test_" in self.code


GUIDE = ROOT / "docs/testing.md"
SERVER_GUIDE = ROOT / "docs/mock-server.md"


# Forks a process that has already imported these modules, because the imports take longer than most examples.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["httpx", "spkey_client", "spkey_mock.mock"])


def run(code: str, folder: Path, variables: Mapping[str, str]) -> int | None:
    """Run Python code as a program in a folder, and return its exit code, or None if it does not end."""
    script = folder / "example.py"
    script.write_text(code, "utf-8")
    process = _PROCESSES.Process(target=_run, args=(script, variables))
    process.start()
    process.join(timeout=60)
    process.kill()
    return process.exitcode


def _run(script: Path, variables: Mapping[str, str]) -> None:
    os.environ.update(variables)
    os.chdir(script.parent)
    runpy.run_path(str(script), run_name="__main__")


def blocks(language: str) -> list[Block]:
    """The blocks of this language in the README and the guides."""
    found: list[Block] = []
    guides = sorted((ROOT / "docs").glob("*.md"))
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *guides):
        text = document.read_text("utf-8")
        for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            line = text.count("\n", 0, match.start()) + 1
            if match[1] == language:
                found.append(Block(f"{document.name}:{line}", match[1], match[2]))
    return found
