"""The replicas under test: requests go to them in turn, as behind a load balancer."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from threading import Lock

import httpx

_EXTENSION = "spkey_replica"


def to(url: str | None) -> Mapping[str, str] | None:
    """Return the extensions of a request, which name the only replica that may receive it, if any."""
    return None if url is None else {_EXTENSION: url}


class Turns:
    """Addresses each request to the next replica. Thread-safe.

    Parallel clients share the turns, so every replica receives some of their requests.

    Args:
        urls: The base URLs of the replicas. Requests must have been built with the first.
    """

    def __init__(self, urls: Sequence[str]) -> None:
        self._prefix = httpx.URL(urls[0]).raw_path.rstrip(b"/")
        self._urls = cycle(urls)
        self._lock = Lock()

    def __call__(self, request: httpx.Request) -> None:
        """Address a request."""
        base = httpx.URL(request.extensions.get(_EXTENSION) or self._next())
        path = request.url.raw_path.removeprefix(self._prefix)
        request.url = base.copy_with(raw_path=base.raw_path.rstrip(b"/") + path)
        request.headers["Host"] = base.netloc.decode()

    def _next(self) -> str:
        with self._lock:
            return next(self._urls)
