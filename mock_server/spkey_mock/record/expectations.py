"""Expectations: the requests that a test expects, and how a request differs from one."""

import json
from collections.abc import Mapping

from attrs import frozen

from .entries import Line


@frozen(kw_only=True)
class Expectation:
    """Requests that should have been sent. None stands for anything.

    Attributes:
        operation: The operation.
        user_id: The user that they concern.
        aggregate_id: The aggregate of any kind that they concern.
        status: The status of the responses.
        body: Properties of the body, among others.
        times: How many; None for at least one.
    """

    operation: str
    user_id: str | None = None
    aggregate_id: str | None = None
    status: int | None = None
    body: Mapping[str, object] | None = None
    times: int | None = None

    def differences(self, line: Line) -> list[str]:
        """Return how a request for the operation differs."""
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
    """Whether the expected requests were sent, how many there were, and a message that says what was sent instead."""

    passed: bool
    calls: int
    message: str


def _same(sent: object, expected: object) -> bool:
    # To Python, true is 1.
    return isinstance(sent, bool) is isinstance(expected, bool) and sent == expected


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
