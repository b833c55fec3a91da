"""The result of a comparison as a JSON document, whose schema is `schema.json`."""

import json
from pathlib import Path
from typing import Any

from ..approvals import Approval
from ..changes import Change, Use, Witness
from ..comparison import Comparison
from ..python.changes import PythonChange

JSON = dict[str, Any]

SCHEMA = Path(__file__).with_name("schema.json")
"""The JSON schema of the document."""


def data(comparison: Comparison) -> JSON:
    """Return the result as JSON."""
    return {
        "format": "spkey-contract-diff/1",
        "old": comparison.old.label,
        "new": comparison.new.label,
        "overall": str(comparison.overall),
        "version": comparison.version,
        "wire_version": comparison.wire_version,
        "python_version": comparison.python_version,
        "problems": list(comparison.problems),
        "changes": [_change(comparison, it) for it in sorted(comparison.changes, key=_place)],
        "python": [_python(comparison, it) for it in sorted(comparison.python_changes, key=_name)],
        "python_problem": comparison.python.reason if comparison.python else None,
    }


def dumps(comparison: Comparison) -> str:
    """Return the result as the text of a JSON document. It is ASCII, so it cannot control a terminal."""
    return json.dumps(data(comparison), indent=2) + "\n"


def _place(change: Change) -> tuple[int, str, str, str, str]:
    return -change.severity, change.file, change.pointer, change.kind, change.fingerprint


def _name(change: PythonChange) -> tuple[int, str, str, str]:
    return -change.severity, change.path, change.kind, change.fingerprint


def _change(comparison: Comparison, change: Change) -> JSON:
    return {
        "file": change.file,
        "pointer": change.pointer,
        "kind": change.kind,
        "request": str(change.request),
        "response": str(change.response),
        "webhook": str(change.webhook),
        "text": change.text,
        "old": change.old,
        "new": change.new,
        "uses": [_use(use) for use in change.uses],
        **_common(comparison, change),
    }


def _python(comparison: Comparison, change: PythonChange) -> JSON:
    return {
        "path": change.path,
        "before": change.before,
        "kind": change.kind,
        "severity": str(change.severity),
        "text": change.text,
        "old": change.old,
        "new": change.new,
        **_common(comparison, change),
    }


def _common(comparison: Comparison, change: Change | PythonChange) -> JSON:
    hit = (comparison.hit or {}).get(change.fingerprint)
    approval = comparison.approved.get(change.fingerprint)
    return {
        "fingerprint": change.fingerprint,
        "witness": _witness(change.witness) if change.witness else None,
        "approved": _approval(approval) if approval else None,
        "consumers": {"suites": list(hit.suites), "total": hit.total} if hit else None,
    }


def _use(use: Use) -> JSON:
    return {
        "operation": use.operation,
        "audience": use.audience,
        "part": use.part,
        "status": use.status,
        "media": use.media,
        "path": list(use.path),
    }


def _witness(witness: Witness) -> JSON:
    return {
        "kind": witness.kind,
        "value": witness.value,
        "outcome": witness.outcome,
        "confirmed": witness.confirmed,
    }


def _approval(approval: Approval) -> JSON:
    return {"owner": approval.owner, "until": approval.until.isoformat(), "reason": approval.reason}
