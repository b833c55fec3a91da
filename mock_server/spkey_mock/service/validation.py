"""The contract's schemas, compiled for validation."""

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
    """A schema that values are validated against.

    Args:
        schema: A JSON Schema without references.
    """

    def __init__(self, schema: Schema) -> None:
        # Values are masked: a message that repeats them could be as long as the body, and could hold a secret.
        keywords: dict[str, type[KeywordValidator]] = {SERVER_SET: _ServerSet, "maxLength": _MaxLength}
        self._schema = schema
        # The validator collects all problems, and a long list could have one per item.
        self._first_only = '"array"' in json.dumps(schema)
        self._validator = Draft202012Validator(schema, mask="the value", keywords=keywords)

    def problems(self, value: object) -> list[Problem]:
        """Return the problems of a value. If the schema contains arrays, only the first problem is returned."""
        try:
            self._validator.validate(value)  # takes half as long as iter_errors
        except ValidationError as error:
            errors = [error] if self._first_only else self._validator.iter_errors(value)
            return [_problem(error, self._schema) for error in errors]
        except ValueError:
            # A lone surrogate or deep nesting, in a place where neither would be valid.
            return [Problem("the value cannot be represented in JSON", ("body",), "type")]
        return []


class _ServerSet:
    """Rejects a value that only the service may set."""

    def __init__(self, parent_schema: Schema, value: object, schema_path: list[str | int]) -> None: ...

    def validate(self, instance: object) -> None:
        raise ValueError("the service sets this from the API key; clients must not send it")


class _MaxLength:
    """Limits a string's length in UTF-16 code units, as the service does. JSON Schema itself counts characters."""

    def __init__(self, parent_schema: Schema, value: int, schema_path: list[str | int]) -> None:
        self._limit = value

    def validate(self, instance: object) -> None:
        units = len(instance.encode("utf-16-le", "surrogatepass")) // 2 if isinstance(instance, str) else 0
        if units > self._limit:
            raise ValueError(f"the value is longer than {self._limit} UTF-16 code units")


def _problem(error: ValidationError, schema: Schema) -> Problem:
    kind = error.kind
    keyword = str(error.schema_path[-1])
    expected = _at(error.schema_path, schema)
    missing: Iterable[str] = ()
    received = ""
    if isinstance(kind, ValidationErrorKind.Required):
        missing = (kind.property,)
        parent = _at(error.schema_path[:-1], schema)
        wanted = parent["properties"][kind.property]
        expected = wanted.get("enum") or wanted.get("type")
    elif keyword == "type":
        received = _type(error.instance)
    return Problem(_message(error, schema), (*error.instance_path, *missing), keyword, expected, received)


def _message(error: ValidationError, schema: Schema) -> str:
    match error.kind:
        case ValidationErrorKind.Pattern():
            named = _at(error.schema_path[:-1], schema).get("format")
            return f"the value is not {_FORMATS.get(named, f'a {named}')}" if named else error.message
        case ValidationErrorKind.Enum():
            return f"the value is not one of {', '.join(map(str, _at(error.schema_path, schema)))}"
        case ValidationErrorKind.AdditionalProperties(unexpected=[first, *_]):
            known = ", ".join(_at(error.schema_path[:-1], schema).get("properties", ()))
            return f"the value has the unknown property {first[:100]}; known: {known}"
        case _:
            return error.message


def _at(schema_path: list[str | int], schema: Any) -> Any:
    for step in schema_path:
        schema = schema[step]
    return schema


def _type(value: object) -> str:
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "null")


_FORMATS = {"date-time": "a time in UTC, such as 2026-11-05T16:00:00Z", "email": "an e-mail address", "uuid": "a UUID"}

_TYPES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    ((int, float), "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)
