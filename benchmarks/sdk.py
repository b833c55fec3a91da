"""Measures the SDK beside what else calls the same API, against one local server.

It installs what it needs into `.benchmarks/`, prints tables and writes them down as JSON. See README.md.
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
    "urllib3",
    "pydantic",
    "uvloop",
)


class Benchmark:
    """What all sections share.

    Args:
        sizes: How much to measure.
        base_url: Where the server listens.
        core: The core that the clients run on.
    """

    def __init__(self, sizes: argparse.Namespace, base_url: str, core: int) -> None:
        self.sizes = sizes
        self.base_url = base_url
        self.core = core
        self.clients = environment("clients")
        self.alone = environment("sdk")

    def latency(self) -> Iterator[tuple[str, Results]]:
        """One call after the other."""
        measured = self._worker("latency", self.sizes.calls, self.sizes.repeats)
        columns = ("us per call", "median", "repeats", "ratio")
        for kind in ("sync", "async"):
            yield table(f"One call after the other, {kind}", columns, against_first(measured[kind])), measured

    def load(self) -> Iterator[tuple[str, Results]]:
        """Many tasks at once."""
        measured = self._worker("load", self.sizes.calls, self.sizes.repeats)
        columns = ("calls per second", "median", "repeats", "ratio")
        yield table(f"{TASKS} tasks at once", columns, against_first(measured)), measured

    def instructions(self) -> Iterator[tuple[str, Results]]:
        """Instructions per call."""
        if shutil.which("valgrind") is None:
            yield "Instructions per call are left out: they need valgrind.\n", {}
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
        """From the start of a process."""
        repeats = self.sizes.starts
        columns = ("ms", "median", "repeats", "ratio")
        imports = startup.imports(self.alone, repeats, self.core)
        beyond = startup.imported_beyond(self.alone)
        yield (
            table("Import, in an environment of the SDK alone", columns, against_first(imports, 1))
            + f"\nImported beyond httpx, attrs and its own modules: {', '.join(beyond) or 'nothing'}.\n",
            {"imports": imports, "beyond": beyond},
        )
        first = startup.first_answers(self.alone, self.base_url, repeats, self.core)
        yield (
            table("Process with one call, from start to end", columns, against_first(first, 1)),
            {"imports": imports, "beyond": beyond, "first_answers": first},
        )

    def memory(self) -> Iterator[tuple[str, Results]]:
        """Growth, and what a client costs to be made."""
        measured = self._worker("memory", self.sizes.memory_calls)
        rows = [[f"{sample[key]:,}" for key in ("calls", "rss_kib", "objects")] for sample in measured["growth"]]
        made = measured["construction"]
        yield (
            table("Memory", ("calls", "resident KiB", "objects"), rows)
            + f"\nMaking a client: the first {made['first_us'] / 1000:.1f} ms, "
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
    """Measures the sections that are asked for, or all."""
    parser = report.Arguments("sdk", __doc__, _SECTIONS)
    parser.add_argument("--calls", type=int, default=2000, help="calls in each repeat")
    parser.add_argument("--starts", type=int, default=30, help="processes started of each kind")
    parser.add_argument("--memory-calls", type=int, default=100_000)
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
