"""The models of an API, built from the engine's types of its schemas."""

from attrs import evolve
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol

from ..document.document import Document
from ..ir import names
from ..ir.models import Alias, Enum, Field, Model, reader_name
from .class_names import class_names, module_names
from .components import Component, Property
from .engine_document import EngineDocument
from .imports import aliases_with_imports, models_with_imports, needs, reachable
from .python_types import ANYTHING, PythonTypes, is_map, not_null


class Models:
    """Builds the models of a document.

    Attributes:
        types: The types of properties in models.
        argument_types: The types of the arguments of operations.
        response_types: The types of responses, whose decoders find models in the package `models`.
        class_names: The names of models, enums and aliases.
    """

    def __init__(self, document: Document, engine_document: EngineDocument, data: GeneratorData) -> None:
        schemas = engine_document.schemas
        self._components = schemas.components
        # A field with the name of a type would shadow it.
        self._reserved = (
            names.FIELD_RESERVED | {"nulls"} | ({"date", "datetime"} if schemas.formats else frozenset[str]())
        )
        finished = {str(prop.class_info.name): prop for prop in data.models}
        known = {name: prop for name, prop in finished.items() if name in self._components}
        aliases = {name: prop for name, prop in known.items() if self._components[name].boxed or is_map(prop)}
        self._models = {name: prop for name, prop in known.items() if name not in aliases}
        self._aliases = {name: prop for name, prop in aliases.items() if self._components[name].named}
        self._enums = {str(prop.class_info.name): prop for prop in data.enums if isinstance(prop, LiteralEnumProperty)}
        components = {name: self._components[name] for name in [*self._models, *self._aliases, *self._enums]}
        self._names = class_names(document, components)
        modules = module_names(list(self._names.values()), {self._names[name] for name in self._aliases})
        self._modules = {neutral: modules[name] for neutral, name in self._names.items()}
        self.class_names = list(self._names.values())
        readers = {name: reader_name(self._modules[name]) for name in self._aliases}
        self.types = PythonTypes(finished, schemas, self._names, readers)
        self.argument_types = PythonTypes(finished, schemas, self._names, readers, arguments=True)
        self.response_types = PythonTypes(finished, schemas, self._names, readers, module="models")

    @property
    def components(self) -> dict[str, Component]:
        """The component of each model, by the name of its class."""
        return {self._names[neutral]: self._components[neutral] for neutral in self._models}

    def used(self, sent: set[str], received: set[str]) -> tuple[tuple[Model, ...], tuple[Enum, ...], tuple[Alias, ...]]:
        """Return the models and enums that the service or a client sends, those that aliases need, and all aliases.

        Args:
            sent: The names in the types of requests.
            received: The names in the types of responses and events.
        """
        # The properties of a body are arguments, so the class of the body may be unused.
        models = [self._model(neutral, self._models[neutral]) for neutral in self._names if neutral in self._models]
        aliases = [self._alias(neutral, self._aliases[neutral]) for neutral in self._names if neutral in self._aliases]
        aliases = [alias for alias in aliases if alias.type != ANYTHING]
        enums = [self._enum(neutral, self._enums[neutral]) for neutral in self._names if neutral in self._enums]
        edges = needs([*models, *aliases])
        used = reachable({*sent, *received, *(alias.name for alias in aliases)}, edges)
        in_requests = reachable(sent, edges)
        models = [model for model in models if model.name in used]
        enums = [evolve(enum, sent=enum.name in in_requests) for enum in enums if enum.name in used]
        modules = {name: self._modules[neutral] for neutral, name in self._names.items()}
        return models_with_imports(models, aliases, modules), tuple(enums), aliases_with_imports(aliases, modules)

    def field(self, class_name: str, wire: str) -> Field | None:
        """Return the attribute of a model for a property. None if there is none."""
        for neutral, prop in self._models.items():
            if self._names[neutral] == class_name:
                return next((field for field in self._model(neutral, prop).fields if field.wire == wire), None)
        return None

    def _model(self, neutral: str, prop: ModelProperty) -> Model:
        component = self._components[neutral]
        by_name = {inner.name.get_untrusted_value(): inner for inner in properties(prop)}
        declared = component.properties
        fields = names.unique(names.identifier(each.wire, self._reserved) for each in declared.values())
        found = [
            self._field(name, each, by_name[key]) for name, (key, each) in zip(fields, declared.items(), strict=True)
        ]
        items = [field for field in found if field.wire == component.items and field.required and field.type.item]
        return Model(
            name=self._names[neutral],
            module=self._modules[neutral],
            description=component.description,
            fields=tuple(sorted(found, key=lambda field: not field.required)),
            extra=self.types.extra(prop),
            items=items[0] if items else None,
            deprecated=component.deprecated,
        )

    def _field(self, name: str, declared: Property, prop: PropertyProtocol) -> Field:
        found = self.types.type(prop)
        if not prop.required and found.nullable and found != ANYTHING:
            # The reader tells null from absent before it decodes the value.
            found = self.types.type(not_null(prop)).optional
        return Field(
            name=name,
            wire=declared.wire,
            type=found,
            required=prop.required,
            description=declared.description,
            sendable=not declared.read_only,
            secret=declared.secret,
            deprecated=declared.deprecated,
            replacement=declared.replacement,
        )

    def _enum(self, neutral: str, prop: LiteralEnumProperty) -> Enum:
        return Enum(
            name=self._names[neutral],
            module=self._modules[neutral],
            description=self._components[neutral].description,
            values=tuple(sorted(prop.values, key=lambda value: (str(type(value)), value))),
            base=prop.value_type.__name__,
        )

    def _alias(self, neutral: str, prop: ModelProperty) -> Alias:
        return Alias(
            name=self._names[neutral],
            module=self._modules[neutral],
            description=self._components[neutral].description,
            type=self.types.body(prop),
        )


def properties(prop: ModelProperty) -> list[PropertyProtocol]:
    """Return the properties of an object, required ones first."""
    return [*(prop.required_properties or []), *(prop.optional_properties or [])]
