"""Turns the engine's properties into Python types."""

from collections.abc import Mapping

from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty

from .api import Type

ANYTHING = Type(annotation="Any", argument="Any", decoder="anything")

_SIMPLE: Mapping[type, Type] = {
    AnyProperty: ANYTHING,
    BooleanProperty: Type(annotation="bool", argument="bool", decoder="boolean"),
    FileProperty: Type(annotation="bytes", argument="bytes", decoder="anything"),
    FloatProperty: Type(annotation="float", argument="float", decoder="number"),
    IntProperty: Type(annotation="int", argument="int", decoder="integer"),
    NoneProperty: Type(annotation="None", argument="None", decoder="null"),
    StringProperty: Type(annotation="str", argument="str", decoder="string"),
}
_BY_VALUE: Mapping[type, Type] = {
    bool: _SIMPLE[BooleanProperty],
    float: _SIMPLE[FloatProperty],
    int: _SIMPLE[IntProperty],
    str: _SIMPLE[StringProperty],
}


class Annotator:
    """Turns properties into types.

    Args:
        models: The finished models of the engine, by its name for them: where one property refers to another, the
            engine keeps copies that were made before the members were known.
        class_names: What the engine's models and enums are called in the generated code.
    """

    def __init__(self, models: Mapping[str, ModelProperty], class_names: Mapping[str, str]) -> None:
        self._models = models
        self._class_names = class_names

    def type(self, prop: PropertyProtocol) -> Type:
        """The type of a value that is there."""
        match prop:
            case ListProperty():
                return self._array(prop)
            case LiteralEnumProperty():
                return self._enum(prop)
            case ConstProperty():
                return self._const(prop)
            case ModelProperty():
                return self._model(prop)
            case UnionProperty():
                return self._union(prop)
            case _:
                return _SIMPLE.get(type(prop), ANYTHING)

    def _array(self, prop: ListProperty) -> Type:
        item = self.type(prop.inner_property)
        return Type(
            annotation=f"tuple[{item.annotation}, ...]",
            argument=f"Sequence[{item.argument}]",
            decoder=f"array({item.decoder})",
            models=item.models,
        )

    def _enum(self, prop: LiteralEnumProperty) -> Type:
        name = self._class_names[prop.class_info.name]
        decoder = _BY_VALUE[prop.value_type].decoder
        return Type(annotation=name, argument=name, decoder=decoder, models=frozenset({name}))

    def _const(self, prop: ConstProperty) -> Type:
        # Like an enum with one known value: a new one must not break applications.
        base = _BY_VALUE[type(prop.value.raw_value)]
        if not isinstance(prop.value.raw_value, str | int):
            return base
        annotation = f"Literal[{prop.value.raw_value!r}] | {base.annotation}"
        return Type(annotation=annotation, argument=annotation, decoder=base.decoder)

    def finished(self, prop: ModelProperty) -> ModelProperty:
        """The model with its members."""
        return self._models.get(prop.class_info.name, prop)

    def _model(self, prop: ModelProperty) -> Type:
        prop = self.finished(prop)
        if is_map(prop):
            value = self.extra(prop)
            return Type(
                annotation=f"dict[str, {value.annotation}]",
                argument=f"Mapping[str, {value.argument}]",
                decoder=f"mapping({value.decoder})",
                models=value.models,
            )
        name = self._class_names[prop.class_info.name]
        return Type(annotation=name, argument=name, decoder=f"{name}.from_dict", models=frozenset({name}))

    def extra(self, prop: ModelProperty) -> Type:
        """The type of the members that a model does not name."""
        return self.type(prop.additional_properties) if prop.additional_properties else ANYTHING

    def _union(self, prop: UnionProperty) -> Type:
        some = [inner for inner in prop.inner_properties if not isinstance(inner, NoneProperty)]
        types = [self.type(inner) for inner in some]
        if ANYTHING in types or not types:
            return ANYTHING
        decoder = types[0].decoder
        if len(types) > 1:
            decoder = self._tagged(some) or f"union({', '.join(kind.decoder for kind in types)})"
        if is_nullable(prop):
            types.append(_SIMPLE[NoneProperty])
            decoder = f"nullable({decoder})"
        return Type(
            annotation=" | ".join(dict.fromkeys(kind.annotation for kind in types)),
            argument=" | ".join(dict.fromkeys(kind.argument for kind in types)),
            decoder=decoder,
            models=frozenset().union(*(kind.models for kind in types)),
        )

    def _tagged(self, alternatives: list[PropertyProtocol]) -> str | None:
        """The decoder for models that each have a member with a fixed value of their own, if these are such."""
        tags = [_tags(self.finished(prop)) if isinstance(prop, ModelProperty) else {} for prop in alternatives]
        common = [wire for wire in tags[0] if all(wire in tag for tag in tags)]
        for wire in common:
            values = [tag[wire] for tag in tags]
            if len(set(values)) == len(values):
                table = zip(values, alternatives, strict=True)
                entries = ", ".join(f"{value!r}: {self.type(prop).decoder}" for value, prop in table)
                return f"tagged({wire!r}, {{{entries}}})"
        return None


def is_map(prop: ModelProperty) -> bool:
    """Whether the object has no members of its own, and so is a mapping rather than a class."""
    return not prop.required_properties and not prop.optional_properties


def is_nullable(prop: PropertyProtocol) -> bool:
    """Whether null is a value."""
    return isinstance(prop, NoneProperty) or (
        isinstance(prop, UnionProperty) and any(isinstance(inner, NoneProperty) for inner in prop.inner_properties)
    )


def _tags(prop: ModelProperty) -> dict[str, str]:
    """The members of a model that must be there and can have one value only, with that value."""
    tags: dict[str, str] = {}
    for inner in prop.required_properties or []:
        if isinstance(inner, ConstProperty) and isinstance(inner.value.raw_value, str):
            tags[inner.name.get_untrusted_value()] = inner.value.raw_value
        elif isinstance(inner, LiteralEnumProperty) and len(inner.values) == 1:
            (value,) = inner.values
            if isinstance(value, str):
                tags[inner.name.get_untrusted_value()] = value
    return tags
