"""Build a release in `dist` and check it: python -m release [--rehearse]. Nothing is published."""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from hatch_build import REPOSITORY

from .distributions import Distributions, build_twice
from .sources import Sources

ROOT = Path(__file__).parents[1]

PLACEHOLDER = "https://repository.invalid/spkey-client"
"""The repository's address in a rehearsal, which has none."""


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    parser.add_argument("--rehearse", action="store_true", help="need no tag, changelog entry, clean tree or address")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="the folder to write to (dist)")
    arguments = parser.parse_args()
    sources = Sources(ROOT)
    repository = os.environ.get(REPOSITORY, "")
    if arguments.rehearse:
        repository = repository or PLACEHOLDER
    else:
        fail_if(sources.problems(repository))
    os.environ[REPOSITORY] = repository
    os.environ.setdefault("SOURCE_DATE_EPOCH", sources.time)
    fail_if(build_twice(sources, arguments.output))
    distributions = Distributions(arguments.output)
    fail_if(distributions.problems(sources))
    distributions.write_sbom()
    distributions.write_checksums()
    for file in sorted(arguments.output.iterdir()):
        print(file)


def fail_if(problems: Iterable[str]) -> None:
    """Print the problems and exit, if there are any."""
    if found := list(problems):
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
