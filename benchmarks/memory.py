"""Memory over many calls, half of them through `with_options`. `python -m benchmarks.memory URL CALLS`.

Also measures the construction of a client in microseconds, for the first client of a process and for later ones.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path
from statistics import median

from spkey_client import SpkeyClient

from .subjects import API_KEY, arguments

_SAMPLES = 10
_PAGE = os.sysconf("SC_PAGE_SIZE")


def growth(base_url: str, calls: int) -> list[dict[str, int]]:
    """Return samples of the resident memory in KiB and the number of objects, at the start and at even distances."""
    samples: list[dict[str, int]] = []
    with SpkeyClient(api_key=API_KEY, base_url=base_url) as client:
        for call in range(calls + 1):
            if call % (calls // _SAMPLES) == 0:
                samples.append({"calls": call, "rss_kib": _resident(), "objects": _objects()})
            user, number = arguments(call)
            caller = client.with_options(timeout=1 + call % 7, headers={"X-Call": user}) if call % 2 else client
            caller.physical_keys.remove(user, number=number)
    return samples


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
    print(json.dumps({"construction": construction_times, "growth": growth(sys.argv[1], int(sys.argv[2]))}))
