"""Measures the mock beside other mocks of the same contract, beside servers that do nothing and beside itself.

Installs what it needs into `.benchmarks/`, prints tables and writes the numbers as JSON. See README.md.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median

from . import against, mocks, notice, report, wrk
from .environment import FOLDER, ROOT, environment, reason, run
from .goals import OURS, goals
from .growth import Growth
from .mocks import Mock, Running, in_process, serving
from .report import Results
from .table import against_first, table
from .wrk import Load

_CONNECTIONS = 16
_OUR_LOADS = {"the same removal": "removal", "keys added and removed": "changes", "list of three keys": "list"}
_SETTLE = 0.5
_WARM_UP = 2

_PACKAGES = ("httptools", "jsonschema-rs", "pyjwt", "uvloop", "httpx", "attrs")
_SERVERS = ("uvicorn", "granian")


class Benchmark:
    """The state that all sections share.

    Args:
        sizes: How much to measure.
        subjects: The servers, the baseline first.
        results: What the sections have measured so far.
    """

    def __init__(self, sizes: argparse.Namespace, subjects: Sequence[Mock], results: Results) -> None:
        self.sizes = sizes
        self.subjects = subjects
        self.results = results
        self.ours = [mock for mock in subjects if mock.python is not None]
        self.compared: dict[str, Mapping[str, Sequence[float]]] = {}
        cores = sorted(os.sched_getaffinity(0))
        self.server_core, self.client_core = cores[0], cores[-1]

    def start(self) -> Iterator[tuple[str, Results]]:
        """Measure the time from the start of the process to the first response, on all cores."""
        times: dict[str, list[float]] = {}
        failures: dict[str, str] = {}
        for _ in range(self.sizes.repeats):
            for mock in self._left(failures):
                with _noting(mock, failures):
                    begun = time.perf_counter()
                    with serving(mock) as server:
                        server.wait()
                        times.setdefault(mock.name, []).append(time.perf_counter() - begun)
        _drop(times, failures)
        self.compared["s, cold start"] = times
        columns = ("s", "median", "repeats", "ratio")
        yield (
            table("Cold start to the first response", columns, against_first(times, 2)) + _left_out(failures),
            {"seconds": times, "failures": failures},
        )

    def latency(self) -> Iterator[tuple[str, Results]]:
        """Measure the latency of one connection."""
        loads, failures = self._interleaved(connections=1)
        medians = {name: [load.median for load in measured] for name, measured in loads.items()}
        p99s = {name: [load.p99 for load in measured] for name, measured in loads.items()}
        self.compared["us, latency of one connection"] = medians
        rows = ((*row, f"{median(p99s[row[0]]):.0f}") for row in against_first(medians))
        columns = ("us", "median", "repeats", "ratio", "p99")
        yield (
            table("Latency of one connection", columns, rows) + _left_out(failures),
            {"median_us": medians, "p99_us": p99s, "failures": failures},
        )

    def throughput(self) -> Iterator[tuple[str, Results]]:
        """Measure the throughput of many connections, and the cost of several kinds of load for us."""
        loads, failures = self._interleaved(connections=_CONNECTIONS)
        validating = self._validating()
        text, measured = _rates(f"{_CONNECTIONS} connections, the same removal", loads, {"checks bodies": validating})
        ours = {mock.name for mock in self.ours}
        measured |= {
            "validating_peers": [name for name, found in validating.items() if found == "yes" and name not in ours],
            "failures": failures,
        }
        yield text + _left_out(failures), measured
        by_load, failures = self._by_load()
        text, rates = _rates(f"{_CONNECTIONS} connections, {OURS} alone", by_load)
        yield text + _left_out(failures), {**measured, "by_load": rates}

    def memory(self) -> Iterator[tuple[str, Results]]:
        """Measure the resident memory after the start, and after the same load once and twice."""
        loads = {(mock, mock.name): "removal" for mock in self.subjects}
        loads |= {(mock, f"{mock.name}, keys added and removed"): "changes" for mock in self.ours}
        measured: dict[str, list[float]] = {}
        after_start: dict[str, list[float]] = {}
        failures: dict[str, str] = {}
        for _ in range(self.sizes.repeats if len(self.ours) > 1 else 0):
            for mock in self.ours:
                with _noting(mock, failures), self._settled(mock) as server:
                    after_start.setdefault(mock.name, []).append(server.resident())
        for (mock, title), load in loads.items():
            with _noting(mock, failures), self._settled(mock) as server:
                sizes = [server.resident()]
                mocks.seed(server)
                for _ in range(2):
                    self._load(server, load, _CONNECTIONS)
                    sizes.append(server.resident())
                measured[title] = sizes
        self.compared["MiB, memory after start"] = after_start
        rows = ((name, *(f"{size:.0f}" for size in sizes)) for name, sizes in measured.items())
        columns = ("resident MiB", "after start", "after load", "after it again")
        found = {"mebibytes": measured, "after_start": after_start, "failures": failures}
        yield table("Memory", columns, rows) + _left_out(failures), found

    def notice(self) -> Iterator[tuple[str, Results]]:
        """Compare what the mocks notice."""
        statuses: dict[str, dict[str, str]] = {}
        failures: dict[str, str] = {}
        for mock in self.subjects:
            if mock.kind in {"ours", "peer"}:
                with _noting(mock, failures), serving(mock) as server:
                    server.wait()
                    mocks.seed(server)
                    statuses[mock.name] = dict(notice.noticed(server))
        probes = next(iter(statuses.values()), {})
        rows = ((probe, *(found[probe] for found in statuses.values())) for probe in probes)
        yield (
            table("What they notice", ("removal with", *statuses), rows) + "\n-: no response.\n" + _left_out(failures),
            {"statuses": statuses, "failures": failures},
        )

    def process(self) -> Iterator[tuple[str, Results]]:
        """Measure calls without a server."""
        measured: dict[str, dict[str, list[float]]] = {mock.name: {} for mock in self.ours}
        failures: dict[str, str] = {}
        subjects: list[str] = json.loads(run(*in_process(self.ours[0], "process")))
        for _ in range(self.sizes.repeats):
            for subject in subjects:
                for mock in self._left(failures, self.ours):
                    with _noting(mock, failures):
                        command = (*in_process(mock, "process"), subject, str(self.sizes.calls))
                        taken = run(*command, core=self.client_core)
                        measured[mock.name].setdefault(subject, []).append(float(taken))
        for name in failures:
            measured.pop(name)
        for subject in subjects:
            self.compared[f"us, {subject}"] = {name: times[subject] for name, times in measured.items()}
        columns = ("us per call", "median", "repeats", "ratio")
        rows = [
            (subject if name == OURS else f"{subject}, {name}", *cells)
            for name, times in measured.items()
            for subject, *cells in against_first(times, 1)
        ]
        yield table("In process", columns, rows) + _left_out(failures), {**measured, "failures": failures}

    def growth(self) -> Iterator[tuple[str, Results]]:
        """Compare the cost of our mock with little and with much in it."""
        yield from Growth(self.ours, self.sizes, self.server_core, self.client_core).tables()

    def against(self) -> Iterator[tuple[str, Results]]:
        """Compare with the earlier revision."""
        rows: list[Sequence[str]] = []
        measured: Results = {}
        for name, values in self.compared.items():
            unit, _, title = name.partition(", ")
            new, old = (median(values[mock.name]) if values.get(mock.name) else None for mock in self.ours)
            if new is None or old is None:
                continue
            measured[name] = {"new": new, "old": old, "ratio": new / old}
            digits = 2 if unit == "s" else 1
            rows.append((f"{title}, {unit}", f"{new:.{digits}f}", f"{old:.{digits}f}", f"{new / old:.2f}"))
        if rows:
            yield table(f"Against {self.sizes.against}", ("medians", "new", "old", "new / old"), rows), measured

    def goals(self) -> Iterator[tuple[str, Results]]:
        """List the goals that were measured."""
        rows = [(goal, found, "reached" if reached else "missed") for goal, found, reached in self._goals()]
        if rows:
            yield table("Goals", ("goal", "measured", ""), rows), {"rows": rows}

    def _goals(self) -> Iterator[tuple[str, str, bool]]:
        return goals(self.results, _CONNECTIONS)

    def _left(self, failures: Mapping[str, str], mocks: Sequence[Mock] | None = None) -> list[Mock]:
        return [mock for mock in mocks or self.subjects if mock.name not in failures]

    @contextmanager
    def _settled(self, mock: Mock) -> Iterator[Running]:
        with serving(mock, self.server_core) as server:
            server.wait()
            time.sleep(_SETTLE)
            yield server

    @contextmanager
    def _stopped(self, subjects: Sequence[Mock], failures: dict[str, str]) -> Iterator[Mapping[str, Running]]:
        """Start servers, seed ours, and suspend them until their turn."""
        with ExitStack() as stack:
            servers: dict[str, Running] = {}
            for mock in subjects:
                with _noting(mock, failures):
                    servers[mock.name] = server = stack.enter_context(serving(mock, self.server_core))
                    server.wait()
                    mocks.seed(server)
                    server.stop()
            yield servers

    def _interleaved(self, connections: int) -> tuple[dict[str, list[Load]], dict[str, str]]:
        """Load all servers in turns. Return the loads, and the servers that failed with the reason."""
        loads: dict[str, list[Load]] = {}
        failures: dict[str, str] = {}
        with self._stopped(self.subjects, failures) as servers:
            for repeat in range(self.sizes.repeats + _WARM_UP):
                for mock in self._left(failures):
                    with _noting(mock, failures), servers[mock.name].turn():
                        load = self._load(servers[mock.name], "removal", connections)
                        if repeat >= _WARM_UP:
                            loads.setdefault(mock.name, []).append(load)
        _drop(loads, failures)
        return loads, failures

    def _load(self, server: Running, name: str, connections: int) -> Load:
        return wrk.load(name, server, connections=connections, seconds=self.sizes.seconds, core=self.client_core)

    def _by_load(self) -> tuple[dict[str, list[Load]], dict[str, str]]:
        """Put each kind of load on our mock, in turns. Return the loads, and why it failed."""
        loads: dict[str, dict[str, list[Load]]] = {title: {} for title in _OUR_LOADS}
        failures: dict[str, str] = {}
        with self._stopped(self.ours, failures) as servers:
            for _ in range(self.sizes.repeats):
                for title, name in _OUR_LOADS.items():
                    for mock in self._left(failures, self.ours):
                        with _noting(mock, failures), servers[mock.name].turn():
                            load = self._load(servers[mock.name], name, _CONNECTIONS)
                            if load.rejected and name != "removal":
                                raise RuntimeError(f"{title}: {load.rejected:.1%} were rejected")
                            loads[title].setdefault(mock.name, []).append(load)
        for title, by_mock in loads.items():
            _drop(by_mock, failures)
            rates = {name: [load.rate for load in measured] for name, measured in by_mock.items()}
            self.compared[f"requests/s, {title}"] = rates
        names = [mock.name for mock in self._left(failures, self.ours)]
        return {
            title if name == OURS else f"{title}, {name}": by_mock[name]
            for name in names
            for title, by_mock in loads.items()
        }, failures

    def _validating(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for mock in self.subjects:
            if mock.kind != "empty":
                with _noting(mock, {}), serving(mock) as server:
                    server.wait()
                    found[mock.name] = "yes" if notice.validates(server) else "no"
        return found


@contextmanager
def _noting(mock: Mock, failures: dict[str, str]) -> Iterator[None]:
    """Keep the reason why a server cannot be measured, and go on without it."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        failures[mock.name] = reason(error)


