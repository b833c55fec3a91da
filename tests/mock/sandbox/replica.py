"""`spkey-mock serve` as a separate process that can be killed and restarted."""

import json
import subprocess
import sys
import tempfile
from threading import Event
from typing import Any
from urllib.parse import urlsplit

_TIMEOUT = 30


class Replica:
    """One of the processes of a service, which is not started yet.

    Args:
        store: The URL of the store.
        options: Other options of the command.

    Attributes:
        up: Whether it accepts requests, as far as is known.
        port: The port, another after each start.
        facts: The facts that it printed when it was ready.
    """

    def __init__(self, store: str, *options: str) -> None:
        self._command = [
            sys.executable,
            "-m",
            "spkey_mock",
            "serve",
            "--port",
            "0",
            "--json",
            "--store",
            store,
            *options,
        ]
        self._process: subprocess.Popen[str] | None = None
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - it is open as long as this is
        self.up = Event()
        self.port = 0
        self.facts: dict[str, Any] = {}

    def launch(self) -> None:
        """Start the process."""
        assert self._process is None, "it is already running"
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=self._errors, text=True, start_new_session=True
        )

    def wait(self) -> None:
        """Wait until the process is ready."""
        assert self._process
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, f"the server ended with {self._process.wait(_TIMEOUT)}: {self.errors()}"
        self.facts = json.loads(line)
        self.port = urlsplit(self.base_url).port or 0
        self.up.set()

    @property
    def base_url(self) -> str:
        return str(self.facts["base_url"])

    def start(self) -> None:
        """Start the process, and wait until it is ready."""
        self.launch()
        self.wait()

    @property
    def pid(self) -> int:
        assert self._process, "it is not running"
        return self._process.pid

    def kill(self) -> None:
        """End the process with SIGKILL."""
        assert self._process, "it is not running"
        self._process.kill()
        self._ended()

    def stop(self) -> None:
        """Stop the process gracefully, if it is running."""
        if self._process:
            self._process.terminate()
            assert self._ended() == 0, self.errors()

    def close(self) -> None:
        """Kill the process, if it is running."""
        if self._process:
            self.kill()
        self._errors.close()

    def errors(self) -> str:
        """Return the output of the processes to standard error."""
        self._errors.seek(0)
        return self._errors.read()

    def _ended(self) -> int:
        process, self._process = self._process, None
        assert process
        assert process.stdout
        self.up.clear()
        with process.stdout:
            try:
                return process.wait(_TIMEOUT)
            finally:
                process.kill()
                process.wait(_TIMEOUT)
