"""New databases in temporary folders. They have the default durability."""

import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from tests.mock import postgres

MISSING = f"{postgres.MISSING}, so it is skipped."

_CONNECTIONS = 500


class Databases:
    """A folder for SQLite files, and a PostgreSQL cluster if PostgreSQL is installed.

    Args:
        folder: The folder.
        server: The server of the cluster.
    """

    def __init__(self, folder: Path, server: postgres.PostgresServer | None) -> None:
        self._folder = folder
        self._server = server
        self._numbers = count(1)

    @property
    def stores(self) -> tuple[str, ...]:
        """The stores that can be measured."""
        return ("memory", "SQLite") if self._server is None else ("memory", "SQLite", "PostgreSQL")

    def url(self, store: str, **settings: int) -> str:
        """Return the URL of an empty database for the option `--store`.

        Args:
            store: The store.
            settings: Settings of a PostgreSQL database.
        """
        if store == "memory":
            return store
        if store == "SQLite":
            return f"sqlite:{self.file()}"
        if self._server is None:
            raise RuntimeError(MISSING)
        url = self._server.database()
        for name, value in settings.items():
            self._server.execute(f"ALTER DATABASE {url.rpartition('/')[2]} SET {name} = {value}")
        return url

    def file(self) -> Path:
        """Return the path of a new file."""
        return self._folder / f"{next(self._numbers)}.db"


@contextmanager
def databases() -> Generator[Databases]:
    """Provide databases, which are deleted at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="spkey-benchmark-")))
        installed = postgres.programs() is not None
        server = stack.enter_context(postgres.running()) if installed else None
        if server is not None:
            server.execute(f"ALTER SYSTEM SET max_connections = {_CONNECTIONS}")
            server.stop()
            server.start()
        yield Databases(folder, server)
