"""The result of a comparison as one page for reviewers, which needs neither a network nor scripts."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from ...document.problem import visible
from ..changes import AUDIENCES, Change, Severity, Witness
from ..comparison import Comparison
from ..python.changes import PythonChange
from . import words
from .curl import curl
from .escapes import html, line

_STYLE = Path(__file__).with_name("page.css")
_LONGEST_VALUE = 10_000
_MOST_PAIRS = 40_000
"""The maximum number of pairs of lines that are compared. The comparison takes time in proportion to it."""

_ALL = "all"
_PYTHON = "python"
_READERS: Mapping[str, str] = {it: words.READERS[it] for it in AUDIENCES}
_AUDIENCES = {_ALL: "everybody", **_READERS, _PYTHON: words.PYTHON}


def page(comparison: Comparison) -> str:
    """Return the result as an HTML document. The browser runs no script in it and loads nothing."""
    style = _STYLE.read_text("utf-8") + "\n".join(_filters())
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
            f"<title>Contract changes from {_title(comparison)}</title>",
            f"<style>{style}</style></head><body>",
            *_head(comparison),
            *_choices(comparison),
            "<main>",
            *_changes(comparison),
            "</main></body></html>",
            "",
        ]
    )


def _title(comparison: Comparison) -> str:
    return escape(f"{line(comparison.old.label)} to {line(comparison.new.label)}")


def _filters() -> Iterator[str]:
    """Yield the rules of the style sheet that hide the changes of other audiences and severities."""
    for audience in _AUDIENCES:
        chosen = f"body:has(#for-{audience}:checked)"
        yield f"{chosen} .change:not(.{audience}) {{ display: none; }}"
        for severity in Severity:
            yield f"{chosen}:has(#show-{severity}:checked) .change:not(.{audience}-{severity}) {{ display: none; }}"


def _classes(change: Change | PythonChange) -> str:
    """Return the classes that the filters use: the audiences of a change, and its severity for each."""
    if isinstance(change, PythonChange):
        found = {_PYTHON: change.severity}
    else:
        found = {str(audience): words.meaning(change, audience) for audience in AUDIENCES}
    meanings = {_ALL: change.severity, **{name: severity for name, severity in found.items() if severity}}
    return " ".join(["change", *meanings, *(f"{audience}-{severity}" for audience, severity in meanings.items())])


def _head(comparison: Comparison) -> Iterator[str]:
    yield f"<header><h1>Contract changes</h1><p>{escape(words.verdict(comparison))}</p>"
    yield f"<p>From {_title(comparison)}</p>"
    reason = comparison.python.reason if comparison.python else None
    yield f"<p>{html(words.not_compared(reason))}</p>" if reason else ""
    problems = words.failures(comparison)
    yield "<p>The comparison fails:</p>" if problems else ""
    yield from _list(map(html, problems))
    yield "</header>"


def _choices(comparison: Comparison) -> Iterator[str]:
    audiences = {name: text for name, text in _AUDIENCES.items() if name != _PYTHON or comparison.python}
    yield from _choice("For", "for", audiences)
    found = {*(it.severity for it in comparison.changes), *(it.severity for it in comparison.python_changes)}
    shown = {str(severity): words.HEADINGS[severity].lower() for severity in words.ORDER if severity in found}
    yield from _choice("Show", "show", {_ALL: "all", **shown})


def _choice(legend: str, group: str, options: dict[str, str]) -> Iterator[str]:
    yield f"<fieldset><legend>{legend}</legend>"
    for name, text in options.items():
        checked = " checked" if name == _ALL else ""
        yield f'<label><input type="radio" name="{group}" id="{group}-{name}"{checked}> {text}</label>'
    yield "</fieldset>"


def _changes(comparison: Comparison) -> Iterator[str]:
    groups = dict(words.by_severity(comparison.changes))
    for severity in words.ORDER:
        for operation, changes in groups.get(severity, []):
            for change in changes:
                yield from _wire(comparison, change, operation)
        for python in comparison.python_changes:
            if python.severity is severity:
                yield from _python(comparison, python)
    if not comparison.changes and not comparison.python_changes:
        yield "<p>No changes.</p>"


def _wire(comparison: Comparison, change: Change, operation: str) -> Iterator[str]:
    names = filter(None, [operation, words.part(change), words.location(change)])
    yield from _summary(comparison, change, " · ".join(escape(line(name)) for name in names))
    yield f"<p>{escape(words.concerned(change))}</p>"
    yield from _sides(*(None if it is None else _json(it) for it in (change.old, change.new)))
    places = words.places(change)
    yield "<h3>Sent in</h3>" if places else ""
    yield from _list(f"<code>{escape(line(it))}</code>" for it in places)
    yield from _rest(comparison, change)


def _python(comparison: Comparison, change: PythonChange) -> Iterator[str]:
    before = f"<p>Name before: <code>{escape(line(change.before))}</code></p>" if change.before else ""
    yield from _summary(comparison, change, f"<code>{escape(line(change.path))}</code>")
    yield before
    yield from _sides(change.old, change.new)
    yield from _rest(comparison, change)


def _summary(comparison: Comparison, change: Change | PythonChange, where: str) -> Iterator[str]:
    approved = change.fingerprint in comparison.approved
    opened = " open" if change.severity is Severity.BREAKING and not approved else ""
    note = " (approved)" if approved else ""
    yield f'<details class="{_classes(change)}" id="change-{change.fingerprint}"{opened}>'
    severity = words.HEADINGS[change.severity].lower()
    yield f"<summary><b>{severity}</b> {html(change.text)}{note}<small>{where}</small></summary><div>"


def _rest(comparison: Comparison, change: Change | PythonChange) -> Iterator[str]:
    yield from _witness(change.witness) if change.witness else ()
    yield from (f"<p>{html(fact)}</p>" for fact in words.facts(comparison, change))
    if change.severity >= Severity.RISKY and change.fingerprint not in comparison.approved:
        yield from _approval(change)
    else:
        yield f"<p>Fingerprint: <code>{change.fingerprint}</code></p>"
    yield "</div></details>"


def _witness(found: Witness) -> Iterator[str]:
    yield f"<h3>{words.label(found)}</h3><p>{html(found.outcome)}</p>"
    match found.kind:
        case "python":
            shown = str(found.value)
        case "request":
            shown = curl(found.value)
        case _:
            shown = _json(found.value)
    yield _pre(_marked(_lines(shown), ""))


def _approval(change: Change | PythonChange) -> Iterator[str]:
    """Yield an entry for the approvals file, with the fingerprint but without values for the other keys."""
    yield "<h3>To approve it</h3>"
    yield _pre([f"- fingerprint: '{change.fingerprint}'", "  reason: ''", "  owner: ''", "  until: ''"])


def _sides(old: str | None, new: str | None) -> Iterator[str]:
    """Yield two values side by side, with the lines that differ marked."""
    before, after = ([] if it is None else _lines(it) for it in (old, new))
    removed: list[str] = []
    added: list[str] = []
    for is_equal, left, right in _aligned(before, after):
        removed += _marked(left, "" if is_equal else "del")
        added += _marked(right, "" if is_equal else "ins")
    yield '<div class="sides">'
    for name, content, marked in (("Before", old, removed), ("After", new, added)):
        text = "<p>Nothing</p>" if content is None else _pre(marked)
        yield f"<div><h3>{name}</h3>{text}</div>"
    yield "</div>"


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    """Yield the parts of two texts, each with whether they are equal there. Long texts are not compared."""
    if len(old) * len(new) > _MOST_PAIRS:
        yield old == new, old, new
        return
    for kind, start, end, other_start, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield kind == "equal", old[start:end], new[other_start:other_end]


def _lines(text: str) -> list[str]:
    cut = text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]} ..."
    return [visible(it) for it in cut.split("\n")]


def _marked(lines: Iterable[str], tag: str) -> Iterator[str]:
    return (f"<{tag}>{escape(it)}</{tag}>" if tag else escape(it) for it in lines)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _pre(lines: Iterable[str]) -> str:
    """Return lines of HTML as a block."""
    text = "\n".join(lines)
    return f"<pre>{text}</pre>"


def _list(items: Iterable[str]) -> Iterator[str]:
    found = "".join(f"<li>{item}</li>" for item in items)
    yield f"<ul>{found}</ul>" if found else ""
