"""Virtual environments like those of projects outside this repository."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Environment:
    """A virtual environment without access to the packages of this one.

    The pip of this one installs into it, because it takes long to give each its own.
    """

    def __init__(self, folder: Path, constraints: Path) -> None:
        venv.create(folder)
        self.bin = folder / "bin"
        self._constraints = constraints

    def install(self, *requirements: str) -> None:
        """Install requirements and their dependencies, in the versions that the project locks."""
        # Python compiles the modules that it imports, which takes less time than compiling all of them here.
        self._pip("install", "--quiet", "--no-compile", "--constraint", str(self._constraints), *requirements)

    def run(self, program: str, *arguments: str, code: int = 0, folder: Path | None = None) -> str:
        """Return the output of a program, with its errors if it is expected to fail."""
        command: list[str | Path] = [self.bin / program, *arguments]
        cwd = folder or self.bin.parent
        done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=self.variables(), check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout if code == 0 else done.stdout + done.stderr

    def variables(self, **more: str) -> dict[str, str]:
        """Return the environment variables of a shell in which this environment is active."""
        return os.environ | {"PATH": f"{self.bin}:{os.environ['PATH']}", "VIRTUAL_ENV": str(self.bin.parent)} | more

    def packages(self) -> set[str]:
        """Return the names of the installed packages."""
        return {package["name"].lower() for package in json.loads(self._pip("list", "--format", "json"))}

    def _pip(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "pip", "--python", str(self.bin / "python"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def serving(self, *options: str) -> Iterator[dict[str, str]]:
        """Run `spkey-mock serve` and yield the facts that it prints."""
        chosen = options or ("--api-key", "my-key=acme")
        command = [str(self.bin / "spkey-mock"), "serve", "--port", "0", "--json", *chosen]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            try:
                yield json.loads(server.stdout.readline())
            finally:
                server.terminate()
            assert server.wait(timeout=30) == 0
