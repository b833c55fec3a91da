"""Deadlines: until when a call may last, kept with each of its requests."""

import time
from collections.abc import Iterator

import httpx

_ENDS = "spkey_client.ends"


def mark(request: httpx.Request, ends: float) -> None:
    """Gives a request its deadline, on the clock of `time.perf_counter`, and caps its timeouts."""
    request.extensions[_ENDS] = ends
    cap(request)


def cap(request: httpx.Request) -> None:
    """Caps the timeouts of a request by what is left until its deadline, if it has one."""
    seconds = left(request)
    if seconds is not None:
        timeouts: dict[str, float | None] = request.extensions["timeout"]
        request.extensions["timeout"] = {
            phase: seconds if limit is None else min(limit, seconds) for phase, limit in timeouts.items()
        }


def left(request: httpx.Request) -> float | None:
    """The seconds until the deadline of a request, or None if it has none."""
    ends: float | None = request.extensions.get(_ENDS)
    # Where nothing is left, the request fails as one that took too long.
    return None if ends is None else max(ends - time.perf_counter(), 0.001)


def passed(request: httpx.Request) -> httpx.ReadTimeout:
    """The error that the deadline has passed before the answer was whole."""
    return httpx.ReadTimeout("the deadline has passed", request=request)


class Until(httpx.SyncByteStream):
    """The body of an answer, as long as it comes before the deadline of its request.

    httpx limits the time between two parts of a body only, so that a slow server can make a call last for ever.
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
        """Closes the body."""
        self._stream.close()
