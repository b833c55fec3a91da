"""By which request each rule of the user aggregate is reached."""

import pytest
from spkey_mock.aggregates.users import USERS

from ..reaching import Requests, assert_reached_by, rules_of
from ..support import ORG, OTHER_ORG, OTHER_USER, USER, Mock, Reply


def add_keys(mock: Mock, keys: int) -> list[Reply]:
    return [mock.add() for _ in range(keys)]


def by_email(mock: Mock, query: str = "", email: str = "ada@example.com") -> Reply:
    return mock.send("GET", "/users/by-email", query=f"email={email}{query}")


def by_phone(mock: Mock, query: str = "", number: str = "004930123456") -> Reply:
    return mock.send("GET", "/users/by-phone", query=f"phoneNumber={number}{query}")


def query(mock: Mock, name: str, user: str = USER) -> Reply:
    return mock.send("GET", f"/users/{user}/{name}")


def set_number(mock: Mock, number: str | None = "+4930123456", user: str = USER) -> Reply:
    return mock.command("UpdatePhoneNumber", {"phoneNumber": number}, user=user)


def set_email(mock: Mock, email: str = "ada@example.com", user: str = USER) -> Reply:
    return mock.command("UpdateEmail", {"email": email}, user=user)


def own_a_lock(mock: Mock) -> Reply:
    return mock.send("POST", "/locks/7/CreateLock", {"index": 7, "uuid": OTHER_USER, "ownerId": USER})


