from typing import Any

import pytest
from spkey_mock import Settings, World

from ..support import USER


def test_a_secret_is_not_shown() -> None:
    assert "marker" not in repr(Settings(secret="marker" * 10))


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"auth": "none"}, "auth must be one of either, both, not 'none'"),
        ({"errors": "x"}, "errors must be one of documented, runtime, not 'x'"),
        ({"caller_org_id": "x"}, "caller_org_id must be one of refuse, override, not 'x'"),
        ({"api_keys": {"my-key": "acme"}}, "api_keys must be pairs of a key and its organisation"),
        ({"api_keys": (("", "acme"),)}, "api_keys must be pairs"),
        ({"api_keys": (("k", "acme"), ("k", "umbrella"))}, "api_keys must not repeat a key"),
    ],
)
def test_invalid_settings_are_rejected(settings: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Settings(**settings)


def test_keys_of_other_organisations_can_be_shown() -> None:
    world = World(Settings(org_scope=False))
    world.users.create("u1", keys=1, org_id="umbrella")
    with world.client() as client:
        assert client.physical_keys.get("u1", 1).org_id == "umbrella"
        assert client.physical_keys.remove("u1", number=1).number == 1
        assert world.users.get("u1") is not None
        client.users.create(USER)
        created = world.users.get(USER)
        assert created is not None
        assert created.org_id == "acme"


def test_without_a_seed_keys_secrets_and_ids_are_random() -> None:
    first, second = World(Settings(seed=None)), World(Settings(seed=None))
    assert first.api_key != second.api_key
    assert first.token("u") != second.token("u")
    assert first.users.create().id != second.users.create().id
