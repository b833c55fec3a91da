"""Crash a sandbox many times: `python -m tests.mock.sandbox.soak CRASHES [SEED]`.

Each round takes a new seed, and a new database on SQLite or PostgreSQL. The first round with a problem ends the run.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random, SystemRandom

from ..postgres import PostgresServer, running
from .crashes import REPLICA_CRASHES, SERVER_CRASHES, Survived, kill_worker, survive
from .sandbox import replicated, serving

ROUND = 25
"""The number of crashes of a round."""


def main(crashes: int, seed: int) -> int:
    """Print the result of each round, and return the exit code."""
    done: Counter[str] = Counter()
    with running() as postgres:
        while done.total() < crashes:
            print(f"seed {seed}: ", end="", flush=True)
            survived = _round(postgres, seed)
            print(survived, flush=True)
            if survived.problems:
                print("\n".join([f"Run it again: python -m tests.mock.sandbox.soak 1 {seed}", *survived.problems]))
                return 1
            done.update(survived.crashes)
            seed += 1
    print(f"{done.total()} crashes, nothing lost and nothing duplicated: {dict(done)}")
    return 0


def _round(postgres: PostgresServer, seed: int) -> Survived:
    random = Random(seed)
    if random.random() < 0.4:
        with tempfile.TemporaryDirectory() as folder, serving(f"sqlite:{Path(folder) / 'state.db'}") as sandbox:
            return survive(sandbox, seed, random.choices(SERVER_CRASHES, k=ROUND), clients=random.randint(1, 8))
    crashes, options = [*SERVER_CRASHES, *REPLICA_CRASHES], list[str]()
    if random.random() < 0.5:
        crashes, options = [*crashes, kill_worker, kill_worker], ["--workers", "2"]
    with replicated(postgres, *options, count=random.randint(1, 3)) as sandbox:
        return survive(sandbox, seed, random.choices(crashes, k=ROUND), clients=random.randint(1, 8))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SystemRandom().randrange(10**6)))
