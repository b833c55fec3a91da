"""Verdicts: the invariants that a run with a fault broke."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import evolve

from .plan import Run
from .trace import Trace

Outcome = Literal["passed", "surfaced", "failed"]
"""The end of a run: the test passed, surfaced a failure in an accepted error, or failed with another error."""


def judge(baseline: Trace, run: Run, trace: Trace, outcome: Outcome, error: str = "") -> list[str]:
    """Return a description of each invariant that a run broke.

    Args:
        baseline: The trace of the test without faults.
        run: The run.
        trace: The trace of the run.
        outcome: The end of the run.
        error: A description of the error, if it failed.
    """
    if not trace.fired(run.fault):
        return ["the fault did not fire, because the test did not send the same requests as without faults"]
    failed = [f"unhandled error: {error}" if error else "unhandled error"] if outcome == "failed" else []
    return [*changes(baseline, trace, complete=outcome == "passed"), *failed]


def changes(baseline: Trace, trace: Trace, *, complete: bool) -> Iterator[str]:
    """Yield the events that were recorded more often than in the baseline, and those that are missing.

    Args:
        baseline: The trace of the test without faults.
        trace: The trace of a run.
        complete: Whether no event may be missing.
    """
    names = _names(baseline, trace)
    expected = Counter(baseline.events)
    recorded = Counter(evolve(event, id=names.get((event.aggregate, event.id))) for event in trace.events)
    for event, times in recorded.items():
        if times > expected[event]:
            yield f"surplus {event} ({times} instead of {expected[event]})"
    for event, times in expected.items():
        if complete and times > recorded[event]:
            yield f"lost {event} ({recorded[event]} instead of {times})"


def _names(baseline: Trace, trace: Trace) -> Mapping[tuple[str, str | None], str]:
    """Return the id in the baseline of each aggregate of a run.

    A test may choose random ids. An id that is not in the baseline therefore stands for the first aggregate of the same
    type in the baseline whose id is not in the run.
    """
    expected = baseline.ids()
    names = dict[tuple[str, str | None], str]()
    for aggregate, ids in trace.ids().items():
        known = expected.get(aggregate, {})
        spare = iter([it for it in known if it not in ids])
        for it in ids:
            names[aggregate, it] = it if it in known else next(spare, it)
    return names
