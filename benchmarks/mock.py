"""Measures the mock beside other mocks of the same contract, and beside servers that do nothing.

It installs what it needs into `.benchmarks/`, prints tables and writes them down as JSON. See README.md.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median

from . import mocks, notice, report, wrk
from .environment import FOLDER, ROOT, environment, reason, run
from .mocks import Mock, Running, serving
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
    """What all sections share.

    Args:
        sizes: How much to measure.
        subjects: The servers, the baseline first.
        results: What the sections have measured so far.
    """

    def __init__(self, sizes: argparse.Namespace, subjects: Sequence[Mock], results: Results) -> None:
        self.sizes = sizes
        self.subjects = subjects
        self.results = results
        cores = sorted(os.sched_getaffinity(0))
        self.server_core, self.client_core = cores[0], cores[-1]

    def start(self) -> Iterator[tuple[str, Results]]:
        """From the start of the process to the first answer, on all cores."""
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
        columns = ("s", "median", "repeats", "ratio")
        yield (
            table("Cold start to the first answer", columns, against_first(times, 2)) + _told(failures),
            {"seconds": times, "failures": failures},
        )

    def latency(self) -> Iterator[tuple[str, Results]]:
        """One connection."""
        loads, failures = self._interleaved(connections=1)
        medians = {name: [load.median for load in measured] for name, measured in loads.items()}
        p99s = {name: [load.p99 for load in measured] for name, measured in loads.items()}
        rows = ((*row, f"{median(p99s[row[0]]):.0f}") for row in against_first(medians))
        columns = ("us", "median", "repeats", "ratio", "p99")
        yield (
            table("Latency of one connection", columns, rows) + _told(failures),
            {"median_us": medians, "p99_us": p99s, "failures": failures},
        )

    def throughput(self) -> Iterator[tuple[str, Results]]:
        """Many connections, and what kinds of load cost us."""
        loads, failures = self._interleaved(connections=_CONNECTIONS)
        validating = self._validating()
        text, measured = _rates(f"{_CONNECTIONS} connections, the same removal", loads, {"checks bodies": validating})
        measured |= {
            "validating": [name for name, answer in validating.items() if answer == "yes"],
            "failures": failures,
        }
        yield text + _told(failures), measured
        if ours := self._ours():
            by_load, failures = self._by_load(ours)
            text, rates = _rates(f"{_CONNECTIONS} connections, {ours.name} alone", by_load)
            yield text + _told(failures), {**measured, "by_load": rates}

    def memory(self) -> Iterator[tuple[str, Results]]:
        """After the start, and after the same load once and twice."""
        loads = {(mock, mock.name): "removal" for mock in self.subjects}
        if ours := self._ours():
            loads[ours, f"{ours.name}, keys added and removed"] = "changes"
        measured: dict[str, list[float]] = {}
        failures: dict[str, str] = {}
        for (mock, title), load in loads.items():
            with _noting(mock, failures), serving(mock, self.server_core) as server:
                server.wait()
                time.sleep(_SETTLE)
                sizes = [server.resident()]
                if mock is ours:
                    mocks.seed(server)
                for _ in range(2):
                    self._load(server, load, _CONNECTIONS)
                    sizes.append(server.resident())
                measured[title] = sizes
        rows = ((name, *(f"{size:.0f}" for size in sizes)) for name, sizes in measured.items())
        columns = ("resident MiB", "after start", "after load", "after it again")
        yield table("Memory", columns, rows) + _told(failures), {"mebibytes": measured, "failures": failures}

    def notice(self) -> Iterator[tuple[str, Results]]:
        """What the mocks notice."""
        answers: dict[str, dict[str, str]] = {}
        failures: dict[str, str] = {}
        for mock in self.subjects:
            if mock.kind in {"ours", "peer"}:
                with _noting(mock, failures), serving(mock) as server:
                    server.wait()
                    if mock.kind == "ours":
                        mocks.seed(server)
                    answers[mock.name] = dict(notice.noticed(server))
        probes = next(iter(answers.values()), {})
        rows = ((probe, *(answered[probe] for answered in answers.values())) for probe in probes)
        yield (
            table("What they notice", ("removal with", *answers), rows) + "\n-: no answer.\n" + _told(failures),
            {"answers": answers, "failures": failures},
        )

    def process(self) -> Iterator[tuple[str, Results]]:
        """Calls without a server."""
        command = (environment("mock"), "-I", ROOT / "benchmarks/process.py")
        measured: dict[str, list[float]] = {}
        try:
            subjects: list[str] = json.loads(run(*command))
            for _ in range(self.sizes.repeats):
                for subject in subjects:
                    taken = float(run(*command, subject, str(self.sizes.calls), core=self.client_core))
                    measured.setdefault(subject, []).append(taken)
        except RuntimeError as error:
            yield f"Calls in process are left out: {reason(error)}\n", {}
            return
        columns = ("us per call", "median", "repeats", "ratio")
        yield table("In process", columns, against_first(measured, 1)), measured

    def goals(self) -> Iterator[tuple[str, Results]]:
        """What was to be reached, as far as it was measured."""
        rows = [(goal, found, "reached" if reached else "missed") for goal, found, reached in _goals(self.results)]
        if rows:
            yield table("Goals", ("goal", "measured", ""), rows), {"rows": rows}

    def _ours(self) -> Mock | None:
        return next((mock for mock in self.subjects if mock.kind == "ours"), None)

    def _left(self, failures: Mapping[str, str]) -> list[Mock]:
        return [mock for mock in self.subjects if mock.name not in failures]

    def _interleaved(self, connections: int) -> tuple[dict[str, list[Load]], dict[str, str]]:
        """The loads of all servers, in turns, and which of them failed and how."""
        loads: dict[str, list[Load]] = {}
        failures: dict[str, str] = {}
        with ExitStack() as stack:
            servers: dict[str, Running] = {}
            for mock in self.subjects:
                with _noting(mock, failures):
                    servers[mock.name] = server = stack.enter_context(serving(mock, self.server_core))
                    server.wait()
                    if mock.kind == "ours":
                        mocks.seed(server)
                    server.stop()
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

    def _by_load(self, mock: Mock) -> tuple[dict[str, list[Load]], dict[str, str]]:
        """The loads on our mock, each of another kind, in turns, and how it failed."""
        loads: dict[str, list[Load]] = {}
        failures: dict[str, str] = {}
        with _noting(mock, failures), serving(mock, self.server_core) as server:
            server.wait()
            mocks.seed(server)
            for _ in range(self.sizes.repeats):
                for title, name in _OUR_LOADS.items():
                    load = self._load(server, name, _CONNECTIONS)
                    if load.refused and name != "removal":
                        raise RuntimeError(f"{title}: {load.refused:.1%} were refused")
                    loads.setdefault(title, []).append(load)
        return ({} if failures else loads), failures

    def _validating(self) -> dict[str, str]:
        answers: dict[str, str] = {}
        for mock in self.subjects:
            if mock.kind != "empty":
                with _noting(mock, {}), serving(mock) as server:
                    server.wait()
                    answers[mock.name] = "yes" if notice.validates(server) else "no"
        return answers


@contextmanager
def _noting(mock: Mock, failures: dict[str, str]) -> Iterator[None]:
    """Keeps the reason why a server cannot be measured, in place of the run's end."""
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
    """A table of loads, with more columns if there are more, and its numbers."""
    rates = {name: [load.rate for load in measured] for name, measured in loads.items()}
    costs = {name: [load.cost for load in measured] for name, measured in loads.items()}
    refused = {name: max(load.refused for load in measured) for name, measured in loads.items()}
    columns = ("requests per second", "median", "repeats", "ratio", "core us each", *(more or {}))
    rows = (
        (*row, f"{median(costs[row[0]]):.0f}", *(cells.get(row[0], "") for cells in (more or {}).values()))
        for row in against_first(rates)
    )
    return table(title, columns, rows), {"rates": rates, "core_us": costs, "refused": refused}


