"""Tells whether schemas of a document accept a value."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from ..document.document import Document

_BASE = "urn:document"


class Acceptance:
    """Tells whether schemas of a document accept a value."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def __call__(self, schemas: Iterable[Any], value: Any) -> bool:
        """Return whether the schemas all accept a value. A schema that is not valid itself accepts every value."""
        validator, registry = self._engine
        try:
            schema = {"allOf": [_absolute(schema) for schema in schemas]}
            return bool(validator(schema, registry=registry, validate_formats=True).is_valid(value))
        except ValueError:
            return True  # such as a pattern in the syntax of another language

    @cached_property
    def _engine(self) -> tuple[Any, Any]:
        # Importing this takes more memory than reading a small document.
        import jsonschema_rs

        registry = jsonschema_rs.Registry([(_BASE, self._document.root)], draft=jsonschema_rs.Draft202012)
        return jsonschema_rs.Draft202012Validator, registry


def _absolute(node: Any) -> Any:
    """Return a part of the document whose references also work outside of it."""
    if isinstance(node, list):
        return [_absolute(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: f"{_BASE}{value}" if key == "$ref" and str(value).startswith("#") else _absolute(value)
        for key, value in node.items()
    }
