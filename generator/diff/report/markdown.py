"""The result of a comparison as Markdown, for a comment on a pull request."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from attrs import frozen

from ..changes import AUDIENCES, Change, Severity
from ..comparison import Comparison
from ..python.changes import PythonChange
from . import words
from .escapes import block, code, html_in_markdown, line, prose

LIMIT = 65_000
"""The maximum number of characters. GitHub accepts 65,536, of which a workflow needs some for itself."""

_LONGEST_VALUE = 2_000
_SHORT = 80
_MOST_MINOR = 20
_LONGEST_LINE = 300
_LONGEST_EXAMPLE = 1_000
_MOST_FAILURES = 10
_COLUMNS = words.ORDER[:-1]
_ROOM = 400
"""The number of characters reserved for the sentence about omitted changes."""


@frozen
class _Entry:
    """A text about one or more changes, which is only written if there is room."""

    write: Callable[[], str]
    changes: int = 1


@frozen
class _Section:
    """A heading and its entries, of which any number can be left out at the end."""

    heading: str
    entries: list[_Entry]


def markdown(comparison: Comparison, *, limit: int = LIMIT) -> str:
    """Return the result as Markdown of at most `limit` characters, the worst changes first."""
    head = "\n".join(_head(comparison)) + "\n"
    body, left = _fitted(_sections(comparison), limit - len(head) - _ROOM)
    if left:
        counts = ", ".join(f"{name}: {count}" for name, count in left.items())
        body += (
            f"\n**Left out, because a comment cannot be longer:** {counts}. The page and the JSON list all changes.\n"
        )
    return head + body


def _fitted(sections: Iterable[_Section], room: int) -> tuple[str, Counter[str]]:
    """Return the entries that fit, up to the first that does not, and how many changes of each section are left."""
    text = ""
    left = Counter[str]()
    for section in sections:
        heading = f"\n### {section.heading}\n"
        for entry in section.entries:
            more = "" if left else f"{heading}\n{entry.write()}\n"
            if left or len(text) + len(more) > room:
                left[section.heading] += entry.changes
            else:
                text, heading = text + more, ""
    return text, left


def _head(comparison: Comparison) -> Iterator[str]:
    yield f"## Contract: {words.verdict(comparison)}"
    yield ""
    yield " → ".join(code(line(version.label, _LONGEST_LINE)) for version in (comparison.old, comparison.new))
    problems = words.failures(comparison)
    for problem in problems[:_MOST_FAILURES]:
        yield ""
        yield f"**Fails:** {prose(line(problem, _LONGEST_LINE))}"
    if (more := len(problems) - _MOST_FAILURES) > 0:
        yield ""
        yield f"**Fails:** {more} more problems with approvals."
    if comparison.changes or comparison.python_changes:
        yield ""
        yield from _table(comparison)
    if comparison.python and comparison.python.reason:
        yield ""
        yield prose(words.not_compared(comparison.python.reason))


def _table(comparison: Comparison) -> Iterator[str]:
    yield f"| | {' | '.join(words.HEADINGS[it].lower() for it in _COLUMNS)} |"
    yield f"|---|{'--:|' * len(_COLUMNS)}"
    for audience in AUDIENCES:
        yield _row(words.READERS[audience], [words.meaning(it, audience) for it in comparison.changes])
    if comparison.python is not None:
        yield _row(words.PYTHON, [it.severity for it in comparison.python_changes])


def _row(name: str, found: list[Severity]) -> str:
    return f"| {name} | {' | '.join(str(found.count(it) or '-') for it in _COLUMNS)} |"


def _sections(comparison: Comparison) -> Iterator[_Section]:
    groups = dict(words.by_severity(comparison.changes))
    for severity in words.ORDER:
        changes = [change for _, group in groups.get(severity, []) for change in group]
        heading = words.HEADINGS[severity]
        if severity <= Severity.TEXT:
            yield _Section(heading, [_Entry(partial(_minor, changes), len(changes))] if changes else [])
        else:
            yield _Section(heading, [_Entry(partial(_wire, comparison, change)) for change in changes])
        python = [change for change in comparison.python_changes if change.severity is severity]
        yield _Section(f"{heading} in Python", [_Entry(partial(_python, comparison, change)) for change in python])


def _minor(changes: list[Change]) -> str:
    """Return changes with one line each."""
    lines = [f"- {code(words.location(it))}: {prose(line(it.text, _LONGEST_LINE))}" for it in changes[:_MOST_MINOR]]
    more = [f"- and {len(changes) - _MOST_MINOR} more"] if len(changes) > _MOST_MINOR else []
    return _folded(words.counted(len(changes), "change"), [*lines, *more])


def _wire(comparison: Comparison, change: Change) -> str:
    sent = words.enumerated(words.first(words.places(change), code))
    values = list(zip(("Before", "After"), words.values(change), (change.old, change.new), strict=True))
    facts = [
        code(words.location(change)),
        prose(words.concerned(change)),
        *(f"{label}: {code(text)}" for label, text, _ in values if text and len(text) <= _SHORT),
        f"Sent in {sent}." if sent else "",
        *_facts(comparison, change),
    ]
    blocks = [f"\n{label}:\n\n{_json(value)}" for label, text, value in values if text and len(text) > _SHORT]
    return _folded(_title(change), [*_list(facts), *blocks])


def _title(change: Change) -> str:
    operation, part = words.operation(change), words.part(change)
    names = [operation] if operation in words.GROUPS else [f"<code>{html_in_markdown(operation)}</code>"]
    names += [f"<code>{html_in_markdown(part)}</code>"] if part else []
    return f"{' '.join(names)}: {html_in_markdown(change.text)}"


def _python(comparison: Comparison, change: PythonChange) -> str:
    facts = [
        code(change.path),
        f"Name before: {code(change.before)}" if change.before else "",
        f"Before: {code(change.old)}" if change.old else "",
        f"After: {code(change.new)}" if change.new else "",
        *_facts(comparison, change),
    ]
    return _folded(html_in_markdown(change.text), _list(facts))


def _list(facts: Iterable[str]) -> list[str]:
    return [f"- {fact}" for fact in facts if fact]


def _facts(comparison: Comparison, change: Change | PythonChange) -> Iterator[str]:
    if found := change.witness:
        yield f"{words.label(found)}: {code(line(words.example(found), _LONGEST_EXAMPLE))} {prose(found.outcome)}"
    yield from map(prose, words.facts(comparison, change))
    yield f"Fingerprint: {code(change.fingerprint)}"


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return block(text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]} ...", "json")


def _folded(title: str, lines: Iterable[str]) -> str:
    """Return text in a block that the reader can unfold. The title is HTML on one line."""
    return "\n".join([f"<details><summary>{title}</summary>", "", *lines, "", "</details>"])
