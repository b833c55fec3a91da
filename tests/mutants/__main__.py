"""Runs the tests of the rules that each mutant breaks against it, and publishes the table."""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from .judge import failing, judge, mutants
from .table import Row, publish


def _failed(name: str) -> Sequence[str]:
    """Return the ids of the rules that fail for a mutant."""
    mutant = mutants()[name]
    return failing(judge(mutant.transport(), *mutant.rules))


def main() -> int:
    """Return the exit code: 1 if a rule does not catch a mutant that breaks it."""
    rows: list[Row] = []
    with ProcessPoolExecutor() as pool:
        for mutant, failed in zip(mutants().values(), pool.map(_failed, mutants()), strict=True):
            rows.append(Row(mutant, failed))
            print(rows[-1], flush=True)
    publish(rows)
    missed = [f"{row.mutant.name} is not caught by {', '.join(row.missed)}." for row in rows if row.missed]
    print("\n".join([*missed, f"{len(rows) - len(missed)} of {len(rows)} mutants were caught by their rules."]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
