"""A difference between two schemas, and the pairs of schemas below a pair."""

from typing import Any, Literal

from attrs import frozen

from ...document.located import LocatedSchema
from .limits import Way
from .shapes import Parts

ANYTHING = "*"
"""The step of a path that stands for any item or further property."""


@frozen
class Difference:
    """A difference between two schemas.

    Attributes:
        kind: What kind of change it is.
        way: How the accepted values change. `same` if they do not.
        old: The pointer of the part in the old document. Empty if it is not there.
        new: The pointer of the part in the new document. Empty if it is not there.
        text: The difference, as a sentence.
        before: The value before.
        after: The value after.
        path: The way to the value, from the schema that was compared.
        is_closed: For a property that one side has: whether the other side's object has no further properties.
    """

    kind: str
    way: Way | Literal["same"]
    old: str
    new: str
    text: str
    before: Any = None
    after: Any = None
    path: tuple[str, ...] = ()
    is_closed: bool = False


@frozen
class Edge:
    """A pair of schemas below another pair."""

    step: tuple[str, ...]
    old: Parts
    new: Parts


Found = tuple[list[Difference], list[Edge]]


_ANYWHERE = "##"
"""Ends the location of a schema that is not written down. It does not grow, because schemas can contain one another."""


def anything_in(parts: Parts) -> Parts:
    """Return a schema that accepts everything, with the location of an object that has no `additionalProperties`."""
    where = parts[0].pointer if parts else ""
    return (LocatedSchema(True, f"{where.removesuffix(_ANYWHERE)}{_ANYWHERE}", ""),)
