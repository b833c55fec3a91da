"""Crashes of a sandbox under load, by seed, and checks of the guarantees of the service."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from attrs import frozen

from .history import problems
from .load import Load, email
from .sandbox import Sandbox, healthy, start

LONGEST = 0.5
"""The maximum seconds of load before a crash."""

Crash = Callable[[Sandbox, Random], None]
"""Breaks a part of a sandbox, and starts it again."""


def kill_one(sandbox: Sandbox, random: Random) -> None:
    """Kill a replica."""
    replica = random.choice(sandbox.replicas)
    replica.kill()
    replica.start()


def kill_while_starting(sandbox: Sandbox, random: Random) -> None:
    """Kill a replica, and kill it again during its start."""
    replica = random.choice(sandbox.replicas)
    replica.kill()
    replica.launch()
    time.sleep(random.uniform(0, 1))
    replica.kill()
    replica.start()


def stop_one(sandbox: Sandbox, random: Random) -> None:
    """Stop a replica gracefully."""
    replica = random.choice(sandbox.replicas)
    replica.stop()
    replica.start()


def kill_worker(sandbox: Sandbox, random: Random) -> None:
    """Kill a worker of a replica that has some. The replica replaces it."""
    process = random.choice(sandbox.replicas).pid
    workers = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    assert _sent(int(random.choice(workers)), signal.SIGKILL)


def kill_all(sandbox: Sandbox, random: Random) -> None:
    """Kill all replicas."""
    for replica in random.sample(sandbox.replicas, len(sandbox.replicas)):
        replica.kill()
    start(sandbox.replicas)


def kill_database(sandbox: Sandbox, random: Random) -> None:
    """Kill PostgreSQL. The replicas continue."""
    assert sandbox.postgres
    sandbox.postgres.kill()
    time.sleep(random.uniform(0, 0.3))
    sandbox.postgres.start()


def kill_everything(sandbox: Sandbox, random: Random) -> None:
    """Kill all replicas and PostgreSQL."""
    assert sandbox.postgres
    kills = [*(replica.kill for replica in sandbox.replicas), sandbox.postgres.kill]
    for kill in random.sample(kills, len(kills)):
        kill()
    sandbox.postgres.start()
    start(sandbox.replicas)


def cut_connections(sandbox: Sandbox, random: Random) -> None:
    """Terminate the connections to the database, several times."""
    assert sandbox.postgres
    for _ in range(random.randint(1, 10)):
        sandbox.postgres.cut(sandbox.store)
        time.sleep(random.uniform(0, 0.05))


def cut_cable(sandbox: Sandbox, random: Random) -> None:
    """Reset the connections to the database, several times. Responses of the database are lost in transit."""
    assert sandbox.cable
    for _ in range(random.randint(1, 10)):
        sandbox.cable.cut()
        time.sleep(random.uniform(0, 0.05))


def pause_database(sandbox: Sandbox, random: Random) -> None:
    """Freeze the processes of the database for a moment."""
    assert sandbox.postgres
    processes = sandbox.postgres.execute("SELECT pid FROM pg_stat_activity WHERE datname IS NOT NULL")
    paused = [pid for (pid,) in processes if _sent(pid, signal.SIGSTOP)]
    time.sleep(random.uniform(0.05, 0.5))
    for pid in paused:
        _sent(pid, signal.SIGCONT)


SERVER_CRASHES: tuple[Crash, ...] = (kill_one, kill_while_starting, stop_one)
"""The crashes of any server."""

REPLICA_CRASHES: tuple[Crash, ...] = (
    kill_one,
    kill_all,
    kill_database,
    kill_everything,
    cut_connections,
    cut_cable,
    pause_database,
)
"""The crashes of replicas over PostgreSQL."""


def _sent(pid: int, number: signal.Signals) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _traceback(errors: str) -> str:
    """Return the first traceback that a replica has logged, with the lines before it, if there is one."""
    start = errors.find("Traceback")
    return "" if start < 0 else errors[max(0, start - 500) : start + 5000]


def _shares_email(sandbox: Sandbox, user: str) -> bool:
    """Return whether another user can take the e-mail address of a user. A lock has none."""
    if user.startswith("lock "):
        return False
    body, path = {"userId": user, "email": email(user)}, f"/users/{user}-2/CreateUser"
    return healthy(lambda: sandbox.request(sandbox.replicas[-1], "POST", path, body))[0] != 400


@frozen
class Survived:
    """The result of the crashes of a sandbox.

    Attributes:
        crashes: The names of the crashes.
        requests: The number of requests.
        unknown: The number of those whose outcome their clients do not know.
        unavailable: The number of 503s among these.
        events: The number of events in the log.
        seconds: The duration.
        problems: The broken guarantees.
    """

    crashes: tuple[str, ...]
    requests: int
    unknown: int
    unavailable: int
    events: int
    seconds: float
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{len(self.crashes)} crashes in {self.seconds:.1f} s: {self.requests} requests, {self.unknown} of unknown "
            f"outcome ({self.unavailable} returned 503), {self.events} events, {len(self.problems)} problems"
        )


def survive(sandbox: Sandbox, seed: int, crashes: Sequence[Crash], *, clients: int = 4) -> Survived:
    """Crash a sandbox under load, and return the result."""
    random = Random(seed)
    begun = time.monotonic()
    with Load(sandbox.replicas, seed, clients=clients) as load:
        for each, crash in enumerate(crashes):
            time.sleep(random.uniform(0.05, LONGEST))
            crash(sandbox, random)
            if each % 5 == 4:
                load.add_user()
        time.sleep(LONGEST)
    load.read_everywhere()
    logs = [sandbox.log(replica) for replica in sandbox.replicas]
    found = problems(load.history, logs[0])
    found += ["the replicas show different logs"] * any(log != logs[0] for log in logs)
    found += [f"two users have {email(user)}" for user in logs[0] if _shares_email(sandbox, user)]
    found += [f"{count} requests have the id {id_}" for id_, count in Counter(load.ids).items() if count > 1]
    found += [problem for replica in sandbox.replicas if (problem := _traceback(replica.errors()))]
    return Survived(
        crashes=tuple(crash.__name__ for crash in crashes),
        requests=len(load.history),
        unknown=sum(attempt.result is None for attempt in load.history),
        unavailable=load.unavailable,
        events=sum(map(len, logs[0].values())),
        seconds=time.monotonic() - begun,
        problems=tuple(found),
    )
