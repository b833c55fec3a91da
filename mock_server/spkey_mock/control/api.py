"""The control API: lets tests in any language seed a world, inject faults and inspect the results."""

import hmac
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

from attrs import evolve

from ..service import contract
from ..service.error_formats import documented
from ..service.errors import (
    Conflict,
    CredentialMissing,
    Encoded,
    Forbidden,
    Full,
    Invalid,
    InvalidState,
    NotConfigured,
    NotFound,
    Rejection,
    TooLarge,
    Unreachable,
)
from ..service.loopback import is_loopback
from ..service.message import Request, Response
from ..world.archive import reaching
from ..world.registry import WorldRegistry
from ..world.teams import Team
from ..world.world import World
from . import (
    checks,
    clock,
    coverage,
    credentials,
    events,
    faults,
    journal,
    locks,
    metrics,
    outside,
    replays,
    report,
    retention,
    server,
    settings,
    snapshots,
    states,
    teams,
    temp_keys,
    users,
    webhooks,
    worlds,
)
from .call import JSON, Call, Handler

TOKEN_HEADER = b"x-mock-token"

OPERATIONS: Mapping[str, Handler] = {
    **server.OPERATIONS,
    **metrics.OPERATIONS,
    **teams.OPERATIONS,
    **worlds.OPERATIONS,
    **checks.OPERATIONS,
    **settings.OPERATIONS,
    **states.OPERATIONS,
    **snapshots.OPERATIONS,
    **retention.OPERATIONS,
    **users.OPERATIONS,
    **locks.OPERATIONS,
    **temp_keys.OPERATIONS,
    **credentials.OPERATIONS,
    **clock.OPERATIONS,
    **outside.OPERATIONS,
    **faults.OPERATIONS,
    **replays.OPERATIONS,
    **journal.OPERATIONS,
    **events.OPERATIONS,
    **coverage.OPERATIONS,
    **report.OPERATIONS,
    **webhooks.OPERATIONS,
}
"""The handler of each operation of the control API."""

_GROWING = frozenset(
    {
        "create_user",
        "create_lock",
        "create_temp_key",
        "import_state",
        "save_snapshot",
        "restore_snapshot",
        "issue_api_key",
        "add_fault",
        "add_webhook",
    }
)
"""The operations that are rejected while the worlds of the server use too much memory."""

_SERVER = frozenset({*server.OPERATIONS, *metrics.OPERATIONS, *teams.OPERATIONS, *report.OPERATIONS})
"""The operations on the server as a whole, which no team can call."""


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

    def handle(self, request: Request, find_name: Callable[[], str]) -> Response | Generator[None, None, Response]:
        """Respond to a request, possibly in slices. No request makes this raise.

        Args:
            request: The request.
            find_name: Returns the name of the world that the request addresses. Only operations on a world call this.
        """
        try:
            with reaching():
                response = self._respond(request, find_name)
        except Rejection as error:
            response = self._reject(error)
        return evolve(response, body=b"") if request.method == "HEAD" and isinstance(response, Response) else response

    def _reject(self, error: Rejection) -> Response:
        response = documented(error, self._contract.error_shape(None, error.status))
        if error.retry_after is None:
            return response
        return response.with_headers((b"retry-after", b"%d" % error.retry_after))

    def _respond(self, request: Request, find_name: Callable[[], str]) -> Response | Generator[None, None, Response]:
        route = self._contract.route("GET" if request.method == "HEAD" else request.method, request.path)
        public = route is not None and route.operation.id in server.PUBLIC
        team = None if public else self._admit(request)
        if len(request.body) > self._worlds.limits.body:
            raise TooLarge(f"The body is longer than {self._worlds.limits.body} bytes.")
        if request.compressed:
            raise Invalid(str(Encoded()))
        if route is None:
            path = request.path.decode("latin-1")
            raise NotFound(f"The control API has no {request.method} {path}; see /_mock/page/control.json.")
        if team is not None and route.operation.id in _SERVER:
            raise Forbidden(
                f"The control token of team {team.name} reaches its worlds only, not the server as a whole."
            )
        values = route.operation.read(route.params, request.query, request.body)
        call = Call(self._worlds, team, find_name, values["params"], values["query"], values.get("body", {}))
        status = route.operation.statuses[0]
        growing = call.world if route.operation.id in _GROWING else None
        if growing is not None:
            self._worlds.check_memory(growing)
        with _invalid(), self._measured(growing):
            result = OPERATIONS[route.operation.id](call)
            if not isinstance(result, Generator):
                return _response(result, status)
            # What fits into one slice is done at once.
            try:
                next(result)
            except StopIteration as end:
                return _response(end.value, status)
        return self._in_slices(result, status, growing)

    def _in_slices(
        self, slices: Generator[None, None, JSON], status: int, growing: World | None
    ) -> Generator[None, None, Response]:
        yield
        try:
            with _invalid(), self._measured(growing):
                return _response((yield from slices), status)
        except Rejection as error:
            return self._reject(error)

    @contextmanager
    def _measured(self, growing: World | None) -> Generator[None]:
        try:
            yield
        finally:
            if growing is not None:
                self._worlds.measure(growing)

    def _admit(self, request: Request) -> Team | None:
        """Return the team that a request comes from, or None if it may do everything.

        Raises:
            Rejection: The request is not allowed.
        """
        token = _single(request, TOKEN_HEADER) or b""
        if self._token is not None and hmac.compare_digest(token, self._token):
            return None
        if token and (team := self._worlds.teams.with_token(token)) is not None:
            return team
        if self._token is not None:
            raise CredentialMissing("The header X-Mock-Token must carry the control token of this mock or of a team.")
        _check_local(request)
        return None


def _check_local(request: Request) -> None:
    """Check that a request comes from this machine, and from no page of another origin.

    Raises:
        Forbidden: It does not.
    """
    host, origin = _single(request, b"host"), _single(request, b"origin")
    if host is not None and not _names_this_machine(host):
        raise Forbidden("The header Host must name this machine. Use localhost, or start with --control-token.")
    # A foreign page can request an image without sending its origin.
    embedded = request.header(b"sec-fetch-site") == [b"cross-site"] and request.header(b"sec-fetch-mode") != [
        b"navigate"
    ]
    if embedded or (origin is not None and origin.partition(b"://")[2] != host):
        raise Forbidden(
            "Pages of another origin cannot call the control API, not even with the control token. Seed the world "
            "from the test runner."
        )


@contextmanager
def _invalid() -> Generator[None]:
    """Reject a call as invalid if its values are out of range, exceed a limit, or do not fit the state of the world."""
    try:
        yield
    except (ValueError, OverflowError, Full, InvalidState, Conflict, Unreachable, NotConfigured) as error:
        raise Invalid(str(error)) from None


def _response(result: JSON | Response | None, status: int) -> Response:
    if isinstance(result, Response):
        return result
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
