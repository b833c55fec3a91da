"""The log as JSON, one line for each request."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from spkey_mock import World
from spkey_mock.record.log import JSONLines
from spkey_mock.webhooks.subscriptions import Webhook
from spkey_mock.world.teams import Teams

from ..support import USER, Mock


@pytest.fixture
def stream() -> Iterator[StringIO]:
    stream, logger = StringIO(), logging.getLogger("spkey_mock")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONLines())
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(level)


def lines(stream: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_object_on_one_line(mock: Mock, stream: StringIO) -> None:
    mock.world.users.create(USER, keys=1)
    mock.remove(1)
    (line,) = lines(stream)
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert line.pop("duration_ms") > 0
    assert line == {
        "level": "info",
        "event": "request",
        "world": "",
        "request_id": 1,
        "method": "POST",
        "path": f"/users/{USER}/RemovePhysicalKey",
        "operation": "remove_physical_key",
        "status": 200,
        "fault": None,
        "violations": [],
    }


def test_the_time_is_on_the_wall_clock(mock: Mock, stream: StringIO) -> None:
    mock.world.clock.freeze(0)
    mock.search()
    assert not lines(stream)[0]["time"].startswith("1970")


def test_the_world_the_fault_and_the_violations_are_logged(stream: StringIO) -> None:
    world = World(name="checkout")
    mock = Mock()
    mock.remove("one")
    world.fail_next("list_physical_keys", 500)
    with world.client(max_retries=0) as client, pytest.raises(Exception, match="500"):
        client.physical_keys.list(USER)
    invalid, failed = lines(stream)
    assert invalid["violations"] == [{"code": "schema.type", "blame": "client"}]
    assert (failed["world"], failed["fault"], failed["status"]) == ("checkout", "status", 500)
    assert failed["violations"] == [{"code": "fault.status", "blame": "mock"}]


def test_secrets_are_not_logged(mock: Mock, stream: StringIO) -> None:
    mock.add(note="a private note", headers=[mock.bearer(), mock.key()])
    assert mock.api_key not in stream.getvalue()
    assert "Bearer" not in stream.getvalue()
    assert "a private note" not in stream.getvalue()


def test_other_records_are_objects_too(stream: StringIO) -> None:
    try:
        int("two\nlines")
    except ValueError:
        logging.getLogger("spkey_mock").exception("It failed with %s.", "this")
    (line,) = lines(stream)
    assert (line["level"], line["event"], line["logger"]) == ("error", "message", "spkey_mock")
    assert line["message"] == "It failed with this."
    assert line["exception"].startswith("Traceback")


def test_a_record_may_name_its_event_and_facts(stream: StringIO) -> None:
    facts = {"event": "store.outage", "store": "sqlite:state.db"}
    logging.getLogger("spkey_mock").error("The store failed: %s", "the disk is full", extra={"facts": facts})
    (line,) = lines(stream)
    assert line.items() >= {**facts, "level": "error", "message": "The store failed: the disk is full"}.items()


def test_a_line_about_a_world_names_its_team(stream: StringIO) -> None:
    teams = Teams()
    teams.create("locks")
    for handler in logging.getLogger("spkey_mock").handlers:
        handler.setFormatter(JSONLines(teams.name_of))
    for name in ("locks.ci", "locksmith", ""):
        facts = {"event": "store.exhausted", "world": name}
        logging.getLogger("spkey_mock").warning("Gave up.", extra={"facts": facts})
    assert [line.get("team") for line in lines(stream)] == ["locks", None, None]


def test_a_delivery_that_ends_badly_is_logged_without_its_address_and_content(stream: StringIO) -> None:
    world = World(name="checkout")
    world.webhooks.add(Webhook(url="http://127.0.0.1:9/hook?key=secret", org_id=world.org_id, attempts=1))
    for keys, response in ((1, 204), (1, 410)):
        world.users.create(USER, keys=keys)
        while (attempt := world.webhooks.take()) is not None:
            world.webhooks.report(attempt, response)
            response = 204
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["world"]) == ("delivery.refused", "info", "checkout")
    assert (line["webhook"], line["status"], line["attempts"]) == ("webhook-1", 410, 1)
    assert "secret" not in stream.getvalue()
    assert USER not in stream.getvalue()
