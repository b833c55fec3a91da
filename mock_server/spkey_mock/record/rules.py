"""Which rules of the contract a request reaches: for each rule, whether it applies to what became of the request."""

from collections.abc import Callable, Mapping
from typing import Any

from ..aggregates.users import PhysicalKey, PhysicalKeyAdded, UserCreated
from ..service.contract import Contract, Operation
from ..service.exchange import Exchange
from .violations import violated

Applies = Callable[[Exchange], bool]
"""Whether a rule speaks of what became of a request."""


class Sought:
    """The rules that requests for an operation can still reach.

    Args:
        contract: The contract.
        operation: The operation, or None for requests that name none.
    """

    def __init__(self, contract: Contract, operation: Operation | None) -> None:
        self._contract = contract
        tables = (_COMING, _ANSWERED, _RECORDED)
        self._coming, self._answered, self._recorded = (_sought(contract, operation, table) for table in tables)

    def reached(self, exchange: Exchange) -> list[str]:
        """The ids of those that a request reaches. They are not looked for again, but for those of refusals."""
        reached = _take(self._coming, exchange)
        if exchange.refusal is not None:
            problems = exchange.refusal.problems
            rules = (violated(self._contract, exchange.operation, exchange.refusal, problem) for problem in problems)
            reached += [rule.id for rule in rules if rule is not None]
        elif exchange.values is not None:
            reached += _take(self._answered, exchange)
            if exchange.event is not None:
                reached += _take(self._recorded, exchange)
        return reached


def _sought(contract: Contract, operation: Operation | None, table: Mapping[str, Applies]) -> dict[str, Applies]:
    """The rules in a table, which has those of the whole contract by their ids, of an operation by their last part."""
    own = {} if operation is None else {name: rule.id for name, rule in operation.rules.items()}
    ids = {name: name for name in contract.rules} | own
    return {ids[name]: applies for name, applies in table.items() if name in ids}


def _take(sought: dict[str, Applies], exchange: Exchange) -> list[str]:
    reached = [name for name, applies in sought.items() if applies(exchange)]
    for name in reached:
        del sought[name]
    return reached


def _always(_exchange: Exchange) -> bool:
    return True


def _query(exchange: Exchange) -> bool:
    return exchange.route is not None and exchange.route.operation.query


def _command(exchange: Exchange) -> bool:
    return exchange.route is not None and not exchange.route.operation.query


# What of an exchange is there once it was answered, for the rules below.


def _keys(exchange: Exchange) -> Mapping[int, PhysicalKey]:
    """The inventory as of before."""
    return {} if exchange.user is None else exchange.user.keys


def _values(exchange: Exchange, part: str) -> Mapping[str, Any]:
    return (exchange.values or {}).get(part, {})


def _org_id(exchange: Exchange) -> str | None:
    """The organisation that asked, if it was one."""
    return None if exchange.caller is None else exchange.caller.org_id


_COMING: Mapping[str, Applies] = {
    "service.either_credential_suffices": lambda it: it.caller is not None and not it.caller.both,
    "service.both_credentials_accepted": lambda it: it.caller is not None and it.caller.both,
    "service.commands_checked_in_order": _command,
    "service.queries_checked_in_order": _query,
    "service.refusal_changes_nothing": lambda it: it.refusal is not None,
    "service.query_changes_nothing": _query,
    "service.head_without_body": lambda it: it.request.method == "HEAD" and _query(it),
    "body_checked_first": lambda it: it.refusal is not None and it.refusal.status == 400,
}
"""Rules about requests, whatever becomes of them."""


def _calls_itself_other_than_json(exchange: Exchange) -> bool:
    return _command(exchange) and not any(
        name.lower() == b"content-type" and value.startswith(b"application/json")
        for name, value in exchange.request.headers
    )


def _leaves_members_out(exchange: Exchange) -> bool:
    body = b"" if exchange.response is None else exchange.response.body
    operation = "" if exchange.route is None else exchange.route.operation.id
    return any(name not in body for name in _OPTIONAL.get(operation, ()))


_OPTIONAL: Mapping[str, tuple[bytes, ...]] = {
    "add_physical_key": (b'"orgName"', b'"note"'),
    "get_physical_key": (b'"orgName"', b'"note"'),
    "get_user_profile": (b'"email"', b'"firstName"', b'"lastName"'),
}
"""Members that an answer may leave out, by operation."""


def _reads_number_leniently(exchange: Exchange) -> bool:
    number = "" if exchange.route is None else exchange.route.params["number"]
    return number.startswith("0") or not number.isdecimal()


_ANSWERED: Mapping[str, Applies] = {
    "service.unknown_members_ignored": lambda it: bool(_values(it, "ignored")),
    "service.content_type_ignored": _calls_itself_other_than_json,
    "service.read_your_writes": _query,
    "service.unset_members_absent": _leaves_members_out,
    "note_counted_in_utf16": lambda it: any(ord(unit) > 0xFFFF for unit in _values(it, "body").get("note", "")),
    "filters_combine": lambda it: len(_values(it, "query")) > 1,
    "org_matched_exactly": lambda it: bool({"orgId", "orgName"} & _values(it, "query").keys()),
    "note_searched_ignoring_case": lambda it: "q" in _values(it, "query"),
    "at_most_100": lambda it: len(_keys(it)) > 100,
    "total_counts_all": _always,
    "numbers_ascend": lambda it: len(_keys(it)) > 1,
    "all_orgs_listed": lambda it: any(key.org_id != _org_id(it) is not None for key in _keys(it).values()),
    "number_read_leniently": _reads_number_leniently,
    "existing_user_unchanged": lambda it: it.event is None,
    "phone_number_not_kept": lambda it: "phoneNumber" in _values(it, "body"),
    "shows_what_was_given": _always,
}
"""Rules about requests that were carried out."""


def _number_could_be_reused(exchange: Exchange) -> bool:
    if not isinstance(exchange.event, PhysicalKeyAdded):
        return True
    return len(_keys(exchange)) < exchange.event.key.number - 1


def _adds_the_same_again(exchange: Exchange) -> bool:
    if not isinstance(exchange.event, PhysicalKeyAdded):
        return False
    new = exchange.event.key
    same = (new.org_id, new.org_name, new.note)
    return any((key.org_id, key.org_name, key.note) == same for key in _keys(exchange).values())


def _adds_for_another_org(exchange: Exchange) -> bool:
    return _org_id(exchange) not in (None, _values(exchange, "body").get("orgId"))


def _names_another_user(exchange: Exchange) -> bool:
    return isinstance(exchange.event, UserCreated) and exchange.event.user_id != exchange.user_id


_RECORDED: Mapping[str, Applies] = {
    "service.version_counts_events": _always,
    "service.one_writer_per_user": lambda it: it.version > 1,
    "number_counts_up_from_one": _always,
    "number_never_reused": _number_could_be_reused,
    "not_deduplicated": _adds_the_same_again,
    "event_recorded": _always,
    "org_not_compared": _adds_for_another_org,
    "gone_at_once": _always,
    "version_starts_at_one": _always,
    "path_names_the_user": _names_another_user,
    "event_without_personal_data": _always,
}
"""Rules about requests that caused an event."""
