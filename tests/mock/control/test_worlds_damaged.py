"""Worlds whose stored content cannot be read, because it is damaged or a newer version of the mock wrote it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from spkey_mock import Request, Server, Settings, Worlds
from spkey_mock.aggregates.users import USERS
from spkey_mock.cli import main
from spkey_mock.http.handler import complete
from spkey_mock.store.connect import connect
from spkey_mock.store.durable import UnusableError
from spkey_mock.store.recorded import Base, Stream

from ..support import ORG, USER

SETTINGS = Settings(api_keys=(("key", ORG),))

EVENT = "UPDATE events SET {} WHERE version = 2 AND world = :world"
DOCUMENT = """
INSERT INTO documents (world, incarnation, kind, key, version, data)
VALUES (:world, 0, 'fault', 'fault-1', 1, '{}')
"""
SNAPSHOT = """
INSERT INTO snapshots (world, incarnation, aggregate, id, origin, version, position, state)
VALUES (:world, 0, '{}', 'id', FALSE, 1, 1, '{}')
"""
AGGREGATE = """
INSERT INTO events (world, incarnation, aggregate, id, version, position, at, type, data)
VALUES (:world, 0, 'hub', 'h1', 1, {}, 0, 'HubProvisioned', '{{}}')
"""

DAMAGES = {
    "unknown event": (EVENT.format("type = 'Nope'"), "the event 'Nope' at position [0-9]+ is unknown"),
    "unknown aggregate": (
        AGGREGATE.format(1_000_000),
        "the event 'HubProvisioned' at position 1000000 is invalid: Unknown aggregate 'hub'",
    ),
    "newer event": (
        EVENT.format("""data = '{"schemaVersion": 99}'"""),
        "the event 'PhysicalKeyAdded' at position [0-9]+ is invalid: schemaVersion: .* has schema 99",
    ),
    "invalid event": (
        EVENT.format("data = '[]'"),
        "the event 'PhysicalKeyAdded' at position [0-9]+ is invalid: ",
    ),
    "event that is not JSON": (
        EVENT.format("data = 'not json'"),
        "the event 'PhysicalKeyAdded' at position [0-9]+ is not JSON",
    ),
    "missing event": (
        "DELETE FROM events WHERE version = 3 AND world = :world",
        "an event before 'PhysicalKeyAdded' at position [0-9]+ is missing",
    ),
    "event that is nested too deeply": (
        EVENT.format(f"data = '{'[' * 100_000}'"),
        "the event 'PhysicalKeyAdded' at position [0-9]+ is not JSON",
    ),
    "invalid document": (DOCUMENT.format("{}"), "a document is invalid: kind: The value is missing"),
    "document that is not JSON": (DOCUMENT.format("not json"), "a document of the kind 'fault' is not JSON"),
    "unknown snapshot": (SNAPSHOT.format("hub", "{}"), "a snapshot of a hub is invalid: Unknown aggregate 'hub'"),
    "snapshot that is not JSON": (SNAPSHOT.format("user", "not json"), "a snapshot of a user is not JSON"),
}
"""Statements that damage a world, and the messages that report the damage."""

SOME = ("unknown event", "unknown aggregate", "missing event", "event that is not JSON")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store of each durable kind, with the default world and the worlds a and b."""
    url = f"sqlite:{tmp_path / 'state.db'}"
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
    with Worlds(SETTINGS, store=url) as worlds:
        for world in (worlds.default, worlds.world("a"), worlds.world("b")):
            world.users.create(USER, keys=3)
            world.snapshots.save("kept")
    return url


def damage(url: str, statement: str, world: str = "a") -> None:
    database: Any = connect(url)
    with database.session() as session:
        ((number,),) = session.rows("SELECT world FROM worlds WHERE name = :name", name=world)
        assert session.change(statement, world=number)
    database.close()


def send(worlds: Worlds, method: str, path: str) -> tuple[int, Any]:
    """Send a request, and return the status and the JSON of the response."""
    headers = ((b"host", b"localhost"), (b"x-api-key", b"key"))
    body = b'{"orgId":"%b"}' % ORG.encode() if method == "POST" and "_mock" not in path else b""
    response = complete(worlds.handle(Request(method, path.encode(), b"", headers, body)))
    return response.status, json.loads(response.body or b"null")


@contextmanager
def damaged(url: str, kind: str) -> Iterator[Worlds]:
    """The worlds of a process that starts with the damaged world a."""
    damage(url, DAMAGES[kind][0])
    with Worlds(SETTINGS, store=url) as worlds:
        yield worlds


