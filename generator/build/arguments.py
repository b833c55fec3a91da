"""The arguments of operations: parameters, and the properties of the request body."""

from collections.abc import Iterator

from attrs import evolve
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol

from ..document.description import described
from ..document.document import Document, Node
from ..document.located import LocatedSchema
from ..document.problem import pointer
from ..document.properties import keyword, object_properties
from ..ir import names
from ..ir.operations import Parameter
from ..ir.types import Type
from .components import Component, Property
from .engine_document import BODY, EngineOperation
from .media import Media, is_binary
from .models import Models, properties
from .parameters import parameter_schema
from .python_types import ANYTHING, BYTES, TEXT, accepting_uuids, not_null

_FILE = Type.plain("bytes | tuple[str, bytes]", decoder="anything")
_FILES = Type.plain("Sequence[bytes | tuple[str, bytes]]", decoder="anything")

_STYLES_OF_FORMS = {"deepObject": "deep_object", "spaceDelimited": "space_separated", "pipeDelimited": "pipe_separated"}


class Arguments:
    """Builds the arguments of operations.

    Args:
        document: The document.
        components: The components of the document, by neutral name.
        models: The models.
    """

    def __init__(self, document: Document, components: dict[str, Component], models: Models) -> None:
        self._document = document
        self._components = components
        self._models = models

    def of(self, operation: EngineOperation, types: dict[str, PropertyProtocol]) -> tuple[Parameter, ...]:
        """Return the arguments of an operation, those of the path first and required ones before optional ones.

        Args:
            operation: The operation.
            types: The engine's types of its parameters and body, by neutral name.
        """
        found = [self._parameter(operation, name, types[name]) for name in operation.parameters]
        if operation.body is None:
            return tuple(_distinct(found))
        body = self._document.request_body(operation.source.node) or {}
        prop = types.get(BODY)
        whole = None if prop is None else self._models.argument_types.object(prop)
        if whole is None:
            return tuple(_distinct([*found, self._whole_body(operation.body, body, prop)]))
        required = body.get("required", False)
        found += self._properties(operation, operation.body, whole, body_required=required)
        return tuple(_distinct(_joined(found, self._repeated(whole) if required else {})))

    def _parameter(self, operation: EngineOperation, neutral: str, prop: PropertyProtocol) -> Parameter:
        parameter = operation.parameters[neutral]
        schema = LocatedSchema(parameter_schema(parameter.node), operation.source.pointer, parameter.name)
        # Null exists only in bodies.
        found = self._models.argument_types.type(not_null(prop))
        return Parameter(
            name=names.identifier(parameter.name, names.ARGUMENT_RESERVED),
            wire=parameter.node["name"],
            location=parameter.node["in"],
            type=accepting_uuids(found, parameter.node["name"]),
            required=prop.required,
            nullable=False,
            description=described(self._document, [schema], parameter.node.get("description")),
            style=parameter.style,
            deprecated=parameter.node.get("deprecated", False),
            replacement=parameter.node.get("x-deprecated", ""),
        )

    def _whole_body(self, media: Media, body: Node, prop: PropertyProtocol | None) -> Parameter:
        """Return a body that is not an object as one argument."""
        found = {"text": TEXT, "binary": BYTES}.get(media.form)
        if found is None:
            found = ANYTHING if prop is None else self._models.argument_types.type(prop)
        required, description = body.get("required", False), body.get("description", "")
        return _body_parameter("body", "content", found, required=required, description=description)

    def _properties(
        self, operation: EngineOperation, media: Media, prop: ModelProperty, *, body_required: bool
    ) -> Iterator[Parameter]:
        members = self._components[prop.class_info.name].properties
        files = self._files(operation, media) if media.form == "multipart" else {}
        for inner in properties(prop):
            member = members[inner.name.get_untrusted_value()]
            if member.read_only:
                continue
            yield evolve(
                _body_parameter(
                    member.wire,
                    "body",
                    files.get(member.wire) or self._models.argument_types.type(inner),
                    required=member.required and body_required,
                    description=member.description,
                ),
                style=_style_in_form(media, member),
                secret=member.secret,
                deprecated=member.deprecated,
                replacement=member.replacement,
            )
        extra = self._models.argument_types.extra(prop)
        if extra != ANYTHING:
            mapping = Type.plain(f"Mapping[str, {extra.argument}]", decoder="anything", models=extra.models)
            further = _body_parameter("extra", "extra", mapping, required=False, description="Further properties.")
            yield evolve(further, nullable=False)

    def _files(self, operation: EngineOperation, media: Media) -> dict[str, Type]:
        """Return the types of the files in a multipart body, by property."""
        where = operation.source.pointer + pointer("requestBody", "content", media.key, "schema")
        body = LocatedSchema(media.schema, where, f"{operation.id} body")
        declared = object_properties(self._document, body).schemas
        types = {wire: self._file(schemas) for wire, schemas in declared.items()}
        return {wire: found for wire, found in types.items() if found is not None}

    def _file(self, places: list[LocatedSchema]) -> Type | None:
        """Return the type of a file in a multipart body, or of several. None if the property is not a file."""
        for place in places:
            if is_binary(self._document, place.schema):
                return _FILE
            items = keyword(self._document, [place], "items")
            if isinstance(items, dict) and is_binary(self._document, items):
                return _FILES
        return None

    def _repeated(self, body: ModelProperty) -> dict[str, str]:
        """Return the properties of the body that repeat a path parameter, by that parameter."""
        declared = self._components[body.class_info.name].properties.values()
        return {each.same_as: each.wire for each in declared if each.same_as is not None and not each.read_only}


def _style_in_form(media: Media, member: Property) -> str | None:
    """Return the function of `_styles` that writes a property of a form, as the document's `encoding` says."""
    if media.form != "form":
        return None
    encoding: Node = media.node.get("encoding", {}).get(member.wire, {})
    if encoding.get("explode") is False and encoding.get("style", "form") == "form":
        return "comma_separated"
    return _STYLES_OF_FORMS.get(encoding.get("style", ""))


def _body_parameter(wire: str, location: str, found: Type, *, required: bool, description: str) -> Parameter:
    return Parameter(
        name=names.identifier(wire, names.ARGUMENT_RESERVED),
        wire=wire,
        location=location,
        type=accepting_uuids(found, wire),
        required=required,
        nullable=found.nullable,
        description=description,
    )


def _joined(parameters: list[Parameter], repeated: dict[str, str]) -> list[Parameter]:
    """Return the arguments, without those properties of the body that repeat a path parameter."""
    merged = {each.wire: each for each in parameters if each.location == "body" and each.wire in repeated.values()}
    joined = [each for each in parameters if each not in merged.values()]
    for index, each in enumerate(joined):
        if each.location == "path" and each.wire in repeated:
            body = merged[repeated[each.wire]]
            # The value has to fit both, and what the body says of it is special to the operation.
            joined[index] = evolve(each, same_as=body.wire, description=body.description)
    return joined


def _distinct(parameters: list[Parameter]) -> list[Parameter]:
    """Return the arguments, required ones first, with unique names.

    If several arguments have the same name, the first keeps it. Those in other locations get the location as a prefix.
    """
    first: dict[str, str] = {}
    for each in parameters:
        first.setdefault(each.name, each.location)
    chosen = [each.name if first[each.name] == each.location else f"{each.location}_{each.name}" for each in parameters]
    renamed = [evolve(each, name=name) for each, name in zip(parameters, names.unique(chosen), strict=True)]
    return sorted(renamed, key=lambda each: (each.location != "path", not each.required))
