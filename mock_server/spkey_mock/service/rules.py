"""The service-wide rules: the outcomes that reach them, and the rule behind each rejection."""

from collections.abc import Callable, Mapping
from typing import Any

from .aggregate import Check
from .contract import Contract, Operation, Rule
from .credentials import ANYBODY
from .errors import Problem, Rejection
from .outcome import Outcome

Test = Callable[[Any, Any, Outcome], bool]


_ON_AN_UNKNOWN_PATH = {"service.credential_required": "service.credential_required_on_any_path"}
_IN_A_QUERY = {"service.user_token_own_record_only": "service.user_token_reads_own_record_only"}


def violated(contract: Contract, operation: Operation | None, error: Rejection, problem: Problem) -> Rule | None:
    """Return the rule that a rejected request violates, or None if it only violates a schema."""
    own: Mapping[str, Rule] = {} if operation is None else operation.rules
    if problem.keyword == "x-server-set":
        return own.get("caller_org_id_never_trusted")
    if problem.place[:1] == ("query",) and problem.keyword == "minLength":
        return own.get("filter_not_empty")
    if problem.place[:1] == ("query",) and problem.keyword == "type":
        return own.get("filter_given_once")
    return own.get(error.rule) or contract.rules.get(_variant(operation, error.rule))


def _variant(operation: Operation | None, rule: str) -> str:
    """Return the rule that applies, where the contract has separate rules for unknown paths or for queries."""
    if operation is None:
        return _ON_AN_UNKNOWN_PATH.get(rule, rule)
    return _IN_A_QUERY.get(rule, rule) if operation.query else rule


def _content_type_is_another(_state: Any, _request: Any, outcome: Outcome) -> bool:
    if not outcome.request.body:
        return False
    for name, value in outcome.request.headers:
        if value.startswith(b"application/json") and name.lower() == b"content-type":
            return False
    return True


def _leaves_properties_out(_state: Any, _request: Any, outcome: Outcome) -> bool:
    optional = () if outcome.route is None else outcome.route.operation.optional
    return any(name not in outcome.response.body for name in optional)


CHECKS: Mapping[str, Check] = {
    "service.either_credential_suffices": Check(
        "request", lambda _state, _request, it: it.caller not in (None, ANYBODY) and not it.caller.both
    ),
    "service.both_credentials_accepted": Check(
        "request", lambda _state, _request, it: it.caller is not None and it.caller.both
    ),
    "service.refusal_changes_nothing": Check(
        "request", lambda _state, _request, it: it.error is not None and not it.recorded
    ),
    "service.commands_checked_in_order": Check("request", None, "command"),
    "service.queries_checked_in_order": Check("request", None, "query"),
    "service.query_changes_nothing": Check("request", None, "query"),
    "service.head_without_body": Check("request", lambda _state, _request, it: it.request.method == "HEAD", "query"),
    "service.read_your_writes": Check("success", None, "query"),
    "service.content_type_ignored": Check("success", _content_type_is_another, "command"),
    "service.unknown_members_ignored": Check(
        "success", lambda _state, _request, it: it.values is not None and "ignored" in it.values
    ),
    "service.unset_members_absent": Check("success", _leaves_properties_out),
    "service.version_counts_events": Check("event", lambda _state, _request, it: b'"version":' in it.response.body),
    "service.one_writer_per_user": Check("event", lambda _state, _request, it: it.recorded[0].version > 1),
}
"""The checks whether a service-wide rule is reached, by rule id."""
