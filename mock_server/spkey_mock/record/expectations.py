"""Expectations: the requests that a test expects, and how recorded requests differ from them."""

import json
from collections.abc import Mapping

from attrs import frozen

from .entries import Line


@frozen(kw_only=True)
class Expectation:
    """The requests that a test expects. None matches any value.

    Attributes:
        operation: The operation.
        user_id: The user that they address.
        aggregate_id: The aggregate that they address, of any type.
        status: The status of the responses.
        body: Properties that the body must have. Other properties are ignored.
        times: The number of requests; None means at least one.
    """

    operation: str
    user_id: str | None = None
    aggregate_id: str | None = None
    status: int | None = None
    body: Mapping[str, object] | None = None
    times: int | None = None

    def differences(self, line: Line) -> list[str]:
        """Return the differences between a request for the operation and the expectation."""
        found: list[str] = []
        aggregate_id = line.subject.id if line.subject else None
        user_id = aggregate_id if line.subject and line.subject.aggregate == "user" else None
        for name, wanted, was in (
            ("user", self.user_id, user_id),
            ("aggregate", self.aggregate_id, aggregate_id),
            ("status", self.status, line.status),
        ):
            if wanted is not None and wanted != was:
                found.append(f"{name}: expected {wanted}, was {was}")
        if self.body:
            sent = line.properties
            for name, value in self.body.items():
                if name not in sent:
                    found.append(f"body/{name}: expected {_text(value)}, was missing")
                elif not _same(sent[name], value):
                    found.append(f"body/{name}: expected {_text(value)}, was {_text(sent[name])}")
        return found

    def __str__(self) -> str:
        named = {
            "user": self.user_id,
            "aggregate": self.aggregate_id,
            "status": self.status,
            "body": self.body and _text(self.body),
        }
        given = ", ".join(f"{name} {value}" for name, value in named.items() if value is not None)
        times = {None: "a call", 0: "no call", 1: "1 call"}.get(self.times, f"{self.times} calls")
        return f"{times} of {self.operation}{f' with {given}' if given else ''}"


@frozen
class Verdict:
    """The result of a check: whether it passed, the number of matching calls, and a message if it failed."""

    passed: bool
    calls: int
    message: str


def _same(sent: object, expected: object) -> bool:
    # In Python, True == 1.
    return isinstance(sent, bool) is isinstance(expected, bool) and sent == expected


def _text(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "a value that is nested too deeply"
