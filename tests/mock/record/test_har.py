"""The journal as HAR 1.2."""

import json
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from spkey_mock import Request, World

from ..support import USER, Mock


def exactly(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = {**required, **(optional or {}), "comment": {"type": "string"}}
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


TEXT = {"type": "string"}
SIZE = {"type": "integer", "minimum": -1}
TIME = {"type": "number", "minimum": -1}
PAIRS = {"type": "array", "items": exactly({"name": TEXT, "value": TEXT})}

# After the specification of HAR 1.2, whose optional parts that the mock does not use are left out.
HAR = Draft202012Validator(
    exactly(
        {
            "log": exactly(
                {
                    "version": {"const": "1.2"},
                    "creator": exactly({"name": TEXT, "version": TEXT}),
                    "entries": {
                        "type": "array",
                        "items": exactly(
                            {
                                "startedDateTime": {
                                    "type": "string",
                                    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
                                },
                                "time": {"type": "number", "minimum": 0},
                                "request": exactly(
                                    {
                                        "method": TEXT,
                                        "url": {"type": "string", "pattern": "^http://[^/]+/"},
                                        "httpVersion": TEXT,
                                        "cookies": {"type": "array", "maxItems": 0},
                                        "headers": PAIRS,
                                        "queryString": PAIRS,
                                        "headersSize": SIZE,
                                        "bodySize": SIZE,
                                    },
                                    {"postData": exactly({"mimeType": TEXT, "text": TEXT})},
                                ),
                                "response": exactly(
                                    {
                                        "status": {"type": "integer"},
                                        "statusText": TEXT,
                                        "httpVersion": TEXT,
                                        "cookies": {"type": "array", "maxItems": 0},
                                        "headers": PAIRS,
                                        "content": exactly({"size": SIZE, "mimeType": TEXT}, {"text": TEXT}),
                                        "redirectURL": TEXT,
                                        "headersSize": SIZE,
                                        "bodySize": SIZE,
                                    }
                                ),
                                "cache": exactly({}),
                                "timings": exactly({"send": TIME, "wait": TIME, "receive": TIME}),
                            }
                        ),
                    },
                }
            )
        }
    )
)


def entries(world: World) -> list[dict[str, Any]]:
    archive = json.loads(json.dumps(world.journal.har()))
    HAR.validate(archive)
    return list(archive["log"]["entries"])


def test_an_empty_journal_is_an_archive(mock: Mock) -> None:
    assert entries(mock.world) == []


def test_a_request_and_its_response_are_archived(mock: Mock) -> None:
    mock.world.users.create(USER, keys=1)
    headers = [("Host", "localhost:8787"), mock.key(), ("Content-Type", "application/json")]
    mock.remove(1, headers=headers)
    (entry,) = entries(mock.world)
    request, response = entry["request"], entry["response"]
    assert (request["method"], request["url"]) == ("POST", f"http://localhost:8787/users/{USER}/RemovePhysicalKey")
    assert request["postData"] == {"mimeType": "application/json", "text": '{"number": 1}'}
    assert (response["status"], response["content"]["mimeType"]) == (200, "application/json")
    assert json.loads(response["content"]["text"])["number"] == 1
    assert {"name": "x-request-id", "value": "1"} in response["headers"]
    assert entry["time"] == entry["timings"]["wait"] == mock.world.journal.entries[0].duration
    assert entry["startedDateTime"] == "2026-11-06T00:00:00.000Z"


def test_the_query_is_decoded(mock: Mock) -> None:
    mock.search("note=front%20door&note=%C3%A9")
    (entry,) = entries(mock.world)
    assert entry["request"]["queryString"] == [{"name": "note", "value": "front door"}, {"name": "note", "value": "é"}]
    assert entry["request"]["url"].endswith("?note=front%20door&note=%C3%A9")
    assert "postData" not in entry["request"]


@pytest.mark.parametrize("header", ["X-API-Key", "Authorization", "Cookie"])
def test_secrets_are_masked(mock: Mock, header: str) -> None:
    mock.search(headers=[(header, "a secret value")])
    assert "a secret value" not in json.dumps(entries(mock.world))
    assert {"name": header.lower(), "value": "***"} in entries(mock.world)[0]["request"]["headers"]


def test_truncated_bodies_are_marked(mock: Mock) -> None:
    mock.world.users.create(USER, keys=60)
    mock.search()
    mock.add(note="x" * 20_000)
    listed, added = entries(mock.world)
    assert "first 2048 bytes" in listed["response"]["content"]["comment"]
    assert "first 16384 bytes" in added["request"]["postData"]["comment"]
    assert "comment" not in added["response"]["content"]


def test_faults_and_violations_are_in_the_comment(mock: Mock) -> None:
    mock.world.lose_next_answer("create_user")
    body = f'{{"userId":"{USER}"}}'.encode()
    key = ((b"x-api-key", mock.api_key.encode()),)
    mock.world.handle(Request("POST", f"/users/{USER}/CreateUser".encode(), b"", key, body))
    mock.remove("one")
    lost, invalid = entries(mock.world)
    assert lost["response"]["status"] == 0
    assert "The connection was dropped instead of a response." in lost["comment"]
    assert "injected fault lose_answer" in lost["comment"]
    assert "schema.type (client): /body/number" in invalid["comment"]
