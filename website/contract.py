"""The reference of a contract, as Markdown."""

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.document.document import Document, Node, json_media
from generator.emit.markdown import anchors, cell, code, paragraph

from .operations import tags, webhooks
from .schemas import Schemas, meaning

_TEMPLATES = Path(__file__).parent / "templates/contract"


def pages(document: Document, folder: str, methods: Mapping[str, tuple[str, str]]) -> Mapping[PurePosixPath, str]:
    """Return the pages of a contract by their paths.

    Args:
        document: The contract, whose file is named by its path in the repository.
        folder: The folder of the pages.
        methods: The method of the SDK for each operation, and the link to its description within docs/api.
    """
    context: dict[str, Any] = {
        "document": document,
        "methods": methods,
        "responses": document.root.get("components", {}).get("responses", {}),
        "root": document.root,
        "rules": document.root.get("x-rules", []),
        "schemas": document.schemas(),
        "tags": tags(document),
        "webhooks": webhooks(document),
    }
    templates = _templates(document, context)
    names = ["README", *(name for name in ("responses", "rules", "schemas", "webhooks") if context[name])]
    written = {f"{name}.md": _text(templates, name) for name in names}
    written |= {f"operations/{tag.name}.md": _text(templates, "operations", tag=tag) for tag in context["tags"]}
    return {PurePosixPath(folder) / path: text for path, text in written.items()}


def _templates(document: Document, context: Mapping[str, Any]) -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 # Markdown, not HTML; the filters escape
    )
    schemas = Schemas.of(document)
    functions: tuple[Any, ...] = (
        cell,
        code,
        described,
        examples,
        indented,
        meaning,
        paragraph,
        schema,
        schemas.kind,
        schemas.properties,
    )
    templates.filters.update({function.__name__: function for function in functions})
    names: dict[str, Any] = {"anchor": _anchor, **context}
    templates.globals.update(names)
    return templates


def _text(templates: Environment, name: str, **context: object) -> str:
    text = templates.get_template(f"{name}.md.jinja").render(context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _anchor(heading: str, title: str) -> str:
    """Return the anchor of a heading on the page with a title."""
    return anchors([title, heading])[1]


def described(parameter: Node) -> Node:
    """Return the schema of a parameter or a header, with its description and its example."""
    example = {"examples": [parameter["example"]]} if "example" in parameter else {}
    return {**parameter.get("schema", {}), "description": parameter.get("description"), **example}


def schema(body: Node) -> Node | None:
    """Return the schema of the JSON form of a body or a response."""
    media = json_media(body.get("content", {}))
    return None if media is None else media.get("schema", {})


def examples(body: Node) -> list[tuple[str, Any]]:
    """Return the examples of the JSON form of a body, each with its summary."""
    media = json_media(body.get("content", {})) or {}
    named = [(each.get("summary", ""), each["value"]) for each in media.get("examples", {}).values()]
    return [("", media["example"])] if "example" in media else named


def indented(content: object) -> str:
    """Return a value as JSON with a line for each item."""
    return json.dumps(content, ensure_ascii=False, indent=2)
