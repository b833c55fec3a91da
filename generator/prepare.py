"""Second stage: understands a contract, with the help of openapi-python-client, as an `api.API`."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attrs import evolve
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.responses import Response

from . import names
from .annotation import ANYTHING, Annotator, is_map, is_nullable
from .api import API, Answer, Enum, Field, Model, Operation, Parameter, Resource, Rule, Service, Type
from .document import Document, Node, PathOperation, json_media
from .problem import ContractError, Problem, pointer
from .shape import Shaped, is_api_key_header, is_sendable, operation_id, security, shape, tag

_NOTHING = Type(annotation="None", argument="None", decoder="null")
_TEXT = Type(annotation="str", argument="str", decoder="string")
_BYTES = Type(annotation="bytes", argument="bytes", decoder="anything")


def prepare(document: Document, *, strict: bool) -> API:
    """Understands the contract.

    Args:
        document: The contract.
        strict: Whether nothing may be odd or left out.

    Raises:
        ContractError: The engine cannot use the document or, if strict, not all of it.
    """
    shaped = shape(document)
    data = _parse(document, shaped)
    problems = [*shaped.left_out, *_engine_problems(data), *_oddities(document)]
    if strict and problems:
        raise ContractError(document.file, problems)
    return _Preparer(document, shaped, data).api(notes=[str(problem) for problem in problems])


def _parse(document: Document, shaped: Shaped) -> GeneratorData:
    config = Config.from_sources(
        ConfigFile(literal_enums=True),
        meta_type=MetaType.NONE,
        document_source=Path(),
        file_encoding="utf-8",
        overwrite=False,
        output_path=None,
    )
    data = GeneratorData.from_dict(shaped.root, config=config)
    if isinstance(data, GeneratorError):
        detail = " ".join((data.detail or data.header).split())
        raise ContractError(document.file, [Problem("", f"The engine refuses it: {detail}.", "Simplify that part.")])
    return data


def _engine_problems(data: GeneratorData) -> Iterator[Problem]:
    """What the engine warned of, as problems of the document."""
    errors: list[GeneratorError] = [*data.errors]
    for collection in data.endpoint_collections_by_tag.values():
        errors.extend(collection.parse_errors)
    for error in errors:
        detail = " ".join((error.detail or error.header).split())
        yield Problem(_engine_pointer(error), f"The engine warns: {detail}.", "Simplify that part.")


def _engine_pointer(error: GeneratorError) -> str:
    text = f"{error.header} {error.detail}"
    if operation := re.search(r"parsing ([A-Z]+) (\S+) within", text):
        return pointer("paths", operation[2], operation[1].lower())
    if schema := re.search(r"/components/[A-Za-z]+/[A-Za-z0-9._-]+", text):
        return schema[0]
    return ""


def _oddities(document: Document) -> Iterator[Problem]:
    for operation in document.operations():
        if not operation.node.get("tags"):
            yield Problem(operation.pointer, "The operation has no tag.", "Name its resource; until then: default.")
    for where, environment in _servers(document):
        if environment is None:
            yield Problem(where, "The server has no absolute URL and is left out.", "Begin it with https://.")


def _servers(document: Document) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """Each server's pointer, with its name and URL if it can be called."""
    for index, server in enumerate(document.root.get("servers", [])):
        url = server["url"]
        for name, variable in server.get("variables", {}).items():
            url = url.replace(f"{{{name}}}", str(variable["default"]))
        name = server.get("x-environment") or ("production" if index == 0 else f"server_{index + 1}")
        callable_ = url.startswith(("https://", "http://"))
        yield pointer("servers", index), (name, url.rstrip("/")) if callable_ else None


