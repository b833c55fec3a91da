"""`spkey-mock serve --workers`: several processes that serve as one."""

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from ..http.echo import until
from ..sockets import refused
from ..support import USER
from .support import COMMAND, delay, facts_of, post, run_alone, serving, wait_for_user

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the tests look for processes in /proc")

COUNT = 2


@contextmanager
def working(url: str, *options: str) -> Generator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Serve with several workers, which must end with their parent."""
    with serving("--json", "--store", url, "--workers", str(COUNT), *options) as process:
        facts = facts_of(process)
        workers = workers_of(process)
        yield process, facts
        workers += workers_of(process)
        process.kill()
        process.wait(10)
        assert all(ends(worker) for worker in workers)


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    with contextlib.suppress(FileNotFoundError):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("utf-8")
        return [int(pid) for pid in children.split()]
    return []


def ends(pid: int) -> bool:
    """Whether a process ends in time."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 20)[0])
    finally:
        os.close(handle)


def remaining(process: subprocess.Popen[str]) -> tuple[str, list[str]]:
    """Return what is left of the output, and the lines of the log."""
    assert process.stdout
    assert process.stderr
    return process.stdout.read(), process.stderr.read().splitlines()


def test_workers_serve_as_one_and_are_replaced_when_they_die(postgres_url: str, tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    with working(postgres_url, "--ready-file", str(ready)) as (process, facts):
        base_url, key = facts["base_url"], {"X_API_Key": facts["api_key"]}
        assert post(base_url, "CreateUser", {"userId": USER}, **key)[0] == 201
        workers = workers_of(process)
        assert len(workers) == COUNT
        with ThreadPoolExecutor(4) as pool:

            def add(_: int) -> int:
                status, added = post(base_url, "AddPhysicalKey", {"orgId": "acme"}, **key)
                assert status == 200
                return int(added["number"])

            assert sorted(pool.map(add, range(20))) == [*range(1, 21)]
        assert ready.exists()

        os.kill(workers[0], signal.SIGKILL)
        assert until(lambda: len({*workers_of(process)} - {workers[0]}) == COUNT, 20)
        for number in range(1, 11):
            assert post(base_url, "RemovePhysicalKey", {"number": number}, **key)[0] == 200
        process.terminate()
        assert process.wait(20) == 0
        assert all(ends(worker) for worker in workers)
        assert not ready.exists()
        output, log = remaining(process)
        assert (output, log) == ("", [f"Worker {workers[0]} ended (SIGKILL). Another one replaces it."])


def test_workers_finish_requests_after_ctrl_c(postgres_url: str) -> None:
    with working(postgres_url) as (process, facts), ThreadPoolExecutor(1) as pool:
        # Ctrl-C reaches all processes of a group. A second signal would end them immediately.
        assert {os.getpgid(process.pid)}.isdisjoint(os.getpgid(worker) for worker in workers_of(process))
        delay(facts, "create_user", 2_000)
        creating = pool.submit(post, facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key=facts["api_key"])
        wait_for_user(facts)
        process.send_signal(signal.SIGINT)
        assert creating.result()[0] == 201
        assert process.wait(20) == 0
        assert remaining(process) == ("", [])
        assert refused(urlsplit(facts["base_url"]).port or 0)


def test_workers_end_when_their_parent_is_killed(postgres_url: str) -> None:
    with working(postgres_url) as (process, facts):
        workers = workers_of(process)
        process.kill()
        process.wait(10)
        assert all(ends(worker) for worker in workers)
        assert refused(urlsplit(facts["base_url"]).port or 0)


FAILING = """
import os, signal, sys, time
from spkey_mock.command import workers
from spkey_mock.command.facts import Facts

workers.SHORTEST = 0.01

def note():
    with open(sys.argv[1], "a+") as times:
        times.write(f"{time.monotonic()}\\n")
        times.seek(0)
        return len(times.readlines())

def serve(ready):
    number = note()
    if number == 2:
        ready(Facts(base_url="http://mock"))
        os.kill(os.getpid(), signal.SIGKILL)
    if number < 7:
        raise workers.Failure("the store is gone")
    ready(Facts(base_url="http://mock"))
    os.kill(os.getppid(), signal.SIGTERM)
    signal.pause()

note()
sys.exit(workers.Workers(1, serve, []).run(lambda facts: print(facts.base_url, flush=True)))
"""


def test_workers_that_fail_are_replaced_more_and_more_slowly(tmp_path: Path) -> None:
    noted = tmp_path / "times"
    command = [sys.executable, "-c", FAILING, str(noted)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (result.returncode, result.stdout) == (0, "http://mock\n")
    log = [re.sub(r"\d{2,}", "N", line) for line in result.stderr.splitlines()]
    failed = ["spkey-mock: the store is gone", "Worker N ended (exit code 1). Another one replaces it."]
    assert log == ["Worker N ended (SIGKILL). Another one replaces it.", *failed * 4]
    before, *starts = [float(line) for line in noted.read_text("utf-8").splitlines()]
    assert len(starts) == 6
    assert starts[-1] - before >= 0.31  # 0.01, 0.02, 0.04, 0.08 and 0.16 seconds from one start to the next


def test_workers_that_cannot_start_are_reported_in_one_clear_line() -> None:
    result = run_alone("serve", "--port", "0", "--workers", "2", "--store", "postgresql://me:password@127.0.0.1:1/mock")
    assert (result.returncode, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("spkey-mock: ")
    assert "password" not in line


def test_workers_end_if_they_cannot_be_announced(postgres_url: str, tmp_path: Path) -> None:
    command = [*COMMAND, "serve", "--port", "0", "--workers", "2", "--store", postgres_url]
    result = subprocess.run(
        [*command, "--ready-file", str(tmp_path / "missing" / "file")],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("spkey-mock: cannot write --ready-file ")
