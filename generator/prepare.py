"""Second stage: understands a contract, with the help of openapi-python-client, as an `api.API`."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import evolve
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol

from . import names
from .annotation import BYTES, NOTHING, TEXT, Annotator, is_map, not_null
from .api import API, Answer, Enum, Failure, Field, Model, Operation, Parameter, Resource, Rule, Service
from .document import Document, Node
from .problem import ContractError, Problem, pointer, short
from .security import api_key_header, requirements
from .servers import servers
from .shape import BODY, Shaped, ShapedAnswer, ShapedOperation, operation_id, shape, tag

Props = dict[str, PropertyProtocol]
"""The types of an operation, by neutral name."""

_BODIES = {"bytes_body": BYTES, "empty_body": NOTHING, "text_body": TEXT}


def prepare(document: Document, *, strict: bool) -> API:
    """Understands the contract.

    Args:
        document: The contract.
        strict: Whether nothing may be odd or left out.

    Raises:
        ContractError: The engine cannot use the document or, if strict, not all of it.
    """
    shaped = shape(document)
    data = parse(document, shaped)
    problems = [*shaped.left_out, *engine_problems(data, shaped), *_oddities(document)]
    if strict and problems:
        raise ContractError(document.file, problems)
    return _Preparer(document, shaped, data).api(notes=[str(problem) for problem in problems])


def parse(document: Document, shaped: Shaped) -> GeneratorData:
    """What the engine makes of the document.

    Raises:
        ContractError: The engine rejects the document.
    """
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
        detail = short(data.detail or data.header)
        raise ContractError(document.file, [Problem("", f"The engine rejects it: {detail}.", "Simplify that part.")])
    return data


def engine_problems(data: GeneratorData, shaped: Shaped) -> Iterator[Problem]:
    """What the engine warned of, as problems of the document."""
    pointers = {name: component.pointer for name, component in shaped.schemas.components.items()}
    pointers |= {name: operation.source.pointer for name, operation in shaped.operations.items()}
    for error in data.errors:
        text = f"{error.header} {error.detail or ''}"
        known = [name for name in re.findall(r"\w+", text) if name in pointers]
        where = pointers[known[0]] if known else ""
        yield Problem(where, f"The engine warns: {short(text)}.", "Simplify that part.")


def _oddities(document: Document) -> Iterator[Problem]:
    for operation in document.operations():
        if not operation.node.get("tags"):
            yield Problem(operation.pointer, "The operation has no tag.", "Name its resource; until then: default.")
    for where, environment in servers(document):
        if environment is None:
            message = "The server has no absolute URL, or a name that another has, and is left out."
            yield Problem(where, message, "Begin it with https:// and give it an x-environment of its own.")


class _Preparer:
    def __init__(self, document: Document, shaped: Shaped, data: GeneratorData) -> None:
        self.document = document
        self.shaped = shaped
        self.components = shaped.schemas.components
        finished = {str(prop.class_info.name): prop for prop in data.models}
        self.models = {name: prop for name, prop in finished.items() if name in self.components and not is_map(prop)}
        self.enums = {str(prop.class_info.name): prop for prop in data.enums if isinstance(prop, LiteralEnumProperty)}
        self.class_names = self._class_names([*self.models, *self.enums])
        modules = names.unique(names.identifier(name, names.MODULE_RESERVED) for name in self.class_names.values())
        self.modules = dict(zip(self.class_names.values(), modules, strict=True))
        self.annotator = Annotator(finished, shaped.schemas, self.class_names)
        self.answers = Annotator(finished, shaped.schemas, self.class_names, module="models")
        self.operations = [
            (operation, {prop.name.get_untrusted_value(): prop for prop in _members(finished[name])})
            for name, operation in shaped.operations.items()
            if name in finished
        ]

    def _class_names(self, neutral: list[str]) -> dict[str, str]:
        # The schemas that the contract names get their names before those that are named after where they stand.
        named = [pointer("components", "schemas", name) for name in self.document.schemas()]
        order = {where: index for index, where in enumerate(named)}
        found = sorted(neutral, key=lambda name: order.get(self.components[name].pointer, len(order)))
        classes = names.unique(names.class_name(self.components[name].title) for name in found)
        return dict(zip(found, classes, strict=True))

    def api(self, *, notes: list[str]) -> API:
        resources = tuple(self._resources())
        models = [self._model(self.models[neutral]) for neutral in self.class_names if neutral in self.models]
        enums = [self._enum(self.enums[neutral]) for neutral in self.class_names if neutral in self.enums]
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
        operations = [operation.source for operation, _ in self.operations]
        return Service(
            title=self.document.root["info"]["title"],
            environments=dict(server for _, server in servers(self.document) if server is not None),
            api_key_header=api_key_header(self.document),
            credential_required=any(requirements(self.document, operation) for operation in operations),
            rules=_rules(self.document.root),
        )

    def _model(self, prop: ModelProperty) -> Model:
        component = self.components[prop.class_info.name]
        props = _members(prop)
        members = [component.members[member.name.get_untrusted_value()] for member in props]
        fields = names.unique(names.identifier(member.wire, names.FIELD_RESERVED) for member in members)
        name = self.class_names[prop.class_info.name]
        return Model(
            name=name,
            module=self.modules[name],
            description=component.description,
            fields=tuple(
                Field(
                    name=name,
                    wire=member.wire,
                    type=self.annotator.type(inner),
                    required=inner.required,
                    description=member.description,
                )
                for name, member, inner in zip(fields, members, props, strict=True)
            ),
            extra=self.annotator.extra(prop),
        )

    def _enum(self, prop: LiteralEnumProperty) -> Enum:
        name = self.class_names[prop.class_info.name]
        return Enum(
            name=name,
            module=self.modules[name],
            description=self.components[prop.class_info.name].description,
            values=tuple(sorted(prop.values, key=lambda value: (str(type(value)), value))),
            base=prop.value_type.__name__,
        )

    def _resources(self) -> Iterator[Resource]:
        descriptions = {node["name"]: node.get("description", "") for node in self.document.root.get("tags", [])}
        constants = names.unique(f"_{operation.function.upper()}" for operation, _ in self.operations)
        tags = list(dict.fromkeys(tag(operation.source) for operation, _ in self.operations))
        attributes = names.unique(names.identifier(name, names.RESOURCE_RESERVED) for name in tags)
        classes = names.resource_classes(attributes, self.class_names.values())
        for name, attribute, class_name in zip(tags, attributes, classes, strict=True):
            members = [
                (operation, props, constant)
                for (operation, props), constant in zip(self.operations, constants, strict=True)
                if tag(operation.source) == name
            ]
            methods = names.unique(names.method_name(operation.function, attribute) for operation, _, _ in members)
            yield Resource(
                name=attribute,
                class_name=class_name,
                description=descriptions.get(name, ""),
                operations=tuple(
                    self._operation(operation, props, constant=constant, method=method)
                    for (operation, props, constant), method in zip(members, methods, strict=True)
                ),
            )

    def _operation(self, operation: ShapedOperation, props: Props, *, constant: str, method: str) -> Operation:
        source = operation.source
        node = source.node
        body = self.document.request_body(node)
        return Operation(
            id=operation_id(source),
            constant=constant,
            function=operation.function,
            method=method,
            http_method=source.method.upper(),
            path=source.path,
            summary=node.get("summary", ""),
            description=node.get("description", ""),
            command=source.method not in {"get", "head", "options", "trace"},
            # Where the contract is silent, HTTP says which methods may be sent again.
            idempotent=node.get("x-idempotent", source.method not in {"post", "patch"}),
            parameters=tuple(self._parameters(operation, props)),
            answers=tuple(self._answer(answer, props.get(name)) for name, answer in operation.answers.items()),
            failures=tuple(
                Failure(status=status, meaning=response.get("description", ""))
                for status, response in sorted(self.document.responses(node).items())
                if status[0] in "45"
            ),
            body_required=body is not None and body.get("required", False),
            rules=_rules(node),
        )

    def _parameters(self, operation: ShapedOperation, props: Props) -> list[Parameter]:
        parameters = [
            Parameter(
                name=names.identifier(shaped.title, names.ARGUMENT_RESERVED),
                wire=shaped.wire,
                location=shaped.location,
                # Outside of a body there is no null.
                type=self.annotator.type(not_null(props[neutral])),
                required=props[neutral].required,
                nullable=False,
                description=shaped.description,
            )
            for neutral, shaped in operation.parameters.items()
        ]
        body = self.document.request_body(operation.source.node) or {}
        members = list(self._body(props[BODY], body)) if BODY in props else []
        return _named(_merged(parameters, members) if body.get("required") else [*parameters, *members])

    def _body(self, prop: PropertyProtocol, body: Node) -> Iterator[Parameter]:
        """The members of the body where it is an object, or else the whole body as one argument."""
        finished = self.annotator.finished(prop) if isinstance(prop, ModelProperty) else prop
        if isinstance(finished, ModelProperty) and not is_map(finished):
            yield from self._body_members(finished, body_required=body.get("required", False))
        else:
            description = body.get("description", "")
            yield self._body_parameter(prop, "body", "content", required=prop.required, description=description)

    def _body_members(self, prop: ModelProperty, *, body_required: bool) -> Iterator[Parameter]:
        members = self.components[prop.class_info.name].members
        for inner in _members(prop):
            member = members[inner.name.get_untrusted_value()]
            if not member.read_only:
                required = member.required and body_required
                yield self._body_parameter(
                    inner, member.wire, "body", required=required, description=member.description
                )

    def _body_parameter(
        self, prop: PropertyProtocol, wire: str, location: str, *, required: bool, description: str
    ) -> Parameter:
        kind = self.annotator.type(prop)
        return Parameter(
            name=names.identifier(wire, names.ARGUMENT_RESERVED),
            wire=wire,
            location=location,
            type=kind,
            required=required,
            nullable=kind.nullable,
            description=description,
        )

    def _answer(self, answer: ShapedAnswer, prop: PropertyProtocol | None) -> Answer:
        kind = _BODIES[answer.body] if prop is None else self.answers.type(prop)
        return Answer(status=answer.status, type=kind, body=answer.body)


def _members(prop: ModelProperty) -> list[PropertyProtocol]:
    """The members of an object, required ones first."""
    return [*(prop.required_properties or []), *(prop.optional_properties or [])]


def _merged(parameters: list[Parameter], body: list[Parameter]) -> list[Parameter]:
    """All parameters; a member of the body that a path parameter already says is filled by the same argument."""
    merged = list(parameters)
    for member in body:
        for index, parameter in enumerate(merged):
            same = (parameter.location, parameter.name, parameter.type) == ("path", member.name, member.type)
            if same and parameter.also is None:
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


def _rules(node: Node) -> tuple[Rule, ...]:
    return tuple(Rule(id=rule["id"], text=rule["text"], source=rule["source"]) for rule in node.get("x-rules", []))


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
