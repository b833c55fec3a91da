"""The contract: operations, routes, schemas and rules.

The contract is loaded from a file that is generated from an OpenAPI document. Its schemas are compiled to validators,
so no constraint of a schema is repeated in code.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from attrs import define, field, frozen

from .decoding import read_json, read_number, read_query, read_segment
from .errors import Invalid, Problem
from .properties import Property, documented
from .validation import SERVER_SET, CompiledSchema, Schema

Auth = Literal["required", "optional", "none"]
"""Whether an operation requires credentials, accepts requests without them, or ignores them."""

Values = dict[str, dict[str, Any]]
"""The values of a valid request, under `params`, `query` and, if the operation has a body, `body`.

Unknown values, if any, are under `ignored`."""


@frozen
class Tolerance:
    """The tolerance for invalid requests, where the service is more lenient than its documents.

    Attributes:
        server_set: Whether values that only the service may set are accepted, then replaced or ignored.
        not_json: Whether a body that is not JSON is read as an empty object.
        unknown: Whether unknown properties and parameters are accepted and ignored.
        empty: Whether empty query parameters are accepted if they match the schema. The service's HTTP stack reads
            them as null, which no schema allows.
        no_body: Whether an empty body is read as an empty object.
    """

    server_set: bool = False
    not_json: bool = False
    unknown: bool = True
    empty: bool = False
    no_body: bool = False


STRICT = Tolerance()

Places = tuple[tuple[str, ...], ...]
"""Places in JSON values. A step `*` stands for every item of an array and every value of an object."""

_SHORT_PATH = 200
_BOOLEANS = {"true": True, "false": False}
_ENVELOPE = frozenset({"success", "aggregateId", "version", "event"})


@frozen
class Rule:
    """Behaviour that a schema cannot express.

    Attributes:
        id: The stable, dotted id.
        text: The text of the rule.
        source: The source of the rule: `seed`, `documented` or `inferred`.
        subject: Whether the rule is about requests or about deliveries to webhooks.
    """

    id: str
    text: str
    source: str
    subject: Literal["request", "webhook"] = "request"


@frozen(slots=False)
class Operation:
    """One operation of the contract.

    Attributes:
        id: The operationId.
        query: Whether the operation is a query. All others are commands, even a GET that writes.
        auth: Whether the operation requires credentials.
        statuses: The documented statuses.
        repeats: The event properties that a successful response repeats at its top level, by status.
        optional: The quoted names of optional properties of a successful response.
        served: The properties of a successful response, at any depth, by status.
        rules: The operation's own rules, by the last part of their ids.
        server_set: The names of values that only the service may set but requests may contain.
        errors: The shapes of error responses, by status or as `default`.
        numbers: The names of parameters that are numbers.
        booleans: The names of parameters that are booleans.
        queried: The names of query parameters.
        properties: The names of body properties.
        has_body: Whether the operation has a body.
        bodiless: Whether an absent body counts as an empty object, because the contract requires no property.
        document: The schema of all values.
        secrets: The places of secrets in the body.
        served_secrets: The places of secrets in the body of a response, by status.
        tolerance: The tolerance for invalid requests.
    """

    id: str
    query: bool
    auth: Auth
    statuses: tuple[int, ...]
    repeats: Mapping[int, tuple[str, ...]]
    optional: tuple[bytes, ...]
    served: Mapping[int, tuple[Property, ...]]
    rules: Mapping[str, Rule]
    server_set: tuple[str, ...]
    errors: Mapping[str, str]
    numbers: frozenset[str]
    booleans: frozenset[str]
    queried: tuple[str, ...]
    properties: tuple[str, ...]
    has_body: bool
    bodiless: bool
    document: Schema
    secrets: Places
    served_secrets: Mapping[int, Places]
    tolerance: Tolerance

    @cached_property
    def schema(self) -> CompiledSchema:
        """The schema of all values, compiled on first use."""
        return CompiledSchema(self.document)

    def identifier(self, name: str, params: Mapping[str, str]) -> str:
        """Return the id in a path parameter. Numbers have one form: `007` is `7`."""
        text = params[name]
        value = read_number(text) if name in self.numbers else None
        return str(int(value)) if value is not None and value.is_integer() else text

    def read(self, params: dict[str, str], query: bytes, body: bytes) -> Values:
        """Decode and validate a request's known values. Unknown values are ignored or rejected; see `Tolerance`.

        Args:
            params: The path parameters.
            query: The query string.
            body: The body.

        Raises:
            Invalid: The request does not match the contract.
        """
        ignored: dict[str, object] = {}
        values: dict[str, Any] = {
            "params": {name: self._typed(name, text) for name, text in params.items()},
            "query": self._read_query(query, ignored) if query else {},
        }
        if self.has_body:
            values["body"] = self._read_body(body, ignored)
        if ignored:
            values["ignored"] = ignored
            if not self.tolerance.unknown:
                known = ", ".join((*self.queried, *self.properties)) or "none"
                raise Invalid(*(f"Unknown property or parameter {name}. Known: {known}." for name in ignored))
        if problems := self.schema.problems(values):
            raise Invalid(*problems)
        return values

    def _typed(self, name: str, text: str) -> object:
        if name in self.booleans:
            return _BOOLEANS.get(text, text)
        number = read_number(text) if name in self.numbers else None
        return text if number is None else number

    def _read_query(self, query: bytes, ignored: dict[str, object]) -> dict[str, object]:
        # A repeated parameter stays a list, which the schema of a single value rejects.
        found = {name: values[0] if len(values) == 1 else values for name, values in read_query(query).items()}
        ignored |= {name: value for name, value in found.items() if name not in self.queried}
        known = ((name, found[name]) for name in self.queried if name in found)
        return {name: self._typed(name, value) if isinstance(value, str) else value for name, value in known}

    def _read_body(self, body: bytes, ignored: dict[str, object]) -> object:
        if not body and (self.bodiless or self.tolerance.no_body):
            return {}
        try:
            value = read_json(body)
        except ValueError as error:
            if self.tolerance.not_json:
                return {}
            raise Invalid(Problem(f"the body is not JSON: {error}", ("body",), "json")) from None
        if not isinstance(value, dict):
            return value
        properties = cast("dict[str, object]", value)
        known = {name: properties[name] for name in self.properties if name in properties}
        if len(known) < len(properties):
            ignored |= {name: value for name, value in properties.items() if name not in known}
        return known


@frozen
class Route:
    """The operation that a request addresses, with the decoded path parameters."""

    operation: Operation
    params: dict[str, str]


@define
class _Shape:
    """Path templates with parameters at the same positions. Their fixed segments distinguish the operations.

    Attributes:
        fixed: The positions of fixed segments.
        named: The positions and names of parameters.
        operations: The operations, by their fixed segments.
    """

    fixed: tuple[int, ...]
    named: tuple[tuple[int, str], ...]
    operations: dict[tuple[str, ...], Operation] = field(factory=dict[tuple[str, ...], Operation])

    def match(self, segments: list[str]) -> Route | None:
        operation = self.operations.get(tuple([segments[place] for place in self.fixed]))
        if operation is None:
            return None
        params = {name: segments[place] for place, name in self.named}
        return Route(operation, params) if all(params.values()) else None


class Contract:
    """The operations of a contract, by their routes.

    Args:
        document: The resolved contract.
        tolerance: The tolerance for invalid requests.

    Attributes:
        version: The version of the contract.
        operations: The operations by id.
        rules: All rules by id, in the order of the contract.
        webhooks: The names of the webhooks.
        errors: The shapes of error responses to requests without an operation, by status or as `default`.
    """

    def __init__(self, document: dict[str, Any], tolerance: Tolerance = STRICT) -> None:
        self.version: str = document["version"]
        self.webhooks = tuple(document["webhooks"])
        self.errors: Mapping[str, str] = document["errors"]
        self.operations: dict[str, Operation] = {}
        self._remembered_route = lru_cache(maxsize=1024)(self._route)
        self.rules = _rules(document["rules"])
        self._shapes: dict[tuple[str, int], list[_Shape]] = {}
        for item in document["operations"]:
            operation = _operation(item, document["schemas"], tolerance)
            self.operations[operation.id] = operation
            self.rules |= {rule.id: rule for rule in operation.rules.values()}
            self._add(item["method"], item["path"].split("/"), operation)

    def _add(self, method: str, segments: list[str], operation: Operation) -> None:
        fixed = tuple(place for place, segment in enumerate(segments) if not segment.startswith("{"))
        named = tuple((place, segment.strip("{}")) for place, segment in enumerate(segments) if place not in fixed)
        shapes = self._shapes.setdefault((method, len(segments)), [])
        shape = next((shape for shape in shapes if (shape.fixed, shape.named) == (fixed, named)), None)
        if shape is None:
            shape = _Shape(fixed, named)
            shapes.append(shape)
        shape.operations[tuple(segments[place] for place in fixed)] = operation

    def route(self, method: str, path: bytes) -> Route | None:
        """Return the operation and path parameters for a method and raw path, or None.

        Letter case and trailing slashes are significant.
        """
        # Short paths recur, so they are cached. Long ones do not recur and would fill the memory.
        return (self._remembered_route if len(path) < _SHORT_PATH else self._route)(method, path)

    def check_operation(self, name: str) -> None:
        """Check that the contract has an operation.

        Raises:
            ValueError: The operationId is unknown.
        """
        if name not in self.operations:
            raise ValueError(f"Unknown operation {name!r}. Known: {', '.join(self.operations)}.")

    def error_shape(self, operation: Operation | None, status: int) -> str:
        """Return the name of the documented shape of an error response."""
        errors = self.errors if operation is None else operation.errors
        return errors.get(str(status)) or errors["default"]

    def _route(self, method: str, path: bytes) -> Route | None:
        segments = path.split(b"/")
        shapes = self._shapes.get((method, len(segments)))
        if shapes is None:
            return None
        decoded = [read_segment(segment) for segment in segments]
        for shape in shapes:
            if route := shape.match(decoded):
                return route
        return None


@cache
def load(tolerance: Tolerance = STRICT) -> Contract:
    """Return the service's contract."""
    return Contract(_document("contract.json"), tolerance)


