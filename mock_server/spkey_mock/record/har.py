"""HAR: the entries of a journal as an HTTP archive 1.2, which other tools read."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from ..service.decoding import read_query
from .entries import LONGEST_BODY, LONGEST_RESPONSE, Entry

JSON = dict[str, Any]

_HTTP_VERSION = "HTTP/1.1"
_TRUNCATED = "The journal keeps the first {} bytes of this body."


def har(entries: Iterable[Entry], version: str, base_url: str | None = None) -> JSON:
    """Return an HTTP archive. Secrets are masked as they are in the journal.

    Args:
        entries: The entries of the journal.
        version: The version of the mock.
        base_url: The URL that the paths are below; by default http:// and the header Host.
    """
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "spkey-mock", "version": version},
            "entries": [_entry(entry, base_url) for entry in entries],
        }
    }


def _entry(entry: Entry, base_url: str | None) -> JSON:
    started = datetime.fromtimestamp(entry.at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    comments = [
        f"request {entry.id}",
        *([f"operation {entry.operation}"] if entry.operation else []),
        *([f"injected fault {entry.fault}"] if entry.fault else []),
        *([] if entry.status else ["The connection was dropped instead of a response."]),
        *(["The client left before the response was sent."] if entry.lost else []),
        *map(str, entry.violations),
    ]
    return {
        "startedDateTime": started,
        "time": entry.duration,
        "request": _request(entry, base_url),
        "response": _response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": entry.duration, "receive": 0},
        "comment": "; ".join(comments),
    }


def _request(entry: Entry, base_url: str | None) -> JSON:
    base_url = base_url or f"http://{_value(entry.headers, 'host') or 'localhost'}"
    query = read_query(entry.path.partition("?")[2].encode("latin-1"))
    request: JSON = {
        "method": entry.method,
        "url": base_url + entry.path,
        "httpVersion": _HTTP_VERSION,
        "cookies": [],
        "headers": _headers(entry.headers),
        "queryString": [{"name": name, "value": value} for name, values in query.items() for value in values],
        "headersSize": -1,
        "bodySize": len(entry.body.encode("utf-8", "replace")),
    }
    if entry.body:
        mime_type = _value(entry.headers, "content-type")
        request["postData"] = {"mimeType": mime_type, "text": entry.body, **_truncated(entry.body, LONGEST_BODY)}
    return request


def _response(entry: Entry) -> JSON:
    size = len(entry.answer.encode("utf-8", "replace"))
    mime_type = _value(entry.response_headers, "content-type")
    return {
        "status": entry.status,
        "statusText": "",
        "httpVersion": _HTTP_VERSION,
        "cookies": [],
        "headers": _headers(entry.response_headers),
        "content": {
            "size": size,
            "mimeType": mime_type,
            "text": entry.answer,
            **_truncated(entry.answer, LONGEST_RESPONSE),
        },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": size,
    }


def _headers(headers: Iterable[tuple[str, str]]) -> list[JSON]:
    return [{"name": name, "value": value} for name, value in headers]


def _value(headers: Iterable[tuple[str, str]], name: str) -> str:
    return next((value for header, value in headers if header == name), "")


def _truncated(text: str, longest: int) -> JSON:
    return {"comment": _TRUNCATED.format(longest)} if len(text.encode("utf-8", "replace")) >= longest else {}
