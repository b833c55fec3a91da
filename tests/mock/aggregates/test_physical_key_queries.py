"""Listing the physical keys of an inventory, and getting one."""

import pytest

from ..support import ORG, OTHER_ORG, START, USER, Mock, rule

NO_USER = {"success": False, "errors": [{"code": 404, "message": f"There is no user {USER}."}]}
NO_KEY = {"success": False, "errors": [{"code": 404, "message": "There is no physical key 2 in the inventory."}]}


@rule("physical_keys.list.numbers_ascend")
def test_keys_are_listed_by_ascending_number(mock: Mock) -> None:
    mock.create()
    for _ in range(12):
        mock.add()
    for number in (1, 7, 10):
        mock.remove(number)
    mock.add()
    assert mock.numbers() == [2, 3, 4, 5, 6, 8, 9, 11, 12, 13]


def test_listed_keys_show_every_property_that_they_have(stocked: Mock) -> None:
    assert stocked.search().body == {
        "keys": [
            {"number": 1, "orgId": ORG, "orgName": "Acme", "note": "front door", "addedAt": START},
            {"number": 2, "orgId": ORG, "note": "Back DOOR", "addedAt": START},
            {"number": 3, "orgId": OTHER_ORG, "addedAt": START},
        ],
        "total": 3,
    }


FILTERS = [
    ("", [1, 2, 3]),
    ("orgId=acme", [1, 2]),
    ("orgId=ACME", []),
    ("orgId=acm", []),
    ("orgId=acme%20", []),
    ("orgName=Acme", [1]),
    ("orgName=acme", []),
    ("q=door", [1, 2]),
    ("q=DOOR", [1, 2]),
    ("q=front+d", [1]),
    ("q=%66ront", [1]),
    ("q=*", []),
    ("q=none", []),
    ("orgId=acme&q=back", [2]),
    ("orgId=umbrella&q=door", []),
    ("orgId=acme&orgName=Acme&q=front", [1]),
    ("limit=1&number=3&orgid=umbrella", [1, 2, 3]),
]


@rule(
    "physical_keys.list.filters_combine",
    "physical_keys.list.org_matched_exactly",
    "physical_keys.list.note_searched_ignoring_case",
    "service.unknown_members_ignored",
)
@pytest.mark.parametrize(("query", "numbers"), FILTERS)
def test_a_key_is_listed_if_it_passes_every_filter(stocked: Mock, query: str, numbers: list[int]) -> None:
    reply = stocked.search(query)
    assert [key["number"] for key in reply.body["keys"]] == numbers
    assert reply.body["total"] == len(numbers)


def test_case_is_ignored_beyond_ascii(mock: Mock) -> None:
    mock.create()
    mock.add(note="Tür ÄÖ")
    assert mock.numbers("q=T%C3%9CR+%C3%A4") == [1]


@rule("physical_keys.list.at_most_100", "physical_keys.list.total_counts_all")
def test_at_most_100_keys_are_listed_and_all_are_counted(mock: Mock) -> None:
    mock.create()
    for number in range(1, 103):
        mock.add(note="even" if number % 2 == 0 else "odd")
    mock.remove(1)
    reply = mock.search()
    assert [key["number"] for key in reply.body["keys"]] == list(range(2, 102))
    assert reply.body["total"] == 101
    assert mock.search("q=even").body["total"] == 51


@rule("physical_keys.list.all_orgs_listed")
def test_every_caller_sees_the_keys_of_all_organisations(stocked: Mock) -> None:
    for header in (stocked.key(), stocked.other, stocked.bearer(), stocked.bearer("cron", OTHER_ORG)):
        assert stocked.search(headers=[header]).body["total"] == 3


@rule("physical_keys.list.filter_not_empty", "physical_keys.list.filter_given_once")
@pytest.mark.parametrize("name", ["orgId", "orgName", "q"])
@pytest.mark.parametrize("query", ["{}=", "{}", "{}=a&{}=a", "{}=a&{}="])
def test_a_filter_is_given_once_and_not_empty(stocked: Mock, name: str, query: str) -> None:
    reply = stocked.search(query.replace("{}", name))
    assert reply.status == 400
    assert [(error["code"], error["path"]) for error in reply.body["errors"]] == [(7001, ["query", name])]


