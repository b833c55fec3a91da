"""The docstrings of generated code, safe whatever the contract says."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import chain, repeat

from ..ir.models import Enum, Field
from ..ir.operations import Failure, Operation, Parameter
from .failures import special
from .signatures import in_order

WIDTH = 120


@lru_cache(maxsize=4096)
def doc(text: str, indent: int, first: int) -> str:
    """Return text for a docstring: escaped, and wrapped with an indent after a first line that begins at a column."""
    clean = text if text.replace("\n", "").isprintable() else "".join(map(_printable, text))
    # Three quotes would end the docstring, and so would one at its end.
    clean = re.sub(r'"{2,}|"\Z', lambda quotes: '\\"' * len(quotes[0]), clean.strip().replace("\\", "\\\\"))
    paragraphs = [paragraph.split() for paragraph in clean.split("\n\n")]
    starts = chain([first], repeat(indent))
    return f"\n\n{' ' * indent}".join(
        _wrapped(words, indent, start) for words, start in zip(filter(None, paragraphs), starts, strict=False)
    )


def _wrapped(words: list[str], indent: int, first: int) -> str:
    """Return words in lines, of which the first begins at a column and the others are indented."""
    pieces: list[str] = []
    column = first
    for word in words:
        if pieces and column + 1 + len(word) > WIDTH:
            pieces.append(f"\n{' ' * indent}")
            column = indent
        elif pieces:
            pieces.append(" ")
            column += 1
        pieces.append(word)
        column += len(word)
    return "".join(pieces)


def _printable(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return "\n" if char == "\n" else " "
    return "" if category.startswith("C") else char


def unknown_values(enum: Enum) -> str:
    """Return a sentence that says who accepts values of an enum that the contract does not know."""
    if enum.sent:
        return "Type checkers and the client accept other values, but the service rejects those that it does not know."
    return "Unknown values are accepted."


def function_docstring(operation: Operation, indent: int) -> str:
    """Return the docstring of the function of an operation, up to the closing quotes."""
    return "\n\n".join(
        [*_description(operation, indent), *_section("Args", map(_argument, in_order(operation)), indent)]
    )


def method_docstring(operation: Operation, indent: int, common: Collection[Failure], error: str) -> str:
    """Return the docstring of the method of an operation, up to the closing quotes.

    Args:
        operation: The operation.
        indent: The indent of the method's body.
        common: The errors that `Resources` lists for every operation.
        error: The base of all errors.
    """
    arguments = [*map(_argument, in_order(operation)), ("options", "Per-call overrides; see `CallOptions`.")]
    errors = [*map(_failure, special(operation, common)), (error, "Other failures; see `Resources`.")]
    source = doc(f"Source: `{operation.http_method} {operation.path}` ({operation.id}).", indent, indent)
    sections = [
        *_description(operation, indent),
        *_section("Args", arguments, indent),
        *_section("Raises", errors, indent),
        " " * indent + source,
    ]
    return "\n\n".join(sections)


def resources_docstring(common: Collection[Failure], indent: int, *, has_public: bool = False) -> str:
    """Return the docstring of `Resources`, with the errors that its methods have in common.

    Args:
        common: The errors.
        indent: The indent of the docstring.
        has_public: Whether some methods accept no credential.
    """
    pad = " " * indent
    errors = [*map(_failure, common), *TRANSPORT_FAILURES]
    which = " that accepts a credential" if has_public else ""
    start = (
        f"The resources of a sync client.\n\nEvery method{which} can raise these errors, in addition to those it lists "
        "itself:"
    )
    items = [f"{pad}- {doc(f'`{name}`: {text}', indent + 2, indent + 2)}" for name, text in errors]
    return "\n\n".join([doc(start, indent, indent + 3), "\n".join(items)])


TRANSPORT_FAILURES = (
    ("APIConnectionError", "No response was received."),
    ("APIResponseError", "The body of a successful response does not match the contract."),
)
"""The errors that every operation can raise, whatever the contract says."""


def error_name(status: str) -> str:
    """Return the class of the error for a status, with the status where the class stands for several."""
    if status in _ERRORS:
        return _ERRORS[status]
    return f"ServerError ({status})" if status.startswith("5") else f"APIStatusError ({status})"


# The names that `_errors` gives them.
_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}


def summary(operation: Operation) -> str:
    """Return what an operation does, in one sentence, and first of all whether it is deprecated."""
    text = operation.summary or f"{operation.http_method} {operation.path}"
    return _with_advice(operation, text)


def meaning(described: Parameter | Field) -> str:
    """Return the meaning of an argument or attribute. Empty if the contract does not say anything about it."""
    return _with_advice(described, described.description)


def _with_advice(described: Operation | Parameter | Field, text: str) -> str:
    """Return a text that says first of all whether its subject is deprecated."""
    if not described.deprecated:
        return text
    return " ".join(filter(None, ["Deprecated.", described.replacement, text]))


def conditions(operation: Operation) -> str:
    """Return what is unusual about an operation, in sentences: its credentials, its effect and its response."""
    sentences: list[str] = []
    if operation.is_public:
        sentences.append("No credential is required, and none is sent.")
    elif () in operation.security:
        accepted = " or ".join(" and ".join(f"`{name}`" for name in names) for names in operation.security if names)
        sentences.append(f"No credential is required. The client sends its {accepted} if it has one.")
    if operation.command and operation.http_method == "GET":
        sentences.append("Although it is a GET, it can change something.")
    if any(success.reader == "redirect" for success in operation.successes):
        sentences.append("The response is a redirect, which the client does not follow.")
    return " ".join(sentences)


def _description(operation: Operation, indent: int) -> list[str]:
    first = doc(summary(operation), indent, indent + 3)
    texts = filter(None, (operation.description, conditions(operation)))
    return [first, *(" " * indent + doc(text, indent, indent) for text in texts)]


def _section(title: str, entries: Iterable[tuple[str, str]], indent: int) -> list[str]:
    lines = [_entry(name, text, indent + 4) for name, text in entries if text]
    return ["\n".join([f"{' ' * indent}{title}:", *lines])] if lines else []


def _entry(name: str, text: str, indent: int) -> str:
    start = f"{' ' * indent}{name}: "
    return start + doc(text, indent + 4, len(start))


def _argument(parameter: Parameter) -> tuple[str, str]:
    return parameter.name, meaning(parameter)


def _failure(failure: Failure) -> tuple[str, str]:
    return error_name(failure.status), failure.meaning or f"The response has status {failure.status}."
