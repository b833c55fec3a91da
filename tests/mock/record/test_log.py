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
    assert (line["level"], line["logger"], line["message"]) == ("error", "spkey_mock", "It failed with this.")
    assert line["exception"].startswith("Traceback")
