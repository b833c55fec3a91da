"""The contract: which operations there are, which requests name them, what a request has to fit, and the rules.

It is read from a file that is generated from an OpenAPI document. Everything that its schemas say is checked by
validators that are compiled from them; nothing of it is repeated here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple, cast

from .decoding import read_json, read_number, read_query, read_segment
from .errors import Invalid, Problem
from .validation import SERVER_SET, CompiledSchema, Schema

Values = dict[str, dict[str, Any]]
"""The values of a request that fits its operation: of `params`, of `query` and, where it has one, of `body`.

Under `ignored` stand those that the contract does not know, if there are any."""


class Reading(NamedTuple):
    """How requests are read where the service and its documents differ.

    Attributes:
        server_set: Whether a value that only the service may set passes, as it does there, to be replaced or ignored.
        not_json: Whether a body that is not JSON is taken for an empty object, as it is there.
        unknown: Whether members and parameters that the contract does not know pass, to be ignored, as they do there.
    """

    server_set: bool = False
    not_json: bool = False
    unknown: bool = True


STRICT = Reading()

_SHORT_PATH = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """Behaviour that a schema cannot say.

    Attributes:
        id: Its id, dotted and stable.
        text: What it says.
        source: Where it is known from: `seed`, `documented` or `inferred`.
    """

    id: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract.

    Attributes:
        id: Its operationId.
        query: Whether it only reads. The others are commands.
        statuses: The statuses that it may be answered with.
        rules: Its own rules, by the last part of their ids.
        server_set: The names of values that only the service may set.
    """

    id: str
    query: bool
    statuses: tuple[int, ...]
    rules: Mapping[str, Rule]
    server_set: tuple[str, ...]
    _numbers: frozenset[str]
    _queried: tuple[str, ...]
    _members: tuple[str, ...]
    _has_body: bool
    _schema: CompiledSchema
    _reading: Reading

    def read(self, params: dict[str, str], query: bytes, body: bytes) -> Values:
        """Decode the values that the operation knows, and validate them. Others are left out.

        Args:
            params: The path values by name.
            query: The query string.
            body: The body.

        Raises:
            Invalid: They do not fit the contract.
        """
        ignored: dict[str, object] = {}
        values: dict[str, Any] = {
            "params": {name: self._typed(name, text) for name, text in params.items()},
            "query": self._read_query(query, ignored) if query else {},
        }
        if self._has_body:
            values["body"] = self._read_body(body, ignored)
        if ignored:
            values["ignored"] = ignored
            if not self._reading.unknown:
                known = ", ".join((*self._queried, *self._members)) or "none"
                raise Invalid(*(f"There is no {name} here: there are {known}." for name in ignored))
        if problems := self._schema.problems(values):
            raise Invalid(*problems)
        return values

    def _typed(self, name: str, text: str) -> object:
        number = read_number(text) if name in self._numbers else None
        return text if number is None else number

    def _read_query(self, query: bytes, ignored: dict[str, object]) -> dict[str, object]:
        # A repeated parameter stays a list, which no schema of one value admits.
        found = {name: values[0] if len(values) == 1 else values for name, values in read_query(query).items()}
        ignored |= {name: value for name, value in found.items() if name not in self._queried}
        known = ((name, found[name]) for name in self._queried if name in found)
        return {name: self._typed(name, value) if isinstance(value, str) else value for name, value in known}

    def _read_body(self, body: bytes, ignored: dict[str, object]) -> object:
        try:
            value = read_json(body)
        except ValueError as error:
            if self._reading.not_json:
                return {}
            raise Invalid(Problem(f"the body is not JSON: {error}", ("body",), "json")) from None
        if not isinstance(value, dict):
            return value
        members = cast("dict[str, object]", value)
        known = {name: members[name] for name in self._members if name in members}
        if len(known) < len(members):
            ignored |= {name: value for name, value in members.items() if name not in known}
        return known


