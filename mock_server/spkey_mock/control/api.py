"""The control API: how tests in any language seed a world, break it and ask it."""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..aggregates.queries import Members, present
from ..record.journal import Expectation
from ..service import contract
from ..service.contract import Values
from ..service.error_formats import documented
from ..service.errors import (
    CredentialMissing,
    Forbidden,
    Full,
    Invalid,
    NotFound,
    Problem,
    Refusal,
    TooLarge,
)
from ..service.message import Request, Response
from .members import (
    clock_members,
    coverage_members,
    delivery_members,
    entry_members,
    event_members,
    fault_members,
    read_event,
    read_fault,
    read_user,
    read_webhook,
    user_members,
    user_state,
    webhook_members,
)

if TYPE_CHECKING:
    from ..http.worlds import Worlds
    from ..world.world import World

TOKEN_HEADER = b"x-mock-token"

_MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the control API.

    Attributes:
        worlds: All worlds.
        world: The world that it is about.
        params: The values of its path.
        query: The values of its query.
        body: The members of its body.
    """

    worlds: "Worlds"
    world: "World"
    params: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Mapping[str, Any]

    @property
    def limit(self) -> int:
        """The most that the answer may list."""
        return int(self.query.get("limit", _MOST_LISTED))


class Control:
    """The control API of the worlds of a server.

    Args:
        worlds: The worlds.
        token: What requests have to carry in X-Mock-Token. Without one they have to come from this machine, and not by
            way of a page that another site has shown in its browser.
    """

    def __init__(self, worlds: "Worlds", token: str | None) -> None:
        self._worlds = worlds
        if token is not None and not token.strip():
            raise ValueError("the control token is empty: give one, or leave it out")
        self._token = None if token is None else token.encode()
        self._contract = contract.load_control()

    def handle(self, world: "World", request: Request) -> Response:
        """Answer a request. Nothing that a client sends raises."""
        try:
            return self._answer(world, request)
        except Refusal as refusal:
            return documented(refusal, query=False)

    def _answer(self, world: "World", request: Request) -> Response:
        self._admit(request)
        if len(request.body) > self._worlds.limits.body:
            raise TooLarge(f"The body is longer than {self._worlds.limits.body} bytes.")
        route = self._contract.route(request.method, request.path)
        if route is None:
            path = request.path.decode("latin-1")
            raise NotFound(f"The control API has no {request.method} {path}: see /_mock/page/control.json.")
        values: Values = route.operation.read(route.params, request.query, request.body)
        call = Call(self._worlds, world, values["params"], values["query"], values.get("body", {}))
        try:
            answer = OPERATIONS[route.operation.id](call)
        except (ValueError, OverflowError, Full) as error:
            raise Invalid(str(error)) from None
        status = route.operation.statuses[0]
        return Response(status, (), b"") if answer is None else Response.json(status, answer)

    def _admit(self, request: Request) -> None:
        if self._token is not None:
            if not hmac.compare_digest(_single(request, TOKEN_HEADER) or b"", self._token):
                raise CredentialMissing("The header X-Mock-Token has to carry the control token of this mock.")
            return
        host, origin = _single(request, b"host"), _single(request, b"origin")
        if host is not None and not _LOOPBACK.fullmatch(host):
            raise Forbidden("The header Host does not name this machine: use localhost, or start with --control-token.")
        if origin is not None and origin.partition(b"://")[2] != host:
            raise Forbidden("The request comes from a page of another origin.")


_LOOPBACK = re.compile(rb"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?", re.IGNORECASE)


def _single(request: Request, name: bytes) -> bytes | None:
    """The value of a header that is given once, if at all."""
    values = [value for header, value in request.headers if header.lower() == name]
    if len(values) > 1:
        raise Forbidden(f"The header {name.decode()} is given more than once.")
    return values[0] if values else None


def _health(call: Call) -> Members:
    from spkey_client import __version__

    return {"status": "ok", "version": __version__, "contract": contract.load().version}


def _list_worlds(call: Call) -> Members:
    return {
        "worlds": [
            {"name": world.name, "users": len(world.users), "requests": world.journal.total}
            for world in call.worlds.items()
        ]
    }


def _delete_world(call: Call) -> None:
    if not call.worlds.delete(call.params["name"]):
        raise NotFound(f"There is no world {call.params['name']}.")


def _reset(call: Call) -> None:
    call.world.reset()


def _export_state(call: Call) -> Members:
    return {
        "users": [user_state(user) for user in call.world.users],
        "events": [event_members(recorded) for recorded in call.world.events()],
    }


def _import_state(call: Call) -> None:
    users = [read_user(item, index) for index, item in enumerate(call.body["users"])]
    if len({user.id for user in users}) < len(users):
        raise Invalid(Problem("two users have the same userId", ("body", "users")))
    events = [read_event(item, index) for index, item in enumerate(call.body.get("events", ()))]
    call.world.restore(users, events)


def _list_users(call: Call) -> Members:
    users = list(call.world.users)
    return {"users": [user_members(user) for user in users[: -call.limit - 1 : -1]], "total": len(users)}


def _create_user(call: Call) -> Members:
    body = call.body
    user = call.world.users.create(
        body.get("userId"),
        keys=int(body.get("keys", 0)),
        org_id=body.get("orgId"),
        email=body.get("email"),
        first_name=body.get("firstName"),
        last_name=body.get("lastName"),
    )
    return user_members(user)


def _get_user(call: Call) -> Members:
    user = call.world.users.get(call.params["id"])
    if user is None:
        raise NotFound(f"There is no user {call.params['id']}.")
    return user_members(user)


def _issue_api_key(call: Call) -> Members:
    org_id = call.body.get("orgId", call.world.org_id)
    return {"apiKey": call.world.credentials.issue_key(org_id, call.body.get("apiKey")), "orgId": org_id}


def _revoke_api_key(call: Call) -> None:
    if not call.world.credentials.revoke_key(call.params["key"]):
        raise NotFound("There is no such API key.")


def _issue_token(call: Call) -> Members:
    subject, expires_in = call.body["subject"], call.body.get("expiresIn")
    token = call.world.token(
        subject, org_id=call.body.get("orgId"), expires_in=None if expires_in is None else int(expires_in)
    )
    return {"token": token, "subject": subject}


def _get_clock(call: Call) -> Members:
    return clock_members(call.world.clock)


def _set_clock(call: Call) -> Members:
    clock, now = call.world.clock, call.body.get("now")
    at = None if now is None else int(now)
    match call.body["mode"]:
        case "frozen":
            clock.freeze(at)
        case "stepped":
            clock.run_in_steps(at, int(call.body.get("step", 1000)))
        case _:
            clock.run(at)
    return clock_members(clock)


def _advance_clock(call: Call) -> Members:
    call.world.clock.advance(int(call.body["milliseconds"]))
    return clock_members(call.world.clock)


def _list_faults(call: Call) -> Members:
    return {"faults": [fault_members(name, fault) for name, fault in call.world.faults.items().items()]}


def _add_fault(call: Call) -> Members:
    name = call.world.faults.add(read_fault(call.body))
    return fault_members(name, call.world.faults.items()[name])


def _clear_faults(call: Call) -> None:
    call.world.faults.clear()


def _delete_fault(call: Call) -> None:
    if not call.world.faults.remove(call.params["id"]):
        raise NotFound(f"There is no fault {call.params['id']}: it was removed, or has struck.")


def _get_journal(call: Call) -> Members:
    query, journal = call.query, call.world.journal
    if query.get("operation", "") not in ("", *contract.load().operations):
        raise Invalid(f"There is no operation {query['operation']}: there are {', '.join(contract.load().operations)}.")
    entries = journal.find(
        query.get("operation"), query.get("userId"), query.get("status"), after=query.get("after", 0), limit=call.limit
    )
    listed = [entry_members(entry) for entry in entries]
    return {"entries": listed, "total": journal.total, "forgotten": journal.forgotten}


def _clear_journal(call: Call) -> None:
    call.world.journal.clear()


def _check_journal(call: Call) -> Members:
    body = call.body
    verdict = call.world.journal.check(
        Expectation(
            operation=body["operation"],
            user_id=body.get("userId"),
            status=body.get("status"),
            body=body.get("body"),
            times=body.get("times"),
        )
    )
    return present(passed=verdict.passed, calls=verdict.calls, message=verdict.message or None)


def _list_events(call: Call) -> Members:
    events = call.world.events(call.query.get("userId"))
    listed = [event_members(recorded) for recorded in events[-call.limit :]]
    return {"events": listed, "forgotten": call.world.events_forgotten}


def _get_coverage(call: Call) -> Members:
    return coverage_members(call.world.coverage)


def _list_webhooks(call: Call) -> Members:
    return {"webhooks": [webhook_members(name, webhook) for name, webhook in call.world.webhooks.items()]}


def _add_webhook(call: Call) -> Members:
    name = call.world.add_webhook(call.body["url"], **read_webhook(call.body))
    return webhook_members(name, dict(call.world.webhooks.items())[name])


def _delete_webhook(call: Call) -> None:
    try:
        call.world.webhooks.remove(call.params["id"])
    except ValueError as error:
        raise NotFound(str(error)) from None


def _list_deliveries(call: Call) -> Members:
    webhooks = call.world.webhooks
    return {
        "deliveries": [delivery_members(delivery) for delivery in webhooks.deliveries()[-call.limit :]],
        "pending": len(webhooks.backlog().due),
        "forgotten": webhooks.dropped,
    }


OPERATIONS: Mapping[str, Callable[[Call], Members | None]] = {
    "get_world_health": _health,
    "list_worlds": _list_worlds,
    "delete_world": _delete_world,
    "reset_world": _reset,
    "export_state": _export_state,
    "import_state": _import_state,
    "list_users": _list_users,
    "create_user": _create_user,
    "get_user": _get_user,
    "issue_api_key": _issue_api_key,
    "revoke_api_key": _revoke_api_key,
    "issue_token": _issue_token,
    "get_clock": _get_clock,
    "set_clock": _set_clock,
    "advance_clock": _advance_clock,
    "list_faults": _list_faults,
    "add_fault": _add_fault,
    "clear_faults": _clear_faults,
    "delete_fault": _delete_fault,
    "get_journal": _get_journal,
    "clear_journal": _clear_journal,
    "check_journal": _check_journal,
    "list_events": _list_events,
    "get_coverage": _get_coverage,
    "list_webhooks": _list_webhooks,
    "add_webhook": _add_webhook,
    "delete_webhook": _delete_webhook,
    "list_webhook_deliveries": _list_deliveries,
}
"""What carries out each operation of the control API. One that gives nothing is answered without a body."""
