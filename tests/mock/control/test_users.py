from collections.abc import Generator
from typing import Any

import httpx
import pytest
from spkey_mock import Request, Response, Settings, World, Worlds
from spkey_mock.http.handler import complete
from spkey_mock.world.limits import Limits

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_users_are_created_and_read(control: Any, package: Any) -> None:
    created = control.users.create(user_id="u1", keys=2, org_id="umbrella", email="a@b.c")
    assert (created.version, created.next_number, created.org_id, created.status) == (3, 3, "umbrella", "ACTIVE")
    assert [key.org_id for key in created.keys] == ["umbrella"] * 2
    assert control.users.get("u1") == created
    second = control.users.create()
    listed = control.users.list()
    assert [user.user_id for user in listed.users] == [second.user_id, "u1"]
    assert control.users.list(limit=1).users == (second,)
    assert listed.total == control.users.list(limit=1).total == 2
    with pytest.raises(package.NotFoundError, match=r"There is no user u3\."):
        control.users.get("u3")


def test_personal_data_is_not_shown(control: Any) -> None:
    created = control.users.create(user_id="u1", email="a@b.c", first_name="Ada", last_name="Lovelace")
    assert created.to_dict().keys() == {"userId", "version", "nextNumber", "status", "orgId", "keyCount", "keys"}


def test_of_many_keys_the_first_are_shown(control: Any, world: World) -> None:
    world.users.create("u1", keys=1002)
    shown = control.users.get("u1")
    assert (shown.key_count, shown.next_number) == (1002, 1003)
    assert [key.number for key in shown.keys] == list(range(1, 1001))
    assert control.users.list().users == (shown,)


def test_a_user_with_many_keys_is_created_in_steps(worlds: Worlds) -> None:
    steps = worlds.handle(Request("POST", b"/_mock/users", b"", (), b'{"userId":"u1","keys":1000}'))
    assert isinstance(steps, Generator)
    next(steps)
    before = worlds.default.users.get("u1")
    assert before is not None
    assert before.version < 1001
    assert complete(steps).status == 201
    assert len(worlds.default.inventory("u1")) == 1000


def test_a_user_with_too_many_keys_is_not_created_at_all() -> None:
    worlds = Worlds(Settings(limits=Limits(keys=999)))
    response = complete(worlds.handle(Request("POST", b"/_mock/users", b"", (), b'{"userId":"u1","keys":1000}')))
    assert response.status == 400
    assert b"Too many keys in this world (limit 999). Reset the world or raise Limits.keys." in response.body
    assert len(worlds.default.users) == 0
    assert worlds.default.events() == ()
    assert len(worlds.default.users.create("u1", keys=999).keys) == 999


def test_an_import_ends_the_creation_of_a_large_user(worlds: Worlds) -> None:
    world: World = worlds.default
    steps = worlds.handle(Request("POST", b"/_mock/users", b"", (), b'{"userId":"u1","keys":1000}'))
    assert isinstance(steps, Generator)
    next(steps)
    assert complete(worlds.handle(Request("PUT", b"/_mock/state", b"", (), b'{"users":[]}'))).status == 204
    response = complete(steps)
    assert (response.status, b"a state was imported meanwhile" in response.body) == (400, True)
    assert (world.users.get("u1"), world.events()) == (None, ())


def test_a_small_user_is_created_at_once(worlds: Worlds) -> None:
    response = worlds.handle(Request("POST", b"/_mock/users", b"", (), b'{"userId":"u1","keys":3}'))
    assert isinstance(response, Response)
    assert response.status == 201


def test_what_is_created_is_validated(http: httpx.Client, world: World) -> None:
    for body in ({"keys": 1_000_001}, {"keys": -1}, {"keys": 1.5}, {"keys": "1"}, {"userId": ""}, {"orgId": ""}):
        assert http.post("/_mock/users", json=body).status_code == 400
    assert len(world.users) == 0
