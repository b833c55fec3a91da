"""Approvals of intended breaking changes, in contract/approvals.yaml."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeGuard

import yaml
from attrs import fields, frozen

from ..document.json_values import UnreadableError
from ..document.problem import ContractError, Problem, pointer, short
from ..document.sources import is_object
from ..document.yaml_values import from_yaml
from .changes import Change
from .python.changes import PythonChange
from .report.escapes import line

__all__ = ["Approval", "Verdict", "judge", "pasted", "read"]

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_VALIDITY = timedelta(days=90)
_LONGEST_COMMENT = 300


@frozen
class Approval:
    """An approval of one change.

    Attributes:
        fingerprint: The fingerprint of the change.
        reason: The reason for making the change although it breaks something.
        owner: The person who decided.
        until: The last day on which the approval is in force.
    """

    fingerprint: str
    reason: str
    owner: str
    until: date


@frozen
class Verdict:
    """The approvals that apply to a comparison, and the problems with the others.

    Attributes:
        approved: The approvals in force, by fingerprint.
        problems: The approvals that are unused or expired, each as a sentence with its fix.
    """

    approved: Mapping[str, Approval]
    problems: tuple[str, ...]


_KEYS = [field.name for field in fields(Approval)]


def judge(
    approvals: Iterable[Approval], fingerprints: Collection[str], *, today: date, complete: bool = True
) -> Verdict:
    """Return the approvals in force, and the problems with the others.

    Args:
        approvals: The approvals.
        fingerprints: The fingerprints of the changes.
        today: The date.
        complete: Whether the changes include all kinds. If not, an unused approval may be for a kind that was skipped.
    """
    approved: dict[str, Approval] = {}
    problems: list[str] = []
    for it in approvals:
        name = f"The approval {it.fingerprint} of {it.owner}"
        if it.fingerprint not in fingerprints:
            if complete:
                problems.append(f"{name} is unused: there is no such change. Remove it.")
        elif it.until < today:
            problems.append(f"{name} expired on {it.until}. Undo the change, or renew the approval.")
        else:
            approved[it.fingerprint] = it
    return Verdict(approved, tuple(problems))


def read(file: Path) -> list[Approval]:
    """Read the approvals in a file, which may be empty.

    Raises:
        ContractError: The file cannot be read, or an entry is wrong.
    """
    content = _content(file)
    if content is None:
        return []
    if not _is_list(content):
        problem = Problem("", "The approvals are not a list.", "Begin each with `- fingerprint:`.")
        raise ContractError(str(file), [problem])
    problems = [problem for index, entry in enumerate(content) for problem in _problems(index, entry)]
    if problems := problems or list(_repeated(content)):
        raise ContractError(str(file), problems)
    return [_approval(**entry) for entry in content]


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _approval(fingerprint: str, reason: str, owner: str, until: str) -> Approval:
    return Approval(fingerprint, reason, owner, date.fromisoformat(until))


def _content(file: Path) -> Any:
    try:
        return from_yaml(file.read_text("utf-8-sig"))
    except OSError as error:
        problem = Problem("", f"The file cannot be read: {error.strerror}.", "Pass a readable file.")
    except UnicodeDecodeError:
        problem = Problem("", "The file is not UTF-8.", "Save it as UTF-8.")
    except (yaml.YAMLError, ValueError) as error:
        problem = Problem("", f"The file is not YAML: {short(str(error))}.", "Fix the syntax.")
    except UnreadableError as error:
        problem = error.problem
    raise ContractError(str(file), [problem])


def _problems(index: int, entry: Any) -> Iterable[Problem]:
    if not is_object(entry):
        yield Problem(pointer(index), "The approval is not an object.", f"Give it {', '.join(_KEYS)}.")
        return
    for key in [key for key in entry if key not in _KEYS]:
        yield Problem(pointer(index, key), f"Unknown key {key!r}.", f"Known: {', '.join(_KEYS)}.")
    for key in _KEYS:
        if key not in entry:
            yield Problem(pointer(index), f"The approval has no {key}.", f"Add the key {key!r}.")
        elif (fix := _fix(key, entry[key])) is not None:
            yield Problem(pointer(index, key), f"{key} must not be {short(repr(entry[key]))}.", fix)


def _fix(key: str, value: Any) -> str | None:
    """Return how to fix a value, or None if it is valid."""
    if key == "fingerprint" and not (isinstance(value, str) and _FINGERPRINT.fullmatch(value)):
        return "Copy the 16 characters from the report, in quotation marks."
    if key == "until" and not _is_date(value):
        return "Use the form 2027-01-31."
    if not (isinstance(value, str) and value.strip()):
        return "Write why the change is right." if key == "reason" else "Write who decided."
    return None


def _is_date(value: Any) -> bool:
    if not (isinstance(value, str) and _DATE.fullmatch(value)):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _repeated(entries: list[dict[str, str]]) -> Iterable[Problem]:
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        first = seen.setdefault(entry["fingerprint"], index)
        if first != index:
            message = f"The change is already approved at {pointer(first)}."
            yield Problem(
                pointer(index, "fingerprint"),
                message,
                "Remove one, and extend the date of the other if it has expired.",
            )


def pasted(changes: Iterable[Change | PythonChange], *, today: date) -> str:
    """Return an entry of the file for each fingerprint. The reviewer must fill in reason and owner."""
    comments: dict[str, str] = {}
    for change in changes:
        comment = line(f"{_place(change)}: {change.text}", _LONGEST_COMMENT)
        comments[change.fingerprint] = f"{comments.get(change.fingerprint, '')}# {comment}\n"
    return "".join(
        f"{comment}- fingerprint: '{fingerprint}'\n  reason: ''\n  owner: ''\n  until: {today + _VALIDITY}\n"
        for fingerprint, comment in comments.items()
    )


def _place(change: Change | PythonChange) -> str:
    return change.path if isinstance(change, PythonChange) else f"{change.file}#{change.pointer}"
