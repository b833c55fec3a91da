"""Webhooks of processes that share a database, which is a dictionary."""

import json
from collections.abc import Callable
from itertools import count
from threading import Lock, RLock, Semaphore
from typing import Any, TypeVar

from attrs import define, field
from spkey_mock.service.errors import Overtaken
from spkey_mock.store.recorded import Data, Recorded, Stream
from spkey_mock.webhooks.deliveries import Attempt, Delivery
from spkey_mock.webhooks.subscriptions import Webhook
from spkey_mock.webhooks.webhooks import Webhooks

from ..support import CONTRACT, ORG, START
from .publisher import REMOVED, version_of

T = TypeVar("T")
Name = tuple[str, str]

_BLOCK = 10


class Conflict(Exception):  # noqa: N818 - a lost race is not a defect
    pass


@define
class Database:
    """Documents with versions, as JSON. None is the text of one that was removed.

    Attributes:
        texts: The version and text of each document.
        failing: Whether everything fails.
        refusing: Whether writes fail.
        wall: The time of the machines.
        failures: Released at each failure.
    """

    texts: dict[Name, tuple[int, str | None]] = field(factory=dict[Name, tuple[int, str | None]])
    failing: bool = False
    refusing: bool = False
    wall: int = START
    failures: Semaphore = field(factory=lambda: Semaphore(0))
    lock: Any = field(factory=Lock)
    blocks: Any = field(factory=lambda: count(1, _BLOCK))

    def write(self, puts: dict[Name, tuple[int, str | None]]) -> None:
        """Write all documents whose version is expected, or none."""
        with self.lock:
            self.check(self.failing or self.refusing)
            if any(self.texts.get(name, (0, None))[0] != expected for name, (expected, _) in puts.items()):
                raise Conflict
            for name, (expected, text) in puts.items():
                self.texts[name] = (expected + 1, text)

    def read(self) -> list[tuple[Name, tuple[int, str | None]]]:
        """Return all documents."""
        with self.lock:
            self.check(self.failing)
            return list(self.texts.items())

    def check(self, failing: bool) -> None:
        """Raise an error if the database fails."""
        if failing:
            self.failures.release()
            raise Overtaken("The store failed.")

    def kinds(self) -> list[str]:
        """The kinds of all documents."""
        return sorted(kind for (kind, _), (_, text) in self.texts.items() if text is not None)


class Documents:
    """The documents of a world in one process, as its ledger keeps them.

    Attributes:
        before_write: Called once between a decision and its recording.
        conflicts: The number of lost races.
    """

    durable = True

    def __init__(self, database: Database, *, shared: bool) -> None:
        self.shared = shared
        self.keeper: Webhooks
        self.before_write: Callable[[], object] | None = None
        self.lock = RLock()
        self.conflicts = 0
        self._database = database
        self._depth = 0
        self._versions: dict[Name, int] = {}
        self._staged: dict[Name, Data | None] = {}
        self._numbers = iter(range(0))

    def run(self, function: Callable[[], T]) -> T:
        with self.lock:
            if self._depth:
                return function()
            for _ in range(10):
                self._depth += 1
                try:
                    self._catch_up()
                    result = function()
                    self._write()
                except Conflict:
                    self.conflicts += 1
                    self.load()
                except Overtaken:
                    self._versions.clear()  # everything is loaded again
                    raise
                else:
                    return result
                finally:
                    self._depth -= 1
                    self._staged.clear()
            raise Overtaken("Too many races were lost.")

    def _catch_up(self) -> None:
        if not self._versions:
            self.load()
            return
        for name, (version, text) in self._database.read():
            if version > self._versions.get(name, 0):
                assert self.shared, "no other process writes"
                self._versions[name] = version
                self._restore(name, text)

    def load(self) -> None:
        """Restore all documents, in an arbitrary order."""
        documents = self._database.read()
        self.keeper.forget()
        for name, (version, text) in reversed(documents):
            self._versions[name] = version
            if text is not None:
                self._restore(name, text)

    def _restore(self, name: Name, text: str | None) -> None:
        if name[0] != "user":
            self.keeper.restore(*name, None if text is None else json.loads(text))

    def _write(self) -> None:
        if staged := {name: data for name, data in self._staged.items() if data is not None or name in self._versions}:
            self._put(staged)

    def _put(self, documents: dict[Name, Data | None]) -> None:
        if (act := self.before_write) is not None:
            self.before_write = None
            act()
        texts = {name: None if data is None else json.dumps(data) for name, data in documents.items()}
        self._database.write({name: (self._versions.get(name, 0), text) for name, text in texts.items()})
        for name in texts:
            self._versions[name] = self._versions.get(name, 0) + 1

    def keep(self, kind: str, key: str, data: Data | None) -> None:
        assert self._depth, "a change must be part of a transaction"
        self._staged[kind, key] = data

    def claim(self, kind: str, key: str, data: Data) -> bool:
        assert self.shared, "no other process can win the race"
        try:
            self._put({(kind, key): data})
        except Conflict:
            return False
        return True

    def number(self) -> int:
        assert self.shared
        number = next(self._numbers, None)
        if number is None:
            first = next(self._database.blocks)
            self._numbers = iter(range(first + 1, first + _BLOCK))
            return int(first)
        return number


