"""The switches for the devices and systems outside the service, over HTTP."""

from typing import Any

import httpx
import pytest
from attrs import fields
from spkey_mock import World
from spkey_mock.service.outside import USUAL, Outside

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client

DEFAULTS = {
    "offlineLocks": [],
    "pins": True,
    "personalData": True,
    "wallet": "commit",
    "readModel": "current",
    "threeDeye": True,
    "duplicateKeys": "refuse",
    "tempKeyEvents": False,
}

OTHERS: dict[str, Any] = {
    "offlineLocks": ["12", "7"],
    "pins": False,
    "personalData": False,
    "wallet": "never",
    "readModel": "unavailable",
    "threeDeye": False,
    "duplicateKeys": "accept",
    "tempKeyEvents": True,
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_each_switch_is_changed_alone(http: httpx.Client, name: str) -> None:
    assert http.get("/_mock/outside").json() == DEFAULTS
    expected = {**DEFAULTS, name: OTHERS[name]}
    assert http.patch("/_mock/outside", json={name: OTHERS[name]}).json() == expected
    assert http.get("/_mock/outside").json() == expected
    http.post("/_mock/reset")
    assert http.get("/_mock/outside").json() == DEFAULTS


def test_http_and_python_change_the_same_switches(control: Any, world: World) -> None:
    world.clock.freeze(5)
    changed = control.outside.change(read_model="late", offline_locks=["12"])
    assert (changed.read_model, changed.read_model_at, changed.offline_locks) == ("late", 5, ("12",))
    assert world.outside.current == Outside(read_model="late", read_model_at=5, offline_locks={"12"})
    world.outside.change(read_model="current", offline_locks=())
    assert control.outside.get().offline_locks == ()
    assert world.outside.current == USUAL
    assert len(DEFAULTS) + 1 == len(fields(Outside))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"weather": "fine"}, "Unknown property or parameter weather. Known: offlineLocks, pins, "),
        ({"offlineLocks": ["1", 2]}, "body/offlineLocks/1: the value is not of type "),
        ({"wallet": "lost"}, "body/wallet: the value is not one of commit, roll-back, never"),
        ({"readModelAt": 5}, "Unknown property or parameter readModelAt"),
    ],
)
def test_an_invalid_change_is_rejected_and_changes_nothing(
    http: httpx.Client, body: dict[str, Any], message: str
) -> None:
    response = http.patch("/_mock/outside", json={"pins": False, **body})
    assert response.status_code == 400
    assert response.json()["message"].startswith(message)
    assert http.get("/_mock/outside").json() == DEFAULTS