# For each rule, the fewest requests that reach it.
REACHING: dict[str, Requests] = {
    "physical_keys.add.user_must_exist": lambda mock: mock.add(user=OTHER_USER),
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
    "physical_keys.list.at_most_100": lambda mock: (add_keys(mock, 101), mock.search()),
    "physical_keys.list.total_counts_all": lambda mock: mock.search(),
    "physical_keys.list.numbers_ascend": lambda mock: (add_keys(mock, 2), mock.search()),
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
    "users.create.phone_number_not_kept": lambda mock: mock.create(OTHER_USER, phoneNumber="+4930123456"),
    "users.create.phone_number_international": lambda mock: mock.create(OTHER_USER, phoneNumber="4930123456"),
    "users.create.email_must_be_free": lambda mock: (
        set_email(mock),
        mock.create(OTHER_USER, email="ADA@example.com"),
    ),
    "users.find_or_create_by_email.known_user_unchanged": lambda mock: (set_email(mock), by_email(mock)),
    "users.find_or_create_by_email.case_ignored": lambda mock: (
        set_email(mock),
        by_email(mock, email="ADA@example.com"),
    ),
    "users.find_or_create_by_email.uuid_ignored_if_known": lambda mock: (
        set_email(mock),
        by_email(mock, f"&uuid={OTHER_USER}"),
    ),
    "users.find_or_create_by_email.miss_creates_user": by_email,
    "users.find_or_create_by_email.search_only_creates_nothing": lambda mock: by_email(mock, "&searchOnly=true"),
    "users.find_or_create_by_email.uuid_must_be_free": lambda mock: by_email(mock, f"&uuid={USER}"),
    "users.find_or_create_by_phone.known_user_unchanged": lambda mock: (set_number(mock), by_phone(mock)),
    "users.find_or_create_by_phone.spellings_are_one_number": lambda mock: (set_number(mock), by_phone(mock)),
    "users.find_or_create_by_phone.phone_number_international": lambda mock: by_phone(mock, number="4930123456"),
    "users.find_or_create_by_phone.uuid_ignored_if_known": lambda mock: (
        set_number(mock),
        by_phone(mock, f"&uuid={OTHER_USER}"),
    ),
    "users.find_or_create_by_phone.miss_creates_user": by_phone,
    "users.find_or_create_by_phone.search_only_creates_nothing": lambda mock: by_phone(mock, "&searchOnly=true"),
    "users.find_or_create_by_phone.uuid_must_be_free": lambda mock: by_phone(mock, f"&uuid={USER}"),
    "users.find_or_create_by_phone.email_recorded_on_creation_only": lambda mock: by_phone(mock, "&email=a@b"),
    "users.find_or_create_by_phone.email_must_be_free": lambda mock: (
        set_email(mock, "a@b"),
        by_phone(mock, "&email=A@b"),
    ),
    "users.get_phone_number.user_must_exist": lambda mock: query(mock, "phone-number", OTHER_USER),
    "users.get_phone_number.null_without_number": lambda mock: query(mock, "phone-number"),
    "users.get_phone_number.shows_normal_form": lambda mock: (set_number(mock), query(mock, "phone-number")),
    "users.update_phone_number.user_must_exist": lambda mock: set_number(mock, user=OTHER_USER),
    "users.update_phone_number.event_masks_number": set_number,
    "users.update_phone_number.null_removes_number": lambda mock: (set_number(mock), set_number(mock, None)),
    "users.update_phone_number.phone_number_international": lambda mock: set_number(mock, "4930123456"),
    "users.update_phone_number.phone_number_must_be_free": lambda mock: (by_phone(mock), set_number(mock)),
    "users.update_email.user_must_exist": lambda mock: set_email(mock, user=OTHER_USER),
    "users.update_email.event_masks_email": set_email,
    "users.update_email.only_without_email": lambda mock: (set_email(mock), set_email(mock)),
    "users.update_email.email_must_be_free": lambda mock: (by_email(mock), set_email(mock)),
    "users.list_owned_locks.user_must_exist": lambda mock: query(mock, "owned-locks", OTHER_USER),
    "users.list_owned_locks.locks_of_owner": lambda mock: (own_a_lock(mock), query(mock, "owned-locks")),
    "users.list_owned_locks.empty_if_unavailable": lambda mock: (
        mock.world.outside.change(read_model="unavailable"),
        query(mock, "owned-locks"),
    ),
    "users.get_three_deye_credentials.user_must_exist": lambda mock: query(mock, "3deye-credentials", OTHER_USER),
    "users.get_three_deye_credentials.email_required": lambda mock: query(mock, "3deye-credentials"),
    "users.get_three_deye_credentials.version_unchanged": lambda mock: (
        set_email(mock),
        query(mock, "3deye-credentials"),
    ),
    "users.get_three_deye_credentials.account_created_once": lambda mock: (
        set_email(mock),
        query(mock, "3deye-credentials"),
        query(mock, "3deye-credentials"),
    ),
    "users.get_keys.user_must_exist": lambda mock: mock.send("GET", f"/users/{OTHER_USER}/keys"),
    "users.get_keys.whole_inventory": lambda mock: (mock.add(), mock.send("GET", f"/users/{USER}/keys")),
    "users.get_profile.user_must_exist": lambda mock: mock.profile(OTHER_USER),
    "users.get_profile.shows_what_was_given": lambda mock: mock.profile(),
}


def test_every_rule_of_users_is_listed_here() -> None:
    # Those of other resources are in test_belongings.py.
    resources = {"users", "physical_keys"}
    assert REACHING.keys() == {rule for rule in rules_of(USERS) if rule.partition(".")[0] in resources}


@pytest.mark.parametrize("rule", REACHING)
def test_a_rule_is_reached_by_a_request_that_it_applies_to_and_not_before(mock: Mock, rule: str) -> None:
    assert_reached_by(mock, rule, REACHING[rule])


