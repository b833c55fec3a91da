"""Processes that share a database in memory, for tests of their batched records."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from attrs import define, field
from spkey_mock.service.errors import Overtaken
from spkey_mock.store.documents import Keeper
from spkey_mock.store.durable import DurableStore, StoreError
from spkey_mock.store.recorded import Data

T = TypeVar("T")


@define
class Database:
    """A database with one world.

    Attributes:
        log: The log of requests.
        documents: The version and the data of each document.
        calls: The methods that processes called.
        down: Whether the database cannot be reached.
    """

    log: dict[int, str] = field(factory=dict[int, str])
    documents: dict[str, tuple[int, Data]] = field(factory=dict[str, tuple[int, Data]])
    calls: list[str] = field(factory=list[str])
    down: bool = False

    def called(self, name: str) -> None:
        self.calls.append(name)
        if self.down:
            raise StoreError("The database is down.")


class Store:
    """The part of a store that the journal needs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def log(self, entries: Mapping[int, str], keep: int) -> None:
        self._database.called("log")
        assert all(text.isascii() for text in entries.values())
        self._database.log |= entries
        for number in sorted(self._database.log)[:-keep]:
            del self._database.log[number]

    def logged(self, after: int = 0, limit: int | None = None) -> list[tuple[int, str]]:
        self._database.called("logged")
        found = sorted((number, text) for number, text in self._database.log.items() if number > after)
        return found[-limit:] if limit else found

    def clear_log(self) -> None:
        self._database.called("clear_log")
        self._database.log.clear()


class Process:
    """A process with a mirror of the world. Its documents behave like those of a ledger.

    Args:
        database: The database.
        block: The first of the numbers that the process has reserved.
        shared: Whether there may be other processes.

    Attributes:
        keepers: The components whose items are documents, by kind.
        before_commit: Called once before the next transaction is recorded, for example to lose a race.
        after_commit: Called once after the next transaction was recorded, for example to lose the connection.
    """

    durable = True

    def __init__(self, database: Database, block: int = 1, *, shared: bool = True) -> None:
        self.shared = shared
        self.keepers: dict[str, Keeper] = {}
        self.before_commit: Callable[[], object] | None = None
        self.after_commit: Callable[[], object] | None = None
        self.store = cast("DurableStore", Store(database))
        self._database = database
        self._next = block - 1
        self._versions: dict[str, int] = {}
        self._staged: dict[str, Data] | None = None
        self._stale = False

    def number(self) -> int:
        self._next += 1
        return self._next

    def run(self, function: Callable[[], T]) -> T:
        if self._staged is not None:
            return function()
        try:
            while True:
                self._database.called("run")
                self._catch_up()
                self._staged = {}
                result = function()
                self._do("before_commit")
                if self._commit(self._staged):
                    break
                self.restore_all()
            self._do("after_commit")
        except StoreError:
            self._stale = True
            raise Overtaken("The store of the mock cannot be reached.") from None
        finally:
            self._staged = None
        return result

    def _do(self, name: str) -> None:
        hook = getattr(self, name)
        setattr(self, name, None)
        if hook is not None:
            hook()

    def _commit(self, staged: dict[str, Data]) -> bool:
        documents = self._database.documents
        if any(self._versions.get(kind, 0) != documents.get(kind, (0, {}))[0] for kind in staged):
            return False
        for kind, data in staged.items():
            self._versions[kind] = self._versions.get(kind, 0) + 1
            documents[kind] = (self._versions[kind], data)
        return True

    def _catch_up(self) -> None:
        if self._stale:
            self.restore_all()
            self._stale = False
        for kind, (version, data) in self._database.documents.items():
            if version > self._versions.get(kind, 0):
                self._versions[kind] = version
                self.keepers[kind].restore(kind, "", data)

    def restore_all(self) -> None:
        """Restore all documents, as after a lost race or a failure."""
        for keeper in self.keepers.values():
            keeper.forget()
        self._versions = {kind: version for kind, (version, _) in self._database.documents.items()}
        for kind, (_, data) in self._database.documents.items():
            self.keepers[kind].restore(kind, "", data)

    def keep(self, kind: str, key: str, data: Data | None) -> None:
        assert self._staged is not None
        assert data is not None
        self._staged[kind] = data

    def claim(self, kind: str, key: str, data: Data) -> bool:
        raise NotImplementedError


def failing() -> Any:
    """Fail as a store does whose connection breaks."""
    raise StoreError("The connection broke.")
