"""Measures the SDK beside other clients of the same API, against one local server.

Installs what it needs into `.benchmarks/`, prints tables and writes the numbers as JSON. See README.md.
"""

import argparse
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import instructions, peers, report, startup
from .environment import FOLDER, environment, install_sdk, run, start
from .load import TASKS
from .report import Results
from .table import against_first, table

_PACKAGES = (
    "httpx",
    "httpcore",
    "anyio",
    "sniffio",
    "attrs",
    "aiohttp",
    "httpx-aiohttp",
    "httpx2",
    "urllib3",
    "pydantic",
    "uvloop",
)


class Benchmark:
    """The state that all sections share.

    Args:
        sizes: How much to measure.
        base_url: The base URL of the server.
        core: The core that the clients run on.
    """

    def __init__(self, sizes: argparse.Namespace, base_url: str, core: int) -> None:
        self.sizes = sizes
        self.base_url = base_url
        self.core = core
        self.clients = environment("clients")
        self.alone = environment("sdk")

    def latency(self) -> Iterator[tuple[str, Results]]:
        """Measure sequential calls."""
        measured = self._worker("latency", self.sizes.calls, self.sizes.repeats)
        columns = ("us per call", "median", "repeats", "ratio")
        for kind in ("sync", "async"):
            yield table(f"Sequential calls, {kind}", columns, against_first(measured[kind])), measured

    def load(self) -> Iterator[tuple[str, Results]]:
        """Measure concurrent calls."""
        measured = self._worker("load", self.sizes.calls, self.sizes.repeats)
        columns = ("calls per second", "median", "repeats", "ratio")
        yield table(f"{TASKS} concurrent tasks", columns, against_first(measured)), measured

    def instructions(self) -> Iterator[tuple[str, Results]]:
        """Count instructions."""
        if shutil.which("valgrind") is None:
            yield "Instructions are left out: they need valgrind.\n", {}
            return
        imports = {
            statement: [instructions.per_import(self.alone, statement, self.core) / 1e6]
            for statement in startup.IMPORTS
        }
        measured: Results = {"imports": imports}
        yield self._counts("Instructions of an import", imports), measured
        for kind, subjects in instructions.SUBJECTS.items():
            counts = {
                name: [instructions.per_call(self.clients, kind, name, self.base_url, self.core) / 1e6]
                for name in subjects
            }
            measured[kind] = counts
            yield self._counts(f"Instructions per call, {kind}", counts), measured

    def _counts(self, title: str, counts: Mapping[str, Sequence[float]]) -> str:
        rows = ((name, value, ratio) for name, value, _, ratio in against_first(counts, 2))
        return table(title, ("million", "count", "ratio"), rows)

    def startup(self) -> Iterator[tuple[str, Results]]:
        """Measure imports and whole processes."""
        repeats = self.sizes.starts
        columns = ("ms", "median", "repeats", "ratio")
        imports = startup.imports(self.alone, repeats, self.core)
        beyond = startup.imported_beyond(self.alone)
        yield (
            table("Import, in an environment of the SDK alone", columns, against_first(imports, 1))
            + f"\nImported beyond httpx, attrs and its own modules: {', '.join(beyond) or 'nothing'}.\n",
            {"imports": imports, "beyond": beyond},
        )
        first = startup.first_responses(self.alone, self.base_url, repeats, self.core)
        yield (
            table("Process with one call, from start to end", columns, against_first(first, 1)),
            {"imports": imports, "beyond": beyond, "first_responses": first},
        )

    def memory(self) -> Iterator[tuple[str, Results]]:
        """Measure the memory over many calls, and the construction of clients."""
        measured = self._worker("memory", self.sizes.memory_calls, self.sizes.memory_failures)
        rows = [
            [f"{sample['calls']:,}{name}", *(f"{sample[key]:,}" for key in ("rss_kib", "objects"))]
            for kind, name in (("growth", ""), ("errors", " errors"), ("cancellations", " cancelled"))
            for sample in measured[kind]
        ]
        made = measured["construction"]
        yield (
            table("Memory", ("calls", "resident KiB", "objects"), rows)
            + f"\nConstructing a client: the first {made['first_us'] / 1000:.1f} ms, "
            + f"each further one {made['later_us'] / 1000:.2f} ms.\n",
            measured,
        )

    def _worker(self, module: str, *arguments: int) -> Results:
        numbers = [str(argument) for argument in arguments]
        printed = run(self.clients, "-m", f"benchmarks.{module}", self.base_url, *numbers, core=self.core)
        results: Results = json.loads(printed)
        return results


@contextmanager
def _server(python: Path, core: int) -> Iterator[str]:
    with start(python, "-m", "benchmarks.server", core=core) as process:
        assert process.stdout is not None  # noqa: S101 # for type checkers
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


_SECTIONS = ("latency", "load", "startup", "memory", "instructions")


def main() -> None:
    """Measure the sections that the command line names, or all."""
    parser = report.Arguments("sdk", __doc__, _SECTIONS)
    parser.add_argument("--calls", type=int, default=2000, help="calls in each repeat")
    parser.add_argument("--starts", type=int, default=30, help="processes started of each kind")
    parser.add_argument("--memory-calls", type=int, default=100_000)
    parser.add_argument("--memory-failures", type=int, default=10_000, help="errors, and cancelled calls")
    sizes = parser.sizes()

    FOLDER.mkdir(exist_ok=True)
    clients = environment("clients")
    install_sdk(environment("sdk"))
    notes = peers.generate(clients)
    cores = sorted(os.sched_getaffinity(0))
    results: Results = {**report.machine(), "packages": report.versions(clients, *_PACKAGES), "notes": notes}
    print(*notes, sep="\n")
    with _server(clients, cores[0]) as base_url:
        report.measure(Benchmark(sizes, base_url, cores[-1]), sizes.sections, results)
    report.write(results, sizes.json)


if __name__ == "__main__":
    main()
