"""The life of a world: its components between two resets."""

from collections.abc import Callable
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

    @property
    def size(self) -> int:
        """The approximate memory of the components, in bytes."""
        parts = (self.repository, self.journal, self.webhooks, self.faults)
        return _EMPTY_BYTES + _CREDENTIAL_BYTES * len(self.credentials) + sum(part.size for part in parts)

    def configured(self, settings: Settings, known: Contract) -> "Life":
        """Return the life with changed settings and the existing content of the world.

        Requests that are being processed end under the settings that they began with. If a log exceeds its new limit,
        its oldest entries are dropped.

        Raises:
            ValueError: The world exceeds a new limit. Nothing was changed.
        """
        limits = settings.limits
        used = {
            "faults": len(self.faults.items()),
            "webhooks": len(self.webhooks.items()),
            "credentials": len(self.credentials) - len(settings.api_keys),
        }
        check_used(used, asdict(limits))
        self.repository.limit(_bounds(limits), events=limits.events, text=limits.text)
        self.journal.limit(entries=limits.journal, size=limits.journal_bytes)
        self.faults.limit(limits.faults)
        self.webhooks.limit(webhooks=limits.webhooks, deliveries=limits.deliveries)
        credentials = self.credentials.under(
            require=settings.auth, org_scope=settings.org_scope, limit=_most_keys(settings)
        )
        engine = _engine(settings, known, self.pipeline.registry, self.repository, credentials, self.new_id)
        return evolve(self, credentials=credentials, pipeline=evolve(self.pipeline, engine=engine))

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
        limit=_most_keys(settings),
    )
    for api_key, org_id in settings.api_keys:
        credentials.issue_key(org_id, api_key)
    random = settings.random(f"ids/{name}")

    def new_id() -> str:
        return _uuid(random)

    repository = Repository(registry, new_store(limits), Bounds(_bounds(limits)))
    engine = _engine(settings, known, registry, repository, credentials, new_id)
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
            ca=settings.webhook_ca,
            ticks=clock.ticks,
        ),
        schedule=Schedule(),
        lock=lock,
    )
    return Life(
        credentials=credentials,
        random=random,
        repository=repository,
        # Seeding executes commands without HTTP, which no setting affects, so the users can keep this pipeline.
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


def _engine(
    settings: Settings,
    known: Contract,
    registry: Registry,
    repository: Repository,
    credentials: Credentials,
    new_id: Callable[[], str],
) -> Engine:
    return Engine(
        known,
        registry,
        repository,
        credentials,
        new_id=new_id,
        body_limit=settings.limits.body,
        errors=settings.errors,
    )


def _bounds(limits: Limits) -> dict[str, int]:
    return {"users": limits.users, "keys": limits.keys, "text": limits.text}


def _most_keys(settings: Settings) -> int:
    return settings.limits.credentials + len(settings.api_keys)


def _uuid(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))
