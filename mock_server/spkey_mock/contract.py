"""The contract: which operations there are, which requests name them, and what a request has to fit.

It is read from `contract.json`, which is generated from `openapi.yaml`. Everything that its schemas say is
checked by validators that are compiled from them; nothing of it is repeated here.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind, Validator

from spkey_mock.errors import Invalid, Problem
from spkey_mock.wire import read_json, read_number, read_query, read_segment

if TYPE_CHECKING:
    from jsonschema_rs import KeywordValidator

Schema = dict[str, Any]
Values = dict[str, dict[str, Any]]
"""The values of a request that fits its operation: of `params`, of `query` and, for a command, of `body`."""

SERVER_SET = "x-server-set"


class _ServerSet:
    """Refuses a value that only the service may set."""

    def __init__(self, parent_schema: Schema, value: object, schema_path: list[str | int]) -> None: ...

    def validate(self, instance: object) -> None:
        raise ValueError("the service derives this from the API key; clients must not send it: leave it out")


class _MaxLength:
    """Counts a string in UTF-16 code units, as the service does; JSON Schema itself counts characters."""

    def __init__(self, parent_schema: Schema, value: int, schema_path: list[str | int]) -> None:
        self._limit = value

    def validate(self, instance: object) -> None:
        units = len(instance.encode("utf-16-le", "surrogatepass")) // 2 if isinstance(instance, str) else 0
        if units > self._limit:
            raise ValueError(f"the value is longer than {self._limit} UTF-16 code units")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract.

    Attributes:
        id: Its operationId.
        query: Whether it only reads. The others are commands.
    """

    id: str
    query: bool
    _numbers: tuple[str, ...]
    _queried: tuple[str, ...]
    _members: tuple[str, ...]
    _validator: Validator

    def read(self, params: dict[str, str], query: bytes, body: bytes) -> Values:
        """Decode the values that the operation knows, and validate them. Others are left out.

        Args:
            params: The path values by name.
            query: The query string.
            body: The body, which a query does not have.

        Raises:
            Invalid: They do not fit the contract.
        """
        values: dict[str, Any] = {"params": self._read_params(params), "query": self._read_query(query)}
        if not self.query:
            values["body"] = self._read_body(body)
        try:
            problems = [_problem(error) for error in self._validator.iter_errors(values)]
        except ValueError:
            # Half a surrogate pair or deep nesting, in a place where neither would have been valid.
            raise Invalid(Problem("a value is not valid and cannot be represented", ("body",))) from None
        if problems:
            raise Invalid(*problems)
        return values

    def _read_params(self, params: dict[str, str]) -> dict[str, object]:
        read: dict[str, object] = {**params}
        for name in self._numbers:
            number = read_number(params[name])
            read[name] = params[name] if number is None else number
        return read

    def _read_query(self, query: bytes) -> dict[str, object]:
        if not query or not self._queried:
            return {}
        found = read_query(query)
        known = ((name, found[name]) for name in self._queried if name in found)
        # A repeated parameter stays a list, which no schema of one value admits.
        return {name: values[0] if len(values) == 1 else values for name, values in known}

    def _read_body(self, body: bytes) -> object:
        try:
            value = read_json(body)
        except ValueError as error:
            raise Invalid(Problem(f"the body is not JSON: {error}", ("body",))) from None
        if not isinstance(value, dict):
            return value
        members = cast("dict[str, object]", value)
        return {name: members[name] for name in self._members if name in members}


@dataclass(frozen=True, slots=True)
class Route:
    """An operation that a request names, with the decoded values of its path."""

    operation: Operation
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Template:
    """The path of an operation, in segments: those that a path must equal, and those that are values."""

    operation: Operation
    fixed: tuple[tuple[int, str], ...]
    named: tuple[tuple[int, str], ...]

    def match(self, segments: list[str]) -> Route | None:
        for position, text in self.fixed:
            if segments[position] != text:
                return None
        params = {name: segments[position] for position, name in self.named}
        return Route(self.operation, params) if all(params.values()) else None


class Contract:
    """The operations of a contract, by their routes.

    Attributes:
        operations: Their ids.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.operations = tuple(item["id"] for item in document["operations"])
        self._templates: dict[tuple[str, int], list[_Template]] = {}
        for item in document["operations"]:
            segments = item["path"].split("/")
            template = _template(_operation(item), segments)
            self._templates.setdefault((item["method"], len(segments)), []).append(template)

    def route(self, method: str, path: bytes) -> Route | None:
        """The operation with this method and raw path, or None. Case counts, and so does a trailing slash."""
        segments = path.split(b"/")
        templates = self._templates.get((method, len(segments)))
        if templates is None:
            return None
        decoded = [read_segment(segment) for segment in segments]
        for template in templates:
            if route := template.match(decoded):
                return route
        return None


@cache
def load() -> Contract:
    """The contract that this version of the mock implements."""
    return Contract(json.loads(files("spkey_mock").joinpath("contract.json").read_bytes()))


def _operation(item: dict[str, Any]) -> Operation:
    by_place = {
        place: {parameter["name"]: parameter for parameter in item["parameters"] if parameter["in"] == place}
        for place in ("path", "query")
    }
    numbers = (name for name, it in by_place["path"].items() if it["schema"]["type"] in ("integer", "number"))
    body: Schema | None = item["body"]
    properties: Schema = {"params": _parameters(by_place["path"]), "query": _parameters(by_place["query"])}
    if body is not None:
        members = {name: _sendable(it, it.get(SERVER_SET, False)) for name, it in body["properties"].items()}
        properties["body"] = {**body, "properties": members}
    return Operation(
        id=item["id"],
        query=item["idempotent"] is None,
        _numbers=tuple(numbers),
        _queried=tuple(by_place["query"]),
        _members=() if body is None else tuple(body["properties"]),
        _validator=_compile({"type": "object", "required": list(properties), "properties": properties}),
    )


def _parameters(parameters: dict[str, Any]) -> Schema:
    properties = {name: _sendable(item["schema"], item["server_set"]) for name, item in parameters.items()}
    required = [name for name, item in parameters.items() if item["required"]]
    return {"type": "object", "required": required, "properties": properties}


def _sendable(schema: Schema, server_set: bool) -> Schema:
    # Whether a value that must not be sent would have the right type is beside the point.
    return {SERVER_SET: True} if server_set else schema


def _compile(schema: Schema) -> Validator:
    # Values are masked: a message that repeats them could be as long as the body.
    keywords: dict[str, type[KeywordValidator]] = {SERVER_SET: _ServerSet, "maxLength": _MaxLength}
    return Draft202012Validator(schema, mask="the value", keywords=keywords)


def _problem(error: ValidationError) -> Problem:
    kind = error.kind
    missing: Iterable[str] = (kind.property,) if isinstance(kind, ValidationErrorKind.Required) else ()
    return Problem(error.message, (*error.instance_path, *missing))


def _template(operation: Operation, segments: list[str]) -> _Template:
    fixed: list[tuple[int, str]] = []
    named: list[tuple[int, str]] = []
    for position, segment in enumerate(segments):
        if segment.startswith("{"):
            named.append((position, segment.strip("{}")))
        else:
            fixed.append((position, segment))
    return _Template(operation, tuple(fixed), tuple(named))
