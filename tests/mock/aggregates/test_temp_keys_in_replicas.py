"""Temporary keys in a database that several processes share."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from spkey_mock import Worlds

from ..support import rule
from ..world.test_durable import at_once, send, served
from .guests import KEY, LOCK, UUIDS, door

WINDOW = {"validFrom": "2020-01-01T00:00:00Z", "validUntil": "2099-01-01T00:00:00Z"}


@pytest.fixture
def replicas(postgres_url: str) -> Iterator[tuple[Worlds, Worlds]]:
    with served(postgres_url) as one, served(postgres_url) as two:
        assert post(one, f"/locks/{LOCK}/CreateLock", index=LOCK, uuid=UUIDS[LOCK])[0] == 201
        yield one, two


def post(worlds: Worlds, path: str, **body: Any) -> tuple[int, bytes]:
    return send(worlds, "POST", path, json.dumps(body).encode())


def enter(worlds: Worlds, pin: str) -> int:
    return post(worlds, f"/locks/{LOCK}/open-with-pin", pin=pin)[0]


@rule("temp_keys.open.opening_counted")
def test_parallel_processes_open_at_most_as_often_as_a_key_may_be_used(replicas: tuple[Worlds, Worlds]) -> None:
    created = post(
        replicas[0], f"/locks/{LOCK}/create-temp-key", tempKeyUuid=KEY, accessMode="public", maxUses=3, **WINDOW
    )
    assert created[0] == 200
    calls = [lambda worlds=replicas[number % 2]: post(worlds, f"/temp-keys/{KEY}/open")[0] for number in range(8)]
    assert Counter(at_once(*calls)) == {303: 3, 400: 5}


@rule("temp_keys.revoke.opens_nothing", "locks.open_with_pin.failures_delayed")
def test_what_one_process_records_holds_for_the_others(replicas: tuple[Worlds, Worlds]) -> None:
    one, two = replicas
    status, content = post(one, "/temp-keys", doors=[door(accessMethod="both")], **WINDOW)
    key = json.loads(content)
    assert (status, enter(two, key["pin"])) == (201, 200)
    assert send(two, "DELETE", f"/temp-keys/{key['uuid']}", b"")[0] == 200
    assert post(one, f"/temp-keys/{key['uuid']}/open")[0] == 400
    assert [enter(worlds, key["pin"]) for worlds in (one, two) * 3] == [401] * 5 + [429]