@cache
def load_control() -> Contract:
    """Return the control API's contract."""
    return Contract(_document("control.json"), Tolerance(unknown=False, empty=True, no_body=True))


def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(__file__).parents[1].joinpath(name).read_bytes())
    return document


def _rules(items: list[dict[str, Any]]) -> dict[str, Rule]:
    return {item["id"]: Rule(**item) for item in items}


def _operation(item: dict[str, Any], schemas: Mapping[str, Schema], tolerance: Tolerance) -> Operation:
    path, query = (
        {parameter["name"]: parameter for parameter in item["parameters"] if parameter["in"] == place}
        for place in ("path", "query")
    )
    parameters = path | query
    body: Schema | None = item["body"]
    known: Schema = {} if body is None else body["properties"]
    properties: Schema = {"params": _parameters(path, tolerance), "query": _parameters(query, tolerance)}
    if body is not None:
        sendable = {name: _sendable(it, it.get(SERVER_SET, False), tolerance) for name, it in known.items()}
        properties["body"] = {**body, "properties": sendable}
    secrets = item.get("secrets", {"body": (), "responses": {}})
    successes: dict[int, Schema] = {
        int(status): schemas[name]
        for status, name in item["responses"].items()
        if status.startswith("2") and name is not None
    }
    return Operation(
        id=item["id"],
        query=not item.get("writes", item["method"] != "GET"),
        auth=item.get("auth", "required"),
        statuses=tuple(map(int, item["responses"])),
        repeats={
            status: tuple(name for name in schema.get("properties", ()) if name not in _ENVELOPE)
            for status, schema in successes.items()
        },
        optional=tuple(
            b'"%b"' % name.encode()
            for schema in successes.values()
            for name in schema.get("properties", ())
            if name not in schema.get("required", ())
        ),
        served={status: documented(schema) for status, schema in successes.items()},
        errors=item["errors"],
        rules={rule.id.rpartition(".")[2]: rule for rule in _rules(item["rules"]).values()},
        server_set=tuple(
            [name for name, it in parameters.items() if it["server_set"]]
            + [name for name, it in known.items() if it.get(SERVER_SET)]
            if tolerance.server_set
            else []
        ),
        numbers=_of_types(parameters, "integer", "number"),
        booleans=_of_types(parameters, "boolean"),
        queried=tuple(query),
        properties=tuple(known),
        has_body=body is not None,
        bodiless=body is not None and not body.get("required"),
        document={"type": "object", "required": list(properties), "properties": properties},
        secrets=_places(secrets["body"]),
        served_secrets={int(status): _places(pointers) for status, pointers in secrets["responses"].items()},
        tolerance=tolerance,
    )


def _of_types(parameters: dict[str, Any], *types: str) -> frozenset[str]:
    return frozenset(name for name, parameter in parameters.items() if parameter["schema"].get("type") in types)


def _places(pointers: Iterable[str]) -> Places:
    return tuple(
        tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]) for pointer in pointers
    )


def _parameters(parameters: dict[str, Any], tolerance: Tolerance) -> Schema:
    properties = {name: _parameter(item, tolerance) for name, item in parameters.items()}
    required = [name for name, item in parameters.items() if item["required"]]
    return {"type": "object", "required": required, "properties": properties}


def _parameter(parameter: dict[str, Any], tolerance: Tolerance) -> Schema:
    schema = _sendable(parameter["schema"], parameter["server_set"], tolerance)
    return schema if tolerance.empty or schema.get("type") != "string" else {"minLength": 1, **schema}


def _sendable(schema: Schema, server_set: bool, tolerance: Tolerance) -> Schema:
    if not server_set:
        return schema
    if tolerance.server_set:
        return {keyword: value for keyword, value in schema.items() if keyword != SERVER_SET}
    # The type of a value that must not be sent is irrelevant.
    return {SERVER_SET: True}
