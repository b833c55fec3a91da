"""The consumers that a change affects, according to the mock's reports about their tests."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen
from jsonschema_rs import Draft202012Validator

from ..document.document import Document
from ..document.problem import pointer, short
from ..emit.files import ROOT
from .changes import Change, Use

__all__ = ["ConsumerError", "Hit", "Suite", "hits", "read"]

_SCHEMA = ROOT / "mock_server/spkey_mock/report/schema.json"


class ConsumerError(Exception):
    """A report cannot be used. The message is one line."""


@frozen
class Hit:
    """The suites that use what changed.

    Attributes:
        suites: The names of these suites.
        total: The number of all suites.
    """

    suites: tuple[str, ...]
    total: int

    def __str__(self) -> str:
        verb = "uses" if len(self.suites) == 1 else "use"
        return f"{len(self.suites)} of {self.total} {'suite' if self.total == 1 else 'suites'} {verb} this"


@frozen
class Response:
    """The responses of an operation with one status.

    Attributes:
        returned: Whether there was one.
        served: Whether each documented property was in one, by its pointer.
    """

    returned: bool
    served: Mapping[str, bool]

    def has(self, path: tuple[str, ...]) -> bool:
        """Return whether a response had the value at a path or, if that is not listed, the object around it."""
        pointers = [pointer(*path[:end]) for end in range(len(path), 0, -1)]
        return self.returned and next((self.served[it] for it in pointers if it in self.served), True)


@frozen
class Suite:
    """The tests of a consumer.

    Attributes:
        name: The name of the report, which is that of its file without the suffix.
        operations: The responses by status of each operation that the tests call, by its operationId.
    """

    name: str
    operations: Mapping[str, Mapping[int, Response]]


def read(folder: Path) -> list[Suite]:
    """Read the reports in a folder, which are its files with the suffix .json.

    Raises:
        ConsumerError: A file is not a report, or there is none.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise ConsumerError(f"{folder} contains no reports. Copy the coverage.json of each suite there, as NAME.json.")
    validator = Draft202012Validator(_SCHEMA.read_text("utf-8"))
    return [_suite(file.stem, _report(file, validator)) for file in files]


def _report(file: Path, validator: Draft202012Validator) -> Any:
    try:
        report = json.loads(file.read_bytes())
    except OSError as error:
        raise ConsumerError(f"{file} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise ConsumerError(f"{file} is not JSON. Copy the coverage.json of the suite again.") from None
    problem = next(validator.iter_errors(report), None)
    if problem is not None:
        place = f"{file}#{pointer(*problem.instance_path)}"
        raise ConsumerError(f"{place} does not fit a coverage.json of spkey-mock: {short(problem.message)}.")
    return report


def _suite(name: str, report: Any) -> Suite:
    return Suite(
        name,
        {
            operation["operation"]: {status["status"]: _response(status) for status in operation["statuses"]}
            for operation in report["operations"]
            if operation["calls"]
        },
    )


def _response(status: Any) -> Response:
    return Response(status["times"] > 0, {it["pointer"]: it["served"] for it in status["properties"]})


def hits(changes: Iterable[Change], suites: list[Suite], old: Document, new: Document) -> dict[str, Hit]:
    """Return the suites that use what changed, by the fingerprint of the change.

    Changes that concern only webhooks are left out, because a report says nothing about webhooks.
    """
    operations = _operations(old, new)
    found: dict[str, Hit] = {}
    for change in changes:
        uses = [use for use in change.uses if use.audience != "webhook" and getattr(change, use.audience)]
        if uses:
            hit = [suite.name for suite in suites if any(_is_used(use, suite, operations) for use in uses)]
            found[change.fingerprint] = Hit(tuple(hit), len(suites))
    return found


@frozen
class _Operation:
    """An operation in one of the versions.

    Attributes:
        id: Its operationId.
        statuses: The statuses that it declares.
    """

    id: str
    statuses: frozenset[str]


def _operations(*documents: Document) -> dict[str, list[_Operation]]:
    """Return the operations by method and path. One that was renamed has two ids."""
    found: dict[str, list[_Operation]] = {}
    for document in documents:
        for operation in document.operations():
            known = _Operation(operation.node.get("operationId", ""), frozenset(document.responses(operation.node)))
            found.setdefault(f"{operation.method.upper()} {operation.path}", []).append(known)
    return found


def _is_used(use: Use, suite: Suite, operations: Mapping[str, list[_Operation]]) -> bool:
    return any(
        it.id in suite.operations and (use.audience == "request" or _is_read(use, suite.operations[it.id], it.statuses))
        for it in operations.get(use.operation, [])
    )


def _is_read(use: Use, responses: Mapping[int, Response], declared: frozenset[str]) -> bool:
    listed = [response for status, response in responses.items() if _is_meant(use.status, str(status), declared)]
    # A report cannot list a new status. It only shows that the operation is called.
    return not listed or any(response.has(use.path) for response in listed)


def _is_meant(status: str, actual: str, declared: frozenset[str]) -> bool:
    """Return whether a declared status, which may be a range or empty, includes an actual one."""
    if status == "default":
        return actual not in declared and f"{actual[0]}XX" not in declared
    return status in ("", actual, f"{actual[0]}XX")
