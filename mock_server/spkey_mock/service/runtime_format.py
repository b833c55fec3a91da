"""The runtime format: errors as the service's HTTP stack sends them, worded by its validator and its framework."""

import json
from typing import Any, cast

from ..store.recorded import Stream
from .errors import AggregateNotFound, Invalid, Problem, Rejection, Unavailable
from .message import Response


def respond(error: Rejection, *, query: bool, subject: Stream | None) -> Response:
    """Return the response of the service's HTTP stack to any error except 401 and an unknown route.

    The body lists the errors, for queries and commands alike. A schema violation also has an empty result. If the
    aggregate rejects a command or the access of a caller, the stack leaks internals of the error.
    """
    listed = {"success": False, "errors": [_item(error, problem) for problem in error.problems]}
    if isinstance(error, Invalid):
        response = Response.json(error.status, {**listed, "result": {}})
        return Response(response.status, ((b"content-type", b"application/json;charset=UTF-8"),), response.body)
    # The handler of a query runs in front of the aggregate, which only checks the access.
    if error.in_aggregate and (not query or error.status == 403):
        response = Response.json(error.status, {**listed, "__ceves": _inside(error, subject)})
        return response.with_headers((b"x-ceves-error", b"1"))
    if isinstance(error, Unavailable):
        errors = [{"code": 503, "message": "Aggregate temporarily unavailable, please retry"}]
        return Response.json(503, {"success": False, "errors": errors}).with_headers((b"retry-after", b"2"))
    return Response.json(error.status, listed)


def _item(error: Rejection, problem: Problem) -> dict[str, Any]:
    place = {"path": problem.place} if problem.place else {}
    return {"code": error.code, "message": _message(error, problem), **place}


def _message(error: Rejection, problem: Problem) -> str:
    if isinstance(error, AggregateNotFound):
        return f"Aggregate not found: {_class(error.aggregate)}/{error.id}"
    return (_zod(problem) if isinstance(error, Invalid) else "") or problem.message


def _inside(error: Rejection, subject: Stream | None) -> dict[str, Any]:
    name = _name(error)
    message = _message(error, error.problems[0])
    if error.status == 500:  # an error of JavaScript, of which the framework knows no more
        return {"name": name, "message": message, "httpStatusCode": error.status}
    aggregate = "" if subject is None else _class(subject.aggregate)
    return {
        "name": name,
        "message": message,
        "stack": f"{name}: {message}\n    at {aggregate}",
        "httpStatusCode": error.status,
        "aggregateType": aggregate,
        "aggregateId": None if subject is None else subject.id,
    }


def _name(error: Rejection) -> str:
    """Return the framework's name for an error."""
    if isinstance(error, AggregateNotFound):
        return "AggregateNotFoundError"
    return {403: "ForbiddenError", 500: "Error"}.get(error.status, "CevesError")


def _class(aggregate: str) -> str:
    """Return the framework's class name for an aggregate type."""
    return "".join(word.capitalize() for word in aggregate.split("-")) + "Aggregate"


def _zod(problem: Problem) -> str:
    """Return the message of zod, the service's validator, for a problem; empty if the message is not known."""
    part, expected = problem.place[:1], problem.expected
    match problem.keyword:
        case "enum":
            return _options(cast("list[str]", expected))
        case "type" if part == ("query",) and expected == "boolean":
            return _options(["true", "false"])  # zod sees the strings of a query
        case "required" if isinstance(expected, list):
            return _options(cast("list[str]", expected))
        case "required":
            return _mistyped(_JAVASCRIPT.get(str(expected), "nonoptional"), "undefined")
        case "type" if expected is None:
            return "Invalid input"
        case "type" if part == ("params",):
            return _mistyped("number", "NaN")  # `Number` returns NaN for a text that is not a number
        case "type" if (expected, problem.received) == ("integer", "number"):
            return _mistyped("int", "number")
        case "type":
            name = cast("list[object]", expected)[0] if isinstance(expected, list) else expected
            return _mistyped(_JAVASCRIPT.get(str(name), str(name)), problem.received)
        case "exclusiveMinimum":
            return f"Too small: expected number to be >{expected}"
        case "maximum":
            return f"Too big: expected int to be <={expected}"
        case "minLength" if part == ("query",):
            return _mistyped("string", "null")  # the stack turns an empty parameter into null before validation
        case "minLength":
            return f"Too small: expected string to have >={expected} characters"
        case "maxLength":
            return f"Too big: expected string to have <={expected} characters"
        case "pattern":
            return "Invalid GUID"
        case _:
            return ""


def _mistyped(expected: str, received: str) -> str:
    return f"Invalid input: expected {expected}, received {received}"


def _options(values: list[str]) -> str:
    return f"Invalid option: expected one of {'|'.join(map(json.dumps, values))}"


_JAVASCRIPT = {name: name for name in ("string", "number", "boolean", "object", "array")} | {"integer": "number"}
