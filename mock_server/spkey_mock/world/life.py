"""The life of a world: its components between two resets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from random import Random
from threading import RLock
from uuid import UUID

from attrs import asdict, evolve, frozen

from ..aggregates import REGISTRY
from ..record.coverage import Coverage
from ..record.journal import Journal
from ..service.bounds import Bounds, check_used
from ..service.contract import Contract
from ..service.credentials import Credentials
from ..service.engine import Engine
from ..service.mirror import Mirror
from ..service.registry import Registry
from ..service.repository import Repository
from ..store.documents import EPHEMERAL, Documents, Keeper
from ..store.durable import DurableStore
from ..store.memory import MemoryStore
from ..store.recorded import Document, Recorded
from ..store.store import Append, Store
from ..webhooks.webhooks import Webhooks
from .claims import KIND as CLAIM
from .claims import Claims
from .clock import Clock
from .faults import Faults
from .ledger import Ledger
from .limits import Limits
from .outside import Switches
from .pipeline import Pipeline
from .recording import Recording
from .schedule import Schedule
from .seeding import Seeder
from .settings import Settings

NewStore = Callable[[Limits], Store]
"""Creates the event store of a world."""

_EMPTY_BYTES = 25_000
"""The approximate memory of a world without content."""

_CREDENTIAL_BYTES = 400
"""The approximate memory of an API key, with its place in the registry of worlds."""


@frozen(kw_only=True)
class Life:
    """The components of a world. A reset replaces them all. A change of the settings replaces the stateless ones.

    Attributes:
        credentials: The credentials that the world accepts.
        random: The source of ids.
        randoms: Returns the source of random values for a purpose.
        repository: The states of the aggregates.
        seeder: Executes commands without requests.
        faults: The faults.
        journal: The journal.
        coverage: The coverage.
        webhooks: The webhooks.
        claims: The unique values that processes have claimed.
        outside: The switches for devices and systems outside the service.
        pipeline: The request pipeline.
    """

    credentials: Credentials
    random: Random
    randoms: Callable[[str], Random]
    repository: Repository
    seeder: Seeder
    faults: Faults
    journal: Journal
    coverage: Coverage
    webhooks: Webhooks
    claims: Claims
    outside: Switches
    pipeline: Pipeline

    def new_id(self) -> str:
        """Return a new UUID."""
        return _uuid(self.random)

    @property
    def keepers(self) -> Mapping[str, Keeper]:
        """The components whose items are documents, by the kinds of these documents."""
        return {
            "clock": self.pipeline.clock,
            "credential": self.credentials,
            "fault": self.faults,
            "outside": self.outside,
            CLAIM: self.claims,
            "later": self.pipeline.schedule,
            "webhook": self.webhooks,
            "delivery": self.webhooks,
            "ended-delivery": self.webhooks,
            "coverage": self.coverage,
            "journal": self.journal,
        }

    def each_keeper(self) -> Iterable[Keeper]:
        """Return each of these components once, although one may keep documents of several kinds."""
        return {id(keeper): keeper for keeper in self.keepers.values()}.values()

    def restore(self, document: Document) -> None:
        """Restore the item of a document. A kind of another version of the mock is ignored."""
        keeper = self.keepers.get(document.kind)
        if keeper is not None:
            keeper.restore(document.kind, document.key, document.data)

    def restore_all(self, documents: Sequence[Document]) -> None:
        """Replace the items of all documents."""
        for keeper in self.each_keeper():
            keeper.forget()
        for document in sorted(documents, key=_in_order):
            self.restore(document)

    @property
    def size(self) -> int:
        """The approximate memory of the components, in bytes."""
        parts = (self.repository, self.journal, self.webhooks, self.faults, self.pipeline.schedule)
        return _EMPTY_BYTES + _CREDENTIAL_BYTES * len(self.credentials) + sum(part.size for part in parts)

    def configured(self, settings: Settings, known: Contract, *, anyway: bool = False) -> "Life":
        """Return the life with changed settings and the existing content of the world.

        Requests that are being processed end under the settings that they began with. If a log exceeds its new limit,
        its oldest entries are dropped.

        Args:
            settings: The settings.
            known: The contract.
            anyway: Whether to set limits that the world exceeds already.

        Raises:
            ValueError: The world exceeds a new limit. Nothing was changed.
        """
        limits = settings.limits
        used = {
            "faults": len(self.faults.items()),
            "webhooks": len(self.webhooks.items()),
            "credentials": len(self.credentials) - len(settings.api_keys),
        }
        if not anyway:
            check_used(used, asdict(limits))
        self.repository.limit(limits.of_states, events=limits.events, text=limits.text, anyway=anyway)
        self.journal.limit(entries=limits.journal, size=limits.journal_bytes)
        self.faults.limit(limits.faults)
        self.webhooks.limit(webhooks=limits.webhooks, deliveries=limits.deliveries)
        credentials = self.credentials.under(
            require=settings.auth, org_scope=settings.org_scope, limit=_most_keys(settings)
        )
        engine = _engine(
            settings, known, self.pipeline.registry, self.repository, credentials, self.new_id, self.outside
        )
        return evolve(self, credentials=credentials, pipeline=evolve(self.pipeline, engine=engine))

    def end(self) -> None:
        """End all work in progress, because another life begins."""
        self.seeder.end()
        self.journal.end()
        self.webhooks.close()
        if self.pipeline.ledger is not None:
            self.webhooks.forget()

    def catch_up(self) -> None:
        """Run the scheduled work and deliveries that are due after the clock changed."""
        self.pipeline.catch_up()
        self.webhooks.wake()


@frozen
class Durability:
    """The parts that make a world durable.

    Attributes:
        store: The store.
        ledger: The transactions.
    """

    store: DurableStore
    ledger: Ledger


def begin(
    settings: Settings,
    name: str,
    clock: Clock,
    lock: RLock,
    known: Contract,
    registry: Registry = REGISTRY,
    *,
    new_store: NewStore,
    durability: Durability | None = None,
    randoms: Callable[[str], Random] | None = None,
) -> Life:
    """Create the components of a world.

    Args:
        settings: The settings of the world.
        name: The name of the world.
        clock: The clock of the world.
        lock: The lock that is held during every change.
        known: The contract.
        registry: The aggregates and views that implement the operations.
        new_store: Creates the event store of a world in memory.
        durability: The store and the transactions of a durable world.
        randoms: Returns the source of random values for a purpose; by default, a new one.
    """
    randoms = randoms or cache(settings.random)
    limits = settings.limits
    ledger = None if durability is None else durability.ledger
    documents: Documents = EPHEMERAL if ledger is None else ledger
    clock.documents = documents
    purpose = _purpose(name, settings, ledger)
    credentials = Credentials(
        settings.secret,
        require=settings.auth,
        org_scope=settings.org_scope,
        random=randoms(f"keys/{purpose}"),
        limit=_most_keys(settings),
        documents=documents,
    )
    for api_key, org_id in settings.api_keys:
        credentials.begin_with(api_key, org_id)
    random = randoms(f"ids/{purpose}")

    def new_id() -> str:
        return _uuid(random)

    schedule = Schedule(documents)
    webhooks = Webhooks(
        clock.now,
        new_id,
        known.webhooks,
        limit=limits.webhooks,
        deliveries=limits.deliveries,
        allowed_hosts=settings.webhook_hosts,
        ca=settings.webhook_ca,
        ticks=clock.ticks,
        documents=documents,
        world=name,
    )
    bounds = Bounds(limits.of_states)
    claims = Claims(documents)
    repository = _repository(registry, bounds, clock, webhooks, schedule, claims, durability, new_store, limits)
    outside = Switches(clock.now, documents)
    engine = _engine(settings, known, registry, repository, credentials, new_id, outside)
    pipeline = Pipeline(
        name=name,
        clock=clock,
        registry=registry,
        engine=engine,
        repository=repository,
        faults=Faults(known.operations, randoms(f"faults/{name}"), limits.faults, documents),
        journal=Journal(
            known,
            entries=limits.journal,
            size=limits.journal_bytes,
            store=None if durability is None else durability.store,
            documents=documents,
            numbers=None if ledger is None else ledger.number,
        ),
        coverage=Coverage(known, registry),
        webhooks=webhooks,
        schedule=schedule,
        lock=lock,
        ledger=ledger,
    )
    # Seeding executes commands without HTTP, which no setting affects, so it can keep this pipeline.
    seeder = Seeder(repository, pipeline.execute, new_id, clock.now, settings.api_keys[0][1])
    return Life(
        credentials=credentials,
        random=random,
        randoms=randoms,
        repository=repository,
        seeder=seeder,
        faults=pipeline.faults,
        journal=pipeline.journal,
        coverage=pipeline.coverage,
        webhooks=pipeline.webhooks,
        claims=claims,
        outside=outside,
        pipeline=pipeline,
    )


def _purpose(name: str, settings: Settings, ledger: Ledger | None) -> str:
    """Return the purpose of random values.

    Processes that share a world, or use it one after another, must not create the same ids. Therefore, all but the
    first derive theirs from the seed and a number of their own.
    """
    if ledger is None or settings.seed is None:
        return name
    number = ledger.number()
    return name if number == 1 else f"{name}/{number}"


def _repository(
    registry: Registry,
    bounds: Bounds,
    clock: Clock,
    webhooks: Webhooks,
    schedule: Schedule,
    claims: Claims,
    durability: Durability | None,
    new_store: NewStore,
    limits: Limits,
) -> Repository:
    """Return the repository of a world, which records the events with their consequences."""

    def recording(append: Callable[[Sequence[Append]], tuple[Recorded, ...]]) -> Recording:
        return Recording(
            clock=clock,
            registry=registry,
            webhooks=webhooks,
            schedule=schedule,
            append=append,
            claims=claims if durability is not None else None,
        )

    if durability is not None:
        return Mirror(registry, durability.store, bounds, recording(durability.ledger.append).write)
    store = new_store(limits)
    return Repository(registry, store, bounds, recording(lambda appends: store.append(*appends)).write)


def memory_store(limits: Limits) -> Store:
    """Return an in-memory store."""
    return MemoryStore(events=limits.events, text=limits.text)


def _engine(
    settings: Settings,
    known: Contract,
    registry: Registry,
    repository: Repository,
    credentials: Credentials,
    new_id: Callable[[], str],
    outside: Switches,
) -> Engine:
    return Engine(
        known,
        registry,
        repository,
        credentials,
        new_id=new_id,
        body_limit=settings.limits.body,
        errors=settings.errors,
        outside=outside,
    )


def _most_keys(settings: Settings) -> int:
    return settings.limits.credentials + len(settings.api_keys)


def _in_order(document: Document) -> tuple[str, int, str]:
    """Return a sort key for documents: the order in which they were added, if their keys have numbers."""
    number = document.key.rpartition("-")[2]
    return document.kind, int(number) if number.isdecimal() else 0, document.key


def _uuid(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))
