"""The decorators that warn the callers of deprecated operations and arguments."""

import re

from ..ir.operations import Operation, Parameter


def is_warned(operation: Operation) -> bool:
    """Return whether a call of an operation can warn its caller.

    An argument that is required cannot be avoided, so that a warning about it would be of no use.
    """
    return operation.deprecated or bool(_arguments(operation))


def deprecation(operation: Operation, subject: str) -> str:
    """Return the call of `_deprecation.deprecated` that makes the decorator.

    Args:
        operation: The operation.
        subject: The name of the function or method.
    """
    message = _warning(subject, operation) if operation.deprecated else ""
    arguments = {each.name: _warning(f"The argument {each.name} of {subject}", each) for each in _arguments(operation)}
    return f"_deprecation.deprecated({message!r}, {arguments!r})"


def _arguments(operation: Operation) -> list[Parameter]:
    return [each for each in operation.parameters if each.deprecated and not each.required]


def _warning(subject: str, described: Operation | Parameter) -> str:
    return f"{subject} is deprecated. {described.replacement or _advice(described.description)}".strip()


def _advice(description: str) -> str:
    """Return what a description says about the deprecation: the sentence that mentions it, and the next one."""
    for paragraph in description.split("\n\n"):
        sentences = re.split(r"(?<=[.!])\s+", " ".join(paragraph.split()))
        for index, sentence in enumerate(sentences):
            if re.search("deprecat", sentence, re.IGNORECASE):
                return " ".join(sentences[index : index + 2])
    return ""
