"""By which request each rule of the whole service is reached."""

import pytest
from spkey_mock.service import contract

from ..reaching import Requests, assert_reached_by
from ..support import ORG, OTHER_USER, USER, Header, Mock


def both(mock: Mock, api_key: str | None = None) -> list[Header]:
    return [mock.key(api_key), mock.bearer()]


def revoked(mock: Mock) -> Header:
    key = mock.credentials.issue_key(ORG)
    mock.credentials.revoke_key(key)
    return mock.key(key)


# For each rule, the fewest requests that reach it.
REACHING: dict[str, Requests] = {
    "service.credential_required": lambda mock: mock.profile(headers=[]),
    "service.credential_required_on_any_path": lambda mock: mock.send("GET", "/nowhere", headers=[]),
    "service.either_credential_suffices": lambda mock: mock.profile(headers=[mock.bearer()]),
    "service.both_credentials_accepted": lambda mock: mock.profile(headers=both(mock)),
    "service.every_credential_verified": lambda mock: mock.profile(headers=both(mock, "unknown")),
    "service.revoked_key_refused": lambda mock: mock.profile(headers=[revoked(mock)]),
    "service.unknown_credential_refused": lambda mock: mock.profile(headers=[mock.key("unknown")]),
    "service.user_token_own_record_only": lambda mock: mock.add(headers=[mock.bearer(OTHER_USER)]),
    "service.user_token_reads_own_record_only": lambda mock: mock.profile(headers=[mock.bearer(OTHER_USER)]),
    "service.internal_headers_refused": lambda mock: mock.profile(headers=[mock.key(), ("X-Org-Id", ORG)]),
    "service.commands_checked_in_order": lambda mock: mock.remove(0),
    "service.queries_checked_in_order": lambda mock: mock.get(0),
    "service.unknown_members_ignored": lambda mock: mock.search("colour=red"),
    "service.content_type_ignored": lambda mock: mock.add(headers=[mock.key(), ("Content-Type", "text/plain")]),
    "service.version_counts_events": lambda mock: mock.add(),
    "service.refusal_changes_nothing": lambda mock: mock.remove(9),
    "service.query_changes_nothing": lambda mock: mock.profile(),
    "service.one_writer_per_user": lambda mock: mock.add(),
    "service.read_your_writes": lambda mock: mock.profile(),
    "service.unset_members_absent": lambda mock: mock.profile(),
    "service.head_without_body": lambda mock: mock.send("HEAD", f"/users/{USER}/profile"),
    "service.unknown_route_not_found": lambda mock: mock.send("GET", "/nowhere"),
}


def test_every_rule_of_the_service_is_listed_here() -> None:
    known = contract.load()
    own = {rule.id for operation in known.operations.values() for rule in operation.rules.values()}
    of_service = {rule.id for rule in known.rules.values() if rule.subject == "request"} - own
    assert REACHING.keys() == of_service


@pytest.mark.parametrize("rule", REACHING)
def test_a_rule_is_reached_by_a_request_that_it_applies_to_and_not_before(mock: Mock, rule: str) -> None:
    assert_reached_by(mock, rule, REACHING[rule])


# For some rules, requests that do not reach them.
JUST_SHORT: dict[str, Requests] = {
    "service.both_credentials_accepted": lambda mock: (mock.profile(), mock.profile(headers=both(mock, "unknown"))),
    "service.every_credential_verified": lambda mock: mock.profile(headers=[mock.key("unknown")]),
    "service.credential_required": lambda mock: (
        mock.profile(headers=[mock.key("unknown")]),
        mock.send("GET", "/nowhere", headers=[]),
    ),
    "service.credential_required_on_any_path": lambda mock: (
        mock.profile(headers=[]),
        mock.send("GET", "/nowhere", headers=[mock.key("unknown")]),
    ),
    "service.revoked_key_refused": lambda mock: mock.profile(headers=[mock.key("unknown")]),
    "service.unknown_credential_refused": lambda mock: mock.profile(headers=[revoked(mock)]),
    "service.user_token_own_record_only": lambda mock: mock.profile(headers=[mock.bearer(OTHER_USER)]),
    "service.user_token_reads_own_record_only": lambda mock: mock.add(headers=[mock.bearer(OTHER_USER)]),
    "service.either_credential_suffices": lambda mock: mock.profile(headers=both(mock)),
    "service.content_type_ignored": lambda mock: mock.add(
        headers=[mock.key(), ("Content-Type", "application/json; charset=utf-8")]
    ),
    "service.one_writer_per_user": lambda mock: mock.create(OTHER_USER),
    "service.version_counts_events": lambda mock: (mock.create(), mock.profile()),
    "service.unknown_members_ignored": lambda mock: (mock.search("q=a"), mock.get(0, query="a=b")),
    "service.unset_members_absent": lambda mock: (mock.add(orgName="", note=""), mock.get(1)),
    "service.read_your_writes": lambda mock: mock.add(),
    "service.head_without_body": lambda mock: mock.send("HEAD", "/nowhere"),
    "service.refusal_changes_nothing": lambda mock: mock.add(),
}


@pytest.mark.parametrize("rule", JUST_SHORT)
def test_a_rule_is_not_reached_by_requests_that_it_does_not_apply_to(mock: Mock, rule: str) -> None:
    mock.world.users.create(USER)
    JUST_SHORT[rule](mock)
    with pytest.raises(AssertionError, match=f"no request reached {rule}"):
        mock.world.coverage.assert_reached(rule)
