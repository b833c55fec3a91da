"""Values of properties and parameters at and beyond the bounds of their schemas."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from attrs import frozen

from .promises import Operation, Schema

MISSING = object()
"""The value of an omitted property."""

_VALUES: Mapping[str, object] = {
    "string": "x",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "object": {},
    "array": [],
    "null": None,
}
_SIMILAR: Mapping[str, tuple[str, ...]] = {
    "string": ("integer", "array", "null"),
    "integer": ("string", "number", "boolean", "null"),
    "number": ("string", "boolean", "null"),
    "boolean": ("string", "integer", "null"),
    "array": ("string", "object", "null"),
    "object": ("string", "array", "null"),
}
"""For each type, the other types that are easily mistaken for it."""

_LATER = "2099-01-01T00:00:00"
_EARLIER = "2020-01-01T00:00:00"


@frozen
class Case:
    """A value of a property or parameter, and whether it is valid.

    Attributes:
        place: The names and positions that lead to the property. For a parameter, its name alone.
        value: The value, or `MISSING`.
        valid: Whether it fits the schema.
        label: A description of the value.
        parameter: Whether it is a parameter of the path or the query.
    """

    place: tuple[str | int, ...]
    value: object
    valid: bool
    label: str
    parameter: bool = False

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.place))}: {self.label}"

    def applied(self, body: Any, place: Sequence[str | int] | None = None) -> Any:
        """Return a copy of a body in which the property has this value."""
        step, *rest = self.place if place is None else place
        if isinstance(step, int):
            return [*body[:step], self.applied(body[step], rest) if rest else self.value, *body[step + 1 :]]
        if not rest and self.value is MISSING:
            return {name: value for name, value in body.items() if name != step}
        return {**body, step: self.applied(body[step], rest) if rest else self.value}


def of_body(operation: Operation, body: Mapping[str, Any]) -> Iterator[Case]:
    """Yield the cases of the properties of a body.

    Args:
        operation: The operation.
        body: A valid body. Only array items that it has are changed.
    """
    if operation.body is not None:
        yield from _of_object(operation.body, body, ())


def _of_object(schema: Schema, body: Mapping[str, Any], place: tuple[str | int, ...]) -> Iterator[Case]:
    for name, node in schema["properties"].items():
        if node.get("x-server-set"):
            continue
        here = (*place, name)
        for label, value, valid in (*_bounds(name, node), *_types(node), *_lengths(node, body.get(name))):
            yield Case(here, value, valid, label)
        items = node.get("items", {})
        if "properties" in items and body.get(name):
            yield from _of_object(items, body[name][0], (*here, 0))
        elif items and body.get(name):
            for label, value, valid in (*_bounds(name, items), *_types(items)):
                yield Case((*here, 0), value, valid, label)
    for name in schema.get("required", ()):
        yield Case((*place, name), MISSING, False, "missing")


def of_parameters(operation: Operation) -> Iterator[Case]:
    """Yield the cases of the parameters of an operation."""
    for parameter in operation.parameters:
        name, schema = parameter["name"], parameter["schema"]
        if parameter["server_set"]:
            continue
        for label, value, valid in _bounds(name, schema):
            yield Case((name,), value, valid, label, parameter=True)
        if schema["type"] == "integer":
            for text in ("x", "1.5", "1x", "null"):
                yield Case((name,), text, False, text, parameter=True)
        if schema["type"] == "boolean":
            for text, valid in (("true", True), ("false", True), ("x", False), ("1", False)):
                yield Case((name,), text, valid, text, parameter=True)
        if parameter["required"] and parameter["in"] == "query":
            yield Case((name,), MISSING, False, "missing", parameter=True)


def invalid(operation: Operation, body: Mapping[str, Any]) -> Case | None:
    """Return a case that makes a request invalid, or None if no value in its body or query does."""
    queries = [item["name"] for item in operation.parameters if item["in"] == "query" or item["name"] == "number"]
    cases = [*of_body(operation, body), *(case for case in of_parameters(operation) if case.place[0] in queries)]
    return next((case for case in cases if not case.valid), None)


def _bounds(name: str, schema: Schema) -> Iterator[tuple[str, object, bool]]:
    """Yield values at and beyond each bound of a schema, each with a label and whether it is valid."""
    if "minLength" in schema:
        least = schema["minLength"]
        yield f"{least} characters", "x" * least, True
        yield f"{least - 1} characters", "x" * (least - 1), False
    if "maxLength" in schema:
        most = schema["maxLength"]
        yield f"{most} characters", "x" * most, True
        yield f"{most + 1} characters", "x" * (most + 1), False
    if "exclusiveMinimum" in schema or "minimum" in schema:
        least = schema["minimum"] if "minimum" in schema else schema["exclusiveMinimum"] + 1
        yield f"{least}", least, True
        yield f"{least}.0", float(least), True  # an integer to JSON Schema
        yield f"{least - 1}", least - 1, False
        yield f"{least - 2}", least - 2, False
    if "maximum" in schema:
        most = schema["maximum"]
        yield f"{most}", most, True
        yield f"{most + 1}", most + 1, False
    for value in schema.get("enum", ()):
        yield f"{value}", value, True
    if "enum" in schema:
        yield "not in the list", "x", False
    if "format" in schema and schema["format"] == "date-time":
        start = _EARLIER if name == "validFrom" else _LATER
        for end, valid in (("Z", True), (".5Z", True), ("", False), ("+01:00", False), (".Z", False)):
            yield f"{start}{end}", f"{start}{end}", valid
        yield "a day", start[:10], False
        yield "no such day", f"{start[:5]}02-30{start[10:]}Z", False
    elif "pattern" in schema:
        yield from ((label, text, False) for label, text in _unlike(schema["pattern"]))


def _unlike(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield texts that do not match a pattern."""
    import re  # on use, because most runs select few tests

    for label, text in (("text", "x"), ("empty", ""), ("spaces", "x y")):
        if not re.search(pattern, text):
            yield label, text


def _types(schema: Schema) -> Iterator[tuple[str, object, bool]]:
    """Yield values of the types that a schema excludes, and null if it may be null."""
    if "type" not in schema:
        return
    given = schema["type"]
    types = cast("list[str]", given) if isinstance(given, list) else [given]
    for name in _SIMILAR[types[0]]:
        if name not in types:
            yield name, _VALUES[name], False
    if "null" in types:
        yield "null", None, True


def _lengths(schema: Schema, value: object) -> Iterator[tuple[str, object, bool]]:
    """Yield arrays at and beyond each bound of a schema, made of the first item of a valid one."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    if "minItems" in schema and items:
        yield f"{schema['minItems'] - 1} items", items[: schema["minItems"] - 1], False
    if "maxItems" in schema and items:
        yield f"{schema['maxItems']} items", items[:1] * schema["maxItems"], True
        yield f"{schema['maxItems'] + 1} items", items[:1] * (schema["maxItems"] + 1), False
