"""Warnings about operations and arguments that the contract discourages."""

import inspect
import sys
import warnings
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from spkey_client._codec import OMITTED

F = TypeVar("F", bound=Callable[..., Any])


def deprecated(message: str, arguments: Mapping[str, str]) -> Callable[[F], F]:
    """Return a decorator that warns the callers of a function.

    Callers of a coroutine function are warned when they call it, not when they await it, so that the warning names
    their line even if a task awaits the coroutine.

    Args:
        message: The warning for each call. Empty if there is none.
        arguments: The warning for each deprecated argument that a call passes.
    """

    def decorate(function: F) -> F:
        @wraps(function)
        def warning(*args: Any, **kwargs: Any) -> Any:
            passed = [name for name in arguments if kwargs.get(name) not in (None, OMITTED)]
            for text in [*([message] if message else []), *(arguments[name] for name in passed)]:
                warnings.warn(text, DeprecationWarning, stacklevel=2)
            return function(*args, **kwargs)

        if inspect.iscoroutinefunction(function):
            _mark(warning)
        return cast("F", warning)

    return decorate


def silent(function: F) -> F:
    """Return a function that `deprecated` decorated, without its warnings."""
    return cast("F", inspect.unwrap(function))


def _mark(function: Any) -> None:
    """Mark a function as a coroutine function, as `inspect` and `asyncio` ask for it."""
    if sys.version_info >= (3, 12):
        inspect.markcoroutinefunction(function)
    else:
        from asyncio import coroutines

        function._is_coroutine = vars(coroutines)["_is_coroutine"]
