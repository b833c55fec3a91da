"""The goals of the durable stores."""

from collections.abc import Iterator, Mapping

from ..goals import Goal
from ..report import Results

APPENDS = 0.5
"""The minimum rate of a store, as a share of the rate of bare inserts."""

GROWTH = 0.75
"""The minimum rate of a store with much content, as a share of its rate with little."""

REPLICAS = 1.5
"""The minimum rate of two replicas, compared with one."""

MEMORY = 1.05
"""The maximum time of a call in memory, compared with the earlier revision."""


def goals(results: Results) -> Iterator[Goal]:
    """Yield the goals that can be judged by these results."""
    for store, ratio in results.get("appends", {}).get("ratios", {}).items():
        yield f"appends, {store}: at least {APPENDS} of bare inserts", f"{ratio:.2f}", ratio >= APPENDS
    for setup, by_content in results.get("removals", {}).get("ratios", {}).items():
        yield from _growth(setup, by_content)
    if two := results.get("replicas", {}).get("ratios", {}).get("2"):
        yield f"two replicas, slow commits: at least {REPLICAS} of one", f"{two:.2f}", two >= REPLICAS
    for subject, ratio in results.get("process", {}).get("ratios", {}).items():
        yield f"{subject}, in memory: at most {MEMORY} of before", f"{ratio:.3f}", ratio <= MEMORY


def _growth(setup: str, ratios: Mapping[str, float]) -> Iterator[Goal]:
    worst = min(ratios, key=ratios.__getitem__)
    yield (
        f"{setup}: no growth, at least {GROWTH} of the rate",
        f"{ratios[worst]:.2f} ({worst})",
        ratios[worst] >= GROWTH,
    )
