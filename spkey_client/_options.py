"""The options of a client or of a single call: timeouts, retries and headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, cast

from attrs import Attribute, evolve, field, fields, frozen

from . import _types
from ._service import CREDENTIALS

if TYPE_CHECKING:
    from typing import Unpack

DEFAULT_TIMEOUT = 10.0
DEFAULT_POOL_TIMEOUT = 60.0
DEFAULT_MAX_CONNECTIONS = 100
DEFAULT_MAX_RESPONSE_BYTES = 4 << 20

_MAX_SECONDS = 1e9  # 31 years: sockets and locks reject more than 292


class CallOptions(TypedDict, total=False):
    """Per-call overrides of the client's options, and additions to the request.

    Attributes:
        timeout: The limit for each phase of each attempt (connect, write, read) in seconds, an `httpx.Timeout`, or None
            for no limit.
        deadline: The limit for the whole call in seconds, including all attempts and the backoff between them, or None
            for no limit.
        max_retries: The maximum number of retries. A request is retried only if that is safe.
        max_response_bytes: The maximum size of a response in bytes, after decoding.
        headers: Additional headers.
        extra_query: Additional parameters of the query.
        extra_body: Additional properties of a JSON body. They replace those of the same name.
    """

    timeout: _types.Timeout
    deadline: float | None
    max_retries: int
    max_response_bytes: int
    headers: Mapping[str, str]
    extra_query: Mapping[str, Any]
    extra_body: Mapping[str, Any]


def header_fault(value: object) -> str | None:
    """Return the reason why a value cannot be sent in a header, or None if it can."""
    if not isinstance(value, str):
        return f"it must be a str, not {type(value).__name__}"
    if value != value.strip():
        return "it has a space or line break at its start or end"
    return None if value.isascii() and value.isprintable() else "it contains a line break or a non-ASCII character"


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def header_name_fault(name: str) -> str | None:
    """Return the reason why a name cannot be that of a header, or None if it can."""
    if not _TOKEN.fullmatch(name):
        return "its name is empty" if not name else "its name contains a character that no header name may contain"
    if name.lower() in {"content-length", "transfer-encoding"}:
        return "the client sets it"
    return None


def _check_timeout(_: object, __: object, value: Any) -> None:
    phases = value.as_dict().values() if hasattr(value, "as_dict") else ()
    if any(limit not in (0, None) and not _is_seconds(limit) for limit in phases):
        raise ValueError(f"timeout must have limits from 0 to {_MAX_SECONDS:,.0f} seconds, not be {value!r}.")
    if value is not None and not phases and not _is_seconds(value):
        raise ValueError(
            f"timeout must be a positive number of seconds (at most {_MAX_SECONDS:,.0f}), an httpx.Timeout or None, "
            f"not {value!r}."
        )


def _check_seconds(_: object, attribute: Attribute[Any], value: Any) -> None:
    if value is not None and not _is_seconds(value):
        raise ValueError(
            f"{attribute.name} must be a positive number of seconds (at most {_MAX_SECONDS:,.0f}) or None, "
            f"not {value!r}."
        )


def _check_max_retries(_: object, __: object, value: Any) -> None:
    if type(value) is not int or value < 0:
        raise ValueError(f"max_retries must be 0 or a positive integer, not {value!r}.")


def _check_max_response_bytes(_: object, __: object, value: Any) -> None:
    if type(value) is not int or value < 1:
        raise ValueError(f"max_response_bytes must be a positive integer, not {value!r}.")


def check_mapping(label: str, value: Any) -> None:
    """Check that a value is a mapping with strings as names.

    Raises:
        TypeError: It is not.
    """
    if not isinstance(value, Mapping) or not all(
        isinstance(name, str) for name in cast("Mapping[object, object]", value)
    ):
        raise TypeError(f"{label} must be a mapping with strings as names.")


def _check_mapping(_: object, attribute: Attribute[Any], value: Any) -> None:
    check_mapping(attribute.name, value)


def _check_headers(_: object, __: object, value: Mapping[str, str]) -> None:
    for name, text in value.items():
        if fault := header_name_fault(name) or header_fault(text):
            raise ValueError(f"The header {name!r} cannot be sent: {fault}.")  # the value may be a secret
        arguments = [f"{each}=..." for each, (kind, wire) in CREDENTIALS.items() if _carries(name, kind, wire)]
        if arguments:
            raise ValueError(f"The header {name!r} is a credential. Pass it to the client as {' or '.join(arguments)}.")


def _carries(header: str, kind: str, wire: str) -> bool:
    return kind not in {"query", "cookie"} and header.lower() == wire.lower()


def _unknown(name: str, options: Sequence[str], operation: str | None) -> str:
    """Return the message for an unknown option. Methods pass on every argument that they do not define."""
    from inspect import signature

    from . import operations

    listed = ", ".join(options)
    if operation in operations.__all__:
        arguments = signature(getattr(operations, operation)).parameters
        if arguments and name not in arguments:
            return f"Unknown argument {name!r} of {operation}. Known: {', '.join(arguments)}, and the options {listed}."
    return f"Unknown option {name!r}. Known: {listed}."


def _is_seconds(value: Any) -> bool:
    return type(value) in (int, float) and 0 < value <= _MAX_SECONDS


@frozen(kw_only=True, eq=False, repr=False)
class Options:
    """The options of a client."""

    timeout: _types.Timeout = field(default=DEFAULT_TIMEOUT, validator=_check_timeout)
    pool_timeout: float | None = field(default=DEFAULT_POOL_TIMEOUT, validator=_check_seconds)
    deadline: float | None = field(default=None, validator=_check_seconds)
    max_retries: int = field(default=2, validator=_check_max_retries)
    max_response_bytes: int = field(default=DEFAULT_MAX_RESPONSE_BYTES, validator=_check_max_response_bytes)
    headers: Mapping[str, str] = field(factory=dict[str, str], validator=_check_headers)
    extra_query: Mapping[str, Any] = field(factory=dict[str, Any], validator=_check_mapping)
    extra_body: Mapping[str, Any] = field(factory=dict[str, Any], validator=_check_mapping)

    def phases(self) -> dict[str, float | None]:
        """Return the limit of each phase of a request in seconds, by the names of httpx."""
        timeout = self.timeout
        if timeout is not None and not isinstance(timeout, (int, float)):
            return timeout.as_dict()
        return {"connect": timeout, "read": timeout, "write": timeout, "pool": self.pool_timeout}

    def but(self, operation: str | None = None, /, **changes: Unpack[CallOptions]) -> Options:
        """Return these options with some changed. Headers are added, and replace those of the same name.

        Args:
            operation: The id of the operation that is called with the changes, for error messages.
            changes: The options to change.

        Raises:
            TypeError: An option is unknown.
            ValueError: A value is invalid.
        """
        if not changes:
            return self
        known = [attribute.name for attribute in fields(Options) if attribute.name != "pool_timeout"]
        for name in changes:
            if name not in known:
                raise TypeError(_unknown(name, known, operation))
        if "headers" in changes:
            check_mapping("headers", changes["headers"])
            names = {name.lower() for name in changes["headers"]}
            kept = {name: value for name, value in self.headers.items() if name.lower() not in names}
            changes["headers"] = {**kept, **changes["headers"]}
        return evolve(self, **changes)
