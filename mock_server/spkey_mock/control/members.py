"""How users, events and the rest are written as JSON by the control API, and read back."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from ..aggregates.commands import event_data
from ..aggregates.queries import Members, key_members, present
from ..aggregates.users import (
    Event,
    PhysicalKey,
    PhysicalKeyAdded,
    PhysicalKeyRemoved,
    Profile,
    Status,
    User,
    UserCreated,
    occurred_at,
)
from ..record.coverage import Coverage
from ..record.journal import Entry
from ..record.violations import Finding
from ..service.errors import Invalid, Problem
from ..store.memory import Recorded
from ..webhooks.subscriptions import Delivery, Webhook, WebhookOptions
from ..world.clock import Clock
from ..world.faults import Fault


def user_members(user: User) -> Members:
    """A user with the inventory, without personal data."""
    return present(
        userId=user.id,
        version=user.version,
        nextNumber=user.next_number,
        status=user.status,
        orgId=user.org_id,
        keys=[key_members(key) for key in user.keys.values()],
    )


def user_state(user: User) -> Members:
    """All of a user."""
    profile = user.profile
    return {
        **user_members(user),
        **present(email=profile.email, firstName=profile.first_name, lastName=profile.last_name),
    }


def read_user(state: Mapping[str, Any], index: int) -> User:
    """The user of this state, the one with this index in its list.

    Raises:
        Invalid: It contradicts itself.
    """
    keys = {int(item["number"]): _read_key(item) for item in state["keys"]}
    place = ("body", "users", index, "keys")
    if len(keys) < len(state["keys"]):
        raise Invalid(Problem("two keys have the same number: each number is given once", place))
    highest = max(keys, default=0)
    if highest >= state["nextNumber"]:
        message = (
            f"nextNumber is {state['nextNumber']:g} and there is a key {highest}: the next number is higher than all"
        )
        raise Invalid(Problem(message, place))
    return User(
        id=state["userId"],
        version=int(state["version"]),
        org_id=state.get("orgId"),
        status=state.get("status", "ACTIVE"),
        profile=Profile(state.get("email"), state.get("firstName"), state.get("lastName")),
        next_number=int(state["nextNumber"]),
        keys=dict(sorted(keys.items())),
    )


def _read_key(item: Mapping[str, Any]) -> PhysicalKey:
    return PhysicalKey(
        number=_whole(item["number"], least=1),
        org_id=_text(item["orgId"]),
        added_at=_whole(item["addedAt"]),
        org_name=_optional_text(item.get("orgName")),
        note=_optional_text(item.get("note")),
    )


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError


def _optional_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole(value: object, least: int = 0) -> int:
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and least <= value < 2**53
        and value == int(value)
    ):
        return int(value)
    raise ValueError


def event_members(recorded: Recorded) -> Members:
    """An event that was recorded."""
    return {
        "userId": recorded.user_id,
        "version": recorded.version,
        "type": type(recorded.event).__name__,
        "timestamp": occurred_at(recorded.event),
        "data": event_data(recorded.event),
    }


def read_event(item: Mapping[str, Any], index: int) -> Recorded:
    """The event of these members, the one with this index in its list. Personal data is not among them.

    Raises:
        Invalid: Its data is not that of such an event.
    """
    try:
        return Recorded(item["userId"], int(item["version"]), _read_event_data(item))
    except (KeyError, TypeError, ValueError):
        problem = Problem(f"the data is not that of {item['type']}", ("body", "events", index, "data"))
        raise Invalid(problem) from None


def _read_event_data(item: Mapping[str, Any]) -> Event:
    data, at = item["data"], _whole(item["timestamp"])
    user_id = _text(data["userId"])
    match item["type"]:
        case "UserCreated" if data["status"] in get_args(Status):
            return UserCreated(user_id, data["status"], Profile(), at)
        case "PhysicalKeyAdded":
            return PhysicalKeyAdded(user_id, _read_key(data))
        case "PhysicalKeyRemoved":
            return PhysicalKeyRemoved(user_id, _whole(data["number"], least=1), at)
        case _:
            raise ValueError


def clock_members(clock: Clock) -> Members:
    """A clock and its time."""
    return present(mode=clock.mode, now=clock.now(), step=clock.step or None)


def fault_members(name: str, fault: Fault) -> Members:
    """A fault that is still to come."""
    status = {"status": fault.status, "carriedOut": fault.carried_out} if fault.kind == "status" else {}
    return present(
        id=name,
        kind=fault.kind,
        operation=fault.operation,
        times=fault.times,
        probability=fault.probability,
        retryAfter=fault.retry_after,
        delay=round(fault.seconds * 1000),
        **status,
    )


def read_fault(values: Mapping[str, Any]) -> Fault:
    """The fault of these members.

    Raises:
        ValueError: They make no sense together.
    """
    times, retry_after, delay = values.get("times"), values.get("retryAfter"), values.get("delay")
    return Fault(
        kind=values["kind"],
        operation=values.get("operation"),
        times=None if times is None else int(times),
        probability=values.get("probability", 1.0),
        status=int(values.get("status", 503)),
        carried_out=values.get("carriedOut", False),
        retry_after=None if retry_after is None else int(retry_after),
        body=values.get("body"),
        delay=None if delay is None else delay / 1000,
    )


def webhook_members(webhook_id: str, webhook: Webhook) -> Members:
    """The members by which a webhook is shown. Of a secret only the name of its header is."""
    return present(
        id=webhook_id,
        url=webhook.url,
        orgId=webhook.org_id,
        detailTypes=list(webhook.detail_types),
        header=None if webhook.header is None else webhook.header[0],
    )


def delivery_members(delivery: Delivery) -> Members:
    """The members by which a delivery is shown."""
    return present(
        id=delivery.id,
        webhook=delivery.webhook_id,
        eventId=delivery.event_id,
        detailType=delivery.detail_type,
        userId=delivery.user_id,
        version=delivery.version,
        state=delivery.state,
        nextAt=delivery.next_at,
        attempts=[present(at=it.at, status=it.status, error=it.error) for it in delivery.attempts],
    )


def read_webhook(values: Mapping[str, Any]) -> WebhookOptions:
    """What of a webhook these members say, but for its URL.

    Raises:
        Invalid: They contradict each other.
    """
    options = WebhookOptions()
    if "orgId" in values:
        options["org_id"] = values["orgId"]
    if "detailTypes" in values:
        options["detail_types"] = tuple(values["detailTypes"])
    if header := _read_secret(values):
        options["header"] = header
    for name, member in _SECONDS:
        if member in values:
            options[name] = values[member] / 1000
    for count in _COUNTS:
        if count in values:
            options[count] = int(values[count])
    return options


_SECONDS: tuple[tuple[Literal["timeout", "retry_delay", "delay", "swapped"], str], ...] = (
    ("timeout", "timeout"),
    ("retry_delay", "retryDelay"),
    ("delay", "delay"),
    ("swapped", "swapped"),
)
_COUNTS: tuple[Literal["attempts", "copies"], ...] = ("attempts", "copies")


def _read_secret(values: Mapping[str, Any]) -> tuple[str, str] | None:
    token, name, value = (values.get(member) for member in ("bearerToken", "headerName", "headerValue"))
    if (name is None) is not (value is None) or (token is not None and name is not None):
        raise Invalid("A secret is sent as bearerToken, or in a header with headerName and headerValue.")
    if token is not None:
        return "Authorization", f"Bearer {token}"
    return None if name is None or value is None else (name, value)


def entry_members(entry: Entry) -> Members:
    """A request and what became of it."""
    return present(
        id=entry.id,
        at=entry.at,
        method=entry.method,
        path=entry.path,
        operation=entry.operation,
        userId=entry.user_id,
        headers=[{"name": name, "value": value} for name, value in entry.headers],
        body=entry.body or None,
        status=entry.status,
        answer=entry.answer or None,
        fault=entry.fault,
        findings=[finding_members(finding) for finding in entry.findings],
    )


def finding_members(finding: Finding) -> Members:
    """A rule or schema that a request ran into."""
    return present(
        code=finding.code,
        blame=finding.blame,
        message=finding.message,
        explanation=finding.explanation or None,
        place=finding.place or None,
    )


def coverage_members(coverage: Coverage) -> Members:
    """What was reached."""
    operations = [
        {
            "operation": item.operation,
            "calls": item.calls,
            "statuses": [{"status": status, "times": times} for status, times in item.statuses.items()],
        }
        for item in coverage.operations
    ]
    rules = [
        present(
            id=item.rule.id,
            text=item.rule.text,
            source=item.rule.source,
            reached=item.request is not None,
            request=item.request,
        )
        for item in coverage.rules
    ]
    return {"operations": operations, "rules": rules}