@rule("physical_keys.list.user_must_exist")
def test_the_keys_of_a_user_that_does_not_exist_are_not_found(mock: Mock) -> None:
    reply = mock.search()
    assert (reply.status, reply.body) == (404, NO_USER)


def test_a_key_is_shown_with_every_property_that_it_has(stocked: Mock) -> None:
    assert stocked.get(2).body == {"number": 2, "orgId": ORG, "note": "Back DOOR", "addedAt": START}


@rule("physical_keys.get.number_read_leniently")
@pytest.mark.parametrize("number", ["2", "02", "2.0", "2.", "+2", "2e0", "0.2e1", "0x2", "0b10", "%202", "%32"])
def test_a_number_in_the_path_is_read_as_javascript_reads_one(stocked: Mock, number: str) -> None:
    assert stocked.get(number).body["number"] == 2


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "abc", "1_0", "Infinity", "NaN", "%20", "1,0", str(2**53)])
def test_another_number_in_the_path_is_invalid(stocked: Mock, number: str) -> None:
    reply = stocked.get(number)
    assert reply.status == 400
    assert [(error["code"], error["path"]) for error in reply.body["errors"]] == [(7001, ["params", "number"])]


@rule("physical_keys.get.user_must_exist")
def test_a_key_of_a_user_that_does_not_exist_is_not_found(mock: Mock) -> None:
    reply = mock.get(1)
    assert (reply.status, reply.body) == (404, NO_USER)


@rule("physical_keys.get.key_must_be_in_inventory")
def test_a_key_that_was_removed_or_never_added_is_not_found(stocked: Mock) -> None:
    stocked.remove(2)
    reply = stocked.get(2)
    assert (reply.status, reply.body) == (404, NO_KEY)
    assert stocked.get(4).status == 404
    assert stocked.get("1e2").status == 404


@rule("physical_keys.get.other_org_not_found")
def test_an_organisation_sees_only_its_own_key(stocked: Mock) -> None:
    for headers in ([stocked.other], [stocked.bearer("cron", OTHER_ORG)], [stocked.other, stocked.bearer()]):
        reply = stocked.get(2, headers=headers)
        assert (reply.status, reply.body) == (404, NO_KEY)
    for headers in ([stocked.key()], [stocked.bearer("cron", ORG)], [stocked.bearer()]):
        assert stocked.get(2, headers=headers).status == 200


@rule("physical_keys.get.caller_org_id_never_trusted")
@pytest.mark.parametrize("query", ["_callerOrgId=acme", "_callerOrgId=", "_callerOrgId=a&_callerOrgId=b"])
def test_an_organisation_that_the_client_claims_is_rejected_with_the_reason(stocked: Mock, query: str) -> None:
    for header in (stocked.key(), stocked.other, stocked.bearer()):
        reply = stocked.get(2, query=query, headers=[header])
        assert reply.status == 400
        assert reply.body["errors"][0]["path"] == ["query", "_callerOrgId"]
        assert reply.message == "the service sets this from the API key; clients must not send it"


@rule("physical_keys.get.caller_org_id_never_trusted")
@pytest.mark.parametrize(
    ("errors", "message"),
    [
        ("documented", "the value is shorter than 1 character"),
        ("runtime", "Invalid input: expected string, received null"),
    ],
)
def test_where_a_claimed_organisation_is_replaced_an_empty_one_is_rejected(errors: str, message: str) -> None:
    mock = Mock(caller_org_id="override", errors=errors)
    mock.create()
    mock.add()
    assert mock.get(1, query="_callerOrgId=umbrella").status == 200
    for query in ("_callerOrgId=", "_callerOrgId"):
        reply = mock.get(1, query=query)
        assert reply.status == 400
        assert reply.body["errors"] == [{"code": 7001, "message": message, "path": ["query", "_callerOrgId"]}]
    assert mock.get(1, query="_callerOrgId=a&_callerOrgId=").status == 400
    assert mock.search("_callerOrgId=").status == 200  # unknown to this operation
