"""The receiver stores each event once, with the result of all events, whatever their order."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from spkey_mock import Site, World

from .programs import serving, variables

SECRET = "webhook-secret"
HEADER = ("Authorization", f"Bearer {SECRET}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("receiver")


@pytest.fixture(scope="module")
def url(folder: Path, module_spkey_server: Site) -> Iterator[str]:
    own = {"SPKEY_WEBHOOK_SECRET": f"old-secret {SECRET}", "SPKEY_PARTNER_ID": module_spkey_server.world.org_id}
    environment = variables(module_spkey_server, **own)
    with serving(folder, environment, "uvicorn", "fastapi_webhooks:app", "--fd", "{fd}") as base_url:
        yield f"{base_url}/webhooks/spkey"


def execute(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "webhooks.sqlite")) as database, database:
        return database.execute(statement).fetchall()


def statuses(world: World) -> list[int | None]:
    return [attempt.status for delivery in world.webhooks.deliveries() for attempt in delivery.attempts]


def test_events_are_stored_once_and_in_order(folder: Path, url: str, spkey_world: World) -> None:
    spkey_world.add_webhook(url, header=HEADER, copies=2, swapped=5.0)
    spkey_world.users.create("u1", keys=2)
    with spkey_world.client() as client:
        client.physical_keys.remove("u1", number=2)
    spkey_world.settle()
    assert set(statuses(spkey_world)) == {204}
    assert execute(folder, "SELECT number, present, version FROM keys WHERE user_id = 'u1'") == [(1, 1, 2), (2, 0, 4)]
    ids = {(delivery.event_id,) for delivery in spkey_world.webhooks.deliveries()}
    assert len(ids) == 4
    assert set(execute(folder, "SELECT id FROM events")) >= ids


def test_a_late_event_does_not_undo_a_later_one(folder: Path, url: str, spkey_world: World) -> None:
    spkey_world.users.create("late")
    added = spkey_world.add_webhook(url, header=HEADER, detail_types=("PhysicalKeyAdded",), delay=60.0)
    spkey_world.add_webhook(url, header=HEADER, detail_types=("PhysicalKeyRemoved",))
    spkey_world.clock.freeze()
    with spkey_world.client() as client:
        client.physical_keys.remove("late", number=client.physical_keys.add("late", org_id="acme").number)
    spkey_world.settle()
    spkey_world.clock.advance(60_000)
    spkey_world.settle()
    assert [it.attempts[0].status for it in spkey_world.webhooks.deliveries() if it.webhook_id == added] == [204]
    assert execute(folder, "SELECT number, present, version FROM keys WHERE user_id = 'late'") == [(1, 0, 3)]


def test_an_event_that_cannot_be_stored_is_not_confirmed(folder: Path, url: str, spkey_world: World) -> None:
    spkey_world.clock.freeze()
    spkey_world.users.create("u2")
    spkey_world.add_webhook(url, header=HEADER)
    execute(folder, "ALTER TABLE keys RENAME TO lost")
    spkey_world.users.create("u2", keys=1)
    spkey_world.settle()
    execute(folder, "ALTER TABLE lost RENAME TO keys")
    spkey_world.clock.advance(30_000)
    spkey_world.settle()
    assert statuses(spkey_world) == [500, 204]
    assert execute(folder, "SELECT number, present FROM keys WHERE user_id = 'u2'") == [(1, 1)]


@pytest.mark.parametrize(
    ("secret", "body"),
    [("wrong", b"{}"), (SECRET, b"{}"), (SECRET, b"\xff")],
    ids=["another secret", "no event", "no JSON"],
)
def test_a_request_that_is_no_event_is_rejected(url: str, secret: str, body: bytes) -> None:
    response = httpx.post(url, content=body, headers={"Authorization": f"Bearer {secret}"}, trust_env=False)
    assert response.status_code == 400
    assert SECRET not in response.text
