"""Memory over many calls, half of them through `with_options`, and over errors and cancelled calls.

Run it as `python -m benchmarks.memory URL CALLS FAILURES`.

Also measures the construction of a client in microseconds, for the first client of a process and for later ones.
"""

import asyncio
import gc
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

from spkey_client import AsyncSpkeyClient, SpkeyClient, SpkeyError

from .subjects import API_KEY, arguments

_SAMPLES = 10
_WARM_UP = 1000
_PAGE = os.sysconf("SC_PAGE_SIZE")


def growth(base_url: str, calls: int) -> list[dict[str, int]]:
    """Return samples of the resident memory in KiB and the number of objects, at the start and at even distances."""
    samples: list[dict[str, int]] = []
    with SpkeyClient(api_key=API_KEY, base_url=base_url) as client:
        for call in range(calls + 1):
            if call % (calls // _SAMPLES) == 0:
                samples.append(_sample(call))
            user, number = arguments(call)
            caller = client.with_options(timeout=1 + call % 7, headers={"X-Call": user}) if call % 2 else client
            caller.physical_keys.remove(user, number=number)
    return samples


def errors(base_url: str, calls: int) -> list[dict[str, int]]:
    """Return samples before and after calls that the server rejects."""
    samples: list[dict[str, int]] = []
    with SpkeyClient(api_key=API_KEY, base_url=base_url) as client:
        for call in range(-_WARM_UP, calls + 1):
            if call in {0, calls}:
                samples.append(_sample(call))
            with suppress(SpkeyError):
                client.request("GET", "/nothing")
    return samples


async def cancellations(base_url: str, calls: int) -> list[dict[str, int]]:
    """Return samples before and after calls that are cancelled at any moment."""
    samples: list[dict[str, int]] = []
    async with AsyncSpkeyClient(api_key=API_KEY, base_url=base_url) as client:
        for call in range(-_WARM_UP, calls + 1):
            if call in {0, calls}:
                samples.append(_sample(call))
            user, number = arguments(call + _WARM_UP)
            with suppress(TimeoutError):
                async with asyncio.timeout((call % 100) / 20_000):
                    await client.physical_keys.remove(user, number=number)
    return samples


def _sample(call: int) -> dict[str, int]:
    return {"calls": call, "rss_kib": _resident(), "objects": _objects()}


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE // 1024


def _objects() -> int:
    gc.collect()
    return len(gc.get_objects())


def construction() -> dict[str, float]:
    """Measure the construction of clients. The first one reads the certificates, which later ones share."""
    times: list[float] = []
    for _ in range(200):
        begun = time.perf_counter()
        client = SpkeyClient(api_key=API_KEY)
        times.append((time.perf_counter() - begun) * 1e6)
        client.close()
    return {"first_us": times[0], "later_us": median(times[1:])}


if __name__ == "__main__":
    construction_times = construction()
    for _ in range(100):
        growth(sys.argv[1], _SAMPLES)
    url, calls, failures = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    found = {
        "construction": construction_times,
        "growth": growth(url, calls),
        "errors": errors(url, failures),
        "cancellations": asyncio.run(cancellations(url, failures)),
    }
    print(json.dumps(found))
