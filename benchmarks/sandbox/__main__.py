"""Measures the durable stores and the replicas of the mock, beside bare inserts and beside the memory store.

Prints tables and writes the numbers as JSON. See README.md.
"""

import argparse
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from statistics import median

from .. import instructions, mocks, report, wrk
from ..environment import FOLDER, run
from ..mocks import Mock, in_process
from ..report import Results
from ..table import against_first, table
from . import appends
from .content import Content
from .databases import MISSING, Databases, databases
from .goals import goals
from .rebuilds import rebuilt, started
from .replicas import Load, Replicas, replicas

_SECTIONS = ("appends", "removals", "rebuild", "start", "replicas", "process")
_WITH_WRK = {"removals", "replicas"}

_SETUPS = (("memory", 1), ("SQLite", 1), ("PostgreSQL", 1), ("PostgreSQL", 2), ("PostgreSQL", 4))
_BASE = Content(1_000)
_CONTENTS = (
    _BASE,
    Content(10),
    Content(100_000),
    Content(10, keys=10_000),
    Content(10, events=10_000, logged=True),
)
_FEW_CONTENTS = (_BASE, Content(10_000), Content(10, keys=1_000))
_EVENTS = (10, 1_000, 100_000)
_USERS = (10, 1_000, 100_000)
_SLOW_COMMIT = 5_000
"""The microseconds that a commit takes in the section `replicas`."""


