"""The reference of the SDK, in Markdown: a page for each resource."""

import re
from pathlib import PurePosixPath

from ..ir.api import API
from ..ir.operations import Operation, Resource
from . import client
from .docstrings import TRANSPORT_FAILURES, error_name, meaning, summary
from .failures import common, special
from .files import Files
from .markdown import anchors
from .pages import EVENTS, MODELS, README, Pages, headings
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
        methods = dict(zip(resource.operations, anchors(headings(resource))[1:], strict=True))
        texts[page] = text("resource", page, resource=resource, methods=methods, signature=_signature, special=special)
    if pages.models(MODELS):
        texts[MODELS] = text("models", MODELS)
    if api.events:
        texts[EVENTS] = text("events", EVENTS, envelope=client.envelope())
    return {PurePosixPath(f"{page}.md"): written for page, written in texts.items()}


def _signature(resource: Resource, operation: Operation) -> str:
    """Return a call of a method as Python, with the types of its arguments."""
    start, end = f"client.{resource.name}.{operation.method}(", f") -> {operation.annotation}"
    written = parameters(operation)
    line = f"{start}{', '.join(written)}{end}"
    return line if len(line) <= _WIDTH else "\n    ".join([start, *(f"{each}," for each in written)]) + f"\n{end}"
