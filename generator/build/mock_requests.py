"""Builds the typed requests of the mock: a class for each operation, with an attribute for each value it accepts."""

from collections.abc import Collection, Iterable, Iterator

from attrs import evolve

from ..document.document import Document, PathOperation, json_media
from ..document.located import LocatedSchema
from ..document.problem import pointer
from ..ir import names
from ..ir.mock_requests import SHARED, Attribute, Class, Module
from .engine_document import operation_id, tag
from .mock_types import RequestTypes


def requests(document: Document) -> list[Module]:
    """Return the modules of the typed requests: one for each resource, and one for objects that these share.

    Raises:
        ContractError: A schema contains itself, or a body is not an object.
    """
    operations = list(document.operations())
    classes = names.unique(names.class_name(operation_id(each), names.REQUEST_CLASS_RESERVED) for each in operations)
    types = RequestTypes(document, taken=classes)
    by_resource: dict[str, list[Class]] = {}
    for operation, name in zip(operations, classes, strict=True):
        by_resource.setdefault(tag(operation), []).append(_request(document, types, operation, name))
    return _modules(by_resource, types.objects)


def _request(document: Document, types: RequestTypes, operation: PathOperation, name: str) -> Class:
    found = [*_parameters(document, types, operation), *_body(document, types, operation)]
    summary = operation.node.get("summary") or f"{operation.method.upper()} {operation.path}."
    return Class.of(name, summary, _distinct(found), operation=operation_id(operation))


def _parameters(document: Document, types: RequestTypes, operation: PathOperation) -> Iterator[Attribute]:
    """Return the attributes for the parameters that clients send, those of the path first."""
    for location, source in (("path", "params"), ("query", "query")):
        nodes = [node for node in document.parameters(operation) if node["in"] == location]
        if location == "path":
            nodes.sort(key=lambda node: operation.path.find(f"{{{node['name']}}}"))
        for node in nodes:
            if not node.get("x-server-set"):
                name = node["name"]
                where = operation.pointer + pointer("parameters", location, name, "schema")
                yield Attribute(
                    name=names.identifier(name, names.REQUEST_RESERVED),
                    wire=name,
                    source=source,
                    type=types.type(LocatedSchema(node["schema"], where, f"{operation_id(operation)} {name}")),
                    required=node.get("required", False),
                    description=node.get("description", ""),
                )


def _body(document: Document, types: RequestTypes, operation: PathOperation) -> Iterator[Attribute]:
    """Return the attributes for the properties of the body, or one for a body without known properties."""
    body = document.request_body(operation.node)
    media = json_media(body["content"]) if body is not None else None
    if body is None or media is None:
        return
    where = operation.pointer + pointer("requestBody", "schema")
    place = LocatedSchema(media.get("schema", {}), where, f"{operation_id(operation)} body")
    found = types.attributes(place, "body")
    yield from found
    if not found:
        yield Attribute(
            name="body",
            wire=None,
            source="body",
            type=types.mapping(place),
            required=True,
            description=body.get("description", ""),
        )


def _distinct(attributes: Iterable[Attribute]) -> Iterator[Attribute]:
    """Return the attributes with unique names. If several have the same name, the first keeps it."""
    locations = {"params": "path", "query": "query", "body": "body"}
    found = list(attributes)
    plain = [each.name for each in found]
    chosen = [
        f"{locations[each.source]}_{each.name}" if each.name in plain[:index] else each.name
        for index, each in enumerate(found)
    ]
    return (evolve(each, name=name) for each, name in zip(found, names.unique(chosen), strict=True))


def _modules(by_resource: dict[str, list[Class]], objects: dict[str, Class]) -> list[Module]:
    used = {resource: _needed(classes, objects) for resource, classes in by_resource.items()}
    shared = {name for name in objects if sum(name in needed for needed in used.values()) > 1}
    modules = [
        Module(
            name=name,
            resource=resource,
            classes=(*_ordered(used[resource] - shared, objects), *classes),
            imports=tuple(sorted(used[resource] & shared)),
        )
        for name, (resource, classes) in zip(
            names.unique(map(names.identifier, by_resource)), by_resource.items(), strict=True
        )
    ]
    if shared:
        modules.append(Module(name=SHARED, resource=None, classes=_ordered(shared, objects)))
    return modules


def _needed(classes: Iterable[Class], objects: dict[str, Class]) -> set[str]:
    """Return the names of the objects that classes use, directly or not."""
    direct = {name for each in classes for name in each.objects}
    return direct.union(*(_needed([objects[name]], objects) for name in direct))


def _ordered(wanted: Collection[str], objects: dict[str, Class]) -> tuple[Class, ...]:
    return tuple(each for name, each in objects.items() if name in wanted)
