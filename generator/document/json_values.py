"""The JSON values of which a document consists, in whichever syntax it is written."""

import math
import re
from collections.abc import Callable
from typing import Any, NoReturn

from .problem import Problem, pointer

# Once they are written out, aliases can make a document of a few lines arbitrarily large.
LARGEST = 1_000_000
DEEPEST = 100

_SURROGATE = re.compile("[\ud800-\udfff]")


class UnreadableError(Exception):
    """A file does not contain a JSON value."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def fail(message: str, fix: str, where: str = "") -> NoReturn:
    """Raise an `UnreadableError`."""
    raise UnreadableError(Problem(where, message, fix))


def fail_at_depth(where: str = "") -> NoReturn:
    """Raise an `UnreadableError` for a value that is nested too deeply."""
    fail(f"The document is nested more than {DEEPEST} levels deep.", "Use $ref to flatten it.", where)


def fail_at_key(key: str, where: str = "") -> NoReturn:
    """Raise an `UnreadableError` for a key that appears twice."""
    fail(f"The key {key} appears twice in one object.", "Remove one of the two.", where)


def check_scalar(value: object, where: Callable[[], str]) -> None:
    """Check that a scalar has a form in JSON. Half surrogate pairs and numbers that are not finite have none.

    Args:
        value: The scalar.
        where: Returns its JSON pointer, for a problem.
    """
    if isinstance(value, str):
        if _SURROGATE.search(value):
            fail("The text contains half of a surrogate pair.", "Write the character itself.", where())
    elif isinstance(value, float) and not math.isfinite(value):
        fail(f"{value} is not a number in JSON.", "Write a finite number.", where())


def check(value: Any) -> None:
    """Check that a value has a form in JSON and is not nested too deeply."""
    _check(value, None, 0)


def _check(value: Any, way: Any, depth: int) -> None:
    # The way is a pair of the way to the parent and a key. Only problems need the pointer that it makes.
    if depth > DEEPEST:
        fail_at_depth(_pointer(way))
    if isinstance(value, dict):
        for key, child in value.items():
            check_scalar(key, lambda: _pointer(way))
            _check(child, (way, key), depth + 1)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            _check(child, (way, index), depth + 1)
    elif isinstance(value, str | float):
        check_scalar(value, lambda: _pointer(way))


def _pointer(way: Any) -> str:
    steps: list[object] = []
    while way is not None:
        way, step = way
        steps.append(step)
    return pointer(*reversed(steps))
