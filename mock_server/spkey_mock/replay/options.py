"""The options of the marker `spkey_every_fault`."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from attrs import frozen

from spkey_client import SpkeyError

from ..world.faults import Fault
from .errors import ReplayError
from .kinds import choose
from .plan import known_operations

_KNOWN = ("kinds", "operations", "accept", "latency")


@frozen
class Options:
    """The faults that a replay injects, and the errors that it accepts.

    Attributes:
        kinds: The faults by the names of their kinds.
        operations: The operations whose requests get faults, or None for all.
        accept: The errors by which the application may report a failure.
    """

    kinds: Mapping[str, Fault]
    operations: frozenset[str] | None = None
    accept: tuple[type[BaseException], ...] = (SpkeyError,)

    def accepts(self, error: BaseException | None) -> bool:
        """Return whether an error reports a failure: it or its explicit cause is accepted.

        Every error of a group must be accepted.
        """
        seen = set[int]()  # causes may form a cycle
        while error is not None and id(error) not in seen:
            if isinstance(error, self.accept):
                return True
            if isinstance(error, BaseExceptionGroup):
                group = cast("BaseExceptionGroup[BaseException]", error)
                return all(self.accepts(it) for it in group.exceptions)
            seen.add(id(error))
            error = error.__cause__
        return False


def options(*arguments: object, **chosen: Any) -> Options:
    """Return the checked options of a marker.

    Args:
        arguments: Positional arguments, which are not allowed.
        chosen: The options: `kinds` and `operations` (by default all), `accept`, the exceptions that are accepted
            besides `SpkeyError`, and `latency`, the delay of late responses in seconds.

    Raises:
        ReplayError: An option is unknown or invalid.
    """
    if arguments:
        raise ReplayError(f"Pass the options by name: {', '.join(_KNOWN)}.")
    for option, value in chosen.items():
        if option not in _KNOWN:
            raise ReplayError(f"Unknown option {option!r}. Known: {', '.join(_KNOWN)}.")
        if option in ("kinds", "operations") and not _are_names(value):
            raise ReplayError(f"{option} must be a tuple of names, not {value!r}.")
    latency = chosen.get("latency")
    if latency is not None and (isinstance(latency, bool) or not isinstance(latency, int | float)):
        raise ReplayError(f"latency must be a number of seconds, not {latency!r}.")
    accept: Any = chosen.get("accept", ())
    accepted: list[Any] = [*accept] if isinstance(accept, tuple | list) else [accept]
    for it in accepted:
        if not (isinstance(it, type) and issubclass(it, BaseException)):
            raise ReplayError(f"accept must be a tuple of exception classes, not {accept!r}.")
    return Options(
        choose(chosen.get("kinds"), latency),
        known_operations(chosen.get("operations")),
        (SpkeyError, *accepted),
    )


def _are_names(value: object) -> bool:
    if not isinstance(value, tuple | list | set | frozenset):
        return False
    return all(isinstance(name, str) for name in cast("Iterable[object]", value))
