"""How calls are sent: timeouts, retries and headers, for a client or for one call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from attrs import evolve, field, frozen
from attrs.validators import ge, gt, instance_of, optional

if TYPE_CHECKING:
    from typing import Unpack

    import httpx

Timeout: TypeAlias = "float | httpx.Timeout | None"
"""Seconds for each phase of a request (connect, write, read, pool), or httpx's own object, or None for no limit."""


class CallOptions(TypedDict, total=False):
    """What a single call can have otherwise than its client.

    Attributes:
        timeout: For each attempt: seconds for each of its phases (connect, write, read, pool), an `httpx.Timeout`, or
            None for no limit.
        deadline: Seconds for the whole call, all attempts and the pauses between them, or None for no limit.
        max_retries: How often a failed request is sent again, where that is safe.
        headers: Headers to send besides.
    """

    timeout: Timeout
    deadline: float | None
    max_retries: int
    headers: Mapping[str, str]


@frozen(kw_only=True)
class Options:
    """The options of a client."""

    timeout: Timeout = 10.0
    deadline: float | None = field(default=None, validator=optional(gt(0)))
    max_retries: int = field(default=2, validator=[instance_of(int), ge(0)])
    headers: Mapping[str, str] = field(factory=dict[str, str])

    def but(self, **changes: Unpack[CallOptions]) -> Options:
        """These options with some changed; headers are added, and replace those of the same name.

        Raises:
            ValueError: `max_retries` is negative, or `deadline` is not positive.
        """
        if not changes:
            return self
        if "headers" in changes:
            names = {name.lower() for name in changes["headers"]}
            kept = {name: value for name, value in self.headers.items() if name.lower() not in names}
            changes["headers"] = {**kept, **changes["headers"]}
        return evolve(self, **changes)
