"""The result of a comparison as a text for people at a terminal."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import TextIO

from attrs import frozen

from ..changes import Change, Severity
from ..comparison import Comparison
from ..python.changes import PythonChange
from . import words
from .escapes import line

_NARROWEST, _WIDEST = 60, 120
_LONGEST_VALUE = 400
_MOST_MINOR = 20
"""The maximum number of minor changes that are listed. The JSON lists all."""

_COLOURS = {Severity.BREAKING: "31", Severity.RISKY: "33", Severity.ADDITIVE: "32"}


def terminal(comparison: Comparison, *, width: int = 100, colour: bool = False) -> str:
    """Return the result as text that cannot control the terminal.

    Args:
        comparison: The result.
        width: The columns of the terminal.
        colour: Whether headings are coloured.
    """
    return "\n".join(_Text(comparison, min(max(width, _NARROWEST), _WIDEST), colour).lines()) + "\n"


def coloured(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether colours can be written to a stream."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


@frozen
class _Text:
    comparison: Comparison
    width: int
    colour: bool

    def lines(self) -> Iterator[str]:
        yield self._marked(line(words.verdict(self.comparison)), self.comparison.overall)
        yield from self._wrapped(f"{self.comparison.old.label} -> {self.comparison.new.label}", 0)
        for severity, groups in words.by_severity(self.comparison.changes):
            yield from self._heading(words.HEADINGS[severity], severity)
            yield from self._groups(groups) if severity > Severity.TEXT else self._minor(groups)
        yield from self._python()
        problems = words.failures(self.comparison)
        yield from self._heading("Fails", Severity.BREAKING) if problems else ()
        for problem in problems:
            yield from self._wrapped(problem, 2)

    def _heading(self, text: str, severity: Severity) -> Iterator[str]:
        yield ""
        yield self._marked(text.upper(), severity)

    def _marked(self, text: str, severity: Severity) -> str:
        code = _COLOURS.get(severity, "")
        return f"\x1b[1;{code}m{text}\x1b[0m" if self.colour and code else text

    def _groups(self, groups: list[tuple[str, list[Change]]]) -> Iterator[str]:
        for name, changes in groups:
            yield ""
            yield from self._wrapped(name, 2)
            for change in changes:
                yield ""
                yield from self._change(change)

    def _minor(self, groups: list[tuple[str, list[Change]]]) -> Iterator[str]:
        changes = sorted((change for _, group in groups for change in group), key=words.location)
        for change in changes[:_MOST_MINOR]:
            yield from self._wrapped(f"{words.location(change)}: {change.text}", 2, 4)
        if (more := len(changes) - _MOST_MINOR) > 0:
            yield from self._wrapped(f"and {more} more.", 2)

    def _change(self, change: Change) -> Iterator[str]:
        yield from self._wrapped(words.location(change), 4)
        yield from self._wrapped(change.text, 6)
        yield from self._wrapped(words.concerned(change), 6)
        yield from self._values(*words.values(change))
        if places := words.places(change):
            yield from self._wrapped(f"Sent in {words.enumerated(words.first(places))}.", 6, 8)
        yield from self._rest(change)

    def _python(self) -> Iterator[str]:
        if self.comparison.python is None:
            return
        changes = self.comparison.python_changes
        yield from self._heading("In Python", self.comparison.python.severity) if changes else ()
        for change in changes:
            yield ""
            yield from self._wrapped(f"{change.severity}: {change.path}", 4)
            yield from self._wrapped(change.text, 6)
            yield from self._wrapped(f"Name before: {change.before}", 6) if change.before else ()
            yield from self._values(change.old, change.new)
            yield from self._rest(change)
        if self.comparison.python.reason:
            yield ""
            yield from self._wrapped(words.not_compared(self.comparison.python.reason), 0)

    def _values(self, old: str | None, new: str | None) -> Iterator[str]:
        pair = [None if it is None else line(it, _LONGEST_VALUE) for it in (old, new)]
        whole = " -> ".join(filter(None, pair))
        if None not in pair and len(whole) <= self.width - 6:
            yield from self._wrapped(whole, 6)
            return
        for label, content in zip(("Before", "After"), pair, strict=True):
            yield from self._wrapped(f"{label}: {content}", 6, 8) if content is not None else ()

    def _rest(self, change: Change | PythonChange) -> Iterator[str]:
        if found := change.witness:
            yield from self._wrapped(f"{words.label(found)}: {words.example(found)}", 6, 8)
            yield from self._wrapped(found.outcome, 8)
        for fact in words.facts(self.comparison, change):
            yield from self._wrapped(fact, 6, 8)
        yield from self._wrapped(f"Fingerprint: {change.fingerprint}", 6)

    def _wrapped(self, text: str, indent: int, next_indent: int | None = None) -> Iterator[str]:
        following = indent if next_indent is None else next_indent
        yield from textwrap.wrap(
            line(text),
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * following,
            break_long_words=False,
            break_on_hyphens=False,
        )
