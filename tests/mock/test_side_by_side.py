"""The table of docs/testing.md that shows Python and HTTP side by side: complete, and the same in both columns."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from attrs import fields, frozen
from spkey_mock import Fault, Transport, World, Worlds
from spkey_mock.service.contract import Contract, load_control

from ..documents import GUIDE
from .support import USER


@frozen
class Row:
    """A row of the table."""

    purpose: str
    python: tuple[str, ...]
    http: tuple[str, ...]


def rows() -> Iterator[Row]:
    section = GUIDE.read_text("utf-8").partition("## Python and HTTP side by side\n")[2].partition("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| ") and not line.startswith(("| to |", "|---")):
            purpose, python, http = (cell.strip() for cell in line.strip("|").split("|"))
            yield Row(purpose, tuple(re.findall("`(.*?)`", python)), tuple(re.findall("`(.*?)`", http)))


ROWS = tuple(rows())

REQUEST = re.compile(r"(?P<method>[A-Z]+) (?P<world>/w/cart)?(?P<path>/[^ ?]+)(?P<query>\?\S+)?( (?P<body>\{.*\}))?")

ELSEWHERE = {"run a test with every fault", "report on all worlds"}
"""The rows whose Python is an option or a marker of pytest."""

KEEPER, KEPT = "items_to_keep forget restore", "called by the ledger of a durable world"

EXCEPTIONS = {
    "world": {
        "asgi install async_client": "connect clients, in a table of their own",
        "handle reject reject_for": "called by transports and servers",
        "close closed key_issued other_keys gone known size": "called by the server that holds the world",
        "run flush catch_up": "called by the server that keeps the world in a database",
        "repository": "what users, inventory and events read",
        "name org_id new_id": "arguments and ids, which requests over HTTP state or leave out",
        "content replace": "called by the export and the import over HTTP",
    },
    "world.journal": {
        "number record size limit": "called by the world",
        "check": "what assert_called calls",
        "flush refresh load end behind items_after_reset": "called by a durable world",
        KEEPER: KEPT,
    },
    "world.faults": {"draw limit size": "called by the world", KEEPER: KEPT},
    "world.coverage": {"record": "called by the world", "flush reached": "called by a durable world", KEEPER: KEPT},
    "world.clock": {
        "changed date instant pause stop tick ticks": "called by the world and its transports",
        "advance_in_slices": "what POST /_mock/clock/advance calls",
        "documents": "set by the world",
        KEEPER: KEPT,
    },
    "world.webhooks": {
        "add": "world.add_webhook also starts the deliveries",
        "settle backlog": "what world.settle and world.check call",
        "take next_due pause publish report listen wake size limit": "called by the world and the dispatcher",
        "durable look received": "called by the dispatcher",
        KEEPER: KEPT,
    },
    "world.credentials": {
        "issue_token": "what world.token calls",
        "begin_with digests issued knows others under verify": "called by the world and the server",
        KEEPER: KEPT,
    },
    "world.snapshots": {"size": "called by the world"},
    "world.users": {"create_in_slices": "called by the control API"},
    "world.locks": {"create_in_slices": "called by the control API"},
    "world.temp_keys": {},
    "world.outside": {KEEPER: KEPT},
}
"""The public members that are in no row, with the reasons."""


def test_every_operation_of_the_control_api_is_in_the_table() -> None:
    control: Contract = load_control()
    requests = [match for row in ROWS for text in row.http if (match := REQUEST.fullmatch(text))]
    routes = {match[0]: control.route(match["method"], match["path"].encode()) for match in requests}
    assert [request for request, route in routes.items() if route is None] == []
    assert {route.operation.id for route in routes.values() if route is not None} == set(control.operations)


@pytest.mark.parametrize("owner", EXCEPTIONS)
def test_every_public_member_is_in_the_table_or_an_exception(owner: str) -> None:
    world: Any = World()
    members = {name for name in dir(eval(owner, {"world": world})) if not name.startswith("_")}
    python = " ".join(text for row in ROWS for text in row.python)
    shown = set(re.findall(rf"\b{re.escape(owner)}\.(\w+)", python))
    excepted = {name for names in EXCEPTIONS[owner] for name in names.split()}
    assert members == shown | excepted
    assert not shown & excepted


def test_the_guide_lists_every_option_of_a_fault() -> None:
    section = GUIDE.read_text("utf-8").partition("These are the options of `Fault`")[2]
    table = section.partition("\n\n`world.fail_next`")[0]
    options = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", table, re.MULTILINE)
    assert {python for python, _ in options} == {it.name for it in fields(Fault)}
    assert {http for _, http in options} == set(load_control().operations["add_fault"].properties)


def test_each_row_does_the_same_in_python_and_over_http() -> None:
    ours, theirs = Worlds(), Worlds()
    with httpx.Client(transport=Transport(theirs), base_url="http://localhost:8787") as http:
        for row in ROWS:
            if row.purpose in ELSEWHERE:
                continue
            for worlds in (ours, theirs):
                prepare(row, worlds.default)
            passed = run_python(row, ours), run_http(row, http)
            assert not row.python or passed[0] == passed[1], row.purpose
            assert summary(ours) == summary(theirs), row.purpose


def prepare(row: Row, world: World) -> None:
    """Make a request for the rows about requests, and a delivery for the row that repeats it."""
    text = " ".join(row.python)
    if "journal" in text or "coverage" in text:
        with world.client() as client:
            client.users.create(USER)
    if "replay" in text:
        world.users.create("u2")


def run_python(row: Row, worlds: Worlds) -> bool:
    names = {"worlds": worlds, "world": worlds.default, "Fault": Fault}
    try:
        for text in row.python:
            eval(text, names)
    except AssertionError:
        return False
    return True


def run_http(row: Row, http: httpx.Client) -> bool:
    passed = True
    for text in row.http:
        if match := REQUEST.fullmatch(text):
            url = "".join(match[part] or "" for part in ("world", "path", "query"))
            response = http.request(match["method"], url, json=json.loads(match["body"]) if match["body"] else None)
            assert response.status_code < 300, (text, response.text)
            is_json = response.headers.get("content-type") == "application/json"
            result = response.json() if is_json else {}
            passed = passed and result.get("passed", True)
    return passed


def summary(worlds: Worlds) -> object:
    world = worlds.default
    return (
        [it.name for it in worlds.items()],
        world.settings.of_world(),
        [(user.id, user.version, [key.number for key in user.keys]) for user in world.users],
        [(lock.id, lock.version, len(lock.keys), len(lock.residents)) for lock in world.locks],
        [[(door.lock_id, door.access_method) for door in key.doors] for key in world.temp_keys],
        world.outside.current,
        [(recorded.type, recorded.stream.id) for recorded in world.events()],
        sorted(world.credentials.digests),
        (world.clock.mode, world.clock.step, world.clock.mode == "wall" or world.clock.now()),
        list(world.faults.items().values()),
        [(entry.operation, entry.status) for entry in world.journal],
        world.coverage.unreached(),
        world.webhooks.items(),
    )