class Route(NamedTuple):
    """An operation that a request names, with the decoded values of its path."""

    operation: Operation
    params: dict[str, str]


@dataclass(slots=True)
class _Shape:
    """Paths that have their values at the same places, and are told apart by what stands at the others.

    Attributes:
        fixed: The places at which a path must equal a text.
        named: The places of values, and their names.
        operations: The operations, by these texts.
    """

    fixed: tuple[int, ...]
    named: tuple[tuple[int, str], ...]
    operations: dict[tuple[str, ...], Operation] = field(default_factory=dict[tuple[str, ...], Operation])

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
        reading: How requests are read.

    Attributes:
        version: Its version.
        operations: The operations by their ids.
        rules: All rules by their ids, in the order of the contract.
        webhooks: The names of its webhooks.
    """

    def __init__(self, document: dict[str, Any], reading: Reading = STRICT) -> None:
        self.version: str = document["version"]
        self.webhooks = tuple(document["webhooks"])
        self.operations: dict[str, Operation] = {}
        self._remembered_route = lru_cache(maxsize=1024)(self._route)
        self.rules = _rules(document["rules"])
        self._shapes: dict[tuple[str, int], list[_Shape]] = {}
        for item in document["operations"]:
            operation = _operation(item, reading)
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
        """The operation with this method and raw path, or None. Case counts, and so does a trailing slash."""
        # The same paths come again and again. Long ones, of which many would fill the memory, do not.
        return (self._remembered_route if len(path) < _SHORT_PATH else self._route)(method, path)

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
def load(reading: Reading = STRICT) -> Contract:
    """The contract of the service that this version of the mock implements."""
    return Contract(_document("contract.json"), reading)


@cache
def load_control() -> Contract:
    """The contract of the mock's own control API."""
    return Contract(_document("control.json"), Reading(unknown=False))


def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(files("spkey_mock").joinpath(name).read_bytes())
    return document


def _rules(items: list[dict[str, str]]) -> dict[str, Rule]:
    return {item["id"]: Rule(**item) for item in items}


def _operation(item: dict[str, Any], reading: Reading) -> Operation:
    path, query = (
        {parameter["name"]: parameter for parameter in item["parameters"] if parameter["in"] == place}
        for place in ("path", "query")
    )
    parameters = path | query
    body: Schema | None = item["body"]
    members: Schema = {} if body is None else body["properties"]
    properties: Schema = {"params": _parameters(path, reading), "query": _parameters(query, reading)}
    if body is not None:
        sendable = {name: _sendable(it, it.get(SERVER_SET, False), reading) for name, it in members.items()}
        properties["body"] = {**body, "properties": sendable}
    return Operation(
        id=item["id"],
        query=item["method"] == "GET",
        statuses=tuple(map(int, item["responses"])),
        rules={rule.id.rpartition(".")[2]: rule for rule in _rules(item["rules"]).values()},
        server_set=(
            *(name for name, it in parameters.items() if it["server_set"]),
            *(name for name, it in members.items() if it.get(SERVER_SET)),
        ),
        _numbers=frozenset(
            name for name, it in parameters.items() if it["schema"].get("type") in ("integer", "number")
        ),
        _queried=tuple(query),
        _members=tuple(members),
        _has_body=body is not None,
        _schema=CompiledSchema({"type": "object", "required": list(properties), "properties": properties}),
        _reading=reading,
    )


def _parameters(parameters: dict[str, Any], reading: Reading) -> Schema:
    properties = {name: _sendable(item["schema"], item["server_set"], reading) for name, item in parameters.items()}
    required = [name for name, item in parameters.items() if item["required"]]
    return {"type": "object", "required": required, "properties": properties}


def _sendable(schema: Schema, server_set: bool, reading: Reading) -> Schema:
    if not server_set:
        return schema
    if reading.server_set:
        return {keyword: value for keyword, value in schema.items() if keyword != SERVER_SET}
    # Whether a value that must not be sent would have the right type is beside the point.
    return {SERVER_SET: True}
