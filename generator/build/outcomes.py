"""The one type of an operation whose status tells what happened, as `x-outcome` says it."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ..document.description import described
from ..document.document import Document, Node
from ..document.located import LocatedSchema
from ..document.properties import object_properties

_PROSE = frozenset({"description", "example", "examples"})


@frozen(kw_only=True)
class Outcome:
    """A success of an operation.

    Attributes:
        status: Its status.
        meaning: The contract's description of the response.
        flags: The booleans that the status stands for, by name.
        schema: The schema of its body.
    """

    status: str
    meaning: str
    flags: Mapping[str, bool]
    schema: LocatedSchema


def outcome(status: str, response: Node, schema: LocatedSchema) -> Outcome:
    """Return the success that a response is."""
    meaning = response.get("description", "").strip()
    return Outcome(status=status, meaning=meaning, flags=response.get("x-outcome", {}), schema=schema)


def merged(document: Document, description: str, outcomes: list[Outcome]) -> LocatedSchema | None:
    """Return one schema that fits the bodies of all successes, and has their flags as further properties.

    Args:
        document: The document.
        description: The description of the schema.
        outcomes: The successes, of which the first names the schema.

    Returns:
        The schema. None if the successes have different flags or a body that is not an object with known properties.
    """
    bodies = [object_properties(document, outcome.schema) for outcome in outcomes]
    flags = outcomes[0].flags.keys()
    if not flags or any(outcome.flags.keys() != flags for outcome in outcomes):
        return None
    if any(not body.schemas or body.alternatives for body in bodies):
        return None
    declared: dict[str, list[_Declared]] = {}
    for each, body in zip(outcomes, bodies, strict=True):
        for name, places in body.schemas.items():
            declared.setdefault(name, []).append((each, places))
    properties = {name: _property(document, found, len(bodies)) for name, found in declared.items()}
    added = {name: {"type": "boolean", "description": _meaning(name, outcomes)} for name in flags}
    schema: Node = {
        "type": "object",
        "description": description,
        "required": [*(name for name in declared if all(name in body.required for body in bodies)), *flags],
        "properties": properties | added,
    }
    return LocatedSchema(schema, outcomes[0].schema.pointer + "/x-outcome", outcomes[0].schema.title)


_Declared = tuple[Outcome, list[LocatedSchema]]
"""The schemas of a property in the body of a success."""


def _property(document: Document, found: list[_Declared], bodies: int) -> Node:
    """Return the schema of a property, from those of the bodies that declare it."""
    schemas = [_joined(places) for _, places in found]
    kinds = [schema for index, schema in enumerate(schemas) if _bare(schema) not in map(_bare, schemas[:index])]
    whole = {"anyOf": kinds} if len(kinds) > 1 or not isinstance(kinds[0], dict) else kinds[0]
    return {**whole, "description": _description(document, found, bodies)}


def _description(document: Document, found: list[_Declared], bodies: int) -> str:
    texts = {each.status: described(document, places) for each, places in found}
    if len(found) == bodies and len({*texts.values()}) == 1:
        return texts[found[0][0].status]
    return " ".join(f"With status {status}: {text}".removesuffix(": ") for status, text in texts.items())


def _joined(places: list[LocatedSchema]) -> Any:
    return places[0].schema if len(places) == 1 else {"allOf": [place.schema for place in places]}


def _bare(schema: Any) -> Any:
    """Return what decides which values fit."""
    if not isinstance(schema, dict):
        return schema
    return {key: value for key, value in schema.items() if key not in _PROSE}


def _meaning(name: str, outcomes: list[Outcome]) -> str:
    """Return what the values of a flag mean."""
    by_value = sorted(outcomes, key=lambda outcome: not outcome.flags[name])
    return " ".join(f"{outcome.flags[name]} with status {outcome.status}: {outcome.meaning}" for outcome in by_value)
