"""The property that tells the alternatives of a union apart: a discriminator, or one with fixed values for each."""

from collections.abc import Mapping

from attrs import frozen
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty

from .engine_schemas import Schemas


@frozen(kw_only=True)
class Tag:
    """The property that tells objects apart.

    Attributes:
        wire: Its name in JSON.
        alternatives: Each value with the object that it stands for.
        others: The objects that have no such value.
    """

    wire: str
    alternatives: list[tuple[str | int, ModelProperty]]
    others: list[ModelProperty]


class Tags:
    """Finds the property that tells the alternatives of a union apart.

    Args:
        models: The finished models of the engine, by neutral name.
        schemas: What the contract says of them.
    """

    def __init__(self, models: Mapping[str, ModelProperty], schemas: Schemas) -> None:
        self._models = models
        self._schemas = schemas

    def finished(self, prop: ModelProperty) -> ModelProperty:
        """Return an object with its properties."""
        return self._models.get(prop.class_info.name, prop)

    def of(self, objects: list[ModelProperty]) -> Tag | None:
        """Return the property that tells these objects apart, or None if there is none."""
        by_name = {str(prop.class_info.name): prop for prop in objects}
        if len(by_name) < 2:
            return None
        if found := self._schemas.discriminators.get(frozenset(by_name)):
            known = [(value, by_name[name]) for value, name in found.values.items()]
            others = [prop for name, prop in by_name.items() if name not in found.values.values()]
            return Tag(wire=found.wire, alternatives=known, others=others) if known else None
        values = [(prop, self._fixed(prop)) for prop in self._leaves(objects)]
        for wire in values[0][1] if values else ():
            tagged = [(value, prop) for prop, fixed in values for value in fixed.get(wire, [])]
            complete = all(wire in fixed for _, fixed in values)
            if complete and len({(type(value), value) for value, _ in tagged}) == len(tagged):
                return Tag(wire=wire, alternatives=tagged, others=[])
        return None

    def _leaves(self, objects: list[ModelProperty]) -> list[ModelProperty]:
        """Return the objects, with the alternatives of a union in its place."""
        leaves: list[ModelProperty] = []
        pending = list(objects)
        seen: set[str] = set()
        while pending:
            prop = self.finished(pending.pop(0))
            name = str(prop.class_info.name)
            if name in seen:
                continue
            seen.add(name)
            inner = self._alternatives(prop)
            if inner is None:
                leaves.append(prop)
            else:
                pending = [*inner, *pending]
        return leaves

    def _alternatives(self, prop: ModelProperty) -> list[ModelProperty] | None:
        component = self._schemas.components.get(prop.class_info.name)
        if component is None or not component.boxed:
            return None
        (value,) = prop.required_properties or []
        if isinstance(value, ModelProperty):
            return [value]
        if not isinstance(value, UnionProperty):
            return None
        objects = [inner for inner in value.inner_properties if isinstance(inner, ModelProperty)]
        return objects if len(objects) == len(value.inner_properties) else None

    def _fixed(self, prop: ModelProperty) -> dict[str, list[str | int]]:
        """Return the properties of an object that can have certain values only, with these."""
        component = self._schemas.components.get(prop.class_info.name)
        if component is None or component.boxed:
            return {}
        fixed: dict[str, list[str | int]] = {}
        for inner in [*(prop.required_properties or []), *(prop.optional_properties or [])]:
            if values := _fixed_values(inner):
                fixed[component.properties[inner.name.get_untrusted_value()].wire] = values
        return fixed


def _fixed_values(prop: PropertyProtocol) -> list[str | int]:
    if isinstance(prop, UnionProperty):
        some = [inner for inner in prop.inner_properties if not isinstance(inner, NoneProperty)]
        return _fixed_values(some[0]) if len(some) == 1 else []
    if isinstance(prop, ConstProperty):
        value = prop.value.raw_value
        return [value] if type(value) in (str, int) else []
    return sorted(prop.values, key=str) if isinstance(prop, LiteralEnumProperty) else []