def _told(failures: Mapping[str, str]) -> str:
    return "".join(f"\n{name} is left out: {why}\n" for name, why in failures.items())


def _goals(results: Results) -> Iterator[tuple[str, str, bool]]:
    """Each goal that can be judged, what was measured, and whether that is enough."""
    ours = "spkey-mock"
    starts = results.get("start", {}).get("seconds", {})
    if ours in starts:
        yield "cold start at most 0.25 s", f"{median(starts[ours]):.2f} s", median(starts[ours]) <= 0.25

    throughput = results.get("throughput", {})
    rates: Mapping[str, list[float]] = throughput.get("rates", {})
    if ours in rates:
        rate = median(rates[ours])
        yield f"8,000 requests/s at {_CONNECTIONS} connections", f"{rate:,.0f}", rate >= 8000
        peers = {name: _ratio(rates[ours], rates[name]) for name in throughput["validating"] if name in rates}
        if others := {name: ratio for name, ratio in peers.items() if name != ours}:
            best = min(others, key=others.__getitem__)
            yield "twice the best peer that checks bodies", f"{others[best]:.2f} of {best}", others[best] >= 2
        empty = "empty ASGI app, uvicorn"
        if empty in rates:
            share = _ratio(rates[ours], rates[empty])
            yield "half the throughput of an empty ASGI app on uvicorn", f"{share:.2f}", share >= 0.5

    sizes = results.get("memory", {}).get("mebibytes", {})
    if ours in sizes:
        yield "at most 45 MB after start", f"{sizes[ours][0]:.0f} MiB", sizes[ours][0] * 1.048576 <= 45
        for name in (name for name in sizes if name.startswith(ours)):
            start, once, twice = sizes[name]
            found = f"{once - start:+.1f} MiB, then {twice - once:+.1f} MiB"
            yield f"{name.replace(ours, 'flat under load')} (within 2 %, once under way)", found, twice <= once * 1.02

    calls = results.get("process", {}).get("removal, API key")
    if calls:
        yield "call in process at most 60 us", f"{median(calls):.1f} us", median(calls) <= 60


