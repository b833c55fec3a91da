"""The options of a client or of a single call: timeouts, retries and headers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from attrs import evolve, field, fields, frozen

from ._service import CREDENTIALS

if TYPE_CHECKING:
    from typing import Unpack

    import httpx

Timeout: TypeAlias = "float | httpx.Timeout | None"
"""Seconds for each phase of a request (connect, write, read, pool), an `httpx.Timeout`, or None for no limit."""


class CallOptions(TypedDict, total=False):
    """Per-call overrides of the client's options.

    Attributes:
        timeout: The limit for each phase of each attempt (connect, write, read, pool) in seconds, an `httpx.Timeout`,
            or None for no limit.
        deadline: The limit for the whole call in seconds, including all attempts and the backoff between them, or None
            for no limit.
        max_retries: The maximum number of retries. A request is retried only if that is safe.
        headers: Additional headers.
    """

    timeout: Timeout
    deadline: float | None
    max_retries: int
    headers: Mapping[str, str]


def header_fault(value: object) -> str | None:
    """Return the reason why a value cannot be sent in a header, or None if it can."""
    if not isinstance(value, str):
        return f"it must be a str, not {type(value).__name__}"
    if value != value.strip():
        return "it has a space or line break at its start or end"
    return None if value.isascii() and value.isprintable() else "it contains a line break or a non-ASCII character"


def _check_timeout(_: object, __: object, value: Any) -> None:
    if value is not None and not hasattr(value, "as_dict") and not _is_positive(value):
        raise ValueError(f"timeout must be a positive number of seconds, an httpx.Timeout or None, not {value!r}.")


def _check_deadline(_: object, __: object, value: Any) -> None:
    if value is not None and not _is_positive(value):
        raise ValueError(f"deadline must be a positive number of seconds or None, not {value!r}.")


def _check_max_retries(_: object, __: object, value: Any) -> None:
    if type(value) is not int or value < 0:
        raise ValueError(f"max_retries must be 0 or a positive integer, not {value!r}.")


def _check_headers(_: object, __: object, value: Mapping[str, str]) -> None:
    for name, text in value.items():
        fault = header_fault(name) or header_fault(text) if name else "it has no name"
        if fault is not None:
            raise ValueError(f"The header {name!r} cannot be sent: {fault}.")  # the value may be a secret
        arguments = [f"{each}=..." for each, (kind, wire) in CREDENTIALS.items() if _carries(name, kind, wire)]
        if arguments:
            raise ValueError(f"The header {name!r} is a credential. Pass it to the client as {' or '.join(arguments)}.")


def _carries(header: str, kind: str, wire: str) -> bool:
    return kind not in {"query", "cookie"} and header.lower() == wire.lower()


def _is_positive(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and value > 0


@frozen(kw_only=True)
class Options:
    """The options of a client."""

    timeout: Timeout = field(default=10.0, validator=_check_timeout)
    deadline: float | None = field(default=None, validator=_check_deadline)
    max_retries: int = field(default=2, validator=_check_max_retries)
    headers: Mapping[str, str] = field(factory=dict[str, str], validator=_check_headers)

    def but(self, **changes: Unpack[CallOptions]) -> Options:
        """Return these options with some changed. Headers are added, and replace those of the same name.

        Raises:
            TypeError: An option is unknown.
            ValueError: A value is invalid.
        """
        if not changes:
            return self
        known = [attribute.name for attribute in fields(Options)]
        for name in changes:
            if name not in known:
                raise TypeError(f"Unknown option {name!r}. Known: {', '.join(known)}.")
        if "headers" in changes:
            names = {name.lower() for name in changes["headers"]}
            kept = {name: value for name, value in self.headers.items() if name.lower() not in names}
            changes["headers"] = {**kept, **changes["headers"]}
        return evolve(self, **changes)