def _drop(measured: dict[str, list[float]] | dict[str, list[Load]], failures: Mapping[str, str]) -> None:
    for name in failures:
        measured.pop(name, None)


def _rates(
    title: str, loads: Mapping[str, Sequence[Load]], more: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[str, Results]:
    """Return a table of loads, with more columns if any, and its numbers."""
    rates = {name: [load.rate for load in measured] for name, measured in loads.items()}
    costs = {name: [load.cost for load in measured] for name, measured in loads.items()}
    rejected = {name: max(load.rejected for load in measured) for name, measured in loads.items()}
    columns = ("requests per second", "median", "repeats", "ratio", "core us each", *(more or {}))
    rows = (
        (*row, f"{median(costs[row[0]]):.0f}", *(cells.get(row[0], "") for cells in (more or {}).values()))
        for row in against_first(rates)
    )
    return table(title, columns, rows), {"rates": rates, "core_us": costs, "rejected": rejected}


def _left_out(failures: Mapping[str, str]) -> str:
    return "".join(f"\n{name} is left out: {why}\n" for name, why in failures.items())


_SECTIONS = ("start", "latency", "throughput", "memory", "notice", "process", "growth")
_WITH_WRK = {"latency", "throughput", "memory"}


def main() -> None:
    """Measure the sections that the command line names, or all."""
    parser = report.Arguments("mock", __doc__, _SECTIONS)
    parser.add_argument("--seconds", type=int, default=5, help="seconds of each load")
    parser.add_argument("--calls", type=int, default=10_000, help="calls in process in each repeat")
    parser.add_argument("--ours", action="store_true", help="measure our mock alone, which needs no npm")
    parser.add_argument("--against", metavar="REV", help="measure this revision of our mock too, in turns")
    parser.add_argument("--quick", action="store_true", help="measure too little for results, to see that all works")
    sizes = parser.sizes()
    sizes.growth_repeats, sizes.growth_calls, sizes.growth_seconds = min(sizes.repeats, 3), 2000, 10.0
    if sizes.quick:
        sizes.seconds, sizes.repeats, sizes.calls = 1, 2, 1000
        sizes.growth_repeats, sizes.growth_calls, sizes.growth_seconds = 1, 200, 1.0
    if _WITH_WRK.intersection(sizes.sections) and (advice := wrk.missing()):
        parser.exit(1, f"{advice}\n")
    if sizes.against:
        try:
            against.commit(sizes.against)
        except ValueError as error:
            parser.error(str(error))

    FOLDER.mkdir(exist_ok=True)
    results: Results = {**report.machine(), "notes": []}
    subjects = [mocks.ours()]
    if sizes.against:
        subjects.append(mocks.earlier(sizes.against))
        results["against_commit"] = against.commit(sizes.against)
    if not sizes.ours:
        peers, results["notes"] = mocks.peers()
        subjects += peers
    results["packages"] = _versions(ours_only=sizes.ours)
    print(*results["notes"], sep="\n")
    sections = [*sizes.sections, *(["against"] if sizes.against else []), "goals"]
    report.measure(Benchmark(sizes, subjects, results), sections, results)
    report.write(results, sizes.json)


def _versions(*, ours_only: bool) -> dict[str, str]:
    ours = report.versions(environment("mock"), *_PACKAGES)
    if ours_only:
        return ours
    npm: dict[str, str] = json.loads((ROOT / "benchmarks/npm/package.json").read_text("utf-8"))["dependencies"]
    return {**ours, **report.versions(environment("servers"), *_SERVERS), **npm}


if __name__ == "__main__":
    main()
