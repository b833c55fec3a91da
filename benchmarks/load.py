"""Calls per second with fifty concurrent tasks. `python -m benchmarks.load URL CALLS REPEATS`."""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from functools import partial

import httpx

from .subjects import ASYNC, AsyncRemove, arguments, async_httpx_post, number

TASKS = 50

_SUBJECTS: Mapping[str, Callable[[str], AbstractAsyncContextManager[AsyncRemove]]] = {
    "httpx.AsyncClient.post": async_httpx_post,
    "httpx, keeps all 100 connections": partial(
        async_httpx_post, limits=httpx.Limits(max_connections=100, max_keepalive_connections=100)
    ),
    "httpx, 5 connections": partial(async_httpx_post, limits=httpx.Limits(max_connections=5)),
    **{name: ASYNC[name] for name in ("spkey-client", "spkey-client[httpx2]", "spkey-client[aiohttp]", "aiohttp")},
}


async def measure(base_url: str, calls: int, repeats: int) -> dict[str, list[float]]:
    """Return the calls per second of each repeat, by subject."""
    rates: dict[str, list[float]] = {name: [] for name in _SUBJECTS}
    async with AsyncExitStack() as stack:
        subjects = {name: await stack.enter_async_context(make(base_url)) for name, make in _SUBJECTS.items()}
        for remove in subjects.values():
            await _rate(remove, 4 * TASKS)
        gc.freeze()
        for _ in range(repeats):
            for name, remove in subjects.items():
                rates[name].append(await _rate(remove, calls))
    return rates


async def _rate(remove: AsyncRemove, calls: int) -> float:
    left = iter(range(calls))

    async def work() -> None:
        for call in left:
            user, key = arguments(call)
            if number(await remove(user, key)) != key:
                raise RuntimeError(f"Call {call} got the response to another call.")

    begun = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(TASKS)))
    return calls / (time.perf_counter() - begun)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))
