"""Reads values as the schemas of specs/answers.yaml."""

from typing import Any

from .support import Package


def read(answers: Package, name: str, value: object) -> Any:
    """Return what the operation for a schema makes of a response."""
    result = answers.call(f"answers.{name.lower()}", answer=value).result
    if isinstance(result, Exception):
        raise result
    return result


def rejection(answers: Package, name: str, value: object) -> tuple[str, str]:
    """Return the pointer and the message of the error for a response."""
    error = answers.call(f"answers.{name.lower()}", answer=value).result
    assert type(error) is answers.module.APIResponseError
    return error.pointer, str(error)
