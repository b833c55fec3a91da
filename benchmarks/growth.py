"""The section `growth`: runs `scale.py` and `meanwhile.py` on our mock and an earlier revision, and makes tables."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, TypeAlias

from attrs import frozen

from .environment import run
from .mocks import Mock, in_process, roomy, serving
from .report import Results
from .table import table

Job: TypeAlias = tuple[Mock, str, Mapping[str, Any]]
"""A mock, a part of `scale.py` and its options."""

KEYS = (10, 100, 1_000, 10_000, 100_000)
USERS = (10, 100_000)
EVENTS = (20, 100_000)
LOCK_KEYS = (10, 10_000)
LOCK_EVENTS = (30, 30_000)
ENTRIES = (1_000, 100_000)
SEEDED = (1_000, 10_000, 100_000)

_MORE = 1_000
_PATIENCE = 20.0
_LISTED = "100"
"""A list shows the first 100 keys, so a list of fewer is no base for a comparison."""


@frozen
class Growth:
    """The section `growth`.

    Attributes:
        mocks: Our mock and an earlier revision, if any.
        sizes: How much to measure.
        server_core: The core that servers run on.
        client_core: The core that everything else runs on.
    """

    mocks: Sequence[Mock]
    sizes: argparse.Namespace
    server_core: int
    client_core: int

    def tables(self) -> Iterator[tuple[str, Results]]:
        """Yield the tables one by one, each with everything that was measured so far."""
        text, seeding = self._seeding()
        measured: Results = {"seeding": seeding}
        yield text, measured
        largest = {name: found["largest"] for name, found in seeding.items()}
        for part, title, sizes in (
            ("keys", "One user with so many keys", KEYS),
            ("users", "A user with 10 keys, in a world with so many users", USERS),
            ("events", "A user with 10 keys and so many past events", EVENTS),
            ("locks", "A lock with so many keys", LOCK_KEYS),
            ("pages", "Pages of events of a lock with so many", LOCK_EVENTS),
            ("journal", "A journal with so many entries", ENTRIES),
        ):
            text, measured[part] = self._sized(part, title, sizes, largest)
            yield text, measured
        text, measured["collector"] = self._collector(largest)
        yield text, measured
        text, measured["meanwhile"] = self._meanwhile(largest)
        yield text, measured

    def _seeding(self) -> tuple[str, Results]:
        options = {"sizes": SEEDED, "more": _MORE, "patience": _PATIENCE}
        found = self._runs({mock.name: (mock, "seeding", options) for mock in self.mocks})
        rows: list[Sequence[str]] = []
        notes: list[str] = []
        measured: Results = {}
        for name, repeats in found.items():
            largest = min(repeat["largest"] for repeat in repeats)
            seconds = {
                f"{size:,}": median(repeat["seconds"][str(size)] for repeat in repeats)
                for size in SEEDED
                if size <= largest
            }
            seconds[f"{_MORE:,} more on {largest:,}"] = median(repeat["on_top"] for repeat in repeats)
            counts = [*(size for size in SEEDED if size <= largest), _MORE]
            per_key = [taken / count * 1e6 for taken, count in zip(seconds.values(), counts, strict=True)]
            for (keys, taken), each in zip(seconds.items(), per_key, strict=True):
                rows.append((f"{name}: {keys}", f"{taken:.3f}", f"{each:.1f}", f"{each / per_key[0]:.2f}"))
            measured[name] = {"largest": largest, "seconds": seconds, "us_per_key": per_key}
            if left_out := next(filter(None, (repeat["too_long"] for repeat in repeats)), None):
                measured[name]["left_out"] = left_out
                notes.append(
                    f"\n{name}: {left_out['size']:,} keys are left out here and below. Seeding them would take "
                    f"about {left_out['seconds']:.0f} s at this rate.\n"
                )
        return table("Seeding one user", ("keys", "s", "us per key", "ratio"), rows) + "".join(notes), measured

    def _sized(self, part: str, title: str, sizes: Sequence[int], largest: Mapping[str, int]) -> tuple[str, Results]:
        jobs: dict[str, Job] = {}
        # An earlier revision may have no locks.
        for mock in self.mocks if part not in ("locks", "pages") else self.mocks[:1]:
            fitting = [size for size in sizes if part != "keys" or size <= largest[mock.name]]
            options = {"sizes": fitting, "calls": self.sizes.growth_calls, "seconds": self.sizes.growth_seconds}
            jobs[mock.name] = mock, part, options
        found = {name: _combined(repeats) for name, repeats in self._runs(jobs).items()}
        columns = (f"us, {part}", *(f"{size:,}" for size in sizes), "ratio", "of means")
        return table(title, columns, _rows(found, sizes)), found

    def _collector(self, largest: Mapping[str, int]) -> tuple[str, Results]:
        calls = self.sizes.growth_calls * 5
        found = self._runs(
            {
                (mock.name, size): (mock, "collector", {"size": size, "calls": calls})
                for mock in self.mocks
                for size in (KEYS[0], largest[mock.name])
            }
        )
        rows: list[Sequence[str]] = []
        measured: Results = {}
        for mock in self.mocks:
            for operation in ("add", "remove"):
                sizes = (KEYS[0], largest[mock.name])
                means = [median(repeat[operation] for repeat in found[mock.name, size]) for size in sizes]
                measured.setdefault(mock.name, {})[operation] = dict(zip(sizes, means, strict=True))
                cells = (f"{mean:.1f} with {size:,}" for size, mean in zip(sizes, means, strict=True))
                rows.append((f"{mock.name}: {operation}", *cells, f"{means[1] / means[0]:.2f}"))
        columns = ("us, means", "keys", "keys", "ratio")
        return table("The same with garbage collection of everything", columns, rows), measured

    def _meanwhile(self, largest: Mapping[str, int]) -> tuple[str, Results]:
        measured: dict[str, list[Mapping[str, float]]] = {}
        for _ in range(self.sizes.growth_repeats):
            for mock in self.mocks:
                with serving(roomy(mock), self.server_core) as server:
                    server.wait()
                    command = (sys.executable, "-m", "benchmarks.meanwhile", server.base_url, str(largest[mock.name]))
                    measured.setdefault(mock.name, []).append(json.loads(run(*command, core=self.client_core)))
        rows: list[Sequence[str]] = []
        for name, repeats in measured.items():
            found = {key: median(repeat[key] for repeat in repeats) for key in repeats[0]}
            requests = "" if found["requests"] == 1 else f" in {found['requests']:,.0f} requests"
            rows.append(
                (
                    f"{name}: {largest[name]:,} keys{requests}",
                    f"{found['seeding']:.0f}",
                    f"{found['alone']:.2f}",
                    f"{found['meanwhile']:.2f}",
                    f"{found['alone_longest']:.1f}",
                    f"{found['meanwhile_longest']:.1f}",
                )
            )
        columns = ("ms", "seeding", "median before", "median meanwhile", "longest before", "longest meanwhile")
        return table("Removals over HTTP while another user is seeded", columns, rows), measured

    def _runs(self, jobs: Mapping[Any, Job]) -> dict[Any, list[Any]]:
        """Run the jobs in turns, each in a process of its own, and return their results."""
        found: dict[Any, list[Any]] = {}
        for _ in range(self.sizes.growth_repeats):
            for name, (mock, part, options) in jobs.items():
                command = (*in_process(mock, "scale"), part, json.dumps(options))
                found.setdefault(name, []).append(json.loads(run(*command, core=self.client_core)))
        return found


def _combined(repeats: Sequence[Mapping[str, Any]]) -> Results:
    """By operation: the medians of the repeats, and how the largest size compares with the smallest."""
    combined: Results = {}
    for operation, by_size in repeats[0].items():
        sizes = list(by_size)
        small, large = _LISTED if operation.startswith("list") and _LISTED in sizes else sizes[0], sizes[-1]
        combined[operation] = {
            "compared": [int(small), int(large)],
            **{
                kind: {size: median(repeat[operation][size][kind] for repeat in repeats) for size in by_size}
                for kind in ("median", "mean")
            },
            **{
                f"ratio_of_{kind}s": median(
                    repeat[operation][large][kind] / repeat[operation][small][kind] for repeat in repeats
                )
                for kind in ("median", "mean")
            },
        }
    return combined


def _rows(found: Mapping[str, Results], sizes: Sequence[int]) -> Iterator[Sequence[str]]:
    """Yield a row for each operation and mock, and one that compares the mocks, the first with the second."""
    first, *others = found
    for operation in found[first]:
        for name, measured in found.items():
            times = measured[operation]["median"]
            yield (
                operation if name == first else f"{operation}, {name}",
                *(f"{times[str(size)]:.1f}" if str(size) in times else "-" for size in sizes),
                f"{measured[operation]['ratio_of_medians']:.2f}",
                f"{measured[operation]['ratio_of_means']:.2f}",
            )
        for name in others:
            new, old = found[first][operation]["median"], found[name][operation]["median"]
            compared = (f"{new[str(size)] / old[str(size)]:.2f}" if str(size) in old else "-" for size in sizes)
            yield f"{operation}, new / old", *compared, "", ""
