"""Injection: the response to a request on which a fault fires."""

from collections.abc import Callable

from attrs import evolve

from ..service.contract import Route
from ..service.errors import Failed, Rejection, Unavailable
from ..service.message import Response
from ..service.outcome import Outcome
from ..store.recorded import Recorded
from .faults import Fault

Reject = Callable[[Rejection, Route], Response]

_MESSAGE = "An injected fault fired."
_HTML = ((b"content-type", b"text/html; charset=utf-8"),)


def inject(fault: Fault, reject: Reject, route: Route, outcome: Outcome | None = None) -> Response:
    """Return the response that a fault produces.

    Args:
        fault: The fault.
        reject: Creates the response to a rejection.
        route: The operation and path parameters.
        outcome: The outcome of the request, or None if the fault prevents the request from taking effect.
    """
    delay = fault.seconds
    response = Response(503, (), b"") if outcome is None else outcome.response
    match fault.kind:
        case "status":
            return evolve(_failed(fault, reject, route, outcome), delay=delay)
        case "drop" | "lose_answer":
            return evolve(response, ending="dropped", delay=delay)
        case "truncate":
            return evolve(response, ending="truncated", delay=delay)
        case "malformed":
            return evolve(response, body=response.body[: len(response.body) // 2], delay=delay)
        case "content_type":
            return evolve(response, headers=_HTML, body=b"<!doctype html><p>Hello</p>", delay=delay)
        case "latency":
            return evolve(response, delay=delay)


def _failed(fault: Fault, reject: Reject, route: Route, outcome: Outcome | None) -> Response:
    if fault.body is not None:
        media_type = (b"content-type", _media_type(fault.body))
        response = Response(fault.status, (media_type,), fault.body.encode(errors="replace"))
    elif fault.status == 500 and not _is_own(route) and (recorded := _first_event(outcome)) is not None:
        # The service's response if a side effect of an event fails.
        body = {"success": False, "error": "SideEffectError", "message": _MESSAGE}
        response = Response.json(fault.status, {**body, "aggregateId": recorded.stream.id, "version": recorded.version})
    else:
        response = reject((Unavailable if fault.status == 503 else Failed)(fault.status, _MESSAGE), route)
    if fault.retry_after is None:
        return response
    kept = tuple(header for header in response.headers if header[0] != b"retry-after")
    return evolve(response, headers=(*kept, (b"retry-after", b"%d" % fault.retry_after)))


def _first_event(outcome: Outcome | None) -> Recorded | None:
    """Return the first event that a request recorded, if it belongs to the aggregate that the request addresses.

    Events of other aggregates, such as a user's account at 3dEye, are internal, and so are their versions.
    """
    if outcome is None or not outcome.recorded or outcome.recorded[0].stream != outcome.subject:
        return None
    return outcome.recorded[0]


def _is_own(route: Route) -> bool:
    """Return whether an operation sends its errors past the framework, which reports failures of side effects."""
    errors = route.operation.errors
    return (errors.get("500") or errors["default"]) in ("bare", "empty")


def _media_type(body: str) -> bytes:
    kinds = {"{": b"application/json", "[": b"application/json", "<": b"text/html; charset=utf-8"}
    return kinds.get(body.lstrip()[:1], b"text/plain; charset=utf-8")
