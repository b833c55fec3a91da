"""The settings of a world, over HTTP."""

from typing import Any

import httpx
import pytest
from spkey_mock import Limits, Settings, World, Worlds

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client

DEFAULTS = {
    "auth": "either",
    "errors": "documented",
    "callerOrgId": "refuse",
    "orgScope": True,
    "strict": False,
    "limits": {
        "users": 10_000,
        "locks": 10_000,
        "tempKeys": 10_000,
        "keys": 20_000,
        "text": 33_554_432,
        "events": 10_000,
        "journal": 1_000,
        "journalBytes": 8_388_608,
        "faults": 100,
        "webhooks": 20,
        "deliveries": 1_000,
        "credentials": 1_000,
    },
}

OTHERS: dict[str, Any] = {
    "auth": "both",
    "errors": "runtime",
    "callerOrgId": "override",
    "orgScope": False,
    "strict": True,
    "limits": {name: limit - 1 for name, limit in DEFAULTS["limits"].items()},  # type: ignore[attr-defined]
}


def test_the_settings_of_a_world_are_read(http: httpx.Client) -> None:
    assert http.get("/_mock/settings").json() == DEFAULTS


@pytest.mark.parametrize("name", DEFAULTS)
def test_each_setting_is_changed_alone(http: httpx.Client, name: str) -> None:
    expected = {**DEFAULTS, name: OTHERS[name]}
    assert http.patch("/_mock/settings", json={name: OTHERS[name]}).json() == expected
    assert http.get("/_mock/settings").json() == expected


def test_one_limit_is_changed_alone(http: httpx.Client) -> None:
    changed = http.patch("/_mock/settings", json={"limits": {"journalBytes": 5.0}}).json()
    assert changed["limits"] == {**DEFAULTS["limits"], "journalBytes": 5}  # type: ignore[dict-item]


def test_a_change_applies_to_the_next_request_of_this_world_alone(
    control: Any, http: httpx.Client, worlds: Worlds
) -> None:
    headers = {"X-API-Key": control.api_keys.issue().api_key}
    control.users.create(user_id="u1", keys=1)
    body = {"number": 0}

    def rejected() -> Any:
        return http.post("/users/u1/RemovePhysicalKey", json=body, headers=headers).json()

    assert "errors" not in rejected()
    changed = control.settings.change(errors="runtime", limits={"users": 1})
    assert (changed.errors, changed.limits.users, changed.limits.keys) == ("runtime", 1, 20_000)
    assert rejected()["errors"][0]["code"] == 7001
    assert control.users.list().total == 1
    assert worlds.default.settings.errors == worlds.world("other").settings.errors == "documented"
    control.worlds.reset()
    assert http.get("/_mock/settings").json() == DEFAULTS


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"errors": "x"}, "body/errors: the value is not one of documented, runtime"),
        ({"strict": "yes"}, 'body/strict: the value is not of type "boolean"'),
        (
            {"seed": 1},
            "Unknown property or parameter seed. Known: auth, errors, callerOrgId, orgScope, strict, limits.",
        ),
        ({"limits": {"users": -1}}, "body/limits/users: the value is less than the minimum of 0"),
        (
            {"limits": {"worlds": 1}},
            "body/limits: the value has the unknown property worlds; known: users, locks",
        ),
        ({"limits": {"keys": 2}}, "limits.keys must be at least 3, not 2, because the world has that many keys"),
    ],
)
def test_an_invalid_change_is_rejected_and_changes_nothing(
    http: httpx.Client, world: World, body: dict[str, Any], message: str
) -> None:
    world.users.create("u1", keys=3)
    response = http.patch("/_mock/settings", json={"auth": "both", **body})
    assert response.status_code == 400
    assert response.json()["message"].startswith(message)
    assert http.get("/_mock/settings").json() == DEFAULTS


def test_a_change_that_is_repeated_gives_the_same_settings(http: httpx.Client) -> None:
    first = http.patch("/_mock/settings", json=OTHERS).json()
    assert first == http.patch("/_mock/settings", json=OTHERS).json() == OTHERS
    assert http.patch("/_mock/settings", json={}).json() == OTHERS


def test_the_document_and_the_settings_agree(world: World) -> None:
    assert set(OTHERS["limits"]) < {_camel(name) for name in Limits.__annotations__}
    assert {_camel(name) for name in world.settings.of_world()} == set(OTHERS)
    assert Settings().changed(world.settings.of_world()) == Settings()


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
