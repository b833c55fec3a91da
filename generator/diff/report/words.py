"""The wording that all reports share."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from attrs import evolve

from ..changes import AUDIENCES, Audience, Change, Severity, Use, Witness
from ..comparison import Comparison
from ..python.changes import PythonChange
from .curl import target

READERS: dict[Audience, str] = {
    "request": "senders of requests",
    "response": "readers of responses",
    "webhook": "receivers of webhooks",
}
"""The members of each audience."""

PYTHON = "users of the Python SDK"

ORDER = sorted(Severity, reverse=True)
"""The severities, the worst first."""

HEADINGS = {
    Severity.BREAKING: "Breaking",
    Severity.RISKY: "Risky",
    Severity.ADDITIVE: "Additive",
    Severity.TEXT: "Text",
    Severity.NONE: "Neutral",
}

_RELEASES = {"major": "a major version", "minor": "a minor version", "patch": "a patch", "none": "no new version"}

_MOST = 3
"""The maximum number of places or operations that are named together."""

SHARED = "Several operations"
WHOLE = "The whole contract"
GROUPS = (WHOLE, SHARED)
"""The names of groups that are not a single operation."""


def verdict(comparison: Comparison) -> str:
    """Return how many changes of each severity there are, and what they mean for the version, as a sentence."""
    if not comparison.changes and not comparison.python_changes:
        return "No changes."
    wire = _counts(comparison, comparison.changes) or "no changes on the wire"
    python = _counts(comparison, comparison.python_changes)
    return _sentence(f"{wire}{f', in Python {python}' if python else ''}: {_RELEASES[comparison.version]}")


def _counts(comparison: Comparison, changes: Iterable[Change | PythonChange]) -> str:
    found = list(changes)
    counts: list[str] = []
    for severity in ORDER:
        same = [it for it in found if it.severity is severity]
        approved = sum(it.fingerprint in comparison.approved for it in same)
        note = f" ({approved} approved)" if approved else ""
        counts += [f"{len(same)} {HEADINGS[severity].lower()}{note}"] if same else []
    return f"{', '.join(counts)} {'change' if len(found) == 1 else 'changes'}" if counts else ""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def failures(comparison: Comparison) -> list[str]:
    """Return why the comparison fails, as sentences. Empty if it does not fail."""
    number = len(comparison.failing)
    kinds = " or ".join(str(it) for it in ORDER if it >= comparison.fail_on)
    unapproved = f"{counted(number, f'{kinds} change')} without approval."
    return [*([unapproved] if number else []), *comparison.problems]


def by_severity(changes: Iterable[Change]) -> Iterator[tuple[Severity, list[tuple[str, list[Change]]]]]:
    """Yield the severities, the worst first, with their changes by operation."""
    in_order = sorted(changes, key=lambda it: (-it.severity, _rank(it), it.file, it.pointer, it.kind))
    for severity, same in groupby(in_order, key=lambda it: it.severity):
        yield severity, [(name, list(group)) for name, group in groupby(same, key=operation)]


def operation(change: Change) -> str:
    """Return the operation that a change concerns, or the name of its group if it concerns several or all."""
    names = operations(change)
    return names[0] if len(names) == 1 else SHARED if names else WHOLE


def operations(change: Change) -> list[str]:
    """Return the operations and webhooks that a change concerns. Empty if it concerns the whole contract."""
    return sorted({_operation(use) for use in change.uses if use.operation})


def part(change: Change) -> str:
    """Return the property, parameter or header that a change is about. Empty if it is not the same in all places."""
    names = {_way(use) or use.part for use in change.uses}
    if len(names) > 1:  # a shared schema may be at another place in each body
        names = {use.path[-1] if use.path else use.part for use in change.uses}
    return min(names) if len(names) == 1 and names.isdisjoint(("*", "body")) else ""


def _way(use: Use) -> str:
    return "".join(f"/{name}" for name in use.path)


def _rank(change: Change) -> tuple[int, str]:
    name = operation(change)
    return (GROUPS.index(name) if name in GROUPS else len(GROUPS)), name


def _operation(use: Use) -> str:
    return f"webhook {use.operation}" if use.audience == "webhook" else use.operation


def location(change: Change) -> str:
    """Return the location of a change."""
    return f"{change.file}#{change.pointer}"


def concerned(change: Change) -> str:
    """Return the severity of a change for each audience, as a sentence."""
    parts: list[str] = []
    for severity in ORDER[:-1]:
        readers = [READERS[it] for it in AUDIENCES if meaning(change, it) is severity]
        parts += [f"{severity} for {enumerated(readers)}"] if readers else []
    return _sentence("; ".join(parts) or "no effect on the wire")


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def meaning(change: Change, audience: Audience) -> Severity:
    """Return the severity of a change for an audience."""
    return {"request": change.request, "response": change.response, "webhook": change.webhook}[audience]


def enumerated(names: list[str]) -> str:
    """Return names as a list in a sentence. It has semicolons if one of them has a comma."""
    comma = "; " if any(", " in name for name in names) else ", "
    return " and ".join([comma.join(names[:-1]), names[-1]] if len(names) > 1 else names)


def places(change: Change) -> list[str]:
    """Return where the changed part is sent, without the operation if there is only one."""
    is_alone = len(operations(change)) <= 1
    if is_alone and not any(use.part or use.status for use in change.uses):
        return []  # the whole operation has changed
    statuses: dict[Use, list[str]] = {}
    for use in change.uses:
        statuses.setdefault(evolve(use, status=""), []).append(use.status)
    found = [(_operation(use), _place(use, known)) for use, known in statuses.items()]
    return [place if is_alone else f"{name}: {place}" for name, place in found]


def _place(use: Use, statuses: list[str]) -> str:
    known = ", ".join(filter(None, statuses))
    message = {"request": "request", "response": f"{known} response", "webhook": "delivery"}[use.audience]
    media = "" if use.media in ("", "application/json") else f" ({use.media})"
    return " ".join(filter(None, [message.strip(), f"{use.part}{media}", _way(use)]))


def first(names: list[str], write: Callable[[str], str] = str) -> list[str]:
    """Return the first names of a list as they are written, and the number of the others."""
    more = len(names) - _MOST
    return [*map(write, names[:_MOST]), *([f"{more} more"] if more > 0 else [])]


def value(content: Any) -> str:
    """Return a JSON value on one line."""
    return json.dumps(content, ensure_ascii=False)


def values(change: Change) -> tuple[str | None, str | None]:
    """Return the JSON values before and after a change, on one line each. None if there is none."""
    return (
        None if change.old is None else value(change.old),
        None if change.new is None else value(change.new),
    )


def not_compared(reason: str) -> str:
    """Return the sentence that reports why the packages were not compared."""
    return f"The generated packages were not compared. {reason}"


def label(found: Witness) -> str:
    """Return the label of a witness."""
    return "Witness" if found.confirmed else "Unconfirmed witness"


def example(found: Witness) -> str:
    """Return the request, message or code of a witness on one line."""
    match found.kind, found.value:
        case "python", _:
            return str(found.value)
        case "request", {"method": method, **rest}:
            body = f" {value(rest['body'])}" if "body" in rest else ""
            return f"{method} {target(found.value)}{body}"
        case _:
            return value(found.value)


def facts(comparison: Comparison, change: Change | PythonChange) -> list[str]:
    """Return the consumers that use a change and its approval, as sentences, if they are known."""
    hit = (comparison.hit or {}).get(change.fingerprint)
    found = comparison.approved.get(change.fingerprint)
    return [
        *([f"{hit}{': ' if hit.suites else ''}{', '.join(hit.suites)}."] if hit else []),
        *([f"Approved by {found.owner} until {found.until}: {found.reason}"] if found else []),
    ]
