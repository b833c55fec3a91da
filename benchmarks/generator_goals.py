"""The goals of the generator, as far as they were measured.

Times are those of the processor. Elapsed time would include other processes.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, TypeAlias

from .goals import Goal
from .packages import OURS, STOCK

Usages: TypeAlias = Mapping[str, Mapping[str, Sequence[Mapping[str, float]]]]
"""What each repeat took, by document and generator."""

HTTPX = "import httpx, attrs"

_SMALLEST = "resources 10"
_GROWTH = 5
_IMPORT = 1.15


def goals(results: Mapping[str, Any]) -> Iterator[Goal]:
    """Yield the goals that can be judged by these results.

    Args:
        results: What the sections have measured.
    """
    usages: Usages = results.get("generate", {})
    unions: Usages = results.get("union", {})
    for label, by_generator in {**usages, **unions}.items():
        if label != _SMALLEST:
            yield from _at_most_stock(f"{label}: faster than {STOCK}", by_generator, "processor")
    yield from _growth(usages)
    for label, by_generator in {**usages, **unions}.items():
        yield from _at_most_stock(f"{label}: peak memory at most that of {STOCK}", by_generator, "mebibytes")
    if imports := results.get("imports", {}).get("resources 1,000", {}).get("client"):
        ratio = _ratio(*([taken["import_ms"] for taken in imports[name]] for name in (OURS, HTTPX)))
        goal = f"client of 1,000 operations imported in at most {_IMPORT} times {HTTPX}"
        yield goal, f"{ratio:.2f}", ratio <= _IMPORT


def _growth(usages: Usages) -> Iterator[Goal]:
    small, large = (usages.get(label, {}).get(OURS, ()) for label in ("resources 100", "resources 1,000"))
    if small and large:
        # The smaller document may have had more repeats.
        pairs = list(zip(large, small, strict=False))
        ratio = median(more["processor"] / fewer["processor"] for more, fewer in pairs)
        yield f"1,000 operations at most {_GROWTH} times 100", f"{ratio:.2f}", ratio <= _GROWTH


def _at_most_stock(goal: str, by_generator: Mapping[str, Sequence[Mapping[str, float]]], key: str) -> Iterator[Goal]:
    if OURS in by_generator and STOCK in by_generator:
        ours, stock = ([usage[key] for usage in by_generator[name]] for name in (OURS, STOCK))
        ratio = _ratio(ours, stock)
        yield goal, f"{ratio:.2f} ({median(ours):.1f} {_UNITS[key]})", ratio <= 1


_UNITS = {"processor": "s", "mebibytes": "MiB"}


def _ratio(values: Sequence[float], base: Sequence[float]) -> float:
    return median(value / other for value, other in zip(values, base, strict=True))
