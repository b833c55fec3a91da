"""The Python types of the engine's properties."""

from collections.abc import Mapping
from itertools import chain

from attrs import evolve
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from ..ir import names
from ..ir.types import Type, one_of
from .engine_schemas import Schemas
from .tags import Tags

ANYTHING = Type.plain("Any", decoder="anything")
NOTHING = Type.plain("None", decoder="null")
TEXT = Type.plain("str", decoder="string")
ID = Type(annotations=("str",), arguments=("str", "UUID"), decoder="string")
"""A text that is an id, which can also be given as a UUID."""
BYTES = Type.plain("bytes", decoder="anything")

_OBJECT = Type.plain("dict[str, Any]", decoder="mapping(anything)")
_BOOLEAN = Type.plain("bool", decoder="boolean")
_INTEGER = Type.plain("int", decoder="integer")
_NUMBER = Type.plain("float", decoder="number")

_SIMPLE: Mapping[type, Type] = {
    BooleanProperty: _BOOLEAN,
    DateProperty: Type.plain("date", decoder="calendar_date"),
    DateTimeProperty: Type.plain("datetime", decoder="date_time"),
    FloatProperty: _NUMBER,
    IntProperty: _INTEGER,
    NoneProperty: NOTHING,
    StringProperty: TEXT,
}
_UUID = Type.plain("UUID", decoder="uuid")
_BY_VALUE: Mapping[type, Type] = {bool: _BOOLEAN, float: _NUMBER, int: _INTEGER, str: TEXT}


class PythonTypes:
    """Turns properties into types.

    Args:
        models: The finished models of the engine, by neutral name: where one property refers to another, the engine
            keeps copies that were made before the properties were known.
        schemas: What the contract says of them.
        class_names: The classes, enums and aliases of the generated code, by neutral name.
        readers: The functions that read the values of aliases, by neutral name.
        module: The module in which decoders find the models. By default, the one where the types stand.
        arguments: Whether the types are those of arguments. Then an alias that is wider as an argument, such as that of
            an array, is spelled out.
    """

    def __init__(
        self,
        models: Mapping[str, ModelProperty],
        schemas: Schemas,
        class_names: Mapping[str, str],
        readers: Mapping[str, str],
        *,
        module: str | None = None,
        arguments: bool = False,
    ) -> None:
        self._models = models
        self._components = schemas.components
        self._tags = Tags(models, schemas)
        self._class_names = class_names
        self._readers = readers
        self._prefix = "" if module is None else f"{module}."
        self._arguments = arguments
        self._uuid = _UUID if schemas.formats else ID
        self._known: dict[str, Type] = {}
        self._bodies: dict[str, Type] = {}
        self._open: set[str] = set()

    def type(self, prop: PropertyProtocol) -> Type:
        """Return the type of a value that is there."""
        # The classes of properties derive from a protocol, which makes isinstance slow.
        if type(prop) is ModelProperty:
            return self._component(prop)
        if type(prop) is ListProperty:
            return _array(self.type(prop.inner_property))
        if type(prop) is UnionProperty:
            return self._union(prop)
        if type(prop) is LiteralEnumProperty:
            return self._enum(prop)
        if type(prop) is ConstProperty:
            return _const(prop)
        if type(prop) is UuidProperty:
            return self._uuid
        return _SIMPLE.get(type(prop), ANYTHING)

    def object(self, prop: PropertyProtocol) -> ModelProperty | None:
        """Return an object with its properties. None if the value is another, or an object without known properties."""
        if not isinstance(prop, ModelProperty):
            return None
        finished = self._tags.finished(prop)
        return None if is_map(finished) or self._is_boxed(finished) else finished

    def extra(self, prop: ModelProperty) -> Type:
        """Return the type of the properties that an object does not declare."""
        return self.type(prop.additional_properties) if prop.additional_properties else ANYTHING

    def body(self, prop: ModelProperty) -> Type:
        """Return the type that an alias stands for."""
        self.type(prop)
        return self._bodies[str(prop.class_info.name)]

    def _body(self, finished: ModelProperty) -> Type:
        if not self._is_boxed(finished):
            return _mapping(self.extra(finished))
        (value,) = finished.required_properties or []
        return self.type(value)

    def _is_boxed(self, prop: ModelProperty) -> bool:
        component = self._components.get(prop.class_info.name)
        return component is not None and component.boxed

    def _enum(self, prop: LiteralEnumProperty) -> Type:
        name = self._class_names[prop.class_info.name]
        decoder = _BY_VALUE[prop.value_type].decoder
        values = list(prop.values)
        default = repr(values[0]) if len(values) == 1 else None
        return evolve(Type.plain(name, decoder=decoder, models=frozenset({name})), default=default)

    def _component(self, prop: ModelProperty) -> Type:
        neutral = str(prop.class_info.name)
        if neutral not in self._known:
            found = self._named(neutral, prop)
            # Within itself, a component is known by its name only.
            if neutral in self._open:
                return found
            self._known[neutral] = found
        return self._known[neutral]

    def _named(self, neutral: str, prop: ModelProperty) -> Type:
        finished = self._tags.finished(prop)
        if self.object(finished) is not None:
            name = self._class_names[neutral]
            named = Type.plain(name, decoder=f"{self._prefix}{name}.from_dict", models=frozenset({name}))
            return evolve(named, readers=frozenset({name}))
        if neutral in self._open:
            return self._alias(neutral)
        # A union that the contract does not name can only contain itself within something that has a name.
        entered = {neutral} if neutral in self._readers or not self._is_boxed(finished) else set[str]()
        self._open |= entered
        body = self._body(finished)
        self._open -= entered
        self._bodies[neutral] = body
        if neutral not in self._readers or body == ANYTHING:
            return body
        return body if self._arguments and body.arguments != body.annotations else self._alias(neutral)

    def _alias(self, neutral: str) -> Type:
        # A map of itself that has no name, however deep, cannot be named in its type.
        if neutral not in self._readers:
            return ANYTHING
        name = self._class_names[neutral]
        decoder = f"{self._prefix}{self._readers[neutral]}"
        return evolve(Type.plain(name, decoder=decoder, models=frozenset({name})), readers=frozenset({name}))

    def _union(self, prop: UnionProperty) -> Type:
        alternatives = [inner for inner in prop.inner_properties if not isinstance(inner, NoneProperty)]
        types = [self.type(inner) for inner in alternatives]
        if ANYTHING in types:
            return ANYTHING
        found = self._tagged(alternatives) or _untagged(types)
        if len(alternatives) < len(prop.inner_properties):
            found = evolve(one_of([found, NOTHING], f"nullable({found.decoder})"), default=None)
        return found

    def _tagged(self, alternatives: list[PropertyProtocol]) -> Type | None:
        """Return the type of a union in which a property tells the objects apart."""
        objects = [prop for prop in alternatives if isinstance(prop, ModelProperty)]
        tag = self._tags.of(objects)
        if tag is None:
            return None
        chosen = [self.type(prop) for _, prop in tag.alternatives]
        others = [self.type(prop) for prop in tag.others]
        entries = [f"{value!r}: {found.decoder}" for (value, _), found in zip(tag.alternatives, chosen, strict=True)]
        decoder = ", ".join([repr(tag.wire), f"{{{', '.join(entries)}}}", *(found.decoder for found in others)])
        # An object with a tag that the contract does not know stays as it is.
        found = one_of([*map(self.type, objects), _OBJECT], f"tagged({decoder})")
        found = evolve(found, readers=frozenset[str]().union(*(each.readers for each in [*chosen, *others])))
        rest = [self.type(prop) for prop in alternatives if not isinstance(prop, ModelProperty)]
        return _untagged([*rest, found]) if rest else found


