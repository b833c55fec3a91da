"""Calls of endpoints that the contract does not describe."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from ._auth import Security
from ._call import Call, Operation, json_request
from ._json import read_json
from ._options import check_mapping
from ._service import CREDENTIALS

_SAFE = {"GET", "HEAD", "OPTIONS"}

# Any credential that the client has, or none.
_ANY: Security = (*((name,) for name in CREDENTIALS), ())


def raw_call(method: str, path: str, query: Mapping[str, Any] | None, body: Any, *, idempotent: bool) -> Call[Any]:
    """Return a call of any endpoint.

    Args:
        method: The HTTP method.
        path: The path below the base URL, percent-encoded.
        query: The parameters of the query.
        body: The JSON body, or `OMITTED`.
        idempotent: Whether the request can be repeated if it may have been processed.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: The method or the path cannot be sent.
    """
    for label, text in (("method", method), ("path", path)):
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{label} must be a str, not {type(text).__name__}.")
    check_mapping("query", query or {})
    if not (method.isascii() and method.isalpha()):
        raise ValueError(f"method must be the name of an HTTP method, such as GET, not {method!r}.")
    if not _is_path(path):
        raise ValueError(
            f"path must begin with / and be percent-encoded, without a query or a part that is . or .., not {path!r}."
        )
    safe = method.upper() in _SAFE
    operation: Operation[Any] = Operation(
        id=f"{method.upper()} {path}",
        method=method.upper(),
        path=path,
        command=not safe,
        idempotent=safe or idempotent,
        responses={"default": _read},
        body=json_request("application/json", required=False),
        accept="application/json",
        security=_ANY,
    )
    return operation.call(query=query, body=body)


def _is_path(path: str) -> bool:
    parts = [unquote(part) for part in path.split("/")]
    plain = path.isascii() and path.isprintable() and not {*path} & {*' ?#\\"<>^`{|}'}
    return plain and path.startswith("/") and not path.startswith("//") and not {".", ".."} & {*parts}


def _read(content: bytes, headers: Mapping[str, str]) -> Any:
    if not content:
        return None
    is_json = "json" in headers.get("content-type", "json").lower()
    return read_json(content) if is_json else content.decode("utf-8", "replace")
