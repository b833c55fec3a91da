"""The runtime format: what the service's HTTP stack sends for bad input."""

import pytest

from ..support import OTHER_USER, Mock


@pytest.fixture
def upstream() -> Mock:
    """A mock that rejects as the service's HTTP stack does, with one user and the key 1."""
    mock = Mock(errors="runtime")
    mock.create()
    mock.add()
    return mock


ZOD = [
    (b"", ["body", "number"], "Invalid input: expected number, received undefined"),
    (b"{", ["body", "number"], "Invalid input: expected number, received undefined"),
    (b"number=1", ["body", "number"], "Invalid input: expected number, received undefined"),
    (b"[" * 100_000, ["body", "number"], "Invalid input: expected number, received undefined"),
    (b"\xff", ["body", "number"], "Invalid input: expected number, received undefined"),
    (b'{"number":NaN}', ["body", "number"], "Invalid input: expected number, received undefined"),
    (b"[]", ["body"], "Invalid input: expected object, received array"),
    (b"null", ["body"], "Invalid input: expected object, received null"),
    (b'"1"', ["body"], "Invalid input: expected object, received string"),
    (b"{}", ["body", "number"], "Invalid input: expected number, received undefined"),
    (b'{"number":"1"}', ["body", "number"], "Invalid input: expected number, received string"),
    (b'{"number":true}', ["body", "number"], "Invalid input: expected number, received boolean"),
    (b'{"number":null}', ["body", "number"], "Invalid input: expected number, received null"),
    (b'{"number":{}}', ["body", "number"], "Invalid input: expected number, received object"),
    (b'{"number":1.5}', ["body", "number"], "Invalid input: expected int, received number"),
    (b'{"number":0}', ["body", "number"], "Too small: expected number to be >0"),
    (b'{"number":9007199254740992}', ["body", "number"], "Too big: expected int to be <=9007199254740991"),
]


@pytest.mark.parametrize(("body", "path", "message"), ZOD, ids=[body[:20].decode("latin-1") for body, _, _ in ZOD])
def test_a_schema_that_is_not_met_is_worded_by_zod_and_a_body_that_is_not_json_is_empty(
    upstream: Mock, body: bytes, path: list[str], message: str
) -> None:
    reply = upstream.command("RemovePhysicalKey", body)
    assert reply.status == 400
    assert reply.headers["content-type"] == "application/json;charset=UTF-8"
    assert reply.body == {
        "success": False,
        "errors": [{"code": 7001, "message": message, "path": path}],
        "result": {},
    }
    assert upstream.version == 2


def test_zod_words_the_problems_of_other_values(upstream: Mock) -> None:
    assert upstream.add("").message == "Too small: expected string to have >=1 characters"
    assert upstream.add(note="😀" * 251).message == "Too big: expected string to have <=500 characters"
    assert upstream.command("CreateUser", {"userId": "u1"}).message == "Invalid GUID"
    assert upstream.get("abc").message == "Invalid input: expected number, received NaN"
    assert upstream.search("q=").message == "Invalid input: expected string, received null"
    assert upstream.search("q=a&q=b").message == "Invalid input: expected string, received array"
    wallet = {"keyIndex": 0}
    wallets = 'Invalid option: expected one of "APPLE"|"GOOGLE"'
    assert upstream.command("AddWalletKey", {**wallet, "walletType": "PAPER"}).message == wallets
    assert upstream.command("AddWalletKey", wallet).message == wallets
    searched = upstream.send("GET", "/users/by-email", query="email=ada@example.com&searchOnly=yes")
    assert searched.message == 'Invalid option: expected one of "true"|"false"'


def test_a_command_that_the_aggregate_rejects_leaks_the_inside_of_the_error(upstream: Mock) -> None:
    reply = upstream.remove(1, user=OTHER_USER)
    assert (reply.status, reply.headers["x-ceves-error"]) == (404, "1")
    assert reply.body["errors"][0]["code"] == 404
    inside = reply.body["__ceves"]
    assert {name: inside[name] for name in ("name", "httpStatusCode", "aggregateType", "aggregateId")} == {
        "name": "AggregateNotFoundError",
        "httpStatusCode": 404,
        "aggregateType": "UserAggregate",
        "aggregateId": OTHER_USER,
    }
    assert inside["message"] == reply.message == f"Aggregate not found: UserAggregate/{OTHER_USER}"
    assert inside["stack"].startswith("AggregateNotFoundError: ")
    assert upstream.remove(9).body["__ceves"]["name"] == "CevesError"


@pytest.mark.parametrize("path", ["PhysicalKeys", "PhysicalKeys/1", "profile"])
def test_a_rejected_query_leaks_nothing(upstream: Mock, path: str) -> None:
    reply = upstream.send("GET", f"/users/{OTHER_USER}/{path}")
    assert reply.status == 404
    assert reply.body == {
        "success": False,
        "errors": [{"code": 404, "message": f"Aggregate not found: UserAggregate/{OTHER_USER}"}],
    }
    assert "x-ceves-error" not in reply.headers