class Benchmark:
    """The state that all sections share.

    Args:
        sizes: The sizes of the measurements.
        databases: Where databases are created.
    """

    def __init__(self, sizes: argparse.Namespace, databases: Databases) -> None:
        self.sizes = sizes
        self.databases = databases
        self.results: Results = {}

    def appends(self) -> Iterator[tuple[str, Results]]:
        """Measure appends in process beside bare inserts."""
        measured: dict[str, list[float]] = {}
        with appends.subjects(self.databases) as subjects:
            for rates in appends.rates(subjects, self.sizes.repeats, self.sizes.turns):
                for name, rate in rates.items():
                    measured.setdefault(name, []).append(rate)
        ratios: dict[str, float] = {}
        columns = ("appends per second", "median", "repeats", "ratio")
        text = ""
        for store, bare in appends.BASELINES.items():
            if store in measured:
                compared = {name: measured[name] for name in (bare, store)}
                text += table(f"Appends in process, {store}", columns, against_first(compared)) + "\n"
                ratios[store] = _ratio(measured[store], measured[bare])
        stores = {name: median(rates) for name, rates in measured.items() if name not in appends.BASELINES.values()}
        rows = ((name, f"{rate:.0f}", f"{1e6 / rate:.0f}") for name, rate in stores.items())
        text += table("Appends in process, by store", ("store", "per second", "us each"), rows)
        yield text, {"rates": measured, "ratios": ratios}

    def removals(self) -> Iterator[tuple[str, Results]]:
        """Measure additions and removals over HTTP, for several stores, numbers of replicas and contents."""
        found: Results = {"loads": {}, "ratios": {}}
        for store, count in self.sizes.setups:
            if store not in self.databases.stores:
                continue
            setup = f"{store}, {count} process{'es' if count > 1 else ''}"
            loads = self._loads(setup, store, count)
            base = [load.rate for load in loads[_BASE]]
            rates = {str(content): [load.rate for load in each] for content, each in loads.items()}
            found["loads"][setup] = {str(content): [_numbers(it) for it in each] for content, each in loads.items()}
            found["ratios"][setup] = {name: _ratio(each, base) for name, each in rates.items() if each != base}
            columns = ("requests per second", "median", "repeats", "ratio", "removals/s", "p99, ms", "failed", "cores")
            rows = ((*row, *_more(load)) for row, load in zip(against_first(rates), loads.values(), strict=True))
            yield table(f"Keys added and removed over HTTP, {setup}", columns, rows), found

    def _loads(self, setup: str, store: str, count: int) -> dict[Content, list[Load]]:
        """Load the contents of one setup in turns. The first turns do not count."""
        loads: dict[Content, list[Load]] = {content: [] for content in self.sizes.contents}
        with ExitStack() as stack:
            served: dict[Content, Replicas] = {}
            for content in loads:
                url = self.databases.url(store)
                served[content] = stack.enter_context(replicas(f"{setup}, {content}", url, count, content))
                served[content].stop()
            for repeat in range(self.sizes.repeats + 1):
                for content, each in served.items():
                    with each.turn():
                        load = each.load(self.sizes.seconds)
                    if repeat:
                        loads[content].append(load)
        return loads

    def rebuild(self) -> Iterator[tuple[str, Results]]:
        """Measure how long a user with many events takes to rebuild."""
        measured: dict[str, dict[int, list[float]]] = {}
        for _ in range(self.sizes.repeats):
            for store in self.databases.stores[1:]:
                for events in self.sizes.events:
                    without, with_snapshot = rebuilt(self.databases, store, events)
                    measured.setdefault(store, {}).setdefault(events, []).append(without)
                    measured.setdefault(f"{store}, with a snapshot", {}).setdefault(events, []).append(with_snapshot)
        columns = ("ms", *(f"{events:,} events" for events in self.sizes.events))
        rows = ((name, *(f"{median(it) * 1000:.1f}" for it in each.values())) for name, each in measured.items())
        yield table("Loading a world, by the number of events of its user", columns, rows), measured

    def start(self) -> Iterator[tuple[str, Results]]:
        """Measure the time from the start of the process to the first response, by the number of users."""
        measured: dict[str, dict[int, list[float]]] = {}
        for store in self.databases.stores[1:]:
            for users in self.sizes.users:
                times = started(self.databases, store, users, self.sizes.repeats)
                measured.setdefault(store, {})[users] = list(times)
        columns = ("s", *(f"{users:,} users" for users in self.sizes.users))
        rows = ((name, *(f"{median(it):.2f}" for it in each.values())) for name, each in measured.items())
        yield table("Start of a process, by the number of users in the store", columns, rows), measured

    def replicas(self) -> Iterator[tuple[str, Results]]:
        """Compare replicas on a database whose commits are slow, so that neither it nor the cores are the limit."""
        if "PostgreSQL" not in self.databases.stores:
            return
        counts = (1, 2, 4)
        url = self.databases.url("PostgreSQL", commit_delay=_SLOW_COMMIT, commit_siblings=0)
        loads: dict[int, list[Load]] = {count: [] for count in counts}
        with replicas("slow commits", url, counts[-1], _BASE) as all_:
            # No replica is suspended between its turns, because it might hold locks in the database.
            for repeat in range(self.sizes.repeats + 1):
                for count, each in loads.items():
                    load = Replicas(all_.servers[:count], all_.users).load(self.sizes.seconds)
                    if repeat:
                        each.append(load)
        rates = {str(count): [load.rate for load in each] for count, each in loads.items()}
        columns = (
            "replicas",
            "requests/s",
            "repeats",
            "ratio",
            "removals/s",
            "p99, ms",
            "failed",
            "cores",
            "all cores",
        )
        rows = (
            (*row, *_more(load), f"{median(it.busy for it in load):.2f}")
            for row, load in zip(against_first(rates), loads.values(), strict=True)
        )
        found = {
            "loads": {str(count): [_numbers(it) for it in each] for count, each in loads.items()},
            "ratios": {count: _ratio(each, rates["1"]) for count, each in rates.items()},
        }
        yield table(f"Replicas, one world, commits of {_SLOW_COMMIT / 1000:g} ms", columns, rows), found

    def process(self) -> Iterator[tuple[str, Results]]:
        """Compare calls in process, in memory, with the earlier revision."""
        if not self.sizes.against:
            return
        compared = (mocks.ours(), mocks.earlier(self.sizes.against))
        times = self._times(compared)
        units = {"us per call": times}
        if self.sizes.instructions and shutil.which("valgrind"):
            units["thousand instructions per call"] = _instructions(compared)
        found: Results = {"ratios": {}}
        for unit, by_subject in units.items():
            rows: list[Sequence[str]] = []
            for subject, (new, old) in by_subject.items():
                found["ratios"][f"{subject}, {unit.removesuffix(' per call')}"] = ratio = _ratio(new, old)
                rows.append((subject, f"{median(new):.1f}", f"{median(old):.1f}", f"{ratio:.3f}"))
            found[unit] = by_subject
            yield (
                table(f"In process, in memory, against {self.sizes.against}", (unit, "new", "old", "ratio"), rows),
                found,
            )

    def _times(self, compared: Sequence[Mock]) -> dict[str, list[list[float]]]:
        """Return the processor times of calls by subject, for each of the mocks, which take turns."""
        subjects: list[str] = json.loads(run(*in_process(compared[0], "process")))
        times: dict[str, list[list[float]]] = {subject: [[] for _ in compared] for subject in subjects}
        for _ in range(self.sizes.repeats):
            for subject, each in times.items():
                for mock, values in zip(compared, each, strict=True):
                    values.append(float(run(*in_process(mock, "process"), subject, str(self.sizes.calls))))
        return times

    def goals(self) -> Iterator[tuple[str, Results]]:
        """List the goals that were measured."""
        rows = [(goal, found, "reached" if reached else "missed") for goal, found, reached in goals(self.results)]
        if rows:
            yield table("Goals", ("goal", "measured", ""), rows), {"rows": rows}


