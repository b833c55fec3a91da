"""The interface between the HTTP layer and the application."""

from collections.abc import Generator
from typing import Protocol

from ..service.message import Request, Response
from ..world.limits import Limits

Steps = Generator[None, None, Response]
"""Work that a handler does in slices; its return value is the response."""


class Handler(Protocol):
    """Responds to requests. A handler does no I/O and is thread-safe."""

    @property
    def limits(self) -> Limits:
        """The limits of bodies and connections."""
        ...

    def handle(self, request: Request) -> Response | Steps:
        """Respond to a request, immediately or in steps. No request makes this raise."""
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
    """Run all steps and return the response. A response is returned unchanged."""
    if isinstance(answer, Response):
        return answer
    while (response := advance(answer)) is None:
        pass
    return response
