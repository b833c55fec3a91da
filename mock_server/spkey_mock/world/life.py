"""The life of a world: its components between two resets."""

from collections.abc import Callable
from random import Random
from threading import RLock
from uuid import UUID

from attrs import frozen

from ..aggregates import REGISTRY
from ..record.coverage import Coverage
from ..record.journal import Journal
from ..service.bounds import Bounds
from ..service.contract import Contract
from ..service.credentials import Credentials
from ..service.engine import Engine
from ..service.registry import Registry
from ..service.repository import Repository
from ..store.memory import MemoryStore
from ..store.store import Store
from ..webhooks.webhooks import Webhooks
from .clock import Clock
from .faults import Faults
from .limits import Limits
from .pipeline import Pipeline
from .schedule import Schedule
from .seeding import Users
from .settings import Settings

NewStore = Callable[[Limits], Store]
"""Creates the event store of a world."""


@frozen(kw_only=True)
class Life:
    """The components of a world. A reset replaces them all.

    Attributes:
        credentials: The credentials that the world accepts.
        random: The source of ids.
        repository: The states of the aggregates.
        users: The users.
        faults: The faults.
        journal: The journal.
        coverage: The coverage.
        webhooks: The webhooks.
        pipeline: The request pipeline.
    """

    credentials: Credentials
    random: Random
    repository: Repository
    users: Users
    faults: Faults
    journal: Journal
    coverage: Coverage
    webhooks: Webhooks
    pipeline: Pipeline

    def new_id(self) -> str:
        """Return a new UUID."""
        return _uuid(self.random)

    def end(self) -> None:
        """End everything that is in progress."""
        self.users.end()
        self.webhooks.close()

    def catch_up(self) -> None:
        """Run the scheduled work and deliveries that are due after the clock changed."""
        self.pipeline.catch_up()
        self.webhooks.wake()


def begin(
    settings: Settings,
    name: str,
    clock: Clock,
    lock: RLock,
    new_store: NewStore,
    known: Contract,
    registry: Registry = REGISTRY,
) -> Life:
    """Create the components of a world.

    Args:
        settings: The settings of the world.
        name: The name of the world.
        clock: The clock of the world.
        lock: The lock that is held during every change.
        new_store: Creates the event store.
        known: The contract.
        registry: The aggregates and views that implement the operations.
    """
    limits = settings.limits
    credentials = Credentials(
        settings.secret,
        require=settings.auth,
        org_scope=settings.org_scope,
        random=settings.random(f"keys/{name}"),
        limit=limits.credentials + len(settings.api_keys),
    )
    for api_key, org_id in settings.api_keys:
        credentials.issue_key(org_id, api_key)
    random = settings.random(f"ids/{name}")

    def new_id() -> str:
        return _uuid(random)

    bounds = Bounds({"users": limits.users, "keys": limits.keys, "text": limits.text})
    repository = Repository(registry, new_store(limits), bounds)
    engine = Engine(
        known,
        registry,
        repository,
        credentials,
        new_id=new_id,
        body_limit=limits.body,
        errors=settings.errors,
    )
    pipeline = Pipeline(
        name=name,
        clock=clock,
        registry=registry,
        engine=engine,
        repository=repository,
        faults=Faults(known.operations, settings.random(f"faults/{name}"), limits.faults),
        journal=Journal(known, entries=limits.journal, size=limits.journal_bytes),
        coverage=Coverage(known, registry),
        webhooks=Webhooks(
            clock.now,
            new_id,
            known.webhooks,
            limit=limits.webhooks,
            deliveries=limits.deliveries,
            allowed_hosts=settings.webhook_hosts,
            ticks=clock.ticks,
        ),
        schedule=Schedule(),
        lock=lock,
    )
    return Life(
        credentials=credentials,
        random=random,
        repository=repository,
        users=Users(repository, pipeline.execute, new_id, settings.api_keys[0][1]),
        faults=pipeline.faults,
        journal=pipeline.journal,
        coverage=pipeline.coverage,
        webhooks=pipeline.webhooks,
        pipeline=pipeline,
    )


def memory_store(limits: Limits) -> Store:
    """Return an in-memory store."""
    return MemoryStore(events=limits.events, text=limits.text)


def _uuid(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))
