"""The encoding of a journal's lines as texts, which are opaque to a store."""

import json
from typing import Any

from ..service.contract import Contract
from ..service.message import Headers, Receipt, Request, Response
from ..store.recorded import Stream
from .entries import Line, size_of
from .masking import masked_headers, masked_query
from .violations import Violation


def encode(line: Line, contract: Contract, clears: int) -> str:
    """Return a line as JSON in ASCII. Credentials are masked, so that no store contains them.

    Args:
        line: The line.
        contract: The contract that the request violates, if it does.
        clears: The number of times that the journal was cleared before the request.
    """
    request, response, subject = line.request, line.response, line.subject
    violations = line.violations(contract)[1 if line.fault else 0 :]  # decoding adds that of the fault
    return json.dumps(
        {
            "clears": clears,
            "at": line.at,
            "method": request.method,
            "path": request.path.decode("latin-1"),
            "query": masked_query(request.query).decode("latin-1"),
            "headers": masked_headers(request.headers),
            "body": _text(request.body),
            "operation": None if line.operation is None else line.operation.id,
            "subject": None if subject is None else (subject.aggregate, subject.id, subject.incarnation),
            "status": response.status,
            "ending": response.ending,
            "responseHeaders": masked_headers(response.headers),
            "answer": _text(response.body),
            "fault": line.fault,
            "violations": [(it.code, it.blame, it.message, it.explanation, it.place) for it in violations],
            "duration": line.duration,
            "lost": line.lost,
        },
        separators=(",", ":"),
    )


def decode(number: int, text: str, contract: Contract, clears: int) -> Line | None:
    """Return the line of a text, or None if it is older than the last time that the journal was cleared.

    The entry of the line equals that of the original, except for an operation that the contract no longer has.

    Args:
        number: The number of the line.
        text: The text.
        contract: The contract.
        clears: The number of times that the journal was cleared.
    """
    found: dict[str, Any] = json.loads(text)
    if found["clears"] != clears:
        return None
    query, body = found["query"].encode("latin-1"), _bytes(found["body"])
    request = Request(found["method"], found["path"].encode("latin-1"), query, _headers(found["headers"]), body)
    receipt = Receipt()
    receipt.lost = found["lost"]
    headers, answer = _headers(found["responseHeaders"]), _bytes(found["answer"])
    response = Response(found["status"], headers, answer, ending=found["ending"], receipt=receipt)
    violations = tuple(Violation(*it) for it in found["violations"])
    return Line(
        number,
        found["at"],
        request,
        contract.operations.get(found["operation"]),
        None if found["subject"] is None else Stream(*found["subject"]),
        response,
        found["fault"],
        None,  # the rejection is one of the violations
        violations,
        size_of(request, response) + sum(len(it.message) + len(it.explanation) for it in violations),
        found["duration"],
    )


def _headers(pairs: list[tuple[str, str]]) -> Headers:
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs)


def _text(body: bytes) -> str:
    # Almost all bodies are UTF-8, which is shorter in JSON than Latin-1. Other bytes survive as well.
    return body.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
