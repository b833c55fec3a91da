"""Latency of sequential calls in microseconds. `python -m benchmarks.latency URL CALLS REPEATS`.

The subjects take turns of a few calls each, so that whatever slows the machine down for a while slows all of them.
"""

import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack
from statistics import median

from .subjects import ASYNC, SYNC, arguments, available, number

_TURN = 20
_WARM_UP = 50

Medians = dict[str, list[float]]
"""The median of each repeat, by subject."""


def measure_sync(base_url: str, calls: int, repeats: int) -> Medians:
    """Measure the sync subjects."""
    medians: Medians = {}
    with ExitStack() as stack:
        subjects = {name: stack.enter_context(make(base_url)) for name, make in available(SYNC).items()}
        for name, remove in subjects.items():
            for call in range(_WARM_UP):
                user, key = arguments(call)
                _check(name, number(remove(user, key)), key)
        gc.freeze()
        for _ in range(repeats):
            taken: dict[str, list[int]] = {name: [] for name in subjects}
            for name, turn in _turns(subjects, calls):
                remove, times = subjects[name], taken[name]
                for user, key in map(arguments, turn):
                    begun = time.perf_counter_ns()
                    remove(user, key)
                    times.append(time.perf_counter_ns() - begun)
            _keep(medians, taken)
    return medians


async def measure_async(base_url: str, calls: int, repeats: int) -> Medians:
    """Measure the async subjects."""
    medians: Medians = {}
    async with AsyncExitStack() as stack:
        subjects = {name: await stack.enter_async_context(make(base_url)) for name, make in available(ASYNC).items()}
        for name, remove in subjects.items():
            for call in range(_WARM_UP):
                user, key = arguments(call)
                _check(name, number(await remove(user, key)), key)
        gc.freeze()
        for _ in range(repeats):
            taken: dict[str, list[int]] = {name: [] for name in subjects}
            for name, turn in _turns(subjects, calls):
                remove, times = subjects[name], taken[name]
                for user, key in map(arguments, turn):
                    begun = time.perf_counter_ns()
                    await remove(user, key)
                    times.append(time.perf_counter_ns() - begun)
            _keep(medians, taken)
    return medians


def _check(name: str, received: int, sent: int) -> None:
    if received != sent:
        raise RuntimeError(f"{name} removed number {sent}, but the response says {received}.")


def _turns(subjects: Mapping[str, object], calls: int) -> Iterator[tuple[str, range]]:
    """Yield the subject of each turn and its calls, in changing order, because each subject fills the caches."""
    names = list(subjects)
    shuffle = random.Random(calls).shuffle  # noqa: S311 # the same orders in every run
    for start in range(0, calls, _TURN):
        for name in names:
            yield name, range(start, min(start + _TURN, calls))
        shuffle(names)


def _keep(medians: Medians, taken: Mapping[str, list[int]]) -> None:
    for name, times in taken.items():
        medians.setdefault(name, []).append(median(times) / 1000)


if __name__ == "__main__":
    base_url, calls, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sync_medians = measure_sync(base_url, calls, repeats)
    print(json.dumps({"sync": sync_medians, "async": asyncio.run(measure_async(base_url, calls, repeats))}))
