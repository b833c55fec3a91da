"""Locks and temporary keys, created and read over HTTP."""

from typing import Any

import httpx
import pytest
from spkey_mock import World

from ..support import START

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_a_lock_is_created_and_read(control: Any, world: World) -> None:
    world.users.create("u1", first_name="Ada")
    lock = control.locks.create(lock_id="7", owner_id="u1", keys=1, holders=["u2"], residents=["u1"])
    assert (lock.lock_id, lock.owner_id, lock.org_id, lock.key_count, lock.version) == ("7", "u1", "acme", 2, 4)
    assert [(key.index_number, key.user_id) for key in lock.keys] == [(1, "u2"), (2, None)]
    assert [(it.user_id, it.name) for it in lock.residents] == [("u1", "Ada")]
    assert control.locks.get("7") == lock
    assert control.locks.create().lock_id == "2"
    listed = control.locks.list(limit=1)
    assert ([it.lock_id for it in listed.locks], listed.total) == (["2"], 2)


def test_a_temporary_key_is_created_and_read(control: Any, world: World) -> None:
    world.clock.freeze(START)
    world.locks.create(7)
    key = control.temp_keys.create(doors=[{"lockId": "7", "label": "Front", "accessMethod": "both"}])
    assert [(it.id, it.lock_id, it.label, it.access_method) for it in key.doors] == [(1, "7", "Front", "both")]
    assert (len(key.pin), key.valid_until, key.collective) == (6, "2026-11-07T00:00:00.000Z", False)
    assert control.temp_keys.list().temp_keys == (key,)
    assert control.temp_keys.create(doors=[{"lockId": "7"}], collective=True).pin is None
    assert control.temp_keys.list(limit=1).total == 2


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("locks", {"lockId": "0"}, "body/lockId: "),
        ("locks", {"lockId": "9007199254740993"}, "lock_id must be a whole number of at least 1"),
        ("locks", {"keys": -1}, "body/keys: "),
        ("locks", {"serialNumber": "x" * 801}, "body/serialNumber: "),
        ("locks", {"serialNumber": "a b"}, "body/serialNumber: "),
        ("temp-keys", {"doors": []}, "body/doors: "),
        ("temp-keys", {"doors": [{"lockId": "1"}], "validFrom": "now"}, "body/validFrom: the value must be a time"),
        ("temp-keys", {"doors": [{"lockId": "1"}] * 51}, "body/doors: "),
        ("temp-keys", {"doors": [{"lockId": "1", "label": "x" * 121}]}, "body/doors/0/label: "),
        ("temp-keys", {"doors": [{"lockId": "1"}], "description": "x" * 2001}, "body/description: "),
    ],
)
def test_invalid_values_are_rejected(http: httpx.Client, path: str, body: dict[str, Any], message: str) -> None:
    response = http.post(f"/_mock/{path}", json=body)
    assert (response.status_code, response.json()["message"][: len(message)]) == (400, message)
    assert http.post("/_mock/temp-keys", json={"doors": [{"lockId": "5"}]}).status_code == 404
    assert http.get("/_mock/locks/5").status_code == 404
