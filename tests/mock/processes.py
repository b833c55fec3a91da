"""The mock as a process of its own, for tests that send many requests."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from attrs import frozen


@frozen
class Served:
    """A mock that runs.

    Attributes:
        pid: Its process.
        base_url: Where it is.
        api_key: An API key that every world of it accepts.
        token: A bearer token that every world of it accepts.
        token_user: The user whose token that is.
    """

    pid: int
    base_url: str
    api_key: str
    token: str
    token_user: str

    @property
    def port(self) -> int:
        port = urlsplit(self.base_url).port
        assert port
        return port


@contextlib.contextmanager
def served(*arguments: str) -> Iterator[Served]:
    """Run `spkey-mock serve`. On SIGTERM it must end with exit code 0 and without output."""
    command = [sys.executable, "-m", "spkey_mock", "serve", "--port", "0", "--json", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            facts = json.loads(process.stdout.readline())
            yield Served(process.pid, *(facts[name] for name in ("base_url", "api_key", "token", "token_user")))
            assert process.poll() is None, "the mock has ended"
            process.terminate()
            output, errors = process.communicate(timeout=20)
            assert (process.returncode, output, errors) == (0, "", "")
        finally:
            process.kill()
