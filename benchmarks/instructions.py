"""Instructions per call, counted by valgrind and free of noise.

The count is the difference between a long and a short run of the same program, divided by the calls. The program is
this module: `python -m benchmarks.instructions sync|async SUBJECT URL CALLS`.
"""

import asyncio
import gc
import re
import sys
from pathlib import Path

from .environment import run
from .subjects import ASYNC, SYNC, arguments

SUBJECTS = {
    "sync": ("httpx.Client.post", "httpx, prebuilt request, raw headers", "spkey-client", "openapi-python-client"),
    "async": ("httpx.AsyncClient.post", "spkey-client", "openapi-python-client"),
}

_WARM_UP, _SHORT, _LONG = 50, 50, 250
_COLLECTED = re.compile(r"Collected : (\d+)")


def per_call(python: Path, kind: str, subject: str, base_url: str, core: int) -> float:
    """Count the instructions of one call of a subject in its process, without those of the kernel."""
    command = (python, "-m", "benchmarks.instructions", kind, subject, base_url)
    run(*command, "1")  # otherwise the shorter run alone would compile modules
    counts = [count(*command, str(calls), core=core) for calls in (_SHORT, _LONG)]
    return (counts[1] - counts[0]) / (_LONG - _SHORT)


def per_import(python: Path, statement: str, core: int) -> float:
    """Count the instructions of an import, without those of starting Python."""
    return count(python, "-I", "-c", statement, core=core) - count(python, "-I", "-c", "pass", core=core)


def count(*command: str | Path, core: int) -> int:
    """Count the instructions of a program from start to end."""
    valgrind = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-fd=1")
    found = _COLLECTED.search(run(*valgrind, *command, core=core))
    if found is None:
        raise RuntimeError("valgrind printed no instruction count.")
    return int(found[1])


def _call_sync(subject: str, base_url: str, calls: int) -> None:
    with SYNC[subject](base_url) as remove:
        for call in range(calls + _WARM_UP):
            if call == _WARM_UP:
                _freeze()
            remove(*arguments(call))


async def _call_async(subject: str, base_url: str, calls: int) -> None:
    async with ASYNC[subject](base_url) as remove:
        for call in range(calls + _WARM_UP):
            if call == _WARM_UP:
                _freeze()
            await remove(*arguments(call))


def _freeze() -> None:
    # Otherwise a collection that scans all imports falls into only one of the two runs.
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    kind, subject, base_url, calls = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    if kind == "sync":
        _call_sync(subject, base_url, calls)
    else:
        asyncio.run(_call_async(subject, base_url, calls))
