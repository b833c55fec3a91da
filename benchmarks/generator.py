"""Measures our generator beside stock openapi-python-client, on synthetic documents.

Installs what it needs into `.benchmarks/`, prints tables and writes the numbers as JSON. See README.md.
"""

import argparse
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import TypeAlias

from . import packages, report
from .environment import FOLDER, environment, reason, run
from .generator_goals import HTTPX, goals
from .packages import GENERATORS, Document
from .report import Results
from .table import against_first, table

Taken: TypeAlias = dict[str, float]
"""What one repeat took, by what was measured."""

ByName: TypeAlias = dict[str, list[Taken]]
"""The repeats of each generator."""

_RESOURCES = tuple(Document("resources", operations) for operations in (10, 100, 1_000, 3_000))
_SMALL = _RESOURCES[:2]
_UNIONS = (Document("union", 100), Document("recursive", 100))

_TIMED = (
    "import sys, time; sys.path.insert(0, sys.argv[1]); begun = time.process_time(); {}; "
    "print(time.process_time() - begun)"
)
_PACKAGES = ("httpx", "attrs", "python-dateutil")


class Benchmark:
    """The state that all sections share.

    Args:
        sizes: How much to measure.
        results: What the sections have measured so far.
    """

    def __init__(self, sizes: argparse.Namespace, results: Results) -> None:
        self.sizes = sizes
        self.results = results
        self.python = environment("clients")
        self.core = max(os.sched_getaffinity(0))
        # The largest takes as long as all of the others together.
        self.resources = _RESOURCES[:-1] if sizes.quick else _RESOURCES
        self._made: set[tuple[Document, str]] = set()
        self._failed: dict[tuple[Document, str], str] = {}

    def generate(self) -> Iterator[tuple[str, Results]]:
        """Measure documents of resources."""
        yield from self._usages("Generating resources, by operations", self.resources)

    def union(self) -> Iterator[tuple[str, Results]]:
        """Measure documents with a union that many models hold."""
        yield from self._usages("Generating a union, by models", _UNIONS)

    def size(self) -> Iterator[tuple[str, Results]]:
        """Measure the packages."""
        sizes = {
            (document, name): packages.size(document, name)
            for document in (*self.resources, *_UNIONS)
            for name in self._packages(document)
        }
        rows = (
            (
                f"{document.label}, {name}",
                *(f"{number:,}" for number in (size.operations, size.modules, size.bytes // 1024, size.lines)),
                f"{size.longest:,} {size.longest_module}",
            )
            for (document, name), size in sizes.items()
        )
        columns = ("package", "operations", "modules", "KiB", "lines", "lines of the longest module")
        measured: Results = {}
        for (document, name), size in sizes.items():
            measured.setdefault(document.label, {})[name] = size._asdict()
        yield table("Packages", columns, rows), measured

    def imports(self) -> Iterator[tuple[str, Results]]:
        """Measure imports of the packages in new processes."""
        measured: Results = {}
        for document in self.resources:
            names = self._packages(document)
            for name in names:
                packages.compile_modules(packages.folder(document, name))
            by_part = measured.setdefault(document.label, {})
            by_part["client"] = self._imported(document, names, "client", self.sizes.starts)
            by_part["operation"] = self._imported(document, names, "operation", self.sizes.starts // 3 or 1)
        for part, title in (("client", "the client"), ("operation", "the client, an operation and its model")):
            rows = (row for label, by_part in measured.items() for row in _import_rows(label, by_part[part]))
            columns = ("processor ms, import", "median", "repeats", "ratio", "more ms", "process ms", "ratio")
            yield table(f"Importing {title}", columns, rows), measured

    def goals(self) -> Iterator[tuple[str, Results]]:
        """Compare the results with the goals."""
        found = list(goals(self.results))
        rows = ((goal, measured, "yes" if met else "no") for goal, measured, met in found)
        met = {goal: {"measured": measured, "met": met} for goal, measured, met in found}
        yield table("Goals", ("goal", "measured", "met"), rows), met

    def _usages(self, title: str, documents: Sequence[Document]) -> Iterator[tuple[str, Results]]:
        """Let documents and generators take turns. A document has as many repeats as its size allows."""
        measured: dict[str, ByName] = {}
        for document in documents:
            document.write()
        for repeat in range(self.sizes.repeats):
            for document in documents:
                if repeat < self._repeats(document):
                    by_name = measured.setdefault(document.label, {})
                    for name in self._left(document):
                        self._generate(document, name, by_name)
        for document, name in self._failed:
            measured.get(document.label, {}).pop(name, None)
        rows = (row for label, by_name in measured.items() for row in _usage_rows(label, by_name))
        columns = ("generating", "s", "repeats", "ratio", "processor s", "ratio", "peak MiB", "ratio")
        yield table(title, columns, rows) + self._left_out(documents), measured

    def _repeats(self, document: Document) -> int:
        repeats: int = self.sizes.repeats
        return repeats if document in _SMALL else min(repeats, self.sizes.large_repeats)

    def _packages(self, document: Document) -> list[str]:
        """Generate the packages of a document that have not been. Return the names of the generators that could."""
        for name in self._left(document):
            if (document, name) not in self._made:
                document.write()
                self._generate(document, name, {})
        return self._left(document)

    def _generate(self, document: Document, name: str, by_name: ByName) -> None:
        try:
            by_name.setdefault(name, []).append(packages.generate(document, name))
            self._made.add((document, name))
        except RuntimeError as error:
            self._failed[document, name] = reason(error)

    def _left(self, document: Document) -> list[str]:
        return [name for name in GENERATORS if (document, name) not in self._failed]

    def _left_out(self, documents: Sequence[Document]) -> str:
        return "".join(
            f"\n{name} is left out for {document.label}: {why}\n"
            for (document, name), why in self._failed.items()
            if document in documents
        )

    def _imported(self, document: Document, names: Sequence[str], part: str, repeats: int) -> ByName:
        taken: ByName = {name: [] for name in (HTTPX, *names)}
        for _ in range(repeats):
            # Any folder serves the baseline, which imports nothing from it.
            taken[HTTPX].append(self._import(HTTPX, FOLDER))
            for name in names:
                statement: str = getattr(GENERATORS[name], part)
                taken[name].append(self._import(statement, packages.folder(document, name)))
        return taken

    def _import(self, statement: str, folder: os.PathLike[str]) -> Taken:
        begun = time.perf_counter()
        printed = run(self.python, "-I", "-c", _TIMED.format(statement), os.fspath(folder), core=self.core)
        return {"import_ms": float(printed) * 1000, "process_ms": (time.perf_counter() - begun) * 1000}


def _usage_rows(label: str, by_name: Mapping[str, Sequence[Taken]]) -> Iterator[Sequence[str]]:
    seconds, processor, memory = (
        list(against_first(_values(by_name, key), digits))
        for key, digits in (("seconds", 2), ("processor", 2), ("mebibytes", 0))
    )
    for index, (name, *cells) in enumerate(seconds):
        others = (cell for rows in (processor, memory) for cell in (rows[index][1], rows[index][3]))
        yield f"{label}, {name}", *cells, *others


def _import_rows(label: str, by_name: Mapping[str, Sequence[Taken]]) -> Iterator[Sequence[str]]:
    times = _values(by_name, "import_ms")
    process = list(against_first(_values(by_name, "process_ms"), 1))
    for index, (name, *cells) in enumerate(against_first(times, 1)):
        more = median(value - base for value, base in zip(times[name], times[HTTPX], strict=True))
        yield f"{label}, {name}", *cells, f"{more:+.1f}", process[index][1], process[index][3]


def _values(by_name: Mapping[str, Sequence[Taken]], key: str) -> dict[str, list[float]]:
    return {name: [taken[key] for taken in repeats] for name, repeats in by_name.items()}


_SECTIONS = ("generate", "union", "size", "imports")


def main() -> None:
    """Measure the sections that the command line names, or all."""
    parser = report.Arguments("generator", __doc__, _SECTIONS)
    parser.add_argument("--large-repeats", type=int, default=3, help="repeats of the larger documents")
    parser.add_argument("--starts", type=int, default=15, help="processes started for each import")
    parser.add_argument("--quick", action="store_true", help="measure too little for results, to see that all works")
    sizes = parser.sizes()
    if sizes.quick:
        sizes.repeats, sizes.large_repeats, sizes.starts = 2, 1, 3

    FOLDER.mkdir(exist_ok=True)
    results: Results = {**report.machine(), "packages": report.versions(environment("clients"), *_PACKAGES)}
    benchmark = Benchmark(sizes, results)
    # The first run compiles the modules of the generators.
    _SMALL[0].write()
    for name in GENERATORS:
        packages.generate(_SMALL[0], name)
    report.measure(benchmark, [*sizes.sections, "goals"], results)
    report.write(results, sizes.json)


if __name__ == "__main__":
    main()