def _instructions(compared: Sequence[Mock]) -> dict[str, list[list[float]]]:
    """Return the instructions of calls by subject, for each of the mocks. Other processes do not change them."""
    short, long = 200, 1_000
    core = min(os.sched_getaffinity(0))
    found: dict[str, list[list[float]]] = {}
    for subject in ("removal, API key", "adding and removing, API key"):
        for mock in compared:
            command = (*in_process(mock, "process"), subject)
            counts = [instructions.count(*command, str(calls), core=core) for calls in (short, long)]
            found.setdefault(subject, []).append([(counts[1] - counts[0]) / (long - short) / 1000])
    return found


def _ratio(values: Sequence[float], base: Sequence[float]) -> float:
    return median(value / other for value, other in zip(values, base, strict=True))


def _more(loads: Sequence[Load]) -> tuple[str, ...]:
    """Return the cells of a load after its rate. One half of the requests are removals."""
    return (
        f"{median(it.rate for it in loads) / 2:.0f}",
        f"{median(it.p99 for it in loads):.1f}",
        f"{max(it.rejected for it in loads):.2%}",
        f"{median(it.cores for it in loads):.2f}",
    )


def _numbers(load: Load) -> Mapping[str, float]:
    return {name: getattr(load, name) for name in ("rate", "rejected", "p99", "cores", "busy")}


def main() -> None:
    """Measure the sections that the command line names, or all sections."""
    parser = report.Arguments("sandbox", __doc__, _SECTIONS)
    parser.add_argument("--seconds", type=int, default=5, help="seconds of each load")
    parser.add_argument("--against", metavar="REV", help="the revision to compare with in the section process")
    parser.add_argument("--quick", action="store_true", help="run a short check, whose numbers are not results")
    sizes = parser.sizes()
    sizes.turns, sizes.calls, sizes.instructions = 10, 10_000, not sizes.quick
    sizes.setups, sizes.contents, sizes.events, sizes.users = _SETUPS, _CONTENTS, _EVENTS, _USERS
    if sizes.quick:
        sizes.seconds, sizes.repeats, sizes.turns, sizes.calls = 1, 1, 2, 1_000
        sizes.setups, sizes.contents = _SETUPS[:-1], _FEW_CONTENTS
        sizes.events, sizes.users = _EVENTS[:-1], _USERS[:-1]
    if _WITH_WRK.intersection(sizes.sections) and (advice := wrk.missing()):
        parser.exit(1, f"{advice}\n")
    FOLDER.mkdir(exist_ok=True)
    with databases() as found:
        if "PostgreSQL" not in found.stores:
            print(MISSING)
        benchmark = Benchmark(sizes, found)
        benchmark.results |= {**report.machine(), "quick": sizes.quick, "psycopg": version("psycopg")}
        try:
            report.measure(benchmark, [*sizes.sections, "goals"], benchmark.results)
        finally:  # a failure must not lose the results of earlier sections
            report.write(benchmark.results, sizes.json)


if __name__ == "__main__":
    main()
