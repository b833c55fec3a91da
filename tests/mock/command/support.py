"""The command, in this process or in one of its own."""

import contextlib
import http.client
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
from spkey_mock.cli import main

from ..http.echo import until
from ..support import USER

COMMAND = [sys.executable, "-m", "spkey_mock"]


@contextlib.contextmanager
def serving(*arguments: str, port: str = "0") -> Iterator[subprocess.Popen[str]]:
    command = [*COMMAND, "serve", "--port", port, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def facts_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    facts: dict[str, Any] = json.loads(process.stdout.readline())
    return facts


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself, in this process, because starting another takes longer than most commands."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            code: object = main(arguments)
        except SystemExit as end:  # raised by argparse
            code = end.code
    assert isinstance(code, int)
    return subprocess.CompletedProcess(arguments, code, output.getvalue(), errors.getvalue())


def run_alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own.

    Use it for an error that ends the command after it has begun to listen, for workers, and for commands on a store,
    which end the deliveries of their process.
    """
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=20, check=False)


def post(base_url: str, command: str, body: object, **headers: str) -> tuple[int, Any]:
    with contextlib.closing(http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=5)) as client:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        client.request("POST", f"/users/{USER}/{command}", json.dumps(body), sent)
        response = client.getresponse()
        return response.status, json.loads(response.read())


def get(url: str, **headers: str) -> tuple[int, Any]:
    address = urlsplit(url)
    with contextlib.closing(http.client.HTTPConnection(address.netloc, timeout=5)) as client:
        client.request("GET", address.path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = client.getresponse()
        return response.status, json.loads(response.read())


def delay(facts: dict[str, Any], operation: str, milliseconds: int) -> None:
    """Delay the responses of an operation, as a fault."""
    fault = {"kind": "latency", "operation": operation, "delay": milliseconds}
    assert httpx.post(f"{facts['base_url']}/_mock/faults", json=fault, trust_env=False).status_code == 201


def wait_for_user(facts: dict[str, Any]) -> None:
    """Wait until the user exists."""
    url = f"{facts['base_url']}/users/{USER}/profile"
    assert until(lambda: get(url, X_API_Key=facts["api_key"])[0] == 200, 20)
