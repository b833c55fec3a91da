"""The lives of a world, from one reset to the next, and how a database keeps the current one."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from random import Random
from threading import RLock
from typing import TypeVar, cast

from attrs import evolve

from ..service import contract
from ..service.errors import Overtaken
from ..service.message import Request, Response
from ..service.mirror import Mirror
from ..service.registry import Registry
from ..store.durable import Database, GoneError, StoreError
from ..store.recorded import Data, Document, Recorded
from .archive import reaching
from .clock import Clock, wall_clock
from .ledger import Ledger
from .life import Durability, Life, NewStore, begin
from .settings import Settings, WorldSettings

T = TypeVar("T")

_LONGEST_END = 5.0
"""The maximum wait of a closing world for the results of deliveries, in seconds."""

_log = logging.getLogger("spkey_mock")


class Lives:
    """The current life of a world, which a reset replaces. Thread-safe.

    The life of a durable world mirrors its store; see `Mirrored`.

    Args:
        settings: The initial settings.
        name: The name of the world.
        new_store: Creates the event store of a world in memory.
        registry: The aggregates and views that implement the operations.
        database: The database that keeps the world, if any.

    Attributes:
        name: The name of the world.
        settings: The current settings.
        initial: The initial settings.
        lock: The lock that is held during every change.
        clock: The clock.
        life: The current life.
        durability: The store and the transactions of a durable world.
        issued: Called with the digest of each API key that is issued.
        others: Returns the organisation of a foreign API key that the world accepts, by its digest, or None.
        gone: Called when another process is found to have deleted the world.

    Raises:
        Overtaken: The database cannot be reached.
    """

    def __init__(
        self, settings: Settings, name: str, *, new_store: NewStore, registry: Registry, database: Database | None
    ) -> None:
        self.name = name
        self.initial = self.settings = settings
        self._new_store = new_store
        self._registry = registry
        self.lock = RLock()
        self.clock = Clock()
        self.issued: Callable[[bytes], None] = lambda _: None
        self.others: Callable[[bytes], str | None] = lambda _: None
        self.gone: Callable[[], None] = lambda: None
        self.durability = None if database is None else self._open(database)
        self.life: Life = self._begin()
        self.run(lambda: None)  # loads a durable world

    def _open(self, database: Database) -> Durability:
        with reaching():
            store = database.open(self.name, wall_clock(), create=True)
        if store is None:
            raise TypeError("A database must create a world that does not exist.")
        ledger = Ledger(store, shared=database.shared, lock=self.lock)
        ledger.mirrored = self
        return Durability(store, ledger)

    def run(self, function: Callable[[], T]) -> T:
        """Call a function as one transaction, in which nothing else changes the world.

        A durable world then includes all changes by other processes. After a lost race, the function is called again.

        Raises:
            Overtaken: The store failed, or too many races were lost.
            GoneError: Another process has deleted the world.
        """
        if self.durability is None:
            with self.lock:
                return function()
        try:
            return self.durability.ledger.run(function)
        except GoneError:
            # Within a transaction, its end reports this, because the lock of the world must not be held here.
            if not self.durability.ledger.within():
                self.durability.ledger.closed = True
                self.gone()
            raise

    def handle_durably(self, request: Request) -> Response:
        """Respond to a request as one transaction. No request makes this raise, except `GoneError`."""
        try:
            return self.run(lambda: self.life.pipeline.handle(request))
        except Overtaken as error:
            return self._refuse(request, error)

    def _refuse(self, request: Request, error: Overtaken) -> Response:
        try:
            return self.life.pipeline.refuse(request, error)
        except StoreError:  # while the store is down, the request does not even get a number
            return self.life.pipeline.engine.reject(error)

    # Life

    def reset(self) -> None:
        """Begin another life with the initial settings."""
        if self.durability is None:
            with self.lock:
                self._renew()
        else:
            self.run(partial(self._reset, self.durability))

    def _reset(self, durability: Durability) -> None:
        kept = [Document(kind, key, 1, data) for kind, key, data in self.life.journal.items_after_reset()]
        durability.store.replace({}, (), 1, kept)
        durability.store.clear_log()
        durability.ledger.reload()

    def _renew(self) -> None:
        self.life.end()
        self.settings = self.initial
        self.life = self._begin()

    def _begin(self) -> Life:
        self.clock.forget()
        return self._lead(self.draft(self.settings, self.clock, durability=self.durability))

    def draft(
        self,
        settings: Settings,
        clock: Clock,
        *,
        durability: Durability | None = None,
        randoms: Callable[[str], Random] | None = None,
    ) -> Life:
        """Create a life, by default in memory, without making it the current one; see `begin`."""
        return begin(
            settings,
            self.name,
            clock,
            self.lock,
            contract.load(settings.tolerance),
            self._registry,
            new_store=self._new_store,
            durability=durability,
            randoms=randoms,
        )

    def _lead(self, life: Life) -> Life:
        life.credentials.issued = lambda digest: self.issued(digest)
        life.credentials.others = lambda digest: self.others(digest)
        self.clock.changed = life.catch_up
        self.clock.stop = life.pipeline.schedule.stop
        return life

    def continue_with(self, life: Life, settings: Settings) -> None:
        """Replace the life of a world in memory, except for its journal and coverage."""
        before, limits = self.life, settings.limits
        before.journal.limit(entries=limits.journal, size=limits.journal_bytes)
        pipeline = evolve(life.pipeline, journal=before.journal, coverage=before.coverage)
        self.settings = settings
        self.life = self._lead(evolve(life, journal=before.journal, coverage=before.coverage, pipeline=pipeline))
        for hashed in life.credentials.digests:
            self.issued(hashed)
        before.end()
        self._deliver()

    def documents(self) -> list[Document]:
        """Return the documents of all items, each at version 1."""
        changes = self.settings.of_world()
        kept = [] if changes == self.initial.of_world() else [Document("settings", "", 1, dict(changes))]
        items = (item for keeper in self.life.each_keeper() for item in keeper.items_to_keep())
        return [*kept, *(Document(kind, key, 1, data) for kind, key, data in items)]

    def configure(self, changes: WorldSettings) -> None:
        """Change settings of the current life.

        Raises:
            ValueError: A setting is invalid, or the world exceeds a new limit. Nothing was changed.
        """
        if self.durability is None:
            with self.lock:
                self._configure(self.settings.changed(changes))
        else:
            self.run(partial(self._configure_durably, self.durability, changes))

    def _configure_durably(self, durability: Durability, changes: WorldSettings) -> None:
        self._configure(self.settings.changed(changes))
        durability.ledger.keep("settings", "", dict(self.settings.of_world()))

    def _configure(self, settings: Settings, *, anyway: bool = False) -> None:
        self.life = self._lead(self.life.configured(settings, contract.load(settings.tolerance), anyway=anyway))
        self.settings = settings

    def close(self) -> None:
        """End all work in progress. A durable world writes its pending records, and begins no more transactions."""
        if self.durability is None:
            self.life.webhooks.close()
            return
        self.life.seeder.end()
        self.life.webhooks.close(timeout=_LONGEST_END)
        with self.lock:
            if not self.durability.ledger.closed:
                with suppress(GoneError):
                    self.flush()
                self.life.journal.end()
                self.durability.ledger.closed = True

    @property
    def closed(self) -> bool:
        """Whether the world accepts no more transactions."""
        return self.durability is not None and self.durability.ledger.closed

    def flush(self) -> None:
        """Write the batched records of a durable world: the journal, the coverage and snapshots of states."""
        if self.durability is None:
            return
        with suppress(StoreError, Overtaken):  # the next call writes the rest
            self.life.journal.flush()
            self.run(partial(self._keep_house, self.durability.ledger))

    def _keep_house(self, ledger: Ledger) -> None:
        self.life.coverage.flush(ledger)
        self._mirror.keep_states()
        self.life.pipeline.catch_up()

    # Mirroring, called by the ledger

    @property
    def _mirror(self) -> Mirror:
        return cast("Mirror", self.life.repository)

    def load(self) -> Sequence[Document]:
        """Load everything from the store, and return the documents."""
        if self.durability is None:
            raise TypeError("Only a durable world can be loaded.")
        contents = self.durability.store.load()
        if self._mirror.incarnation not in (-1, contents.incarnation):
            self._renew()  # everything was replaced
        self._mirror.fill(contents)
        self.restore_all(contents.documents)
        self.life.journal.load()
        return contents.documents

    def apply(self, events: Sequence[Recorded]) -> None:
        """Apply events that others have recorded."""
        self._mirror.apply(events)

    def restore_all(self, documents: Sequence[Document]) -> None:
        """Replace the items of all documents."""
        self._restore_settings(next((it for it in documents if it.kind == "settings"), None))
        self.life.restore_all(documents)
        self._deliver()

    def restore(self, document: Document) -> None:
        """Restore the item of a document that others have written."""
        if document.kind == "settings":
            self._restore_settings(document)
        else:
            self.life.restore(document)
            if document.kind in ("clock", "webhook"):
                self._deliver()

    def _restore_settings(self, document: Document | None) -> None:
        changes: Data = {} if document is None or document.data is None else document.data
        try:
            settings = self.initial.changed(cast("WorldSettings", changes))
            if settings != self.settings:
                self._configure(settings, anyway=True)  # processes may exceed a limit together
        except ValueError as error:  # written by another version of the mock
            _log.warning("The settings of the world %s cannot be restored: %s", self.name or "default", error)

    def _deliver(self) -> None:
        if self.life.webhooks:
            from ..webhooks.dispatcher import DISPATCHER

            DISPATCHER.serve(self.life.webhooks)
