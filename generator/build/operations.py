"""The operations of an API, by resource."""

from collections.abc import Iterator

from attrs import evolve
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties.protocol import PropertyProtocol

from ..document.document import Document, Node, is_command
from ..ir import names
from ..ir.operations import Body, Failure, Operation, Pages, Resource, Success
from .arguments import Arguments
from .engine_document import EngineDocument, EngineOperation, EngineSuccess, tag
from .models import Models, properties
from .paths import fixed_query, sent_path
from .python_types import BYTES, NOTHING, TEXT
from .service import rules_of

_READERS = {"bytes_body": BYTES, "empty_body": NOTHING, "location": TEXT, "text_body": TEXT}


class Operations:
    """Builds the operations of a document."""

    def __init__(self, document: Document, for_engine: EngineDocument, data: GeneratorData, models: Models) -> None:
        self._document = document
        self._models = models
        self._has_credentials = bool(for_engine.security.credentials)
        self._arguments = Arguments(document, for_engine.schemas.components, models)
        finished = {str(prop.class_info.name): prop for prop in data.models}
        self._types: dict[str, dict[str, PropertyProtocol]] = {
            operation.function: {prop.name.get_untrusted_value(): prop for prop in properties(finished[name])}
            for name, operation in for_engine.operations.items()
            if name in finished
        }
        self._operations = [each for each in for_engine.operations.values() if each.function in self._types]

    def resources(self) -> Iterator[Resource]:
        """Return the operations by resource, in the order of the document."""
        descriptions = {node["name"]: node.get("description", "") for node in self._document.root.get("tags", [])}
        by_tag: dict[str, list[EngineOperation]] = {}
        for operation in self._operations:
            by_tag.setdefault(tag(operation.source), []).append(operation)
        attributes = names.unique(names.identifier(name, names.RESOURCE_RESERVED) for name in by_tag)
        classes = names.resource_classes(attributes, self._models.class_names)
        for (name, operations), attribute, class_name in zip(by_tag.items(), attributes, classes, strict=True):
            methods = _methods(operations, attribute)
            # Two functions that differ in case only, such as fooß and fooss, must not share one.
            constants = names.unique(f"_{each.function.upper()}" for each in operations)
            built = [
                self._operation(each, method=methods[each.function], constant=constant)
                for each, constant in zip(operations, constants, strict=True)
            ]
            yield Resource(
                name=attribute,
                class_name=class_name,
                description=descriptions.get(name, ""),
                operations=tuple(self._with_pages(operations, built)),
            )

    def _operation(self, operation: EngineOperation, *, method: str, constant: str) -> Operation:
        source = operation.source
        node = source.node
        types = self._types[operation.function]
        return Operation(
            id=operation.id,
            constant=constant,
            function=operation.function,
            method=method,
            http_method=source.method.upper(),
            path=sent_path(source.path),
            fixed_query=fixed_query(source.path),
            summary=node.get("summary", ""),
            description=node.get("description", ""),
            deprecated=node.get("deprecated", False),
            replacement=node.get("x-deprecated", ""),
            command=is_command(source),
            # If the contract does not say, HTTP defines which methods can be retried.
            idempotent=node.get("x-idempotent", source.method not in {"post", "patch"}),
            parameters=self._arguments.of(operation, types),
            body=self._body(operation),
            successes=tuple(self._success(each, types.get(name)) for name, each in operation.successes.items()),
            failures=tuple(self._failures(node)),
            accept=operation.accept,
            server=operation.server,
            security=operation.security,
            is_public=not any(operation.security) and self._has_credentials,
            rules=rules_of(node),
        )

    def _with_pages(self, sources: list[EngineOperation], operations: list[Operation]) -> Iterator[Operation]:
        """Return the operations of a resource, with the pages of those that return one."""
        taken = [operation.method for operation in operations]
        for source, operation in zip(sources, operations, strict=True):
            pages = source.source.node.get("x-pages")
            found = None if pages is None else self._pages(pages, operation)
            if found is None:
                yield operation
            else:
                method = names.unique([*taken, f"iterate_{found.items.name}"])[-1]
                taken.append(method)
                yield evolve(operation, pages=evolve(found, method=method))

    def _pages(self, pages: Node, operation: Operation) -> Pages | None:
        items, total = (self._models.field(operation.annotation, pages[key]) for key in ("items", "total"))
        selecting = [each for each in operation.located("query") if each.wire == pages["parameter"]]
        if items is None or total is None or not selecting:
            return None
        return Pages(method="", parameter=selecting[0].name, items=items, total=total)

    def _failures(self, node: Node) -> Iterator[Failure]:
        for status, response in sorted(self._document.responses(node).items()):
            if status[0] in "45":
                is_empty = self._document.error_format(node, status) == "empty"
                yield Failure(status=status, meaning=response.get("description", ""), is_empty=is_empty)

    def _body(self, operation: EngineOperation) -> Body | None:
        if operation.body is None:
            return None
        required = (self._document.request_body(operation.source.node) or {}).get("required", False)
        return Body(form=operation.body.form, media_type=operation.body.media_type, required=required)

    def _success(self, success: EngineSuccess, prop: PropertyProtocol | None) -> Success:
        found = _READERS[success.reader] if prop is None else self._models.response_types.type(prop)
        return Success(
            status=success.status, type=found, reader=success.reader, outcome=success.outcome, kinds=success.kinds
        )


def _methods(operations: list[EngineOperation], resource: str) -> dict[str, str]:
    """Return the method of each operation of a resource, by its function.

    If two operations would have the same method, such as `list_users` and `users_list`, the one whose id begins with
    the method gets it, and the other keeps its whole id. Reordering or adding operations therefore changes no method.
    """
    wanted = {each.function: names.method_name(each.function, resource) for each in operations}
    order = sorted(
        operations,
        key=lambda each: (not each.function.startswith(wanted[each.function]), each.source.path, each.source.method),
    )
    taken: set[str] = set()
    methods: dict[str, str] = {}
    for each in order:
        method = wanted[each.function]
        if method in taken:
            method = names.unique([*taken, names.identifier(each.function, names.METHOD_RESERVED)])[-1]
        taken.add(method)
        methods[each.function] = method
    return methods