class _Preparer:
    def __init__(self, document: Document, shaped: Shaped, data: GeneratorData) -> None:
        self.document = document
        self.shaped = shaped
        self.data = data
        self.models = [prop for prop in data.models if not is_map(prop)]
        classes = [str(prop.class_info.name) for prop in [*self.models, *data.enums]]
        self.class_names = dict(zip(classes, names.unique(map(names.class_name, classes)), strict=True))
        modules = names.unique(names.identifier(name) for name in self.class_names.values())
        self.modules = dict(zip(self.class_names.values(), modules, strict=True))
        self.annotator = Annotator({prop.class_info.name: prop for prop in data.models}, self.class_names)

    def api(self, *, notes: list[str]) -> API:
        resources = tuple(self._resources())
        models = [self._model(prop) for prop in self.models]
        enums = [self._enum(prop) for prop in self.data.enums if isinstance(prop, LiteralEnumProperty)]
        # An object that is a body was taken apart into arguments, so that its class may be of no use.
        used = _reachable(_mentioned(resources), {model.name: _needs(model) for model in models})
        return API(
            source=Path(self.document.file).name,
            service=self._service(),
            models=tuple(_with_imports([model for model in models if model.name in used], self.modules)),
            enums=tuple(enum for enum in enums if enum.name in used),
            resources=resources,
            notes=tuple(notes),
        )

    def _service(self) -> Service:
        schemes = self.document.root.get("components", {}).get("securitySchemes", {})
        used = [
            scheme
            for operation in self.shaped.operations.values()
            for requirement in security(self.document, operation)
            for scheme in requirement
        ]
        headers = [
            node["name"]
            for name in dict.fromkeys(used)
            if name in schemes and is_api_key_header(node := self.document.deref(schemes[name]))
        ]
        return Service(
            title=self.document.root["info"]["title"],
            environments=dict(server for _, server in _servers(self.document) if server is not None),
            api_key_header=headers[0] if headers else None,
            credential_required=any(
                name in schemes and is_sendable(self.document.deref(schemes[name])) for name in used
            ),
            rules=_rules(self.document.root),
        )

    def _model(self, prop: ModelProperty) -> Model:
        members = [*(prop.required_properties or []), *(prop.optional_properties or [])]
        fields = names.unique(
            names.identifier(member.name.get_untrusted_value(), names.FIELD_RESERVED) for member in members
        )
        name = self.class_names[prop.class_info.name]
        return Model(
            name=name,
            module=self.modules[name],
            description=_text(prop.data.description or prop.description),
            fields=tuple(
                Field(
                    name=field,
                    wire=member.name.get_untrusted_value(),
                    type=self.annotator.type(member),
                    required=member.required,
                    description=_member_description(prop, member),
                )
                for field, member in zip(fields, members, strict=True)
            ),
            extra=self.annotator.extra(prop),
        )

    def _enum(self, prop: LiteralEnumProperty) -> Enum:
        name = self.class_names[prop.class_info.name]
        return Enum(
            name=name,
            module=self.modules[name],
            description=_text(prop.description),
            values=tuple(sorted(prop.values, key=lambda value: (str(type(value)), value))),
            base=prop.value_type.__name__,
        )

    def _resources(self) -> Iterator[Resource]:
        descriptions = {node["name"]: node.get("description", "") for node in self.document.root.get("tags", [])}
        tags = list(dict.fromkeys(tag(operation) for operation in self.shaped.operations.values()))
        attributes = names.unique(names.identifier(name, names.RESOURCE_RESERVED) for name in tags)
        classes = names.unique(names.class_name(name) for name in attributes)
        endpoints = {
            str(endpoint.name): endpoint
            for collection in self.data.endpoint_collections_by_tag.values()
            for endpoint in collection.endpoints
        }
        for name, attribute, class_name in zip(tags, attributes, classes, strict=True):
            members = [
                (identifier, operation, endpoints[identifier])
                for identifier, operation in self.shaped.operations.items()
                if tag(operation) == name and identifier in endpoints
            ]
            methods = names.unique(names.method_name(identifier, attribute) for identifier, _, _ in members)
            yield Resource(
                name=attribute,
                class_name=class_name,
                description=descriptions.get(name, ""),
                operations=tuple(
                    self._operation(*member, method) for member, method in zip(members, methods, strict=True)
                ),
            )

    def _operation(self, function: str, operation: PathOperation, endpoint: Endpoint, method: str) -> Operation:
        node = operation.node
        command = operation.method not in {"get", "head", "options", "trace"}
        body = self.document.request_body(node)
        return Operation(
            id=operation_id(operation),
            function=function,
            method=method,
            http_method=operation.method.upper(),
            path=operation.path,
            summary=node.get("summary", ""),
            description=node.get("description", ""),
            command=command,
            # Where the contract is silent, HTTP says which methods may be sent again.
            idempotent=node.get("x-idempotent", operation.method not in {"post", "patch"}),
            parameters=tuple(self._parameters(operation, endpoint)),
            answers=tuple(self._answer(response) for response in endpoint.responses),
            body_required=body is not None and body.get("required", False),
            rules=_rules(node),
        )

    def _parameters(self, operation: PathOperation, endpoint: Endpoint) -> Iterable[Parameter]:
        described = {
            (node["in"], node["name"]): node.get("description", "") for node in self.document.parameters(operation)
        }
        parameters: list[Parameter] = []
        original = [node["name"] for node in self.document.parameters(operation) if node["in"] == "path"]
        renamed = {names.path_parameter(name, operation.path): name for name in original}
        for location in ("path", "query", "header"):
            props: list[PropertyProtocol] = getattr(endpoint, f"{location}_parameters")
            for prop in props:
                shown = prop.name.get_untrusted_value()
                wire = renamed.get(shown, shown) if location == "path" else shown
                parameters.append(
                    self._parameter(prop, shown, wire, location, description=described.get((location, wire), ""))
                )
        return _named(_merged(parameters, list(self._body(operation, endpoint))))

    def _parameter(
        self, prop: PropertyProtocol, name: str, wire: str, location: str, *, description: str, required: bool = True
    ) -> Parameter:
        return Parameter(
            name=names.identifier(name, names.ARGUMENT_RESERVED),
            wire=wire,
            location=location,
            type=self.annotator.type(prop),
            required=prop.required and required,
            nullable=is_nullable(prop),
            description=description,
        )

    def _body(self, operation: PathOperation, endpoint: Endpoint) -> Iterator[Parameter]:
        """The members of the body where it is an object, or else the whole body as one argument."""
        if not endpoint.bodies:
            return
        prop = endpoint.bodies[0].prop
        body = self.document.request_body(operation.node) or {}
        if isinstance(prop, ModelProperty):
            prop = self.annotator.finished(prop)
        if not isinstance(prop, ModelProperty) or is_map(prop):
            yield self._parameter(prop, "body", "body", "content", description=body.get("description", ""))
            return
        schema = (json_media(body["content"]) or {}).get("schema", {})
        read_only = set(_read_only(self.document, schema))
        for member in [*(prop.required_properties or []), *(prop.optional_properties or [])]:
            wire = member.name.get_untrusted_value()
            if wire not in read_only:
                yield self._parameter(
                    member,
                    wire,
                    wire,
                    "body",
                    description=_member_description(prop, member),
                    required=body.get("required", False),
                )

    def _answer(self, response: Response) -> Answer:
        status = response.status_code.pattern
        match response.source["return_type"]:
            case "None":
                return Answer(status=status, type=_NOTHING, body="empty_body")
            case "str":
                return Answer(status=status, type=_TEXT, body="text_body")
            case "bytes":
                return Answer(status=status, type=_BYTES, body="bytes_body")
            case _:
                kind = ANYTHING if isinstance(response.prop, AnyProperty) else self.annotator.type(response.prop)
                return Answer(status=status, type=kind, body="json")


