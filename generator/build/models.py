"""The models of an API, from what the engine makes of its schemas."""

from collections.abc import Iterator

from attrs import evolve
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol

from ..document.document import Document
from ..document.problem import pointer
from ..ir import names
from ..ir.models import Enum, Field, Model
from .engine_document import EngineDocument
from .python_types import PythonTypes, is_map


class Models:
    """Builds the models of a document.

    Attributes:
        types: The types of properties in models.
        response_types: The types of properties in operations, whose decoders find models in the package `models`.
        class_names: The names of models and enums.
    """

    def __init__(self, document: Document, engine_document: EngineDocument, data: GeneratorData) -> None:
        self._document = document
        self._components = engine_document.schemas.components
        finished = {str(prop.class_info.name): prop for prop in data.models}
        self._models = {name: prop for name, prop in finished.items() if name in self._components and not is_map(prop)}
        self._enums = {str(prop.class_info.name): prop for prop in data.enums if isinstance(prop, LiteralEnumProperty)}
        self._names = self._class_names([*self._models, *self._enums])
        modules = names.unique(names.identifier(name, names.MODULE_RESERVED) for name in self._names.values())
        self._modules = dict(zip(self._names.values(), modules, strict=True))
        self.class_names = list(self._names.values())
        self.types = PythonTypes(finished, engine_document.schemas, self._names)
        self.response_types = PythonTypes(finished, engine_document.schemas, self._names, module="models")

    def _class_names(self, neutral: list[str]) -> dict[str, str]:
        # The schemas that the contract names get their names before those that are named after where they stand.
        named = [pointer("components", "schemas", name) for name in self._document.schemas()]
        order = {where: index for index, where in enumerate(named)}
        found = sorted(neutral, key=lambda name: order.get(self._components[name].pointer, len(order)))
        classes = names.unique(names.class_name(self._components[name].title) for name in found)
        return dict(zip(found, classes, strict=True))

    def used(self, mentioned: set[str]) -> tuple[tuple[Model, ...], tuple[Enum, ...]]:
        """Return the models and enums that are needed where some are mentioned."""
        # An object that is a body was taken apart into arguments, so that its class may be of no use.
        models = [self._model(self._models[neutral]) for neutral in self._names if neutral in self._models]
        enums = [self._enum(self._enums[neutral]) for neutral in self._names if neutral in self._enums]
        used = _reachable(mentioned, {model.name: _needs(model) for model in models})
        return (
            tuple(_with_imports([model for model in models if model.name in used], self._modules)),
            tuple(enum for enum in enums if enum.name in used),
        )

    def _model(self, prop: ModelProperty) -> Model:
        component = self._components[prop.class_info.name]
        props = properties(prop)
        members = [component.members[member.name.get_untrusted_value()] for member in props]
        fields = names.unique(names.identifier(member.wire, names.FIELD_RESERVED) for member in members)
        name = self._names[prop.class_info.name]
        return Model(
            name=name,
            module=self._modules[name],
            description=component.description,
            fields=tuple(
                Field(
                    name=name,
                    wire=member.wire,
                    type=self.types.type(inner),
                    required=inner.required,
                    description=member.description,
                )
                for name, member, inner in zip(fields, members, props, strict=True)
            ),
            extra=self.types.extra(prop),
        )

    def _enum(self, prop: LiteralEnumProperty) -> Enum:
        name = self._names[prop.class_info.name]
        return Enum(
            name=name,
            module=self._modules[name],
            description=self._components[prop.class_info.name].description,
            values=tuple(sorted(prop.values, key=lambda value: (str(type(value)), value))),
            base=prop.value_type.__name__,
        )


def properties(prop: ModelProperty) -> list[PropertyProtocol]:
    """The members of an object, required ones first."""
    return [*(prop.required_properties or []), *(prop.optional_properties or [])]


def _needs(model: Model) -> set[str]:
    """The classes that a model names."""
    return {name for field in model.fields for name in field.type.models} | model.extra.models


def _with_imports(models: list[Model], modules: dict[str, str]) -> Iterator[Model]:
    """The models with the other classes that they need."""
    needs = {model.name: _needs(model) for model in models}
    for model in models:
        needed = sorted(needs[model.name] - {model.name})
        late = {name for name in needed if model.name in _reachable({name}, needs)}
        yield evolve(
            model,
            imports=tuple((modules[name], name) for name in needed if name not in late),
            late=tuple((modules[name], name) for name in needed if name in late),
        )


def _reachable(start: set[str], needs: dict[str, set[str]]) -> set[str]:
    """These classes and all that they need, directly or not."""
    seen: set[str] = set()
    pending = sorted(start)
    while pending:
        current = pending.pop()
        if current not in seen:
            seen.add(current)
            pending.extend(needs.get(current, ()))
    return seen
