"""`make sandbox` runs PostgreSQL and two replicas, which are one service, or verifies them."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from http.client import HTTPConnection

import pytest
from spkey_mock.conformance.promises import load

from ..postgres import MISSING, programs

COMMAND = [sys.executable, "-m", "tests.mock.sandbox"]
USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
_TIMEOUT = 120


@pytest.fixture(autouse=True)
def installed() -> None:
    if programs() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)


@contextmanager
def running() -> Generator[tuple[subprocess.Popen[str], str]]:
    """Run a sandbox, and yield the output that it printed when it was ready."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process, "".join(iter(process.stdout.readline, "Ctrl-C to stop.\n"))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_TIMEOUT)


def _send(port: int, method: str, path: str, api_key: str, body: object = None) -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, json.dumps(body), {"X-API-Key": api_key})
        return connection.getresponse().status


def _listens(port: int) -> bool:
    with closing(socket.socket()) as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_the_replicas_are_one_service_until_ctrl_c() -> None:
    with running() as (process, text):
        first, second = (int(port) for port in re.findall(r"^Replica .*:(\d+)$", text, re.MULTILINE))
        (database,) = (int(port) for port in re.findall(r"^PostgreSQL .*:(\d+)/", text, re.MULTILINE))
        (api_key,) = re.findall(r"^API key +(\S+)$", text, re.MULTILINE)
        assert _send(first, "POST", f"/users/{USER}/CreateUser", api_key, {"userId": USER}) == 201
        assert _send(second, "GET", f"/users/{USER}/PhysicalKeys", api_key) == 200
        assert all(map(_listens, (first, second, database)))
    assert process.returncode == 0
    assert not any(map(_listens, (first, second, database)))


def test_verify_sends_requests_to_both_replicas_and_passes() -> None:
    # All rules take a minute: `make sandbox VERIFY=1`.
    done = subprocess.run(
        [*COMMAND, "--verify", "--select", "concurrency"], capture_output=True, text=True, timeout=_TIMEOUT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Verified 8 of {len(load().rules)} rules" in done.stdout
