"""The replay of a test whose runs another program performs, one after the other."""

from threading import Lock

from .plan import Run
from .trace import Trace
from .verdict import Outcome, judge


class Replay:
    """The progress of a replay. Thread-safe.

    Args:
        baseline: The trace of the test without faults.
        runs: The runs.

    Attributes:
        baseline: The trace of the test without faults.
        runs: The runs.
        finished: The number of finished runs.
        broken: A line for each finished run that broke an invariant.
        lock: The lock that is held while a run is finished.
    """

    def __init__(self, baseline: Trace, runs: tuple[Run, ...]) -> None:
        self.baseline = baseline
        self.runs = runs
        self.finished = 0
        self.broken: list[str] = []
        self.lock = Lock()

    @property
    def run(self) -> Run | None:
        """The current run, or None if all runs are finished."""
        return self.runs[self.finished] if self.finished < len(self.runs) else None

    def finish(self, run: Run, trace: Trace, outcome: Outcome, error: str) -> None:
        """Judge the current run, and continue with the next.

        Args:
            run: The current run.
            trace: The trace of the run.
            outcome: The end of the run.
            error: A description of the error, if it failed.
        """
        if broken := judge(self.baseline, run, trace, outcome, error):
            self.broken.append(f"{run}: {'; '.join(broken)}")
        self.finished += 1

    def skip(self, run: Run, reason: str) -> None:
        """Continue with the next run. The current one counts as broken, because it cannot be judged."""
        self.broken.append(f"{run}: cannot be judged: {reason}")
        self.finished += 1