def _merged(parameters: list[Parameter], body: list[Parameter]) -> list[Parameter]:
    """All parameters; a member of the body that a path parameter already says is filled by the same argument."""
    merged = list(parameters)
    for member in body:
        for index, parameter in enumerate(merged):
            if (parameter.location, parameter.name, parameter.type) == ("path", member.name, member.type):
                merged[index] = evolve(parameter, also=member.wire)
                break
        else:
            merged.append(member)
    return merged


def _named(parameters: list[Parameter]) -> list[Parameter]:
    """The parameters, required ones first, with names that are all different."""
    ordered = sorted(parameters, key=lambda parameter: (parameter.location != "path", not parameter.required))
    unique = names.unique(parameter.name for parameter in ordered)
    return [evolve(parameter, name=name) for parameter, name in zip(ordered, unique, strict=True)]


def _read_only(document: Document, schema: Any) -> Iterator[str]:
    """The members of an object that only the service writes."""
    schema = document.deref(schema) if isinstance(schema, dict) else {}
    for part in schema.get("allOf", []):
        yield from _read_only(document, part)
    for name, node in schema.get("properties", {}).items():
        if isinstance(node, dict) and node.get("readOnly"):
            yield name


def _rules(node: Node) -> tuple[Rule, ...]:
    return tuple(Rule(id=rule["id"], text=rule["text"], source=rule["source"]) for rule in node.get("x-rules", []))


def _member_description(prop: ModelProperty, member: PropertyProtocol) -> str:
    # Beside a $ref the contract says what the member means here; the engine only knows what its type means.
    node = (prop.data.properties or {}).get(member.name)
    beside = (getattr(node, "model_extra", None) or {}).get("description")
    return beside or _text(member.description)


def _text(value: Any) -> str:
    return value.get_untrusted_value() if value is not None else ""


def _mentioned(resources: Iterable[Resource]) -> set[str]:
    """The classes that the operations name."""
    operations = [operation for resource in resources for operation in resource.operations]
    types = [parameter.type for operation in operations for parameter in operation.parameters]
    types += [answer.type for operation in operations for answer in operation.answers]
    return {name for kind in types for name in kind.models}


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


def _reachable(names: set[str], needs: dict[str, set[str]]) -> set[str]:
    """These classes and all that they need, directly or not."""
    seen: set[str] = set()
    pending = [*names]
    while pending:
        current = pending.pop()
        if current not in seen:
            seen.add(current)
            pending.extend(needs.get(current, ()))
    return seen
