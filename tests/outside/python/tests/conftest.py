import uuid

import pytest
from locksmith.desk import Desk
from spkey_mock import Settings, World

from spkey_client import SpkeyClient


@pytest.fixture(scope="session")
def spkey_settings() -> Settings:
    return Settings(api_keys=(("locksmith-key", "locksmith"),))


@pytest.fixture
def desk(spkey: SpkeyClient) -> Desk:
    return Desk(spkey, "locksmith")


@pytest.fixture
def customer(spkey_world: World) -> str:
    """A customer with the keys 1 and 2."""
    return spkey_world.users.create(str(uuid.UUID(int=1)), keys=2).id
