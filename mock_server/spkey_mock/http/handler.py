"""The interface between HTTP and what it serves."""

from collections.abc import Generator
from typing import Protocol

from ..service.message import Request, Response
from ..world.limits import Limits

Steps = Generator[None, None, Response]
"""Work that a handler does in slices; its return value is the response."""


class Handler(Protocol):
    """Responds to requests. It does no I/O, and any thread may call it."""

    @property
    def limits(self) -> Limits:
        """The limits of bodies and connections."""
        ...

    def handle(self, request: Request) -> Response | Steps:
        """Respond to a request, at once or in steps. No request makes it raise."""
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


def complete(answer: Response | Steps) -> Response:
    """Run steps to their end and return the response. Return a response unchanged."""
    if isinstance(answer, Response):
        return answer
    while (response := advance(answer)) is None:
        pass
    return response
