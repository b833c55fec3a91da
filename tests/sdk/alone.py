"""Runs a function of a test module in a process of its own: it may fork, be interrupted or hang."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from ..documents import ROOT


def alone(function: Callable[..., Any], *arguments: str) -> Any:
    """Return what the function returns, as JSON."""
    imports = f"import json; from {function.__module__} import {function.__name__} as run"
    code = f"{imports}; print(json.dumps(run(*{arguments!r})))"
    # Newer versions of Python warn of a fork while there are threads, which is what the tests are about.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def forked(*actions: Callable[[], Any]) -> list[Any]:
    """Return what the actions return, each in a child that is forked now. None for a child that hangs."""
    readers = [_fork(action) for action in actions]
    found: list[Any] = []
    for reader in readers:
        with os.fdopen(reader) as file:
            found.append(json.loads(file.read() or "null"))
    for _ in readers:
        os.wait()
    return found


def _fork(action: Callable[[], Any]) -> int:
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        return reader
    signal.alarm(20)
    try:
        result = json.dumps(action())
    except BaseException as error:  # the result shows it
        result = json.dumps(repr(error))
    os.write(writer, result.encode())
    os._exit(0)
