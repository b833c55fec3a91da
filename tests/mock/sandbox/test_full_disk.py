"""On a full disk, requests return 503. Once there is space again, the service is healthy, and no data is lost."""

import resource
import shutil
from collections.abc import Callable
from pathlib import Path

from ..postgres import PostgresServer
from .disk import disk
from .history import problems
from .load import Load
from .sandbox import Sandbox, replicated, serving, until

_SOME = 20
"""The sufficient number of requests of each kind."""


def _fill_and_free(sandbox: Sandbox, fill: Callable[[], None], free: Callable[[], None]) -> None:
    """Fill the disk below a sandbox under load, free it, and check that nothing is lost."""
    with Load(sandbox.replicas, "disk") as load:
        until(lambda: load.acknowledged > _SOME)
        fill()
        until(lambda: load.unavailable > _SOME)
        free()
        at_free = load.acknowledged
        until(lambda: load.acknowledged > at_free + _SOME)
    load.read_everywhere()
    assert problems(load.history, sandbox.log()) == []


def test_sqlite_survives_a_full_disk(tmp_path: Path) -> None:
    with disk(tmp_path / "small", 4) as small, serving(f"sqlite:{small.folder / 'state.db'}") as sandbox:
        _fill_and_free(sandbox, small.fill, small.free)


def test_sqlite_survives_a_limit_of_its_files(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    with serving(f"sqlite:{file}") as sandbox:
        pid = sandbox.replicas[0].pid
        soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)

        def fill() -> None:
            largest = max(each.stat().st_size for each in tmp_path.glob("state.db*"))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest, hard))

        _fill_and_free(sandbox, fill, lambda: _discard(resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))))


def _discard(_: object) -> None:
    pass


def test_replicas_survive_a_full_tablespace(postgres_server: PostgresServer) -> None:
    with disk(postgres_server.folder / "small", 24) as small:
        shutil.chown(small.folder, postgres_server.folder.owner(), postgres_server.folder.group())
        postgres_server.execute(f"CREATE TABLESPACE small LOCATION '{small.folder}'")
        postgres_server.execute("CREATE DATABASE small TABLESPACE small")
        try:
            with replicated(postgres_server, store=postgres_server.url("small")) as sandbox:
                _fill_and_free(sandbox, small.fill, small.free)
        finally:
            postgres_server.execute("DROP DATABASE small WITH (FORCE)")
            postgres_server.execute("DROP TABLESPACE small")
