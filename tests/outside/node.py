"""A Node project."""

import os
import subprocess
from pathlib import Path

from attrs import frozen

from ..documents import ROOT

BIN = ROOT / ".venv/bin"


@frozen
class Node:
    """A Node project in a folder, with the repository's Node and packages."""

    folder: Path

    def run(self, program: str, *arguments: str, **variables: str) -> str:
        """Run a program and return its output."""
        environment = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}", "NO_PROXY": "127.0.0.1"} | variables
        command: list[str | Path] = [BIN / program, *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
