"""The types of both versions, and the severity of a change for those who send or read the values."""

from collections.abc import Mapping

from attrs import frozen

from ...ir.api import API
from ..changes import Severity
from .annotations import Form, Part, Relation, expanded, parse, relation
from .renames import Renames

__all__ = ["Types", "after", "severity", "types"]


@frozen
class Types:
    """Compares annotations of the old version with those of the new one.

    Attributes:
        renamed: The new names of classes, by the old ones.
        old: The aliases of the old version, by their new names.
        new: The aliases of the new version.
        own: The aliases of the old version, by their own names.
    """

    renamed: Mapping[str, str]
    old: Mapping[str, Form]
    new: Mapping[str, Form]
    own: Mapping[str, Form]

    def before(self, annotation: str) -> Form:
        """Return the types that an annotation of the old version allows, in terms of the new one."""
        return parse(annotation, self.renamed)

    def relation(self, old: Form, new: Form) -> Relation:
        """Return how an annotation changed. Classes and aliases of the same name count as the same."""
        plain = relation(old, new)
        if plain is Relation.SAME:
            return plain
        return relation(expanded(old, self.old), expanded(new, self.new))


def after(annotation: str) -> Form:
    """Return the types that an annotation of the new version allows."""
    return parse(annotation, {})


def types(old: API, new: API, renames: Renames) -> Types:
    """Return the types of two versions."""
    return Types(renames.classes, _aliases(old, renames.classes), _aliases(new, {}), _aliases(old, {}))


def _aliases(api: API, renamed: Mapping[str, str]) -> dict[str, Form]:
    found = {alias.name: parse(alias.type.annotation, renamed) for alias in api.aliases}
    for enum in api.enums:
        values = (Part("Literal", value=repr(value)) for value in enum.values)
        found[enum.name] = frozenset({*values, Part(enum.base)})
    return {renamed.get(name, name): form for name, form in found.items()}


def severity(found: Relation, *, sent: bool, received: bool) -> Severity:
    """Return the severity of a change of a type.

    Args:
        found: How it changed.
        sent: Whether code passes its values.
        received: Whether code reads its values.
    """
    breaks = {Relation.SAME: False, Relation.WIDER: received, Relation.NARROWER: sent, Relation.OTHER: True}
    if breaks[found]:
        return Severity.BREAKING
    return Severity.NONE if found is Relation.SAME else Severity.ADDITIVE
