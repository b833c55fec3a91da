"""Turns the engine's properties into Python types."""

from collections.abc import Mapping

from attrs import evolve
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty

from ..ir.types import Type, one_of
from .engine_schemas import Schemas

ANYTHING = Type.plain("Any", decoder="anything")
NOTHING = Type.plain("None", decoder="null")
TEXT = Type.plain("str", decoder="string")
BYTES = Type.plain("bytes", decoder="anything")

_BOOLEAN = Type.plain("bool", decoder="boolean")
_INTEGER = Type.plain("int", decoder="integer")
_NUMBER = Type.plain("float", decoder="number")

_SIMPLE: Mapping[type, Type] = {
    BooleanProperty: _BOOLEAN,
    FloatProperty: _NUMBER,
    IntProperty: _INTEGER,
    NoneProperty: NOTHING,
    StringProperty: TEXT,
}
_BY_VALUE: Mapping[type, Type] = {bool: _BOOLEAN, float: _NUMBER, int: _INTEGER, str: TEXT}


class PythonTypes:
    """Turns properties into types.

    Args:
        models: The finished models of the engine, by neutral name: where one property refers to another, the engine
            keeps copies that were made before the members were known.
        schemas: What the contract says of them.
        class_names: What models and enums are called in the generated code, by neutral name.
        module: Where decoders find the models; by default, in the module where they stand.
    """

    def __init__(
        self,
        models: Mapping[str, ModelProperty],
        schemas: Schemas,
        class_names: Mapping[str, str],
        module: str | None = None,
    ) -> None:
        self._models = models
        self._schemas = schemas
        self._class_names = class_names
        self._prefix = "" if module is None else f"{module}."
        self._open: list[str] = []

    def type(self, prop: PropertyProtocol) -> Type:
        """The type of a value that is there."""
        match prop:
            case ListProperty():
                return self._array(prop)
            case LiteralEnumProperty():
                return self._enum(prop)
            case ConstProperty():
                return _const(prop)
            case ModelProperty():
                return self._model(prop)
            case UnionProperty():
                return self._union(prop)
            case _:
                return _SIMPLE.get(type(prop), ANYTHING)

    def finished(self, prop: ModelProperty) -> ModelProperty:
        """The model with its members."""
        return self._models.get(prop.class_info.name, prop)

    def extra(self, prop: ModelProperty) -> Type:
        """The type of the members that a model does not name."""
        return self.type(prop.additional_properties) if prop.additional_properties else ANYTHING

    def _array(self, prop: ListProperty) -> Type:
        item = self.type(prop.inner_property)
        return Type(
            annotations=(f"tuple[{item.annotation}, ...]",),
            arguments=(f"Sequence[{item.argument}]",),
            decoder=f"array({item.decoder})",
            models=item.models,
        )

    def _enum(self, prop: LiteralEnumProperty) -> Type:
        name = self._class_names[prop.class_info.name]
        decoder = _BY_VALUE[prop.value_type].decoder
        return Type.plain(name, decoder=decoder, models=frozenset({name}))

    def _model(self, prop: ModelProperty) -> Type:
        prop = self.finished(prop)
        if is_map(prop):
            return self._map(prop)
        name = self._class_names[prop.class_info.name]
        return Type.plain(name, decoder=f"{self._prefix}{name}.from_dict", models=frozenset({name}))

    def _map(self, prop: ModelProperty) -> Type:
        # A map of itself, however deep, has no class that could be named in its type.
        if prop.class_info.name in self._open:
            return ANYTHING
        self._open.append(prop.class_info.name)
        value = self.extra(prop)
        self._open.pop()
        return Type(
            annotations=(f"dict[str, {value.annotation}]",),
            arguments=(f"Mapping[str, {value.argument}]",),
            decoder=f"mapping({value.decoder})",
            models=value.models,
        )

    def _union(self, prop: UnionProperty) -> Type:
        alternatives = [inner for inner in prop.inner_properties if not isinstance(inner, NoneProperty)]
        types = [self.type(inner) for inner in alternatives]
        if ANYTHING in types:
            return ANYTHING
        decoder = self._tagged(alternatives) or self._untagged(alternatives)
        if len(alternatives) < len(prop.inner_properties):
            types.append(NOTHING)
            decoder = f"nullable({decoder})"
        return one_of(types, decoder)

    def _untagged(self, alternatives: list[PropertyProtocol]) -> str:
        """The decoder that takes what the first alternative takes that takes it."""
        # An object with more required members is more than one with fewer, which would take it as well.
        ordered = sorted(alternatives, key=self._required_members, reverse=True)
        decoders = list(dict.fromkeys(self.type(prop).decoder for prop in ordered))
        return decoders[0] if len(decoders) == 1 else f"union({', '.join(decoders)})"

    def _required_members(self, prop: PropertyProtocol) -> int:
        if not isinstance(prop, ModelProperty):
            return 0
        prop = self.finished(prop)
        return -1 if is_map(prop) else len(prop.required_properties or [])

    def _tagged(self, alternatives: list[PropertyProtocol]) -> str | None:
        """The decoder for models that a member tells apart: a discriminator, or one with fixed values for each."""
        models = [self.finished(prop) for prop in alternatives if isinstance(prop, ModelProperty)]
        if len(models) < 2 or len(models) < len(alternatives):
            return None
        decoders = {str(prop.class_info.name): self.type(prop).decoder for prop in models}
        if found := self._schemas.discriminators.get(frozenset(decoders)):
            return _tagged(found.wire, {value: decoders[name] for value, name in found.values.items()})
        tags = [self._tags(prop) for prop in models]
        for wire in tags[0]:
            values = [value for tag in tags for value in tag.get(wire, [])]
            if all(wire in tag for tag in tags) and len(set(values)) == len(values):
                pairs = zip(tags, decoders.values(), strict=True)
                return _tagged(wire, {value: decoder for tag, decoder in pairs for value in tag[wire]})
        return None

    def _tags(self, prop: ModelProperty) -> dict[str, list[str]]:
        """The members of a model that must be there and can have certain texts only, with these."""
        members = self._schemas.components[prop.class_info.name].members
        tags: dict[str, list[str]] = {}
        for inner in prop.required_properties or []:
            values: list[object] = []
            if isinstance(inner, ConstProperty):
                values = [inner.value.raw_value]
            elif isinstance(inner, LiteralEnumProperty):
                values = sorted(inner.values, key=str)
            texts = [value for value in values if isinstance(value, str)]
            if texts and len(texts) == len(values):
                tags[members[inner.name.get_untrusted_value()].wire] = texts
        return tags


def is_map(prop: ModelProperty) -> bool:
    """Whether the object has no members of its own, and so is a mapping rather than a class."""
    return not prop.required_properties and not prop.optional_properties


def not_null(prop: PropertyProtocol) -> PropertyProtocol:
    """The property without null, where null is one of several values."""
    if not isinstance(prop, UnionProperty):
        return prop
    some = [inner for inner in prop.inner_properties if not isinstance(inner, NoneProperty)]
    return some[0] if len(some) == 1 else evolve(prop, inner_properties=some)


def _const(prop: ConstProperty) -> Type:
    # Like an enum with one known value: a new one must not break applications.
    value = prop.value.raw_value
    base = _BY_VALUE[type(value)]
    if isinstance(value, float):
        return base
    annotations = (f"Literal[{value!r}]", base.annotation)
    return Type(annotations=annotations, arguments=annotations, decoder=base.decoder)


def _tagged(wire: str, decoders: Mapping[str, str]) -> str:
    entries = ", ".join(f"{value!r}: {decoder}" for value, decoder in decoders.items())
    return f"tagged({wire!r}, {{{entries}}})"
