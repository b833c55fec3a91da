"""A run of a benchmark: prints the sections as they finish and writes the numbers as JSON."""

import argparse
import json
import os
import platform
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from .environment import FOLDER, run

Results: TypeAlias = dict[str, Any]

_VERSIONS = """
import json, sys
from importlib import metadata
found = {d.name.lower(): d.version for d in metadata.distributions()}
print(json.dumps({name: found.get(name, "not installed") for name in sys.argv[1:]}))
"""


class Arguments(argparse.ArgumentParser):
    """The command line of a benchmark.

    Args:
        name: The benchmark, a module beside this one.
        description: Its description.
        sections: The sections that it can measure.
    """

    def __init__(self, name: str, description: str | None, sections: Sequence[str]) -> None:
        super().__init__(prog=f"python -m benchmarks.{name}", description=description)
        self._known = sections
        self.add_argument("sections", nargs="*", metavar="SECTION", help=f"what to measure: {', '.join(sections)}")
        self.add_argument("--repeats", type=int, default=5)
        written = FOLDER / f"{name}.json"
        self.add_argument("--json", type=Path, default=written, help="file for the numbers (default: %(default)s)")

    def sizes(self) -> argparse.Namespace:
        """Parse the command line. Without a section, all sections are measured."""
        sizes = self.parse_args()
        if unknown := set(sizes.sections) - set(self._known):
            self.error(f"Unknown section {', '.join(sorted(unknown))}. Known: {', '.join(self._known)}.")
        sizes.sections = sizes.sections or self._known
        return sizes


def machine() -> Results:
    """Describe the machine and the time."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
    }


def versions(python: Path, *packages: str) -> dict[str, str]:
    """Return the versions of packages in an environment."""
    found: dict[str, str] = json.loads(run(python, "-I", "-c", _VERSIONS, *packages))
    return found


def measure(benchmark: object, names: Iterable[str], results: Results) -> None:
    """Run the sections. Each is a method that yields texts and what it has measured so far."""
    for name in names:
        begun = time.monotonic()
        for text, measured in getattr(benchmark, name)():
            print(text, flush=True)
            results[name] = measured
        results[f"{name}_seconds"] = round(time.monotonic() - begun)


def write(results: Results, path: Path) -> None:
    """Write the results to a file."""
    results["load_at_the_end"] = os.getloadavg()[0]
    path.write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    print(f"Numbers written to {path}.")
