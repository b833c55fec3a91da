"""The bodies of requests: which are read, and which are rejected."""

import pytest
from spkey_mock.world.limits import Limits

from ..support import ORG, OTHER_ORG, USER, Mock, rule

COMMANDS = ["AddPhysicalKey", "RemovePhysicalKey", "CreateUser"]


@rule("service.content_type_ignored")
@pytest.mark.parametrize(
    "content_type", [None, "", "text/plain", "application/x-www-form-urlencoded", "application/vnd.x+json", "a/b; c=ü"]
)
def test_a_body_is_read_as_json_regardless_of_its_content_type(stocked: Mock, content_type: str | None) -> None:
    headers = [stocked.key()] + ([] if content_type is None else [("Content-Type", content_type)])
    assert stocked.remove(1, headers=headers).status == 200


@rule("service.unknown_members_ignored")
def test_unknown_properties_and_parameters_are_ignored(stocked: Mock) -> None:
    deep = b"[" * 400 + b"]" * 400
    body = b'{"number":2,"Number":1,"force":true,"deep":%b,"big":1e999,"\\ud800":"\\udc00"}' % deep
    path = f"/users/{USER}/RemovePhysicalKey"
    reply = stocked.send("POST", path, body, query="number=1&_callerOrgId=umbrella")
    assert reply.body["number"] == 2
    assert stocked.command("AddPhysicalKey", {"orgId": ORG, "_callerOrgId": OTHER_ORG, "number": 77}).status == 200
    assert stocked.numbers() == [1, 3, 4]
    assert stocked.search("_callerOrgId=acme").status == 200


BAD_BODIES = {
    "empty": b"",
    "blank": b"  ",
    "form": b"number=1",
    "cut": b'{"number":1',
    "two values": b'{"number":1} {}',
    "single quotes": b"{'number':1}",
    "NaN": b'{"number":NaN}',
    "Infinity": b'{"number":Infinity}',
    "1e400": b'{"number":1e400}',
    "5000 digits": b'{"number":' + b"1" * 5000 + b"}",
    "NaN elsewhere": b'{"number":1,"x":NaN}',
    "list": b"[1]",
    "null": b"null",
    "string": b'"{}"',
    "deep list": b"[" * 500_000,
    "deep object": b'{"number":' * 100_000,
    "deep value": b'{"number":' + b"[" * 900 + b"]" * 900 + b"}",
    "invalid UTF-8": b'{"number":1,"x":"\xff"}',
    "UTF-16": '{"number":1}'.encode("utf-16"),
    "UTF-16 without mark": '{"number":1}'.encode("utf-16-le"),
    "NUL": b"\0",
    "raw control character": b'{"number":1,"x":"\n"}',
    "half a pair as a value": b'{"number":"\\ud800"}',
    "half a pair as a name": b'{"number":{"\\ud800":1}}',
    "at the limit": b" " * Limits().body,
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_body_is_rejected_as_documented(stocked: Mock, name: str, body: bytes) -> None:
    reply = stocked.command(name, body)
    assert reply.status == 400
    assert reply.body.keys() == {"error", "message"}
    assert reply.message.startswith("body")
    assert len(reply.message) < 300
    assert stocked.version == 4


def test_a_bad_body_does_not_disturb_a_query(stocked: Mock) -> None:
    assert stocked.send("GET", f"/users/{USER}/profile", b"{").status == 200


@pytest.mark.parametrize(
    "body", [b'\xef\xbb\xbf{"number":1}', b'{"number":9,"number":1}', b'{"number":1.0}', b' {"number":1e0}\n']
)
def test_unusual_json_is_read(stocked: Mock, body: bytes) -> None:
    assert stocked.command("RemovePhysicalKey", body).body["number"] == 1


def test_a_body_over_the_limit_is_rejected(stocked: Mock) -> None:
    too_long = b'{"number":1}'.ljust(Limits().body + 1)
    reply = stocked.command("RemovePhysicalKey", too_long)
    assert (reply.status, reply.body["error"]) == (413, "PayloadTooLarge")
    assert stocked.send("GET", f"/users/{USER}/profile", too_long).body["errors"][0]["code"] == 413
    assert stocked.command("RemovePhysicalKey", too_long, headers=[]).status == 401
    assert stocked.command("RemovePhysicalKey", too_long[:-1]).status == 200


def test_unusual_text_is_returned_as_it_was_sent(mock: Mock) -> None:
    for user in ("%00", "%zz", "%ff", "%E2%82", "%F0%9F%98%80", "a%2Fb", "..", "%2e", "%22%5C", "ü"):
        assert mock.command("CreateUser", {"userId": USER}, user=user).status == 201
        assert mock.profile(user).status == 200
    mock.create()
    note = '\ud800 \0 \x1f "\\ \u2028 😀'
    assert mock.add(note=note).body["note"] == note
    assert mock.search("q=%F0%9F%98%80").body["keys"][0]["note"] == note