def _ratio(values: Sequence[float], base: Sequence[float]) -> float:
    return median(value / other for value, other in zip(values, base, strict=True))


_SECTIONS = ("start", "latency", "throughput", "memory", "notice", "process")


def main() -> None:
    """Measures the sections that are asked for, or all."""
    parser = report.Arguments("mock", __doc__, _SECTIONS)
    parser.add_argument("--seconds", type=int, default=5, help="seconds of each load")
    parser.add_argument("--calls", type=int, default=10_000, help="calls in process in each repeat")
    parser.add_argument("--quick", action="store_true", help="two repeats of a second: to see that all works")
    sizes = parser.sizes()
    if sizes.quick:
        sizes.seconds, sizes.repeats, sizes.calls = 1, 2, 1000
    if advice := wrk.missing():
        parser.exit(1, f"{advice}\n")

    FOLDER.mkdir(exist_ok=True)
    results: Results = report.machine()
    subjects, results["notes"] = mocks.available()
    results["packages"] = _versions()
    print(*results["notes"], sep="\n")
    report.measure(Benchmark(sizes, subjects, results), [*sizes.sections, "goals"], results)
    report.write(results, sizes.json)


def _versions() -> dict[str, str]:
    npm: dict[str, str] = json.loads((ROOT / "benchmarks/npm/package.json").read_text("utf-8"))["dependencies"]
    ours = report.versions(environment("mock"), *_PACKAGES)
    return {**ours, **report.versions(environment("servers"), *_SERVERS), **npm}


if __name__ == "__main__":
    main()
