"""HAR: the traffic of a run as an HTTP archive 1.2, which other tools read."""

import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..exchange import Exchange
from ..result import Result

JSON = dict[str, Any]

_HTTP_VERSION = "HTTP/1.1"
_CUT = "The body is binary or long, and not in this archive."


def dumps(result: Result) -> bytes:
    """Return the traffic of a run as the text of an HTTP archive. Secrets are masked.

    It lacks the requests without a response, those that a busy test sent before its last ones, and those of the control
    API of a mock.
    """
    entries = [_entry(tested.name, item) for tested in result.tests for item in tested.exchanges if item.status]
    log = {"version": "1.2", "creator": {"name": "spkey-mock verify", "version": result.contract}, "entries": entries}
    return json.dumps({"log": log}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _entry(test: str, item: Exchange) -> JSON:
    milliseconds = round(item.seconds * 1000, 3)
    started = item.started.astimezone(UTC).isoformat(timespec="milliseconds")
    return {
        "startedDateTime": started.replace("+00:00", "Z"),
        "time": milliseconds,
        "request": _request(item),
        "response": _response(item),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": test,
    }


def _request(item: Exchange) -> JSON:
    query = parse_qsl(urlsplit(item.url).query, keep_blank_values=True)
    request: JSON = {
        "method": item.method,
        "url": item.url,
        "httpVersion": _HTTP_VERSION,
        "cookies": [],
        "headers": _headers(item.headers),
        "queryString": [{"name": name, "value": value} for name, value in query],
        "headersSize": -1,
        "bodySize": len(item.body.encode("utf-8", "replace")),
    }
    if item.body:
        request["postData"] = {"mimeType": _value(item.headers, "content-type"), **_text(item, item.body)}
    return request


def _response(item: Exchange) -> JSON:
    size = len(item.response.encode("utf-8", "replace"))
    return {
        "status": item.status,
        "statusText": "",
        "httpVersion": _HTTP_VERSION,
        "cookies": [],
        "headers": _headers(item.response_headers),
        "content": {
            "size": size,
            "mimeType": _value(item.response_headers, "content-type"),
            **_text(item, item.response),
        },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": size,
    }


def _text(item: Exchange, body: str) -> JSON:
    return {"text": body} if item.whole else {"text": "", "comment": _CUT}


def _headers(headers: Iterable[tuple[str, str]]) -> list[JSON]:
    return [{"name": name, "value": value} for name, value in headers]


def _value(headers: Iterable[tuple[str, str]], name: str) -> str:
    return next((value for header, value in headers if header == name), "")
