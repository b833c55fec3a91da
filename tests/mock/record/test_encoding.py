"""The texts in which a store keeps the lines of a journal."""

import json
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from spkey_mock import Request, Response
from spkey_mock.record.encoding import decode, encode
from spkey_mock.record.entries import Line, line
from spkey_mock.record.violations import Violation
from spkey_mock.service import contract
from spkey_mock.service.errors import Invalid, KeyRevoked, Problem, RouteNotFound
from spkey_mock.service.message import Ending, Receipt
from spkey_mock.service.outcome import Outcome
from spkey_mock.store.recorded import Stream

KNOWN = contract.load()

BYTES = st.binary(max_size=30) | st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass"))
NAMES = BYTES | st.sampled_from([b"Authorization", b"X-API-Key", b"Referer", b"set-cookie"])
QUERIES = BYTES | st.builds(b"a=1&token=%b#key=%b".__mod__, st.tuples(BYTES, BYTES))
URLS = BYTES | st.builds(b"http://me:%b@host/?secret=%b".__mod__, st.tuples(BYTES, BYTES))
HEADERS = st.lists(st.tuples(NAMES, BYTES | URLS), max_size=3).map(tuple)
TEXT = st.text(max_size=20)
REQUESTS = st.builds(Request, st.sampled_from(["GET", "POST", "BREW"]), BYTES, QUERIES, HEADERS, BYTES)
SUBJECTS = st.none() | st.builds(Stream, st.just("user"), TEXT, st.integers(0, 9))
ENDINGS: st.SearchStrategy[Ending] = st.sampled_from(["whole", "truncated", "dropped"])
VIOLATIONS = st.lists(st.builds(Violation, TEXT, st.sampled_from(["client", "mock"]), TEXT, TEXT, TEXT), max_size=2)

ERRORS = [
    None,
    RouteNotFound("There is no such route."),
    KeyRevoked("The API key was revoked."),
    Invalid(Problem("is no number", ("body", "number"), "type", "integer", "string"), "is wrong"),
]


@st.composite
def lines(draw: st.DrawFn) -> Line:
    receipt = Receipt()
    receipt.lost = draw(st.booleans())
    response = Response(draw(st.integers(0, 599)), draw(HEADERS), draw(BYTES), ending=draw(ENDINGS), receipt=receipt)
    request = draw(REQUESTS)
    outcome = Outcome(request, draw(st.integers(0, 1 << 45)), None, response, subject=draw(SUBJECTS))
    fault = draw(st.none() | st.sampled_from(["drop", "latency"]))
    recorded = line(
        draw(st.integers(1)), outcome, response, draw(st.integers(0, 1 << 40)), fault, tuple(draw(VIOLATIONS))
    )
    operation = draw(st.sampled_from([None, *KNOWN.operations.values()]))
    return evolve(recorded, operation=operation, error=draw(st.sampled_from(ERRORS)))


@given(lines())
def test_a_line_survives_whatever_a_client_sent(original: Line) -> None:
    text = encode(original, KNOWN, 3)
    restored = decode(original.number, text, KNOWN, 3)
    assert restored is not None
    assert text.isascii()
    assert restored.entry(KNOWN) == original.entry(KNOWN)
    assert encode(restored, KNOWN, 3) == text
    assert (restored.operation, restored.subject) == (original.operation, original.subject)


def recorded(**request: Any) -> Line:
    response = Response(200, ((b"set-cookie", b"hidden"),), b"{}")
    sent = Request("GET", b"/users/u1/profile", **request)
    route = KNOWN.route("GET", sent.path)
    return line(1, Outcome(sent, 0, route, response), response, 0, None, ())


def test_a_text_has_no_credentials() -> None:
    headers = ((b"X-API-Key", b"hidden"), (b"Referer", b"http://me:hidden@host/?token=hidden"))
    assert "hidden" not in encode(recorded(query=b"api_key=hidden", headers=headers), KNOWN, 0)


def test_a_restored_line_counts_with_its_size() -> None:
    original = recorded(body=b"x" * 5_000)
    restored = decode(1, encode(original, KNOWN, 0), KNOWN, 0)
    assert restored is not None
    assert 5_000 < restored.size <= original.size + 100


def test_a_line_from_before_a_clearing_is_none() -> None:
    text = encode(recorded(), KNOWN, 1)
    assert decode(1, text, KNOWN, 2) is None


def test_an_operation_that_the_contract_no_longer_has_is_none() -> None:
    text = json.dumps({**json.loads(encode(recorded(), KNOWN, 0)), "operation": "open_door"})
    restored = decode(1, text, KNOWN, 0)
    assert restored is not None
    assert restored.operation is None
    assert restored.entry(KNOWN).path == "/users/u1/profile"
