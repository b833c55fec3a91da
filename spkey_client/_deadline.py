"""Deadlines of calls, stored in the extensions of their requests."""

import time
from collections.abc import Iterator

import httpx

_ENDS = "spkey_client.ends"


def mark(request: httpx.Request, ends: float) -> None:
    """Set the deadline of a request, on the clock of `time.perf_counter`, and cap its timeouts."""
    request.extensions[_ENDS] = ends
    cap(request)


def cap(request: httpx.Request) -> None:
    """Cap the timeouts of a request by the time until its deadline, if it has one."""
    seconds = left(request)
    if seconds is not None:
        timeouts: dict[str, float | None] = request.extensions["timeout"]
        request.extensions["timeout"] = {
            phase: seconds if limit is None else min(limit, seconds) for phase, limit in timeouts.items()
        }


def left(request: httpx.Request) -> float | None:
    """Return the seconds until the deadline of a request, or None if it has none."""
    ends: float | None = request.extensions.get(_ENDS)
    # Not zero, which some transports take for no limit: the request then fails with a timeout.
    return None if ends is None else max(ends - time.perf_counter(), 0.001)


def passed(request: httpx.Request) -> httpx.ReadTimeout:
    """Return the error for a response that was incomplete at the deadline."""
    return httpx.ReadTimeout("the deadline has passed", request=request)


class Until(httpx.SyncByteStream):
    """The body of a response, which fails at the deadline of its request.

    httpx limits only the time between two parts of a body, so a slow server could keep a call open forever.
    """

    def __init__(self, stream: httpx.SyncByteStream, request: httpx.Request) -> None:
        self._stream = stream
        self._request = request
        self._ends = time.perf_counter() + (left(request) or 0)

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            if time.perf_counter() > self._ends:
                raise passed(self._request)
            yield part

    def close(self) -> None:
        """Close the body."""
        self._stream.close()
