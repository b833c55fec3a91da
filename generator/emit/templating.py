"""The templates, with the filters that make text safe in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import asdict
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from . import deprecation, docstrings, expressions, failures, imports, iteration, markdown, signatures
from .naming import Naming

Filter = Callable[..., object]


class _Compiled(BytecodeCache):
    """The compiled templates, shared by all environments.

    Compiling them takes half the time of generating a small package.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()

_FILTERS: tuple[Filter, ...] = (
    deprecation.deprecation,
    docstrings.conditions,
    docstrings.doc,
    docstrings.function_docstring,
    docstrings.meaning,
    docstrings.method_docstring,
    docstrings.resources_docstring,
    docstrings.unknown_values,
    expressions.arguments,
    expressions.attribute,
    expressions.path_types,
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
    signatures.qualified,
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
        optimized=False,  # otherwise the code would depend on the filters of one environment
        bytecode_cache=_COMPILED,
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
