import json
from collections.abc import Generator
from typing import Any

import pytest
from spkey_mock import Request, Worlds
from spkey_mock.http.handler import complete

from ..support import START

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_the_clock_is_set_and_advanced(control: Any, package: Any) -> None:
    assert control.clock.get().mode == "wall"
    assert control.clock.set(mode="frozen", now=START).now == START
    assert control.clock.advance(milliseconds=1500).now == START + 1500
    stepped = control.clock.set(mode="stepped", now=START, step=10)
    assert (stepped.mode, stepped.step) == ("stepped", 10)
    user = control.users.create(keys=2)
    assert [key.added_at for key in user.keys] == [START + 10, START + 20]
    assert control.clock.set(mode="wall").mode == "wall"
    control.clock.set(mode="frozen", now=253402300799999)
    with pytest.raises(package.BadRequestError, match="The time must be from 0 to 253402300799999 milliseconds"):
        control.clock.advance(milliseconds=1)


def test_other_requests_run_while_the_clock_advances_past_a_lot_of_work() -> None:
    worlds = Worlds()
    world = worlds.default
    world.clock.freeze(START)
    world.locks.create(1)
    key = (b"x-api-key", world.api_key.encode())
    body = json.dumps({"keys": [{"keyUuid": f"k{number}"} for number in range(60)]}).encode()
    assert complete(worlds.handle(Request("POST", b"/locks/1/BulkAddKeys", b"", (key,), body))).status == 200
    steps = worlds.handle(Request("POST", b"/_mock/clock/advance", b"", (), b'{"milliseconds":90000}'))
    assert isinstance(steps, Generator)
    details = json.loads(complete(worlds.handle(Request("GET", b"/locks/1/details", b"", (key,)))).body)
    assert len(details["keys"]) == 50
    assert json.loads(complete(steps).body)["now"] == START + 90_000
    lock = world.locks.get(1)
    assert lock is not None
    assert len(lock.keys) == 60
