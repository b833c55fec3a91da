"""The request of a witness, as a command that sends it."""

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast
from urllib.parse import quote, urlencode

from ...document.problem import visible
from .escapes import line

_BASE_URL = '"$SPKEY_BASE_URL"'


def curl(request: Mapping[str, Any]) -> str:
    """Return a command that sends the request of a witness to the server that `SPKEY_BASE_URL` names."""
    server = shlex.quote(line(request["server"])) if "server" in request else _BASE_URL
    headers = {name.lower(): _text(value) for name, value in request.get("headers", {}).items()}
    parts = [
        "curl --include --globoff --path-as-is",
        f"--request {shlex.quote(line(request['method']))}",
        server + shlex.quote(target(request)),
    ]
    if "body" in request:
        media = headers.setdefault("content-type", "application/json")
        parts.append(f"--data-raw {shlex.quote(_body(request['body'], media))}")
    parts += [f"--header {shlex.quote(f'{line(name)}: {line(value)}')}" for name, value in headers.items()]
    return " ".join(parts)


def target(request: Mapping[str, Any]) -> str:
    """Return the path of a request, with its query."""
    query = urlencode(list(_pairs(request.get("query", {}))), errors="replace")
    path = quote(str(request["path"]), safe="/%:@!$&'()*+,;=-._~", errors="replace")
    return f"{path}?{query}" if query else path


def _body(body: Any, media: str) -> str:
    if isinstance(body, dict) and media.startswith("application/x-www-form-urlencoded"):
        return urlencode(list(_pairs(cast("dict[str, Any]", body))), errors="replace")
    return visible(body) if isinstance(body, str) and "json" not in media else json.dumps(body)


def _pairs(query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        for item in _items(value):
            yield name, _text(item)


def _items(value: Any) -> list[Any]:
    return [*cast("Iterable[Any]", value)] if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
