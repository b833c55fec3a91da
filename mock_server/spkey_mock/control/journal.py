"""The journal, in the control API."""

from collections.abc import Mapping

from ..record.entries import Entry
from ..record.expectations import Expectation
from ..record.violations import Violation
from ..service import contract
from ..service.codec import present
from ..store.recorded import Stream
from .call import JSON, Call, Handler, whole
from .events import subject_json


def _violation_json(violation: Violation) -> JSON:
    return present(
        code=violation.code,
        blame=violation.blame,
        message=violation.message,
        explanation=violation.explanation or None,
        place=violation.place or None,
    )


def _entry_json(entry: Entry) -> JSON:
    subject = None
    if entry.aggregate_type is not None and entry.aggregate_id is not None:
        subject = Stream(entry.aggregate_type, entry.aggregate_id)
    return present(
        id=entry.id,
        at=entry.at,
        method=entry.method,
        path=entry.path,
        operation=entry.operation,
        **subject_json(subject),
        headers=[{"name": name, "value": value} for name, value in entry.headers],
        body=entry.body or None,
        status=entry.status,
        answer=entry.answer or None,
        fault=entry.fault,
        violations=[_violation_json(violation) for violation in entry.violations],
        duration=entry.duration,
        responseHeaders=[{"name": name, "value": value} for name, value in entry.response_headers],
        lost=entry.lost,
    )


def _get(call: Call) -> JSON:
    query, journal = call.query, call.world.journal
    if operation := query.get("operation"):
        contract.load().check_operation(operation)
    entries = journal.find(
        operation,
        query.get("userId"),
        whole(query.get("status")),
        aggregate_id=query.get("aggregateId"),
        after=query.get("after", 0),
        limit=call.limit,
    )
    listed = [_entry_json(entry) for entry in entries]
    return {"entries": listed, "total": journal.total, "forgotten": journal.forgotten}


def _export(call: Call) -> JSON:
    return call.world.journal.har()


def _clear(call: Call) -> None:
    call.world.journal.clear()


def _check(call: Call) -> JSON:
    body = call.body
    verdict = call.world.journal.check(
        Expectation(
            operation=body["operation"],
            user_id=body.get("userId"),
            aggregate_id=body.get("aggregateId"),
            status=whole(body.get("status")),
            body=body.get("body"),
            times=whole(body.get("times")),
        )
    )
    return present(passed=verdict.passed, calls=verdict.calls, message=verdict.message or None)


OPERATIONS: Mapping[str, Handler] = {
    "get_journal": _get,
    "export_journal": _export,
    "clear_journal": _clear,
    "check_journal": _check,
}
