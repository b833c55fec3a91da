"""Known deviations: the rules that a server is known to break, each with the reason."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, cast, get_args

from attrs import evolve, frozen

from .configuration import ConfigurationError
from .promises import Rule
from .verdicts import Judged, Verdict

Expected = Literal["fails", "flaky"]
"""The expectation: the server always breaks the rule, or sometimes."""

Condition = Literal["always", "mock", "no mock"]
"""The servers that a deviation applies to."""


@frozen(kw_only=True)
class Deviation:
    """A rule that a server is known to break.

    Attributes:
        rule: The id of the rule, with * as a wildcard.
        reason: Why the server breaks it.
        expected: Whether the server breaks it always or sometimes.
        when: The servers that the deviation applies to.
    """

    rule: str
    reason: str
    expected: Expected = "fails"
    when: Condition = "always"

    def is_about(self, rule: Rule, *, mock: bool) -> bool:
        """Return whether the deviation applies to a rule of this server."""
        return self.when in ("always", "mock" if mock else "no mock") and fnmatchcase(rule.id, self.rule)


_CHOICES: Mapping[str, tuple[str, ...]] = {"expected": get_args(Expected), "when": get_args(Condition)}
_KEYS = ("rule", "reason", "expected", "when")


def read(file: Path, rules: Iterable[str]) -> list[Deviation]:
    """Return the deviations of a TOML file, whose tables are named `deviation`.

    Raises:
        ConfigurationError: The file cannot be read, or a deviation in it is not valid.
    """
    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}") from None
    if unknown := sorted(document.keys() - {"deviation"}):
        raise ConfigurationError(f"{file}: Unknown key {unknown[0]!r}. Known: deviation.")
    tables = document.get("deviation", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in cast("list[object]", tables)):
        raise ConfigurationError(f"{file}: deviation must be an array of tables, [[deviation]].")
    known = list(rules)
    items = cast("list[Mapping[str, Any]]", tables)
    return [_deviation(f"{file}, deviation {number}", table, known) for number, table in enumerate(items, 1)]


def _deviation(place: str, table: Mapping[str, Any], rules: Sequence[str]) -> Deviation:
    if unknown := sorted(table.keys() - set(_KEYS)):
        raise ConfigurationError(f"{place}: Unknown key {unknown[0]!r}. Known: {', '.join(_KEYS)}.")
    for name in ("rule", "reason"):
        if not isinstance(table.get(name), str) or not table[name].strip():
            raise ConfigurationError(f"{place}: {name} must be a non-empty string.")
    for name, choices in _CHOICES.items():
        if table.get(name, choices[0]) not in choices:
            raise ConfigurationError(f"{place}: {name} must be one of {', '.join(choices)}, not {table[name]!r}.")
    if not any(fnmatchcase(rule, table["rule"]) for rule in rules):
        raise ConfigurationError(f"{place}: The contract has no rule {table['rule']!r}.")
    return Deviation(**table)


def apply(judged: Sequence[Judged], deviations: Sequence[Deviation], *, mock: bool) -> list[Judged]:
    """Return the verdicts with the known deviations taken into account."""
    return [_apply(item, [it for it in deviations if it.is_about(item.rule, mock=mock)]) for item in judged]


def _apply(judged: Judged, deviations: Sequence[Deviation]) -> Judged:
    if not deviations or judged.verdict not in ("passed", "partly passed", "failed", "warned"):
        return judged
    deviation = deviations[0]
    if deviation.expected == "flaky":
        return evolve(judged, verdict="flaky", reason=f"{deviation.reason} (this time: {judged.verdict})")
    if judged.verdict == "partly passed":
        return judged  # a test that could not run may be the one that fails
    if judged.verdict == "passed":
        stale: Verdict = "unexpectedly passed"
        return evolve(judged, verdict=stale, reason=f"The deviation is out of date, remove it: {deviation.reason}")
    return evolve(judged, verdict="known deviation", reason=deviation.reason)
