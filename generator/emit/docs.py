"""The reference of the SDK, in Markdown: a page for each resource."""

import re
from pathlib import PurePosixPath

from ..ir.api import API
from ..ir.operations import Operation, Resource
from . import client
from .docstrings import TRANSPORT_FAILURES, error_name, meaning, summary
from .failures import common, special
from .files import Files
from .iteration import iteration
from .markdown import anchors
from .pages import EVENTS, MODELS, README, RETRIES, Pages, headings, methods
from .signatures import in_order, parameters
from .templating import environment, markdown_header

_WIDTH = 100
"""The longest signature that stays on one line."""


def reference(api: API, client_source: str) -> Files:
    """Return the pages of the reference, by their path in its folder.

    Args:
        api: The API.
        client_source: The module of the clients, whose docstrings describe their arguments.
    """
    pages = Pages.of(api)
    templates = environment(markdown_header(api.source), error_name, in_order, meaning, pages.linked, summary)
    failures = common([each for resource in api.resources for each in resource.operations])

    def text(template: str, page: str, **context: object) -> str:
        context |= {"api": api, "failures": failures, "page": page, "pages": pages}
        written = templates.get_template(f"docs/{template}.md.jinja").render(context)
        return re.sub(r"\n{3,}", "\n\n", written).rstrip() + "\n"

    arguments, options = client.constructor(client_source), client.options()
    texts = {
        README: text("README", README, arguments=arguments, options=options, transport_failures=TRANSPORT_FAILURES)
    }
    for resource in api.resources:
        page = pages.names[resource.name]
        places = dict(zip(methods(resource), anchors(headings(resource))[1:], strict=True))
        texts[page] = text(
            "resource",
            page,
            resource=resource,
            places=places,
            signature=_signature,
            iterated=_iterated,
            special=special,
        )
    texts[RETRIES] = text("retries", RETRIES, places=_places(api, pages))
    if pages.models(MODELS):
        texts[MODELS] = text("models", MODELS)
    if api.events:
        texts[EVENTS] = text("events", EVENTS, envelope=client.envelope())
    return {PurePosixPath(f"{page}.md"): written for page, written in texts.items()}


def _places(api: API, pages: Pages) -> dict[str, str]:
    """Return the link to the description of each operation, by its id."""
    return {
        operation.id: f"{pages.names[resource.name]}.md#{anchor}"
        for resource in api.resources
        for method, anchor in zip(methods(resource), anchors(headings(resource))[1:], strict=True)
        for operation in resource.operations
        if operation.method == method
    }


def _iterated(resource: Resource, operation: Operation) -> str:
    """Return a call of the method that iterates over all pages."""
    item = operation.pages.item if operation.pages else ""
    return _signature(resource, iteration(operation), f"Iterator[{item}]")


def _signature(resource: Resource, operation: Operation, annotation: str = "") -> str:
    """Return a call of a method as Python, with the types of its arguments."""
    start, end = f"client.{resource.name}.{operation.method}(", f") -> {annotation or operation.annotation}"
    written = parameters(operation)
    line = f"{start}{', '.join(written)}{end}"
    return line if len(line) <= _WIDTH else "\n    ".join([start, *(f"{each}," for each in written)]) + f"\n{end}"
