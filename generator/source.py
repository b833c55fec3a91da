"""Pieces of Python source, safe whatever the contract says: the only place where its text becomes code."""

import textwrap
import unicodedata
from collections.abc import Iterable

from .api import Answer, Operation, Parameter

WIDTH = 120


def quoted(value: object) -> str:
    """A string or number as a literal."""
    return repr(value)


def doc(text: str, indent: int, first: int) -> str:
    """Text for a docstring: escaped, and wrapped with this indent after a first line that begins at column `first`."""
    clean = "".join(char for char in text if char == "\n" or unicodedata.category(char)[0] != "C")
    clean = clean.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    paragraphs = [" ".join(paragraph.split()) for paragraph in clean.split("\n\n")]
    wrapped: list[str] = []
    for paragraph in filter(None, paragraphs):
        start = first if not wrapped else indent
        lines = textwrap.wrap(f"{'x' * start}{paragraph}", WIDTH, break_long_words=False, break_on_hyphens=False)
        lines[0] = lines[0][start:]
        wrapped.append(f"\n{' ' * indent}".join(line for line in lines if line))
    result = f"\n\n{' ' * indent}".join(wrapped)
    # A quote or backslash at the end would join the closing quotes.
    return f"{result[:-1]}\\{result[-1]}" if result.endswith('"') else result


def signature(operation: Operation) -> str:
    """The parameters of the function for an operation."""
    positional = [_argument(parameter) for parameter in operation.located("path")]
    keywords = [_argument(parameter) for parameter in _keywords(operation)]
    return ", ".join([*positional, *(["*"] if keywords else []), *keywords])


def forward(operation: Operation) -> str:
    """The arguments that pass these parameters on."""
    positional = [parameter.name for parameter in operation.located("path")]
    return ", ".join([*positional, *(f"{parameter.name}={parameter.name}" for parameter in _keywords(operation))])


def _keywords(operation: Operation) -> list[Parameter]:
    return operation.located("query", "header", "body", "content")


def _argument(parameter: Parameter) -> str:
    annotation = parameter.type.argument
    if parameter.required:
        return f"{parameter.name}: {annotation}"
    if parameter.nullable:
        return f"{parameter.name}: {annotation} = OMITTED"
    return f"{parameter.name}: {annotation} | None = None"


def arguments(operation: Operation) -> str:
    """The arguments of `Operation.call` that make a call out of these parameters."""
    repeated = {parameter.also: parameter.name for parameter in operation.located("path") if parameter.also}
    always = [member for member in operation.located("body") if member.required or member.nullable]
    maybe = [member for member in operation.located("body") if not member.required and not member.nullable]
    tables = {
        "path": _table(operation.located("path")),
        "query": _table(operation.located("query")),
        "headers": _table(operation.located("header")),
        "members": repeated | _table(always),
        "optional": _table(maybe),
    }
    parts = [f"{name}={_mapping(table)}" for name, table in tables.items() if table]
    for parameter in operation.located("content"):
        given = parameter.required or parameter.nullable
        value = parameter.name if given else f"OMITTED if {parameter.name} is None else {parameter.name}"
        parts.append(f"body={value}")
    return ", ".join(parts)


def _table(parameters: Iterable[Parameter]) -> dict[str | None, str]:
    return {parameter.wire: parameter.name for parameter in parameters}


def _mapping(table: dict[str | None, str]) -> str:
    return f"{{{', '.join(f'{wire!r}: {name}' for wire, name in table.items())}}}"


def body(answer: Answer) -> str:
    """The expression that reads the body of an answer."""
    return f"json_body({answer.type.decoder})" if answer.body == "json" else answer.body


def described(operation: Operation, indent: int) -> str:
    """The docstring of a function or method, up to the closing quotes."""
    pad = " " * indent
    sections = [doc(operation.summary or f"{operation.http_method} {operation.path}", indent, indent + 3)]
    if operation.description:
        sections.append(pad + doc(operation.description, indent, indent))
    arguments = [*operation.located("path"), *_keywords(operation)]
    if arguments:
        sections.append("\n".join([f"{pad}Args:", *(_described(argument, indent + 4) for argument in arguments)]))
    return "\n\n".join(sections)


def _described(parameter: Parameter, indent: int) -> str:
    start = f"{' ' * indent}{parameter.name}: "
    return start + doc(parameter.description or "Not described.", indent + 4, len(start))
