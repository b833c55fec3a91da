"""The kinds of faults that a replay injects. Each requires a different reaction from the client."""

from collections.abc import Iterable, Mapping

from ..world.faults import Fault
from .errors import ReplayError

LATENCY = 60.0
"""The delay of a late response in seconds, which is beyond the timeout of most clients."""

KINDS: Mapping[str, Fault] = {
    "status_429": Fault(kind="status", status=429, retry_after=0),
    "status_503": Fault(kind="status", status=503),
    "drop": Fault(kind="drop"),
    "carried_out_500": Fault(kind="status", status=500, carried_out=True),
    "carried_out_503": Fault(kind="status", status=503, carried_out=True),
    "lose_answer": Fault(kind="lose_answer"),
    "truncate": Fault(kind="truncate"),
    "malformed": Fault(kind="malformed"),
    "content_type": Fault(kind="content_type"),
    "latency": Fault(kind="latency", delay=LATENCY),
}
"""The fault of each kind, by the name of the kind."""


def choose(names: Iterable[str] | None = None, latency: float | None = None) -> Mapping[str, Fault]:
    """Return the faults of the kinds with these names, in the order of `KINDS`.

    Args:
        names: The names; by default all.
        latency: The delay of a late response in seconds; by default `LATENCY`.

    Raises:
        ReplayError: A name is unknown, there are no names, or the delay is out of range.
    """
    chosen = set(KINDS if names is None else names)
    for name in sorted(chosen - KINDS.keys()):
        raise ReplayError(f"Unknown kind {name!r}. Known: {', '.join(KINDS)}.")
    if not chosen:
        raise ReplayError(f"kinds must name at least one of {', '.join(KINDS)}.")
    if latency is not None and not 0 <= latency <= 600:
        raise ReplayError(f"latency must be from 0 to 600 seconds, not {latency!r}.")
    kinds = dict(KINDS) if latency is None else {**KINDS, "latency": Fault(kind="latency", delay=latency)}
    return {name: fault for name, fault in kinds.items() if name in chosen}
