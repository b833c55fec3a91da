"""The control API: lets tests in any language seed a world, inject faults and inspect the results."""

import hmac
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from ..service import contract
from ..service.error_formats import documented
from ..service.errors import CredentialMissing, Forbidden, Full, Invalid, NotFound, Rejection, TooLarge
from ..service.loopback import is_loopback
from ..service.message import Request, Response
from ..world.registry import WorldRegistry
from ..world.world import World
from . import clock, coverage, credentials, events, faults, journal, states, users, webhooks, worlds
from .call import JSON, Call, Handler

TOKEN_HEADER = b"x-mock-token"

OPERATIONS: Mapping[str, Handler] = {
    **worlds.OPERATIONS,
    **states.OPERATIONS,
    **users.OPERATIONS,
    **credentials.OPERATIONS,
    **clock.OPERATIONS,
    **faults.OPERATIONS,
    **journal.OPERATIONS,
    **events.OPERATIONS,
    **coverage.OPERATIONS,
    **webhooks.OPERATIONS,
}
"""The handler of each operation of the control API."""


class Control:
    """The control API of a server's worlds.

    Args:
        worlds: The worlds.
        token: The token that requests must carry in X-Mock-Token. Without one, only requests from this machine are
            accepted, and none that a browser sends for a page of another origin.
    """

    def __init__(self, worlds: WorldRegistry[Any], token: str | None) -> None:
        self._worlds = worlds
        self._token = None if token is None else token.encode()
        self._contract = contract.load_control()

    def handle(self, world: World, request: Request) -> Response | Generator[None, None, Response]:
        """Respond to a request, possibly in slices. No request makes this raise."""
        try:
            return self._respond(world, request)
        except Rejection as error:
            return self._reject(error)

    def _reject(self, error: Rejection) -> Response:
        return documented(error, self._contract.error_shape(None, error.status))

    def _respond(self, world: World, request: Request) -> Response | Generator[None, None, Response]:
        self._admit(request)
        if len(request.body) > self._worlds.limits.body:
            raise TooLarge(f"The body is longer than {self._worlds.limits.body} bytes.")
        route = self._contract.route(request.method, request.path)
        if route is None:
            path = request.path.decode("latin-1")
            raise NotFound(f"The control API has no {request.method} {path}; see /_mock/page/control.json.")
        values = route.operation.read(route.params, request.query, request.body)
        call = Call(self._worlds, world, values["params"], values["query"], values.get("body", {}))
        status = route.operation.statuses[0]
        with _invalid():
            result = OPERATIONS[route.operation.id](call)
            if not isinstance(result, Generator):
                return _response(result, status)
            # What fits into one slice is done at once.
            try:
                next(result)
            except StopIteration as end:
                return _response(end.value, status)
        return self._in_slices(result, status)

    def _in_slices(self, slices: Generator[None, None, JSON], status: int) -> Generator[None, None, Response]:
        yield
        try:
            with _invalid():
                return _response((yield from slices), status)
        except Rejection as error:
            return self._reject(error)

    def _admit(self, request: Request) -> None:
        if self._token is not None:
            if not hmac.compare_digest(_single(request, TOKEN_HEADER) or b"", self._token):
                raise CredentialMissing("The header X-Mock-Token must carry the control token of this mock.")
            return
        host, origin = _single(request, b"host"), _single(request, b"origin")
        if host is not None and not _names_this_machine(host):
            raise Forbidden("The header Host must name this machine. Use localhost, or start with --control-token.")
        if origin is not None and origin.partition(b"://")[2] != host:
            raise Forbidden("Requests from a page of another origin are not allowed.")


@contextmanager
def _invalid() -> Generator[None]:
    """Reject a call whose values are out of range or exceed a limit as invalid."""
    try:
        yield
    except (ValueError, OverflowError, Full) as error:
        raise Invalid(str(error)) from None


def _response(result: JSON | None, status: int) -> Response:
    return Response(status, (), b"") if result is None else Response.json(status, result)


def _names_this_machine(host: bytes) -> bool:
    """Return whether a Host header names this machine, with or without a port."""
    name, colon, port = host.decode("latin-1").rpartition(":")
    if not colon or port.endswith("]"):
        return is_loopback(host.decode("latin-1"))
    return is_loopback(name) and port.isascii() and port.isdigit() and len(port) <= 5


def _single(request: Request, name: bytes) -> bytes | None:
    """Return the value of a header that must not be repeated, or None."""
    values = request.header(name)
    if len(values) > 1:
        raise Forbidden(f"The header {name.decode()} must be sent once.")
    return values[0] if values else None
