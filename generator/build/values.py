"""The values that enums and constants allow."""

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from ..document.document import Node
from ..document.json_types import json_type, own_types
from ..document.located import LocatedSchema


@frozen(kw_only=True)
class Values:
    """The only values that several schemas, all of which must hold, allow.

    Attributes:
        listed: The values.
        source: The schema that lists exactly these. None if no single one does.
        misfits: A schema that lists values of other types than it declares. None if there is none.
    """

    listed: list[Any]
    source: LocatedSchema | None
    misfits: LocatedSchema | None


def allowed_values(schemas: Iterable[LocatedSchema], types: set[str]) -> Values | None:
    """Return the only values that schemas allow, or None if they do not list them.

    Args:
        schemas: The schemas, all of which must hold.
        types: The JSON types that they allow.
    """
    listing = [(located, listed) for located in schemas if (listed := _listed(located.schema)) is not None]
    if not listing:
        return None
    misfits = [located for located, listed in listing if _fitting(listed, own_types(located.schema)) != listed]
    fitting = [(located, _fitting(listed, types)) for located, listed in listing]
    common = fitting[-1][1]
    for _, listed in fitting:
        # Lists that have nothing in common are a mistake in the document. The last one is the most specific.
        common = [value for value in common if _has(listed, value)] or common
    sources = [located for located, listed in reversed(listing) if listed == common]
    return Values(listed=common, source=next(iter(sources), None), misfits=next(iter(misfits), None))


def _listed(schema: Node) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return schema.get("enum") or None


def _fitting(values: list[Any], types: set[str]) -> list[Any]:
    """Return the values that have one of these types."""
    return [value for value in values if not types or _fits(value, types)]


def _fits(value: Any, types: set[str]) -> bool:
    found = json_type(value)
    if found in types or (found == "integer" and "number" in types):
        return True
    return found == "number" and "integer" in types and float(value).is_integer()


def _has(values: list[Any], value: Any) -> bool:
    return any(json_type(each) == json_type(value) and each == value for each in values)
