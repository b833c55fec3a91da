"""The goals of the mock, as far as they were measured."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, TypeAlias

from .growth import EVENTS, KEYS, LOCK_EVENTS, LOCK_KEYS, SEEDED, USERS
from .report import Results

Goal: TypeAlias = tuple[str, str, bool]
"""The goal, what was measured, and whether that is enough."""

OURS = "spkey-mock"

_GROWTH = 1.3


def goals(results: Results, connections: int) -> Iterator[Goal]:
    """Yield the goals that can be judged by these results.

    Args:
        results: What the sections have measured.
        connections: How many connections the section `throughput` used.
    """
    yield from _start(results.get("start", {}).get("seconds", {}))
    yield from _throughput(results.get("throughput", {}), connections)
    yield from _memory(results.get("memory", {}).get("mebibytes", {}))
    if calls := results.get("process", {}).get(OURS, {}).get("removal, API key"):
        yield "call in process at most 60 us", f"{median(calls):.1f} us", median(calls) <= 60
    if growth := results.get("growth"):
        yield from _seeding(growth["seeding"][OURS])
        yield from _growth(growth)
    yield from _against(results.get("against", {}))


def _start(seconds: Mapping[str, Sequence[float]]) -> Iterator[Goal]:
    if OURS in seconds:
        yield "cold start at most 0.25 s", f"{median(seconds[OURS]):.2f} s", median(seconds[OURS]) <= 0.25


def _throughput(throughput: Results, connections: int) -> Iterator[Goal]:
    rates: Mapping[str, list[float]] = throughput.get("rates", {})
    if OURS not in rates:
        return
    rate = median(rates[OURS])
    yield f"8,000 requests/s at {connections} connections", f"{rate:,.0f}", rate >= 8000
    peers = {name: _ratio(rates[OURS], rates[name]) for name in throughput["validating_peers"] if name in rates}
    if peers:
        best = min(peers, key=peers.__getitem__)
        yield "twice the best peer that validates bodies", f"{peers[best]:.2f} of {best}", peers[best] >= 2
    empty = "empty ASGI app, uvicorn"
    if empty in rates:
        share = _ratio(rates[OURS], rates[empty])
        yield "half the throughput of an empty ASGI app on uvicorn", f"{share:.2f}", share >= 0.5


def _memory(mebibytes: Mapping[str, Sequence[float]]) -> Iterator[Goal]:
    if OURS not in mebibytes:
        return
    start = mebibytes[OURS][0]
    yield "at most 45 MB after start", f"{start:.0f} MiB", start * 1.048576 <= 45
    for name in (OURS, f"{OURS}, keys added and removed"):
        if name in mebibytes:
            start, once, twice = mebibytes[name]
            found = f"{once - start:+.1f} MiB, then {twice - once:+.1f} MiB"
            goal = name.replace(OURS, "memory flat under load")
            yield f"{goal} (within 2 % after the first load)", found, twice <= once * 1.02


def _seeding(seeding: Mapping[str, Any]) -> Iterator[Goal]:
    within, linear = f"{SEEDED[-1]:,} keys seeded within 2 s", f"seeding linear (at most {_GROWTH} times per key)"
    if left_out := seeding.get("left_out"):
        yield within, f"not measured, about {left_out['seconds']:.0f} s", False
    else:
        taken = seeding["seconds"][f"{SEEDED[-1]:,}"]
        yield within, f"{taken:.2f} s", taken <= 2
    *_, most, on_top = (each / seeding["us_per_key"][0] for each in seeding["us_per_key"])
    yield linear, f"{most:.2f} with {seeding['largest']:,}", most <= _GROWTH and seeding["largest"] == SEEDED[-1]
    yield f"more keys on top at most {_GROWTH} times per key", f"{on_top:.2f}", on_top <= _GROWTH


def _growth(growth: Mapping[str, Any]) -> Iterator[Goal]:
    operations: Mapping[str, Any] = growth["keys"][OURS]
    for operation in ("add", "remove", "get by number", "list"):
        small, large = operations[operation]["compared"]
        ratio = operations[operation]["ratio_of_medians"]
        measured = f"{ratio:.2f}" if large == KEYS[-1] else f"{ratio:.2f} with {large:,}"
        goal = f"{operation} with {KEYS[-1]:,} keys at most {_GROWTH} times that with {small}"
        yield goal, measured, ratio <= _GROWTH and large == KEYS[-1]
    parts = {
        "users": f"{USERS[-1]:,} users",
        "events": f"{EVENTS[-1]:,} events",
        "locks": f"{LOCK_KEYS[-1]:,} keys on a lock",
        "pages": f"{LOCK_EVENTS[-1]:,} events of a lock",
    }
    for part, size in parts.items():
        ratios = {name: found["ratio_of_medians"] for name, found in growth[part][OURS].items()}
        worst = max(ratios, key=ratios.__getitem__)
        goal = f"every operation with {size} at most {_GROWTH} times that with few"
        yield goal, f"{ratios[worst]:.2f} ({worst})", ratios[worst] <= _GROWTH
    for operation, found in growth["journal"][OURS].items():
        small, large = found["compared"]
        ratio = found["ratio_of_medians"]
        goal = f"{operation}, {large:,} journal entries, at most {_GROWTH} times that with {small:,}"
        yield goal, f"{ratio:.2f}", ratio <= _GROWTH


_LIMITS = {
    "us, removal, API key": 1.15,
    "us, adding and removing, API key": 1.15,
    "s, cold start": 1.10,
    "MiB, memory after start": 1.10,
}
"""The most that a new revision may take of what the old one takes, by the name of the comparison."""


def _against(against: Mapping[str, Mapping[str, float]]) -> Iterator[Goal]:
    for name, most in _LIMITS.items():
        if name in against:
            ratio = against[name]["ratio"]
            yield (
                f"{name.partition(', ')[2]} at most {(most - 1) * 100:.0f} % above the old",
                f"{ratio:.2f}",
                ratio <= most,
            )


def _ratio(values: Sequence[float], base: Sequence[float]) -> float:
    return median(value / other for value, other in zip(values, base, strict=True))
