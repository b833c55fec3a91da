"""The operations and webhooks of a contract."""

from collections.abc import Iterator

from attrs import frozen

from generator.document.document import Document, Node


@frozen
class Operation:
    """An operation or a webhook.

    Attributes:
        id: Its operationId, or the name of the webhook.
        method: Its method in capitals.
        path: Its path, or an empty text for a webhook.
        node: The object of the document.
        parameters: Its parameters.
        body: Its request body.
        responses: Its responses by status, each with its component name if operations share it.
    """

    id: str
    method: str
    path: str
    node: Node
    parameters: list[Node]
    body: Node | None
    responses: dict[str, tuple[str, Node]]

    @property
    def is_query(self) -> bool:
        """Whether it changes nothing."""
        return self.method == "GET"

    @property
    def is_idempotent(self) -> bool:
        """Whether it can be retried. HTTP defines PUT and DELETE as idempotent."""
        return bool(self.node.get("x-idempotent", self.method in ("PUT", "DELETE")))

    @property
    def rules(self) -> list[Node]:
        """Its rules."""
        rules: list[Node] = self.node.get("x-rules", [])
        return rules


@frozen
class Tag:
    """A tag, and the operations that have it."""

    name: str
    description: str
    operations: list[Operation]


def tags(document: Document) -> list[Tag]:
    """Return the tags of a contract, in its order."""
    operations = list(_operations(document))
    return [
        Tag(tag["name"], tag["description"], [each for each in operations if tag["name"] in each.node["tags"]])
        for tag in document.root["tags"]
    ]


def webhooks(document: Document) -> list[Operation]:
    """Return the webhooks of a contract, in its order."""
    return [_operation(document, name, "POST", "", node, []) for name, node in document.webhooks()]


def _operations(document: Document) -> Iterator[Operation]:
    for found in document.operations():
        id_, method = found.node["operationId"], found.method.upper()
        yield _operation(document, id_, method, found.path, found.node, document.parameters(found))


def _operation(document: Document, id_: str, method: str, path: str, node: Node, parameters: list[Node]) -> Operation:
    shared = {status: response.get("$ref", "").rpartition("/")[2] for status, response in node["responses"].items()}
    responses = {status: (shared[status], response) for status, response in document.responses(node).items()}
    return Operation(id_, method, path, node, parameters, document.request_body(node), responses)
