"""The alternatives of unions, merged with the schemas beside them."""

from collections.abc import Sequence
from itertools import product
from math import prod

from attrs import evolve, frozen

from ..document.document import Document
from ..document.json_types import common_types, json_types, own_types
from ..document.located import STRUCTURE, LocatedSchema, alternative_groups, conjuncts, essential, referred
from ..document.properties import object_properties
from .discriminators import fixed_values
from .values import Values, allowed_values

# Alternatives beside alternatives multiply.
_MOST = 100

_BESIDE = STRUCTURE - {"oneOf", "anyOf", "type"} | {"required"}


@frozen(kw_only=True)
class Alternative:
    """An alternative of a union.

    Attributes:
        located: The alternative, with the title of a class for it.
        chosen: The alternative as the document has it.
        merged: The schemas that must all hold, if there are others beside the union. None if the alternative is alone.
    """

    located: LocatedSchema
    chosen: LocatedSchema
    merged: list[LocatedSchema] | None


def open_groups(
    document: Document, schemas: list[LocatedSchema], distributed: frozenset[str]
) -> list[list[LocatedSchema]]:
    """Return the groups of alternatives of schemas, except for groups in which one is chosen already.

    An alternative is chosen if the schemas include all of its parts, because a schema may list those that extend it.

    Args:
        document: The document.
        schemas: The schemas, all of which must hold.
        distributed: Those of them whose alternatives have been chosen.
    """
    groups = [group for part in schemas if part.pointer not in distributed for group in alternative_groups(part)]
    if len(schemas) == 1:
        return groups
    pointers = {part.pointer for part in schemas}
    return [
        group
        for group in groups
        if not any(pointers.issuperset(part.pointer for part in conjuncts(document, [each])) for each in group)
    ]


def alternatives(
    document: Document,
    schemas: list[LocatedSchema],
    groups: list[list[LocatedSchema]],
    whole: LocatedSchema,
) -> list[Alternative]:
    """Return the alternatives of a union. Empty if there are too many.

    Args:
        document: The document.
        schemas: The schemas that must hold for every alternative.
        groups: The groups of alternatives. One alternative of each group must hold.
        whole: The schema that all of these are parts of.
    """
    if len(groups) > 1 and prod(map(len, groups)) > _MOST:
        return []
    beside = [part for part in schemas if part.schema.keys() & _BESIDE]
    if len(groups) == 1 and not beside and all(_is_reference(located) for located in groups[0]):
        return [Alternative(located=located, chosen=located, merged=None) for located in groups[0]]
    allowed = common_types(own_types(part.schema) for part in schemas)
    every = [*product(*groups)]
    choices = [choice for choice in every if _is_possible(document, allowed, choice)] or every
    choices = [tuple(map(_as_object, choice)) for choice in choices]
    common = [choice for choice in choices if len(essential(document, list(choice))) == 1]
    choices = common if len(groups) > 1 and common else choices
    several = sum(json_types(document, choice[-1].schema) != {"null"} for choice in choices) > 1
    return [
        _alternative(document, beside, choice, _titled(document, whole, choice, index, several=several))
        for index, choice in enumerate(choices, start=1)
    ]


def _is_reference(located: LocatedSchema) -> bool:
    return isinstance(located.schema, dict) and (
        located.schema.keys() == {"$ref"} or located.schema == {"type": "null"}
    )


def _as_object(located: LocatedSchema) -> LocatedSchema:
    """Return a schema as an object. A boolean schema becomes one without keywords, which means the same as `true`."""
    return located if isinstance(located.schema, dict) else evolve(located, schema={})


def _is_possible(document: Document, allowed: set[str], choice: Sequence[LocatedSchema]) -> bool:
    """Return whether a value can fit alternatives and the types beside them."""
    for located in choice:
        if located.schema is False:
            return False
        types = json_types(document, located.schema)
        if types and allowed and not (types & allowed or {"integer", "number"} <= types | allowed):
            return False
        allowed = common_types([allowed, types])
    return True


def _alternative(
    document: Document, beside: list[LocatedSchema], choice: Sequence[LocatedSchema], located: LocatedSchema
) -> Alternative:
    chosen = choice[-1]
    if len(choice) == 1 and (not beside or json_types(document, chosen.schema) == {"null"}):
        return Alternative(located=located, chosen=chosen, merged=None)
    # An alternative that extends the schemas beside it includes them already.
    remaining = essential(document, [*beside, *choice])
    if len(remaining) == 1 and remaining[0] in choice:
        return Alternative(located=evolve(remaining[0], title=located.title), chosen=remaining[0], merged=None)
    merged = {part.pointer: part for part in [*conjuncts(document, beside), *conjuncts(document, choice)]}
    return Alternative(located=located, chosen=chosen, merged=list(merged.values()))


def _titled(
    document: Document, whole: LocatedSchema, choice: Sequence[LocatedSchema], index: int, *, several: bool
) -> LocatedSchema:
    """Return an alternative with the title of a class for it, which does not depend on the other alternatives."""
    chosen = choice[-1]
    if not several:
        return evolve(chosen, title=whole.title)
    words = [_word(document, located) or f"option {index}" for located in choice]
    return evolve(chosen, title=" ".join([whole.title, *words]))


def _word(document: Document, located: LocatedSchema) -> str | None:
    """Return a word for an alternative: its name, the value of its tag, or its first required property."""
    schema = located.schema
    if not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        return referred(document, schema["$ref"]).title
    if isinstance(schema.get("title"), str) and schema["title"].strip():
        return str(schema["title"]).strip()
    found = object_properties(document, located)
    own = {
        name: at for name, at in found.schemas.items() if at[-1].pointer.startswith(located.pointer)
    } or found.schemas
    for name in own:
        if len(values := fixed_values(document, located, name)) == 1:
            return str(values[0])
    return next((name for name in own if name in found.required), next(iter(own), None))


def listed_values(schemas: list[LocatedSchema], groups: list[list[LocatedSchema]]) -> Values | None:
    """Return the values of a union that only lists constants, with or without descriptions."""
    if len(groups) > 1 or any(part.schema.keys() & _BESIDE for part in schemas):
        return None
    values: list[object] = []
    for located in groups[0]:
        found = allowed_values([located], own_types(located.schema)) if _is_listed(located) else None
        if found is None:
            return None
        values += [value for value in found.listed if value not in values]
    if {type(value) for value in values} - {type(None)} not in ({str}, {int}):
        return None
    return Values(listed=values, source=None, misfits=None)


def _is_listed(located: LocatedSchema) -> bool:
    return isinstance(located.schema, dict) and located.schema.keys() & STRUCTURE <= {"const", "enum", "type"}