def accepting_uuids(found: Type, name: str) -> Type:
    """Return the type of an argument, which can also be given as a UUID if its name is that of an id."""
    if not names.is_id(name) or found.default is not None:
        return found
    wider = {"str": ("str", "UUID"), "Sequence[str]": ("Sequence[str | UUID]",)}
    arguments = chain.from_iterable(wider.get(each, (each,)) for each in found.arguments)
    return evolve(found, arguments=tuple(dict.fromkeys(arguments)))


def is_map(prop: ModelProperty) -> bool:
    """Return whether an object declares no properties, and so is a mapping rather than a class."""
    return not prop.required_properties and not prop.optional_properties


def not_null(prop: PropertyProtocol) -> PropertyProtocol:
    """Return the property without null, where null is one of several values."""
    if not isinstance(prop, UnionProperty):
        return prop
    some = [inner for inner in prop.inner_properties if not isinstance(inner, NoneProperty)]
    return some[0] if len(some) == 1 else evolve(prop, inner_properties=some)


def _array(item: Type) -> Type:
    return Type(
        annotations=(f"tuple[{item.annotation}, ...]",),
        arguments=(f"Sequence[{item.argument}]",),
        decoder=f"array({item.decoder})",
        models=item.models,
        readers=item.readers,
    )


def _mapping(value: Type) -> Type:
    return Type(
        annotations=(f"dict[str, {value.annotation}]",),
        arguments=(f"Mapping[str, {value.argument}]",),
        decoder=f"mapping({value.decoder})",
        models=value.models,
        readers=value.readers,
    )


def _untagged(types: list[Type]) -> Type:
    """Return the type of a union whose alternatives are tried."""
    # Any text is a string, so that this is the last resort.
    decoders = sorted(dict.fromkeys(found.decoder for found in types), key=lambda decoder: decoder == "string")
    return one_of(types, decoders[0] if len(decoders) == 1 else f"union({', '.join(decoders)})")


def _const(prop: ConstProperty) -> Type:
    # Like an enum with one known value: a new one must not break applications.
    value = prop.value.raw_value
    base = _BY_VALUE[type(value)]
    if isinstance(value, float | bool):
        return evolve(base, default=repr(value))
    annotations = (f"Literal[{value!r}]", base.annotation)
    return Type(annotations=annotations, arguments=annotations, decoder=base.decoder, default=repr(value))
