"""Credentials are masked wherever the journal is read."""

import json
import logging

import pytest
from spkey_mock.record.har import har
from spkey_mock.record.log import Logged
from spkey_mock.record.masking import masked_body, masked_query

from ..support import CONTRACT, USER, Mock

CREDENTIALS = [
    b"api_key=hidden",
    b"apiKey=hidden",
    b"X-API-Key=hidden",
    b"api%5Fkey=hidden",
    b"key=hidden",
    b"token=hidden",
    b"access_token=hidden",
    b"id-token=hidden=",
    b"client_secret=hidden",
    b"password=hidden",
    b"X-Amz-Signature=hidden",
    b"jwt=hidden",
    b"auth=hidden",
    b"Authorization=hidden",
    b"PHPSESSION=hidden",
    b"token=hidden;hidden?hidden",
    b"q=1;token=hidden",
    b"auth[token]=hidden",
]


@pytest.mark.parametrize("parameter", CREDENTIALS)
def test_credentials_in_a_query_are_masked(parameter: bytes) -> None:
    start = parameter[: parameter.index(b"hidden")]
    masked = masked_query(b"q=a&" + parameter + b"&orgId=acme#f")
    assert masked == b"q=a&" + start + b"***&orgId=acme#f"


@pytest.mark.parametrize(
    "query", [b"", b"token", b"q=token", b"_callerOrgId=acme", b"author=a&monkey=1&sequence=2&=&a==b"]
)
def test_other_parameters_are_recorded_as_they_are(query: bytes) -> None:
    assert masked_query(query) == query


def test_no_parameter_of_the_contract_is_masked() -> None:
    names = {it["name"] for operation in CONTRACT["operations"] for it in operation["parameters"]}
    assert {name for name in names if masked_query(f"{name}=a".encode()) != f"{name}=a".encode()} == set()


def test_no_record_of_a_request_shows_a_credential_of_a_url(mock: Mock, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "spkey_mock"):
        referer = ("Referer", "http://me:hidden@localhost/?token=hidden")
        mock.send("GET", "/nowhere", query="q=a&api_key=hidden", headers=[referer])
    (entry,) = mock.world.journal
    assert entry.path == "/nowhere?q=a&api_key=***"
    assert ("referer", "http://***@localhost/?token=***") in entry.headers
    (logged,) = [it.msg for it in caplog.records if isinstance(it.msg, Logged)]
    assert "hidden" not in json.dumps([har(mock.world.journal, "1"), str(logged), logged.json])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"pin":"1234","id":1}', b'{"pin":"***","id":1}'),
        (b'{"pin":1234}', b'{"pin":"***"}'),
        (b'{"pin":null,"id":1.0}', b'{"pin":null,"id":1.0}'),
        (b'{"id":"pin"}', b'{"id":"pin"}'),
        (b'{"keys":[{"pin":"1"},{"id":2},{"pin":"3"}]}', b'{"keys":[{"pin":"***"},{"id":2},{"pin":"***"}]}'),
        (b'{"doors":{"a":{"pin":{"x":1}}}}', b'{"doors":{"a":{"pin":"***"}}}'),
        (b'{"keys":"1234"}', b'{"keys":"***"}'),
        (b'{"keys":["1234"],"doors":[[{"pin":"1"}]]}', b'{"keys":["***"],"doors":[[{"pin":"***"}]]}'),
        (b'{"PIN":"1234","more":[{"pass-word":"1"}]}', b'{"PIN":"***","more":[{"pass-word":"***"}]}'),
        (b'["1234"]', b"***"),
        (b'"1234"', b"***"),
        (b'{"pin":"1234"', b"***"),
        (b"1234&pin", b"***"),
        (b"", b""),
    ],
)
def test_secrets_are_masked_in_bodies(body: bytes, expected: bytes) -> None:
    places = (("pin",), ("keys", "*", "pin"), ("doors", "*", "pin"))
    assert masked_body(body, places) == expected
    assert masked_body(body, ()) == body


def test_secrets_are_masked_in_the_body_of_a_request_for_no_operation() -> None:
    mock = Mock()
    mock.send("PUT", "/locks/1/open-with-pin", {"pin": "271828", "note": "x"})
    mock.send("PUT", "/nowhere", b'{"note": "x"}')
    mock.send("PUT", "/nowhere", b"plain")
    assert [it.body for it in mock.world.journal.entries] == ['{"pin":"***","note":"x"}', '{"note": "x"}', "plain"]


def test_no_pin_is_in_the_journal_the_archive_or_the_log(caplog: pytest.LogCaptureFixture) -> None:
    mock = Mock()
    mock.create(email="ada@example.com")
    with caplog.at_level(logging.INFO, "spkey_mock"):
        mock.send("POST", "/locks/1/open-with-pin", {"pin": "271828"}, headers=[])
        mock.send("POST", "/locks/1/open-with-pin", b'{"pin":"271828"', headers=[])
        password = mock.send("GET", f"/users/{USER}/3deye-credentials").body["password"]
    journal = mock.world.journal
    seen = [journal.entries, [it.json for it in journal.entries], json.dumps(journal.har()), caplog.text]
    assert "271828" not in repr(seen)
    assert password not in repr(seen)
    assert [it.body for it in journal.entries[1:3]] == ['{"pin":"***"}', "***"]
    assert json.loads(journal.entries[3].answer)["password"] == "***"
