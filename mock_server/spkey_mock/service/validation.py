"""Schemas of the contract, compiled: what of a value does not fit, and how the mock and the service say so."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from .errors import Problem

if TYPE_CHECKING:
    from jsonschema_rs import KeywordValidator

Schema = dict[str, Any]

SERVER_SET = "x-server-set"


class CompiledSchema:
    """A schema that values are held to.

    Args:
        schema: A JSON Schema without references.
    """

    def __init__(self, schema: Schema) -> None:
        # Values are masked: a message that repeats them could be as long as the body.
        keywords: dict[str, type[KeywordValidator]] = {SERVER_SET: _ServerSet, "maxLength": _MaxLength}
        self._schema = schema
        # The validator collects all problems, of which long lists could have as many as they are long.
        self._first_only = '"array"' in json.dumps(schema)
        self._validator = Draft202012Validator(schema, mask="the value", keywords=keywords)

    def problems(self, value: object) -> list[Problem]:
        """What of the value does not fit, or nothing. Of a schema with lists it is the first problem alone."""
        try:
            if self._first_only:
                self._validator.validate(value)
                return []
            return [_problem(error, self._schema) for error in self._validator.iter_errors(value)]
        except ValidationError as error:
            return [_problem(error, self._schema)]
        except ValueError:
            # Half a surrogate pair or deep nesting, in a place where neither would have been valid.
            return [Problem("a value is not valid and cannot be represented", ("body",), "type", "Invalid input")]


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


def _problem(error: ValidationError, schema: Schema) -> Problem:
    kind = error.kind
    missing: Iterable[str] = (kind.property,) if isinstance(kind, ValidationErrorKind.Required) else ()
    place = (*error.instance_path, *missing)
    return Problem(
        _message(error, schema), place, str(error.schema_path[-1]), _wire(error, place[0] if place else "", schema)
    )


def _message(error: ValidationError, schema: Schema) -> str:
    match error.kind:
        case ValidationErrorKind.Pattern():
            named = _at(error.schema_path[:-1], schema).get("format")
            return f"the value is not a {named.upper()}" if named else error.message
        case ValidationErrorKind.Enum():
            return f"the value is none of {', '.join(map(str, _at(error.schema_path, schema)))}"
        case _:
            return error.message


def _wire(error: ValidationError, part: str | int, schema: Schema) -> str:
    """What zod, by which the service validates, says of it; nothing where that is not known."""
    match error.kind:
        case ValidationErrorKind.Required(property=name):
            parent = _at(error.schema_path[:-1], schema)
            return _mistyped(_JAVASCRIPT.get(parent["properties"][name].get("type"), "nonoptional"), "undefined")
        case ValidationErrorKind.Type(types=[expected, *_]):
            return _mistyped_value(expected, error.instance, part)
        case ValidationErrorKind.ExclusiveMinimum(limit=limit):
            return f"Too small: expected number to be >{limit}"
        case ValidationErrorKind.Maximum(limit=limit):
            return f"Too big: expected int to be <={limit}"
        case ValidationErrorKind.MinLength() if part == "query":
            return _mistyped("string", "null")  # which an empty parameter is made before it is looked at
        case ValidationErrorKind.MinLength(limit=limit):
            return f"Too small: expected string to have >={limit} characters"
        case ValidationErrorKind.Pattern():
            return "Invalid GUID"
        case _ if error.schema_path[-1] == "maxLength":
            return f"Too big: expected string to have <={_at(error.schema_path, schema)} characters"
        case _:
            return ""


def _at(schema_path: list[str | int], schema: Any) -> Any:
    for step in schema_path:
        schema = schema[step]
    return schema


def _mistyped_value(expected: str, value: object, part: str | int) -> str:
    if part == "params":
        return _mistyped("number", "NaN")  # which `Number` makes of a text that is not one
    if expected == "integer" and isinstance(value, float):
        return _mistyped("int", "number")
    received = next((name for kind, name in _RECEIVED if isinstance(value, kind)), "null")
    return _mistyped(_JAVASCRIPT[expected], received)


def _mistyped(expected: str, received: str) -> str:
    return f"Invalid input: expected {expected}, received {received}"


_JAVASCRIPT = {name: name for name in ("string", "number", "boolean", "object", "array")} | {"integer": "number"}
_RECEIVED: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    ((int, float), "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)
