"""The templates, with the filters that make text safe in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import asdict
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import deprecation, docstrings, expressions, failures, imports, iteration, markdown, signatures
from .naming import Naming

Filter = Callable[..., object]

_FILTERS: tuple[Filter, ...] = (
    deprecation.deprecation,
    docstrings.conditions,
    docstrings.doc,
    docstrings.function_docstring,
    docstrings.meaning,
    docstrings.method_docstring,
    docstrings.resources_docstring,
    expressions.arguments,
    expressions.attribute,
    expressions.quoted,
    expressions.reader,
    expressions.renamed,
    expressions.writer,
    failures.empty_failures,
    imports.used_in,
    iteration.iteration,
    iteration.page,
    markdown.cell,
    markdown.code,
    markdown.paragraph,
    signatures.forward,
    signatures.signature,
)


def environment(header: str, *filters: Filter, naming: Naming | None = None) -> Environment:
    """Return the templates.

    Args:
        header: The first line of each file.
        filters: Further filters.
        naming: The names of the package. Our own by default.
    """
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 # Python and Markdown, not HTML; the filters escape
    )
    constants: dict[str, Any] = {"header": header, **asdict(naming or Naming())}
    functions: dict[str, Any] = {function.__name__: function for function in (*_FILTERS, *filters)}
    templates.globals.update(constants)
    templates.filters.update(functions)
    templates.tests["warned"] = deprecation.is_warned
    return templates


def python_header(source: str) -> str:
    """Return the first line of every generated module."""
    return f"# Generated from {comment(source)} by python -m generator. Do not edit."


def markdown_header(source: str) -> str:
    """Return the first line of every generated page."""
    return f"<!-- Generated from {comment(source)} by python -m generator. Do not edit. -->"


def comment(text: str) -> str:
    """Return text that cannot end a comment."""
    return "".join(char if char.isprintable() else "?" for char in text).replace("--", "__")
