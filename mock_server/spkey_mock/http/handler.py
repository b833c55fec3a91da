"""The interface between the HTTP layer and the application."""

import logging
from collections.abc import Generator
from concurrent.futures import Future
from typing import Protocol, TypeAlias

from ..service.message import Request, Response
from ..world.limits import Limits

_log = logging.getLogger("spkey_mock")

Steps = Generator[None, None, Response]
"""Work that a handler does in slices; its return value is the response."""

Answer: TypeAlias = Response | Steps | Future[Response]
"""A response, or the work that produces it: in slices on the event loop, or in another thread."""


class Handler(Protocol):
    """Responds to requests. A handler is thread-safe, and does I/O in other threads only."""

    @property
    def limits(self) -> Limits:
        """The limits of bodies and connections."""
        ...

    def handle(self, request: Request) -> Answer:
        """Respond to a request, immediately, in steps or in another thread. No request makes this raise.

        A future is never cancelled, so the work is completed even if the client leaves.
        """
        ...

    def reject(self, status: int, message: str) -> Response:
        """Return the response to an invalid request or to a connection over the limit."""
        ...


def advance(steps: Steps) -> Response | None:
    """Run one slice of the work. Return the response once the work is done."""
    try:
        next(steps)
    except StopIteration as end:
        if not isinstance(end.value, Response):
            raise TypeError(f"Steps must return a Response, not {end.value!r}.") from None
        return end.value
    return None


def complete(answer: Answer) -> Response:
    """Run all steps, or wait for the other thread, and return the response. A response is returned unchanged."""
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, Future):
        return answer.result()
    while (response := advance(answer)) is None:
        pass
    return response


def abandon(future: Future[Response]) -> None:
    """Let the other thread complete its work, although the client has left. Its response is lost."""
    future.add_done_callback(_lose)


def _lose(future: Future[Response]) -> None:
    try:
        future.result().lose()
    except Exception:
        _log.exception("The mock failed on a request whose client has left.")
