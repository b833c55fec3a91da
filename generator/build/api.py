"""The API that a document describes."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from openapi_python_client.parser import GeneratorData

from ..document.document import Document
from ..document.problem import Problem, summed_up
from ..ir.api import API
from ..ir.events import Event
from ..ir.types import Type
from .engine import engine_problems, parse
from .engine_document import EVENTS, EngineDocument, engine_document
from .models import Models, properties
from .operations import Operations
from .servers import environments
from .service import service
from .testing import testing


def build(document: Document, *, strict: bool, webhooks: bool = False, formats: bool = False) -> API:
    """Build the API that a document describes.

    Args:
        document: The document.
        strict: Whether notes are errors.
        webhooks: Whether to include the events that are delivered to webhooks.
        formats: Whether dates, times and UUIDs have types of their own.

    Raises:
        ContractError: The engine cannot use the document, it has no operation that can be generated, or, if strict, a
            part of it cannot be generated.
    """
    for_engine = engine_document(document, webhooks=webhooks, formats=formats)
    data = parse(document, for_engine)
    problems = [*document.notes, *for_engine.left_out, *engine_problems(data, for_engine), *_oddities(document)]
    if strict and problems:
        raise document.error(problems)
    all_models = Models(document, for_engine, data)
    resources = tuple(Operations(document, for_engine, data, all_models).resources())
    if not resources:
        raise document.error([*problems, _nothing_left(document)])
    events = tuple(_events(for_engine, data, all_models))
    operations = [operation for resource in resources for operation in resource.operations]
    successes = [success.type for operation in operations for success in operation.successes]
    models, enums, aliases = all_models.used(
        sent=_named(parameter.type for operation in operations for parameter in operation.parameters),
        received=_named([*successes, *(event.data for event in events)]),
    )
    return API(
        source=Path(document.file).name,
        service=service(document, for_engine.security, resources),
        models=models,
        enums=enums,
        aliases=aliases,
        resources=resources,
        events=events,
        testing=testing(document, for_engine, all_models.components, models, events),
        notes=tuple(str(document.located(problem)) for problem in summed_up(problems)),
    )


def _oddities(document: Document) -> Iterator[Problem]:
    for operation in document.operations():
        if not operation.node.get("tags"):
            message = "The operation has no tag, so its resource is default."
            yield Problem(operation.pointer, message, "Add a tag that names its resource.")
    for where, environment in environments(document):
        if environment is None:
            message = "The server has no absolute URL or no unique name. It is left out."
            yield Problem(where, message, "Begin its URL with https:// and give it a unique x-environment.")


def _nothing_left(document: Document) -> Problem:
    found = len(list(document.operations()))
    reason = "It has no operations." if not found else f"None of its {found} operations can be generated."
    return Problem("/paths", f"Nothing is left of the document. {reason}", "Fix the parts that the notes name.")


def _events(for_engine: EngineDocument, data: GeneratorData, models: Models) -> Iterator[Event]:
    (holder,) = [prop for prop in data.models if prop.class_info.name == EVENTS]
    for prop in properties(holder):
        source = for_engine.events[prop.name.get_untrusted_value()]
        found = models.response_types.type(prop)
        yield Event(detail_type=source.detail_type, data=found, description=source.description)


def _named(types: Iterable[Type]) -> set[str]:
    """Return the names of the classes that types mention."""
    return {name for each in types for name in each.models}
