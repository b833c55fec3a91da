"""What the requests of a world have reached."""

from collections.abc import Callable

import pytest
from spkey_mock import Request
from spkey_mock.service import contract

from .support import ORG, OTHER_ORG, OTHER_USER, USER, Answer, Mock

RULES = [name for name in contract.load().rules if not name.startswith("webhooks.")]


def both(mock: Mock, api_key: str | None = None) -> list[tuple[str, str]]:
    return [mock.key(api_key), mock.bearer()]


def inventory_of(mock: Mock, keys: int) -> list[Answer]:
    return [mock.add() for _ in range(keys)]


# For every rule the least that reaches it. The user exists, and the journal of that is forgotten.
REACHING: dict[str, Callable[[Mock], object]] = {
    "service.credential_required": lambda mock: mock.profile(headers=[]),
    "service.either_credential_suffices": lambda mock: mock.profile(headers=[mock.bearer()]),
    "service.both_credentials_accepted": lambda mock: mock.profile(headers=both(mock)),
    "service.every_credential_verified": lambda mock: mock.profile(headers=both(mock, "unknown")),
    "service.unknown_credential_refused": lambda mock: mock.profile(headers=[mock.key("unknown")]),
    "service.user_token_own_record_only": lambda mock: mock.profile(headers=[mock.bearer(OTHER_USER)]),
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
    "physical_keys.add.user_must_exist": lambda mock: mock.command("AddPhysicalKey", {"orgId": ORG}, user=OTHER_USER),
    "physical_keys.add.number_counts_up_from_one": lambda mock: mock.add(),
    "physical_keys.add.number_never_reused": lambda mock: (mock.add(), mock.remove(1), mock.add()),
    "physical_keys.add.not_deduplicated": lambda mock: (mock.add(note="a"), mock.add(note="a")),
    "physical_keys.add.event_recorded": lambda mock: mock.add(),
    "physical_keys.add.note_counted_in_utf16": lambda mock: mock.add(note="😀" * 250),
    "physical_keys.add.org_not_compared": lambda mock: mock.add(OTHER_ORG),
    "physical_keys.remove.user_must_exist": lambda mock: mock.remove(1, user=OTHER_USER),
    "physical_keys.remove.key_must_be_in_inventory": lambda mock: mock.remove(1),
    "physical_keys.remove.number_never_reused": lambda mock: (mock.add(), mock.remove(1)),
    "physical_keys.remove.event_recorded": lambda mock: (mock.add(), mock.remove(1)),
    "physical_keys.remove.gone_at_once": lambda mock: (mock.add(), mock.remove(1)),
    "physical_keys.remove.caller_org_id_never_trusted": lambda mock: mock.command(
        "RemovePhysicalKey", {"number": 1, "_callerOrgId": ORG}
    ),
    "physical_keys.remove.other_org_not_found": lambda mock: (mock.add(), mock.remove(1, headers=[mock.other])),
    "physical_keys.list.user_must_exist": lambda mock: mock.search(user=OTHER_USER),
    "physical_keys.list.filters_combine": lambda mock: mock.search("q=a&orgId=b"),
    "physical_keys.list.org_matched_exactly": lambda mock: mock.search("orgId=b"),
    "physical_keys.list.note_searched_ignoring_case": lambda mock: mock.search("q=a"),
    "physical_keys.list.at_most_100": lambda mock: (inventory_of(mock, 101), mock.search()),
    "physical_keys.list.total_counts_all": lambda mock: mock.search(),
    "physical_keys.list.numbers_ascend": lambda mock: (inventory_of(mock, 2), mock.search()),
    "physical_keys.list.all_orgs_listed": lambda mock: (mock.add(OTHER_ORG), mock.search()),
    "physical_keys.list.filter_not_empty": lambda mock: mock.search("q="),
    "physical_keys.list.filter_given_once": lambda mock: mock.search("q=a&q=a"),
    "physical_keys.get.user_must_exist": lambda mock: mock.get(1, user=OTHER_USER),
    "physical_keys.get.key_must_be_in_inventory": lambda mock: mock.get(1),
    "physical_keys.get.number_read_leniently": lambda mock: (mock.add(), mock.get("01")),
    "physical_keys.get.caller_org_id_never_trusted": lambda mock: mock.get(1, query="_callerOrgId=acme"),
    "physical_keys.get.other_org_not_found": lambda mock: (mock.add(), mock.get(1, headers=[mock.other])),
    "users.create.version_starts_at_one": lambda mock: mock.create(OTHER_USER),
    "users.create.existing_user_unchanged": lambda mock: mock.create(),
    "users.create.body_checked_first": lambda mock: mock.command("CreateUser", {}),
    "users.create.path_names_the_user": lambda mock: mock.command("CreateUser", {"userId": USER}, user="u1"),
    "users.create.event_without_personal_data": lambda mock: mock.create(OTHER_USER),
    "users.create.phone_number_not_kept": lambda mock: mock.create(OTHER_USER, phoneNumber="1"),
    "users.get_profile.user_must_exist": lambda mock: mock.profile(OTHER_USER),
    "users.get_profile.shows_what_was_given": lambda mock: mock.profile(),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_reached_by_a_request_that_it_applies_to_and_not_before(mock: Mock, name: str) -> None:
    mock.world.users.create(USER)
    with pytest.raises(AssertionError, match=f"no request reached {name}"):
        mock.world.coverage.assert_reached(name)
    REACHING[name](mock)
    mock.world.coverage.assert_reached(name)
    last = mock.world.journal.total
    assert next(item.request for item in mock.world.coverage.rules if item.rule.id == name) == last
    mock.profile()
    assert next(item.request for item in mock.world.coverage.rules if item.rule.id == name) == last


def test_a_removal_reaches_few_rules(mock: Mock) -> None:
    mock.world.users.create(USER, keys=1)
    mock.remove(1, headers=[mock.key(), ("content-type", "application/json")])
    assert {item.rule.id for item in mock.world.coverage.rules if item.request is not None} == {
        "service.either_credential_suffices",
        "service.commands_checked_in_order",
        "service.version_counts_events",
        "service.one_writer_per_user",
        "physical_keys.remove.number_never_reused",
        "physical_keys.remove.event_recorded",
        "physical_keys.remove.gone_at_once",
    }


def test_operations_and_statuses_are_counted(stocked: Mock) -> None:
    stocked.remove(1)
    stocked.remove(1)
    stocked.world.fail_next("remove_physical_key", 409)
    stocked.send("POST", f"/users/{USER}/RemovePhysicalKey", {"number": 2})
    stocked.world.lose_next_answer("remove_physical_key")
    body, headers = b'{"number":2}', ((b"x-api-key", stocked.api_key.encode()),)
    stocked.world.handle(Request("POST", f"/users/{USER}/RemovePhysicalKey".encode(), b"", headers, body))
    removals = next(it for it in stocked.world.coverage.operations if it.operation == "remove_physical_key")
    assert removals.calls == 4
    assert {status: times for status, times in removals.statuses.items() if times} == {200: 1, 404: 1, 409: 1}
    assert {400, 401, 403, 413, 429, 500, 503} <= removals.statuses.keys()


def test_what_was_missed_is_listed(stocked: Mock) -> None:
    stocked.remove(1)
    coverage = stocked.world.coverage
    missed = coverage.unreached()
    assert {"get_user_profile", "remove_physical_key 404", "physical_keys.get.user_must_exist"} <= set(missed)
    assert not {"remove_physical_key", "remove_physical_key 200", "create_user", "get_user_profile 200"} & set(missed)
    assert "physical_keys.get.user_must_exist" in str(coverage)
    coverage.assert_reached("remove_physical_key", "remove_physical_key 200", "physical_keys.remove.gone_at_once")
    with pytest.raises(AssertionError, match=r"no request reached remove_physical_key 404, get_user_profile 200$"):
        coverage.assert_reached("remove_physical_key 404", "remove_physical_key", "get_user_profile 200")
    with pytest.raises(ValueError, match=r"the contract knows no remove_key$"):
        coverage.assert_reached("remove_key")
