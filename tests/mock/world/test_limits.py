"""The limits of a world, so that no test run fills the machine."""

import json
from typing import Any

import pytest
from spkey_mock import Request, Settings, World
from spkey_mock.service.error_formats import Name
from spkey_mock.service.errors import Full
from spkey_mock.world.limits import Limits

from ..support import USER


@pytest.mark.parametrize("value", [-1, True, 1.5, "1"])
def test_a_limit_is_a_whole_number_of_at_least_0(value: Any) -> None:
    with pytest.raises(ValueError, match=f"keys must be a whole number, 0 or more, not {value!r}"):
        Limits(keys=value)


@pytest.mark.parametrize("errors", ["documented", "runtime"])
def test_a_full_world_says_which_limit_to_raise(errors: Name) -> None:
    world = World(Settings(errors=errors, limits=Limits(users=1, keys=2, credentials=1)))
    world.users.create("u1", keys=2)
    headers = ((b"x-api-key", world.api_key.encode()),)
    more = Request("POST", b"/users/u1/AddPhysicalKey", b"", headers, b'{"orgId":"acme"}')
    another = Request("POST", b"/users/u2/CreateUser", b"", headers, json.dumps({"userId": USER}).encode())
    for request, message in (
        (more, b"Too many keys in this world (limit 2). Reset the world or raise Limits.keys."),
        (another, b"Too many users in this world (limit 1). Reset the world or raise Limits.users."),
    ):
        response = world.handle(request)
        assert response.status == 503
        assert message in response.body
        assert world.journal.entries[-1].violations[0].blame == "mock"
    assert len(world.inventory("u1")) == 2
    world.credentials.issue_key("acme")
    with pytest.raises(Full, match="Too many API keys"):
        world.credentials.issue_key("acme")


def test_old_events_are_dropped_and_counted() -> None:
    world = World(Settings(limits=Limits(events=3)))
    user = world.users.create("u1", keys=5)
    assert [recorded.version for recorded in world.events()] == [4, 5, 6]
    assert [recorded.position for recorded in world.events()] == [4, 5, 6]
    assert [recorded.version for recorded in world.latest_events(2)] == [5, 6]
    assert world.events_forgotten == 3
    assert (user.version, len(user.keys)) == (6, 5)
    assert world.users.get("u1") == user
