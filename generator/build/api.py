"""The API that a document describes."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..document.document import Document
from ..document.problem import ContractError, Problem
from ..ir.api import API
from ..ir.operations import Resource
from ..ir.service import Credential, Service
from .engine import engine_problems, parse
from .engine_document import engine_document
from .models import Models
from .operations import Operations, rules_of
from .security import api_key_header, requirements
from .servers import servers


def build(document: Document, *, strict: bool) -> API:
    """Build the API that a document describes.

    Args:
        document: The document.
        strict: Whether notes are errors.

    Raises:
        ContractError: The engine cannot use the document or, if strict, not all of it.
    """
    for_engine = engine_document(document)
    data = parse(document, for_engine)
    problems = [*for_engine.left_out, *engine_problems(data, for_engine), *_oddities(document)]
    if strict and problems:
        raise ContractError(document.file, problems)
    all_models = Models(document, for_engine, data)
    operations = Operations(document, for_engine, data, all_models)
    resources = tuple(operations.resources())
    models, enums = all_models.used(_mentioned(resources))
    return API(
        source=Path(document.file).name,
        service=_service(document, operations),
        models=models,
        enums=enums,
        resources=resources,
        notes=tuple(str(problem) for problem in problems),
    )


def _service(document: Document, operations: Operations) -> Service:
    header = api_key_header(document)
    credentials = [Credential(name="api_key", kind="header", wire=header, description="")] if header else []
    return Service(
        title=document.root["info"]["title"],
        version=document.root["info"]["version"],
        environments=dict(server for _, server in servers(document) if server is not None),
        credentials=tuple(credentials),
        credential_required=any(requirements(document, each.source) for each, _ in operations.operations),
        rules=rules_of(document.root),
    )


def _oddities(document: Document) -> Iterator[Problem]:
    for operation in document.operations():
        if not operation.node.get("tags"):
            yield Problem(operation.pointer, "The operation has no tag.", "Name its resource; until then: default.")
    for where, environment in servers(document):
        if environment is None:
            message = "The server has no absolute URL, or a name that another has, and is left out."
            yield Problem(where, message, "Begin it with https:// and give it an x-environment of its own.")


def _mentioned(resources: Iterable[Resource]) -> set[str]:
    """The classes that the operations name."""
    operations = [operation for resource in resources for operation in resource.operations]
    types = [parameter.type for operation in operations for parameter in operation.parameters]
    types += [answer.type for operation in operations for answer in operation.successes]
    return {name for kind in types for name in kind.models}
