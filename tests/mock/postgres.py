"""PostgreSQL for tests: one temporary cluster per worker, which starts when the first test needs it.

Tests take the fixture `postgres_url` for a database of their own, or `postgres_server` to stop and kill the server too.
"""

import os
import pwd
import secrets
import select
import shutil
import signal
import socket
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

MISSING = "PostgreSQL is not installed (Debian's package postgresql; `make postgresql` installs it)"

_IN_CI = bool(os.environ.get("CI"))
_ROLE = "mock"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
}


def programs() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl`, or None. Debian's packages do not put them on the path."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in versions), key=lambda it: float(it.parent.name), default=None)


class PostgresServer:
    """A cluster in a temporary folder, on a loopback port and a Unix socket. Its durability is the default.

    Attributes:
        port: The port, which remains the same when the server is started again.
        password: The password of the superuser, whose name is `mock`.
        folder: The folder with the data and the socket, which belongs to the user that runs the server.
    """

    def __init__(self, folder: Path, installed: Path) -> None:
        self.port = _free_port()
        self.password = secrets.token_hex(8)
        self.folder = folder
        self._installed = installed
        self._numbers = count(1)
        self._process: subprocess.Popen[str] | None = None
        self._reader = Thread()
        self._identity: dict[str, Any] = {}
        password = folder / "password"
        password.write_text(self.password, "utf-8")
        if user := _user():
            self._identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            for path in (folder, password):
                shutil.chown(path, user.pw_uid, user.pw_gid)
        self._initialise(password)

    def url(self, database: str = "postgres") -> str:
        """Return the URL of a database, with the password."""
        return f"postgresql://{_ROLE}:{self.password}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """Create an empty database and return its URL."""
        name = f"mock{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def execute(self, statement: str, url: str | None = None) -> list[tuple[Any, ...]]:
        """Execute a statement in a connection of its own, in the database `postgres` by default. Return its rows."""
        import psycopg

        with psycopg.connect(url or self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def cut(self, url: str) -> int:
        """Terminate the connections to a database, as its administrator. Return how many there were."""
        database = url.rpartition("/")[2]
        of = f"FROM pg_stat_activity WHERE datname = '{database}'"
        return len(self.execute(f"SELECT pg_terminate_backend(pid, 5000) {of}"))

    def start(self) -> None:
        """Start the server, and wait until it accepts connections."""
        command = [str(self._installed / "postgres"), "-D", "data", "-k", str(self.folder), "-p", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **self._identity
        )
        assert self._process.stderr
        log = deque[str](maxlen=50)
        for line in self._process.stderr:
            log.append(line)
            if "ready to accept connections" in line:
                break
        else:
            pytest.fail(f"PostgreSQL does not start: {''.join(log)}")
        # The log is read further, because a full pipe would block the server.
        self._reader = Thread(target=log.extend, args=(self._process.stderr,), daemon=True)
        self._reader.start()

    def stop(self) -> None:
        """Stop the server gracefully, if it is running. Connections are closed."""
        if self.pid is not None:
            self._end(signal.SIGINT)

    def end(self) -> None:
        """Stop the server immediately, if it is running. Nothing will be read from its cluster again."""
        if self.pid is not None:
            self._end(signal.SIGQUIT)

    def kill(self) -> None:
        """Kill all processes of the server with SIGKILL, as if the machine had stopped. Wait until they are gone."""
        pid = self.pid
        assert pid is not None, "the server does not run"
        os.kill(pid, signal.SIGSTOP)  # it starts no other processes meanwhile
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
        for child in map(int, children):
            with suppress(ProcessLookupError):
                handle = os.pidfd_open(child)
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                assert select.select([handle], [], [], 30)[0], "a process of the server does not end"
                os.close(handle)
        self._end(signal.SIGKILL)

    @property
    def pid(self) -> int | None:
        """The main process of the server, or None if it does not run."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    def _end(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)
        self._process.wait(60)
        self._reader.join(60)
        assert self._process.stderr
        self._process.stderr.close()

    def _initialise(self, password: Path) -> None:
        options = ["--no-sync", "--no-locale", "--encoding=UTF8", "--auth-local=trust", "--auth-host=scram-sha-256"]
        command = [str(self._installed / "initdb"), "-D", "data", "-U", _ROLE, f"--pwfile={password}", *options]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._identity)
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in _SETTINGS.items())


@contextmanager
def running() -> Iterator[PostgresServer]:
    """Run a server in a new cluster. If PostgreSQL is missing, skip the test, or fail it in CI."""
    installed = programs()
    if installed is None:
        (pytest.fail if _IN_CI else pytest.skip)(MISSING)
    # Not in the folder of pytest, which is closed to other users.
    with tempfile.TemporaryDirectory(prefix="spkey-postgresql-") as folder:
        server = PostgresServer(Path(folder), installed)
        server.start()
        try:
            yield server
        finally:
            server.end()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this worker. A test that stops or kills it starts it again."""
    with running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The URL of an empty database on the server of this worker."""
    return postgres_server.database()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port: int = trial.getsockname()[1]
        return port


def _user() -> pwd.struct_passwd | None:
    """Return the user that runs the server if we are root, because PostgreSQL does not run as root."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise AssertionError("There is no user postgres or nobody, and PostgreSQL does not run as root.")
