"""The contract's changelog between two versions, for integrators."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .changes import AUDIENCES, Audience, Change, Severity
from .comparison import Comparison
from .python.changes import PythonChange
from .report import words
from .report.escapes import code, prose

_SECTIONS = {Severity.BREAKING: "Breaking", Severity.RISKY: "Risky", Severity.ADDITIVE: "Added"}

_ADVICE: dict[Audience, dict[str, str]] = {
    "request": {
        "operation-removed": "Stop calling it.",
        "path-moved": "Send it to the new path.",
        "parameter-added": "Send it with every request.",
        "parameter-removed": "Stop sending it.",
        "parameter-required": "Send it with every request.",
        "parameter-renamed": "Send it under its new name.",
        "parameter-style-changed": "Encode it in the new style.",
        "body-added": "Send a body.",
        "body-removed": "Send no body.",
        "body-required": "Send a body with every request.",
        "media-type-removed": "Send another media type.",
        "header-required": "Send it with every request.",
        "required-property-added": "Send it with every request.",
        "property-removed": "Stop sending it.",
        "property-required": "Send it with every request.",
        "closed": "Send only properties that the contract lists.",
        "type-removed": "Send no values of that type.",
        "type-changed": "Send values of the new type.",
        "alternative-removed": "Send one of the other forms.",
        "value-removed": "Send another value.",
        "constraint-tightened": "Check that your values are within the new limits.",
        "constraint-changed": "Check that your values are within the new limits.",
        "default-changed": "Send a value if you relied on the default.",
        "security-tightened": "Send credentials that it accepts.",
        "security-changed": "Send credentials that it accepts.",
        "server-removed": "Send requests to another server.",
        "writes-added": "Send it only if you need its effect.",
        "idempotency-lost": "Do not retry it unless you know that it was not processed.",
        "server-set": "Stop sending it, because the service sets it.",
        "rule-removed": "Do not rely on it.",
        "rule-changed": "Check whether you rely on the old rule.",
        "rule-source-weakened": "Treat it as less certain.",
    },
    "response": {
        "status-added": "Handle it.",
        "status-removed": "Do not expect it.",
        "media-type-removed": "Accept another media type.",
        "media-type-added": "Request the media type that you read.",
        "header-removed": "Do not read it.",
        "header-optional": "Expect responses without it.",
        "property-removed": "Do not read it.",
        "property-optional": "Expect responses without it.",
        "property-added": "Accept properties that you do not know.",
        "required-property-added": "Accept properties that you do not know.",
        "opened": "Accept properties that you do not know.",
        "type-changed": "Read values of the new type.",
        "type-added": "Expect values of that type.",
        "alternative-added": "Expect the new form.",
        "value-added": "Expect the new value.",
        "constraint-loosened": "Expect values beyond the old limits.",
        "constraint-changed": "Expect values beyond the old limits.",
    },
}
_ADVICE["webhook"] = {
    **_ADVICE["response"],
    "webhook-removed": "Do not expect it.",
    "property-optional": "Expect deliveries without it.",
    "header-optional": "Expect deliveries without it.",
    "rule-removed": "Do not rely on it.",
    "rule-changed": "Check whether you rely on the old rule.",
}


def changelog(comparison: Comparison) -> str:
    """Return the changes between two versions as Markdown, worded for integrators."""
    return "\n".join([*_head(comparison), *_sections(comparison), *_texts(comparison)]) + "\n"


def _head(comparison: Comparison) -> Iterator[str]:
    yield f"## Contract changes from {code(comparison.old.label)} to {code(comparison.new.label)}"
    yield ""
    yield words.verdict(comparison)


def _sections(comparison: Comparison) -> Iterator[str]:
    groups = dict(words.by_severity(comparison.changes))
    for severity, title in _SECTIONS.items():
        entries = [_wire(change) for _, changes in groups.get(severity, []) for change in changes]
        entries += [_python(change) for change in comparison.python_changes if change.severity is severity]
        yield from ["", f"### {title}", "", *dict.fromkeys(entries)] if entries else []


def _wire(change: Change) -> str:
    subject = " ".join(filter(None, [_operations(change), code(words.part(change))]))
    return " ".join(filter(None, [f"- {subject}:", prose(change.text), _quotations(change), _advice(change)]))


def _operations(change: Change) -> str:
    names = words.operations(change)
    return words.enumerated(words.first(names, code)) or words.WHOLE


def _quotations(change: Change) -> str:
    """Return the values before and after, as sentences, if the text of the change does not show them."""
    if not change.kind.startswith("rule-") and change.kind != "default-changed":
        return ""
    values = zip(("Before", "After"), (change.old, change.new), strict=True)
    return " ".join(f"{label}: {_quoted(value)}" for label, value in values if value is not None)


def _quoted(value: Any) -> str:
    return f"“{prose(value)}”" if isinstance(value, str) else f"{code(words.value(value))}."


def _advice(change: Change) -> str:
    """Return advice for the audience that the change harms most, if there is any."""
    if change.severity < Severity.RISKY:
        return ""
    for audience in AUDIENCES:
        if words.meaning(change, audience) is change.severity and (advice := _ADVICE[audience].get(change.kind)):
            return advice
    return ""


def _python(change: PythonChange) -> str:
    return f"- In Python: {prose(change.text)}"


def _texts(comparison: Comparison) -> Iterator[str]:
    """Yield the number of changed texts by file."""
    files = Counter(change.file for change in comparison.changes if change.severity is Severity.TEXT)
    if files:
        yield from ["", "### Changed texts", ""]
        yield from (f"- {words.counted(count, 'text')} in {code(file)}" for file, count in sorted(files.items()))
