"""The window in which a temporary key opens."""

from collections.abc import Iterator

from attrs import frozen

from ..service.errors import Invalid, InvalidState, Problem
from ..service.times import parse


@frozen
class Window:
    """A span of time. The times are the texts of the request, which responses repeat.

    Attributes:
        start: The first time at which the key opens.
        end: The first time at which it no longer does.
    """

    start: str = ""
    end: str = ""

    @property
    def text(self) -> int:
        """The total length of the texts, in characters. A time may have any number of decimal places."""
        return len(self.start) + len(self.end)

    def is_early(self, at: int) -> bool:
        """Return whether a time, in epoch milliseconds, is before the window."""
        return at < parse(self.start)

    def is_over(self, at: int) -> bool:
        """Return whether a time, in epoch milliseconds, is after the window."""
        return at >= parse(self.end)

    def contains(self, at: int) -> bool:
        """Return whether a time, in epoch milliseconds, is in the window."""
        return not self.is_early(at) and not self.is_over(at)

    def check_open(self, at: int) -> None:
        """Check that a time, in epoch milliseconds, is in the window.

        Raises:
            InvalidState: It is not.
        """
        if self.is_early(at):
            raise InvalidState("The key is not valid yet.", rule="within_window")
        if self.is_over(at):
            raise InvalidState("The key has expired.", rule="within_window")

    def check(self) -> None:
        """Check that the window is not empty.

        Raises:
            Invalid: The window is empty, or one of its times does not exist.
        """
        start, end = _time(self.start, "validFrom"), _time(self.end, "validUntil")
        if end <= start:
            problem = Problem("the value must be after validFrom", ("body", "validUntil"))
            raise Invalid(problem, rule="window_not_empty")

    def problems(self, *place: str | int) -> Iterator[Problem]:
        """Return the problems of an imported window, given its place; see `State.problems`."""
        for name, text in (("start", self.start), ("end", self.end)):
            try:
                parse(text)
            except ValueError as error:
                yield Problem(str(error), (*place, name))
                return
        if parse(self.end) <= parse(self.start):
            yield Problem("the value must be after start", (*place, "end"))


def _time(text: str, name: str) -> int:
    try:
        return parse(text)
    except ValueError as error:
        raise Invalid(Problem(str(error), ("body", name))) from None