def assert_reports(message: str, kind: str) -> None:
    remedy = r"If a newer version of the mock wrote it, upgrade the mock\."
    assert re.fullmatch(rf"The world a cannot be read: {DAMAGES[kind][1]}.*\. {remedy}", message), message


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_world_that_cannot_be_read_is_marked_in_the_list_of_worlds(url: str, kind: str) -> None:
    with damaged(url, kind) as worlds:
        status, listed = send(worlds, "GET", "/_mock/worlds")
    found = {it["name"]: it for it in listed["worlds"]}
    assert (status, {name: it["users"] for name, it in found.items()}) == (200, {"": 1, "a": 0, "b": 1})
    assert [name for name, it in found.items() if "error" in it] == ["a"]
    assert_reports(found["a"]["error"], kind)


@pytest.mark.parametrize("kind", SOME)
def test_requests_to_a_world_that_cannot_be_read_return_the_reason(url: str, kind: str) -> None:
    with damaged(url, kind) as worlds:
        for method, path in (
            ("GET", f"/w/a/users/{USER}/PhysicalKeys"),
            ("POST", f"/w/a/users/{USER}/AddPhysicalKey"),
            ("GET", "/w/a/_mock/users"),
        ):
            status, body = send(worlds, method, path)
            assert status == 500
            assert_reports(body["message"], kind)
        assert send(worlds, "GET", f"/w/b/users/{USER}/PhysicalKeys")[0] == 200


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_world_that_cannot_be_read_can_be_reset_and_keeps_its_snapshots(url: str, kind: str) -> None:
    with damaged(url, kind) as worlds:
        assert send(worlds, "POST", "/w/a/_mock/reset") == (204, None)
        assert send(worlds, "GET", "/w/a/_mock/users")[1]["total"] == 0
        assert [it["name"] for it in send(worlds, "GET", "/w/a/_mock/snapshots")[1]["snapshots"]] == ["kept"]
        worlds.world("a").users.create(USER)
        assert send(worlds, "POST", f"/w/a/users/{USER}/AddPhysicalKey")[0] == 200


def test_pruning_skips_a_world_that_cannot_be_read_and_reports_it(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with damaged(url, "unknown event") as worlds, Server(worlds) as server:
        assert main(["prune", "--older-than", "0", "--base-url", server.base_url]) == 1
        assert worlds.world("b").events() == ()
    printed = capsys.readouterr()
    assert [line.partition(":")[0] for line in printed.out.splitlines()] == ["the default world", "b"]
    assert_reports(printed.err.removeprefix("spkey-mock: ").rstrip("\n"), "unknown event")


def test_a_world_that_cannot_be_read_can_be_deleted(url: str) -> None:
    with damaged(url, "unknown event") as worlds:
        assert send(worlds, "DELETE", "/_mock/worlds/a") == (204, None)
        assert [it["name"] for it in send(worlds, "GET", "/_mock/worlds")[1]["worlds"]] == ["", "b"]


@pytest.mark.parametrize("kind", SOME)
def test_a_default_world_that_cannot_be_read_is_reported_at_the_start(url: str, kind: str) -> None:
    damage(url, DAMAGES[kind][0], world="")
    with pytest.raises(UnusableError, match=r"^The default world cannot be read: .* upgrade the mock\.$") as raised:
        Worlds(SETTINGS, store=url)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("world", ["", "a"])
def test_a_world_into_which_a_newer_process_writes_cannot_be_read_until_it_is_reset(
    postgres_url: str, world: str
) -> None:
    path = f"/w/{world}" if world else ""
    with Worlds(SETTINGS, store=postgres_url) as worlds:
        worlds.world(world).users.create(USER)
        damage(postgres_url, AGGREGATE.format(10**15), world)
        status, body = send(worlds, "GET", f"{path}/users/{USER}/PhysicalKeys")
        assert (status, "the event 'HubProvisioned' at position" in str(body)) == (500, True)
        assert send(worlds, "POST", f"{path}/_mock/reset") == (204, None)
        assert send(worlds, "GET", f"{path}/_mock/users")[1]["total"] == 0


def test_an_unknown_event_that_a_snapshot_covers_is_reported_in_the_list_of_events(url: str) -> None:
    with Worlds(SETTINGS, store=url) as worlds:
        user = USERS.codec.encode(worlds.world("a").repository.load(USERS, USER))
    database = connect(url)
    store = database.open("a", 0, create=False)
    assert store
    store.snapshot({Stream("user", USER): Base(user["version"], user)})
    database.close()
    with damaged(url, "unknown event") as worlds:
        assert send(worlds, "GET", f"/w/a/users/{USER}/PhysicalKeys")[1]["total"] == 3
        status, body = send(worlds, "GET", "/w/a/_mock/events")
        assert (status, body["message"].startswith("The event 'Nope' at position ")) == (500, True)


def test_documents_of_the_server_that_cannot_be_read_are_reported_at_the_start(url: str) -> None:
    damage(url, DAMAGES["document that is not JSON"][0], world="/")
    with pytest.raises(UnusableError, match=r"^The server's own data cannot be read: a document .* is not JSON\."):
        Worlds(SETTINGS, store=url)
