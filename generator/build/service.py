"""The facts about the whole service."""

from ..document.document import Document, Node
from ..ir.operations import Resource, Rule
from ..ir.service import Service
from .security import Security
from .servers import environments


def service(document: Document, security: Security, resources: tuple[Resource, ...]) -> Service:
    """Return the facts about the whole service.

    Args:
        document: The document.
        security: The credentials that its operations use.
        resources: The operations that are generated.
    """
    operations = [operation for resource in resources for operation in resource.operations]
    used = {name for operation in operations for alternative in operation.security for name in alternative}
    info = document.root["info"]
    return Service(
        title=info["title"],
        version=info["version"],
        environments=dict(environment for _, environment in environments(document) if environment is not None),
        credentials=tuple(credential for credential in security.distinct() if credential.name in used),
        credential_required=bool(operations)
        and all(operation.security and () not in operation.security for operation in operations),
        rules=rules_of(document.root),
    )


def rules_of(node: Node) -> tuple[Rule, ...]:
    """Return the rules of an operation or of the document."""
    return tuple(Rule(id=rule["id"], text=rule["text"], source=rule["source"]) for rule in node.get("x-rules", []))
