"""Pieces of Python source, safe whatever the contract says: the only place where its text becomes code."""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping

from ..ir.operations import Operation, Parameter, Success

WIDTH = 120


def quoted(value: object) -> str:
    """A string or number as a literal."""
    return repr(value)


def doc(text: str, indent: int, first: int) -> str:
    """Text for a docstring: escaped, and wrapped with this indent after a first line that begins at column `first`."""
    clean = text if text.replace("\n", "").isprintable() else "".join(map(_printable, text))
    # Three quotes would end the docstring, and so would one at its end.
    clean = re.sub(r'"{2,}|"\Z', lambda quotes: '\\"' * len(quotes[0]), clean.strip().replace("\\", "\\\\"))
    wrapped: list[str] = []
    for paragraph in filter(None, (" ".join(part.split()) for part in clean.split("\n\n"))):
        start = indent if wrapped else first
        lines = textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=" " * start,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        wrapped.append("\n".join(lines)[start:])
    return f"\n\n{' ' * indent}".join(wrapped)


def _printable(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return "\n" if char == "\n" else " "
    return "" if category.startswith("C") else char


def cell(text: str) -> str:
    """Text for a cell of a table in Markdown."""
    return " ".join(text.split()).replace("|", "\\|")


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
    return f"{parameter.name}: {parameter.type.optional.argument} = None"


def arguments(operation: Operation) -> str:
    """The arguments of `Operation.call` that make a call out of these parameters."""
    repeated = {parameter.same_as: parameter.name for parameter in operation.located("path") if parameter.same_as}
    always = [member for member in operation.located("body") if member.required or member.nullable]
    maybe = [member for member in operation.located("body") if not member.required and not member.nullable]
    tables: dict[str, dict[str, str]] = {
        "path": {parameter.wire: _segment(parameter) for parameter in operation.located("path")},
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


def _segment(parameter: Parameter) -> str:
    simple = parameter.type.decoder in {"string", "integer"}
    return parameter.name if simple else f"as_text({parameter.name})"


def _table(parameters: Iterable[Parameter]) -> dict[str, str]:
    return {parameter.wire: parameter.name for parameter in parameters}


def _mapping(table: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{wire!r}: {name}' for wire, name in table.items())}}}"


def body(answer: Success) -> str:
    """The expression that reads the body of an answer."""
    return f"json_body(lambda: {answer.type.decoder})" if answer.reader == "json_body" else answer.reader


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


def method_described(operation: Operation, indent: int) -> str:
    """The docstring of a method: what it does, how its call can be changed, what it raises, and where it is from."""
    pad = " " * indent
    start = described(operation, indent)
    if "Args:" not in start:
        start += f"\n\n{pad}Args:"
    options = f"{pad}    options: Per-call overrides; see `CallOptions`."
    errors = [
        _entry(_ERRORS.get(item.status, _other(item.status)), item.meaning, indent + 4) for item in operation.failures
    ]
    errors.append(_entry("APIConnectionError", "No response was received.", indent + 4))
    errors.append(_entry("APIResponseError", "A success whose body does not match the contract.", indent + 4))
    source = doc(f"Source: `{operation.http_method} {operation.path}` ({operation.id}).", indent, indent)
    return "\n".join([start, options, "", f"{pad}Raises:", *errors, "", pad + source])


# What `_errors` calls them.
_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}


def _other(status: str) -> str:
    return f"ServerError ({status})" if status.startswith("5") else f"APIStatusError ({status})"


def _described(parameter: Parameter, indent: int) -> str:
    return _entry(parameter.name, parameter.description, indent)


def _entry(name: str, text: str, indent: int) -> str:
    start = f"{' ' * indent}{name}: "
    return start + doc(text or "Not described.", indent + 4, len(start))
