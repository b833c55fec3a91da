"""A report as a JSON document, whose schema is `schema.json`."""

from functools import cache
from pathlib import Path
from typing import Any, cast

from attrs import fields

from ..service.decoding import read_json, write_json
from .report import Finding, Report, bounded
from .summary import Summary, summarised

JSON = dict[str, Any]

SCHEMA = Path(__file__).with_name("schema.json")
"""The JSON schema of a report."""

_FORMAT = {"format": "spkey-report", "version": 1}
_FINDING = [field.name for field in fields(Finding)]
_FOREIGN = "is not a report of spkey-mock"


def to_json(summary: Summary) -> JSON:
    """Return a report as JSON."""
    items = summary.items
    return {
        **_FORMAT,
        "contract": summary.contract,
        "requests": summary.report.requests,
        "coverage": {"percent": summary.coverage, "reached": sum(items.values()), "total": len(items)},
        "operations": [
            {
                "operation": line.operation,
                "calls": line.calls,
                "dropped": line.dropped,
                "statuses": [
                    {
                        "status": it.status,
                        "times": it.times,
                        "documented": it.documented,
                        "properties": [{"pointer": name, "served": served} for name, served in it.properties.items()],
                    }
                    for it in line.statuses
                ],
            }
            for line in summary.operations
        ],
        "rules": [
            {"id": rule.id, "text": rule.text, "source": rule.source, "reached": reached}
            for rule, reached in summary.rules
        ],
        "violations": [_finding(finding, times) for finding, times in summary.report.ordered],
        "violationsDropped": summary.report.dropped,
        "notes": sorted(summary.report.notes),
    }


def _finding(finding: Finding, times: int) -> JSON:
    optional = {name: getattr(finding, name) for name in ("place", "operation", "world", "test")}
    return {
        "code": finding.code,
        "blame": finding.blame,
        "message": finding.message,
        **{name: value for name, value in optional.items() if value},
        "times": times,
    }


def dumps(report: Report) -> bytes:
    """Return a report as the text of a JSON document."""
    return write_json(to_json(summarised(report)))


def loads(data: bytes) -> Report:
    """Read a report from the text of a JSON document.

    Raises:
        ValueError: The text is not a report about this contract. The message completes a sentence about the file.
    """
    try:
        document = read_json(data)
    except ValueError as error:
        raise ValueError(f"is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise ValueError(_FOREIGN)  # noqa: TRY004 # the argument is text
    report = cast("JSON", document)
    _check(report)
    return _report(report)


def _check(document: JSON) -> None:
    if document.get("format") != _FORMAT["format"]:
        raise ValueError(_FOREIGN)
    if document.get("version") != _FORMAT["version"]:
        raise ValueError(f"has format version {document.get('version')}, not {_FORMAT['version']}")
    if (problem := next(_validator().iter_errors(document), None)) is not None:
        place = "".join(f"/{step}" for step in problem.instance_path)
        raise ValueError(f"is damaged at {place or '/'}: {problem.message}")
    known = summarised(Report())
    if document["contract"] != known.contract:
        raise ValueError(
            f"is about contract {document['contract']}, not {known.contract}; use the spkey-mock that wrote it"
        )


def _report(document: JSON) -> Report:
    statuses = [(item["operation"], it) for item in document["operations"] for it in item["statuses"]]
    responses = {(name, int(it["status"])): int(it["times"]) for name, it in statuses}
    responses |= {(item["operation"], 0): int(item["dropped"]) for item in document["operations"]}
    violations = {
        Finding(**{name: item[name] for name in _FINDING if name in item}): int(item["times"])
        for item in document["violations"]
    }
    kept, dropped = bounded(violations)
    return Report(
        requests=int(document["requests"]),
        responses={key: times for key, times in responses.items() if times},
        properties=frozenset(
            (name, int(it["status"]), found["pointer"])
            for name, it in statuses
            for found in it["properties"]
            if found["served"]
        ),
        rules=frozenset(item["id"] for item in document["rules"] if item["reached"]),
        violations=kept,
        dropped=int(document["violationsDropped"]) + dropped,
        notes=frozenset(document["notes"]),
    )


@cache
def _validator() -> Any:
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(SCHEMA.read_text("utf-8"))
