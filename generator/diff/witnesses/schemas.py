"""Validates values against the schemas of a view, and reports mismatches."""

from typing import Any

import jsonschema_rs
from attrs import frozen

from ...document.document import Document
from ...document.problem import pointer, short
from .views import BASE


@frozen
class Mismatch:
    """A reason why a schema rejects a value.

    Attributes:
        path: The names and indexes that lead to the part of the value that is wrong.
        text: The reason, as a sentence.
    """

    path: tuple[str, ...]
    text: str


class Schemas:
    """The schemas of a view, each compiled once.

    Args:
        view: The view.
    """

    def __init__(self, view: Document) -> None:
        self._view = view
        self._registry = jsonschema_rs.Registry([(BASE, view.root)], draft=jsonschema_rs.Draft202012)
        # A schema is kept with its validator, so that no other one can take over its id.
        self._known: dict[int, tuple[Any, jsonschema_rs.Draft202012Validator | None]] = {}

    def accepts(self, schema: Any, value: Any) -> bool:
        """Return whether a schema accepts a value. A schema that is not valid itself accepts every value."""
        validator = self._validator(schema)
        return validator is None or validator.is_valid(value)

    def mismatches(self, schema: Any, value: Any) -> list[Mismatch]:
        """Return the reasons why a schema rejects a value."""
        validator = self._validator(schema)
        return [] if validator is None else [_mismatch(error) for error in validator.iter_errors(value)]

    def referred(self, ref: str) -> Any:
        """Return the schema that a reference leads to. If it leads nowhere, return one that accepts every value."""
        try:
            return self._view.lookup(ref.removeprefix(BASE))
        except LookupError:
            return True

    def _validator(self, schema: Any) -> jsonschema_rs.Draft202012Validator | None:
        if id(schema) not in self._known:
            self._known[id(schema)] = (schema, self._compiled(schema))
        return self._known[id(schema)][1]

    def _compiled(self, schema: Any) -> jsonschema_rs.Draft202012Validator | None:
        try:
            return jsonschema_rs.Draft202012Validator(schema, registry=self._registry, validate_formats=True)
        except ValueError:
            return None  # such as a pattern in the syntax of another language


def _mismatch(error: jsonschema_rs.ValidationError) -> Mismatch:
    path = tuple(map(str, error.instance_path))
    where = f" at {pointer(*path)}" if path else ""
    if error.kind.name == "falseSchema":
        return Mismatch(path, f"must not have a value{where}.")
    return Mismatch(path, f"does not match its schema{where}: {short(error.message)}.")