class Replica:
    """A process with the webhooks of a world.

    Args:
        database: The database.
        shared: Whether there are other processes.
        ahead: How far its clock is ahead, in milliseconds.
        limits: Options of `Webhooks`.
    """

    def __init__(self, database: Database, *, shared: bool = True, ahead: int = 0, **limits: Any) -> None:
        self.database = database
        self.documents = Documents(database, shared=shared)
        ids = count(1)
        self.webhooks = Webhooks(
            lambda: database.wall + ahead,
            lambda: f"event-{id(self)}-{next(ids)}",
            tuple(CONTRACT["webhooks"]),
            documents=self.documents,
            wall=lambda: database.wall,
            **limits,
        )
        self.documents.keeper = self.webhooks
        self.catch_up()

    def add(self, webhook: Webhook) -> str:
        """Add a subscription."""
        return self.webhooks.add(webhook)

    def catch_up(self) -> None:
        """Apply what other processes have recorded."""
        self.documents.run(lambda: None)

    def publish(self, user: str = "ada", times: int = 1) -> None:
        """Record events of a user, each with its deliveries."""
        for _ in range(times):
            self.documents.run(lambda: self._record(user))

    def _record(self, user: str) -> None:
        version = self.database.texts.get(("user", user), (0, None))[0] + 1
        self.documents.keep("user", user, {})
        recorded = Recorded(Stream("user", user), version, 0, self.database.wall, type(REMOVED).__name__, {"number": 1})
        data = REMOVED.public(user, self.database.wall)
        self.webhooks.publish(recorded, org_id=ORG, data=data)

    def take(self) -> Attempt:
        """Return the one attempt that may be made."""
        (attempt,) = self.due()
        return attempt

    def due(self) -> list[Attempt]:
        """Take all attempts that may be made."""
        return list(iter(self.webhooks.take, None))

    def deliver(self, response: int | str = 200) -> list[int]:
        """Make all attempts that are due, and return the versions that were posted, in their order."""
        posted: list[int] = []
        while (attempt := self.webhooks.take()) is not None:
            posted.append(version_of(attempt))
            self.webhooks.report(attempt, response)
        return posted

    def deliveries(self) -> list[Delivery]:
        """Return the recorded deliveries, which all processes see alike."""
        self.catch_up()
        return sorted(self.webhooks.deliveries(), key=lambda it: (it.subject.id, it.version))

    @property
    def states(self) -> list[str]:
        """The states of the deliveries."""
        return [it.state for it in self.deliveries()]
