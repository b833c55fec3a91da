from collections.abc import Iterator
from itertools import count

import pytest
from spkey_mock.store.connect import connect
from spkey_mock.store.durable import Database, DurableStore
from spkey_mock.store.memory import MemoryStore

from ..postgres import PostgresServer
from .stores import MEMORY, POSTGRESQL, SQLITE, STORES, NewStore

NAMES = count(1)


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A file that the tests share. Each test uses its own world."""
    database = connect(f"sqlite:{tmp_path_factory.mktemp('sqlite') / 'state.db'}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def shared_url(postgres_server: PostgresServer) -> str:
    """The URL of a PostgreSQL database that the tests share. Each test uses its own world."""
    return postgres_server.database()


@pytest.fixture(scope="session")
def postgres(shared_url: str) -> Iterator[Database]:
    database = connect(shared_url)
    yield database
    database.close()


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def database(request: pytest.FixtureRequest) -> Database:
    """A database of each kind."""
    found: Database = request.getfixturevalue({SQLITE: "sqlite", POSTGRESQL: "postgres"}[request.param])
    return found


def new_world(database: Database) -> DurableStore:
    """Return the store of a new world."""
    store = database.open(f"world {next(NAMES)}", 0, create=True)
    assert store
    return store


@pytest.fixture
def durable(database: Database) -> DurableStore:
    """A durable store of each kind, which is empty."""
    return new_world(database)


@pytest.fixture(params=STORES)
def new_store(request: pytest.FixtureRequest) -> NewStore:
    """Makes empty stores of each kind."""
    if request.param == MEMORY:
        return MemoryStore
    found: Database = request.getfixturevalue({SQLITE: "sqlite", POSTGRESQL: "postgres"}[request.param])
    return lambda: new_world(found)
