"""Descriptions of values for users: the contract's text, followed by limits and default."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .document import Document, Node
from .located import LocatedSchema, conjuncts
from .properties import last_value

_RANGES = (
    ("minLength", "maxLength", "character", "characters"),
    ("minItems", "maxItems", "item", "items"),
    ("minProperties", "maxProperties", "property", "properties"),
)


def described(document: Document, schemas: Iterable[LocatedSchema], description: object = None) -> str:
    """Return the description of a value, with its limits and default.

    Args:
        document: The document.
        schemas: The schemas of the value.
        description: The description outside of the schemas, such as that of a parameter.
    """
    return description_of(conjuncts(document, schemas), description)


def description_of(conjuncts: Sequence[LocatedSchema], description: object = None) -> str:
    """Return the description of a value, with its limits and default, from the schemas that must all hold."""
    text = description or last_value(conjuncts, "description")
    said = text.strip() if isinstance(text, str) else ""
    if said and said[-1] not in ".!?:)`":
        said += "."
    merged: Node = {}
    for part in conjuncts:
        merged |= {name: value for name, value in part.schema.items() if value is not None}
    return " ".join([said, *_sentences(merged)]).strip()


def _sentences(schema: Node) -> Iterator[str]:
    yield from _bounds(schema)
    for low, high, one, several in _RANGES:
        yield from _lengths(schema.get(low) or None, schema.get(high), one, several)
    if "multipleOf" in schema:
        yield f"A multiple of {schema['multipleOf']}."
    if isinstance(schema.get("pattern"), str):
        yield f"Pattern: `{schema['pattern']}`."
    if schema.get("uniqueItems") is True:
        yield "No item appears twice."
    if "default" in schema:
        yield f"Default: `{_text(schema['default'])}`."


def _bounds(schema: Node) -> Iterator[str]:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    # OpenAPI 3.0 has booleans here, which only qualify `minimum` and `maximum`.
    if above is not None and not isinstance(above, bool):
        yield f"Greater than {above}."
    if low is not None and high is not None:
        yield f"From {low} to {high}."
    elif low is not None:
        yield f"At least {low}."
    elif high is not None:
        yield f"At most {high}."
    if below is not None and not isinstance(below, bool):
        yield f"Less than {below}."


def _lengths(low: int | None, high: int | None, one: str, several: str) -> Iterator[str]:
    if low is not None and low == high:
        yield f"Exactly {low} {one if low == 1 else several}."
    elif low is not None and high is not None:
        yield f"{low} to {high} {several}."
    elif low is not None:
        yield f"At least {low} {one if low == 1 else several}."
    elif high is not None:
        yield f"At most {high} {one if high == 1 else several}."


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