# For some rules, requests that do not reach them.
JUST_SHORT: dict[str, Requests] = {
    "physical_keys.add.number_never_reused": lambda mock: (mock.add(), mock.add(), mock.remove(9)),
    "physical_keys.add.not_deduplicated": lambda mock: (mock.add(note="a"), mock.add(note="A"), mock.add(OTHER_ORG)),
    "physical_keys.add.note_counted_in_utf16": lambda mock: mock.add(note="ü" * 500),
    "physical_keys.add.org_not_compared": lambda mock: (mock.add(), mock.add(OTHER_ORG, headers=[mock.bearer()])),
    "physical_keys.list.filters_combine": lambda mock: (mock.search("q=a"), mock.search("orgId=a&colour=red")),
    "physical_keys.list.org_matched_exactly": lambda mock: mock.search("q=a"),
    "physical_keys.list.note_searched_ignoring_case": lambda mock: mock.search("orgName=a"),
    "physical_keys.list.at_most_100": lambda mock: (add_keys(mock, 100), mock.search()),
    "physical_keys.list.numbers_ascend": lambda mock: (mock.add(), mock.search()),
    "physical_keys.list.all_orgs_listed": lambda mock: (
        mock.add(OTHER_ORG),
        mock.search(headers=[mock.other]),
        mock.search(headers=[mock.bearer()]),
    ),
    "physical_keys.list.filter_given_once": lambda mock: mock.search("q="),
    "physical_keys.list.filter_not_empty": lambda mock: mock.search("q=a&q=a"),
    "physical_keys.get.number_read_leniently": lambda mock: (mock.add(), mock.get(1), mock.get("02")),
    "physical_keys.get.other_org_not_found": lambda mock: (mock.add(), mock.get(1), mock.get(2)),
    "physical_keys.remove.event_recorded": lambda mock: (mock.add(), mock.remove(2)),
    "users.create.existing_user_unchanged": lambda mock: mock.create(OTHER_USER),
    "users.create.version_starts_at_one": lambda mock: mock.create(),
    "users.create.path_names_the_user": lambda mock: mock.command("CreateUser", {"userId": OTHER_USER}),
    "users.create.phone_number_not_kept": lambda mock: mock.create(OTHER_USER, email="a"),
    "users.create.phone_number_international": lambda mock: mock.create(OTHER_USER, phoneNumber="004930123456"),
    "users.get_keys.whole_inventory": lambda mock: mock.send("GET", f"/users/{USER}/keys"),
    "users.find_or_create_by_email.known_user_unchanged": by_email,
    "users.find_or_create_by_email.case_ignored": lambda mock: (set_email(mock), by_email(mock)),
    "users.find_or_create_by_email.uuid_ignored_if_known": lambda mock: (
        set_email(mock),
        by_email(mock, f"&uuid={USER}"),
    ),
    "users.find_or_create_by_phone.spellings_are_one_number": lambda mock: (
        set_number(mock),
        by_phone(mock, number="%2B4930123456"),
        by_phone(mock, number="004930123457"),
    ),
    "users.find_or_create_by_phone.uuid_ignored_if_known": lambda mock: by_phone(mock, f"&uuid={OTHER_USER}"),
    "users.get_phone_number.null_without_number": lambda mock: (set_number(mock), query(mock, "phone-number")),
    "users.get_phone_number.shows_normal_form": lambda mock: query(mock, "phone-number"),
    "users.update_phone_number.event_masks_number": lambda mock: set_number(mock, None),
    "users.update_phone_number.null_removes_number": lambda mock: set_number(mock, None),
    "users.list_owned_locks.locks_of_owner": lambda mock: query(mock, "owned-locks"),
    "users.list_owned_locks.empty_if_unavailable": lambda mock: query(mock, "owned-locks"),
    "users.get_three_deye_credentials.account_created_once": lambda mock: (
        set_email(mock),
        query(mock, "3deye-credentials"),
    ),
}


@pytest.mark.parametrize("rule", JUST_SHORT)
def test_a_rule_is_not_reached_by_requests_that_it_does_not_apply_to(mock: Mock, rule: str) -> None:
    mock.world.users.create(USER)
    JUST_SHORT[rule](mock)
    with pytest.raises(AssertionError, match=f"no request reached {rule}"):
        mock.world.coverage.assert_reached(rule)
