"""Adding physical keys to inventories, and removing them."""

import pytest

from ..support import ORG, OTHER_ORG, OTHER_USER, START, USER, Mock, Reply, rule

NO_USER = {"error": "NotFound", "message": f"There is no user {USER}."}
FIRST = {"userId": USER, "number": 1, "orgId": ORG, "orgName": "Acme", "note": "front door", "addedAt": START}


@rule("physical_keys.add.event_recorded")
def test_the_response_to_an_addition_holds_the_event_and_repeats_the_key(mock: Mock) -> None:
    mock.create()
    reply = mock.add(orgName="Acme", note="front door")
    assert reply.status == 200
    shown = {name: value for name, value in FIRST.items() if name != "userId"}
    assert reply.body == {
        "success": True,
        "aggregateId": USER,
        "version": 2,
        "event": {"type": "PhysicalKeyAdded", "data": FIRST},
        **shown,
    }
    mock.world.clock.advance(1000)
    assert mock.get(1).body == shown
    assert mock.search().body["keys"] == [shown]


@rule("service.unset_members_absent")
def test_properties_that_were_not_given_are_left_out(mock: Mock) -> None:
    mock.create()
    reply = mock.add()
    assert reply.body["event"]["data"] == {"userId": USER, "number": 1, "orgId": ORG, "addedAt": START}
    assert not {"orgName", "note"} & (reply.body.keys() | mock.get(1).body.keys())


def test_an_empty_text_is_a_value(mock: Mock) -> None:
    mock.create()
    mock.add(" ", note="", orgName="")
    assert mock.get(1, headers=[mock.bearer()]).body == {
        "number": 1,
        "orgId": " ",
        "orgName": "",
        "note": "",
        "addedAt": START,
    }


@rule("physical_keys.add.number_counts_up_from_one", "physical_keys.add.not_deduplicated")
def test_each_addition_issues_the_next_number(mock: Mock) -> None:
    mock.create()
    replies = [mock.add(note="the same") for _ in range(3)]
    assert [(reply.body["number"], reply.body["version"]) for reply in replies] == [(1, 2), (2, 3), (3, 4)]


def test_each_user_has_numbers_of_its_own(stocked: Mock) -> None:
    stocked.create(OTHER_USER)
    reply = stocked.add(user=OTHER_USER)
    assert (reply.body["number"], reply.body["version"]) == (1, 2)
    assert stocked.version == 4


@rule("physical_keys.add.number_never_reused", "physical_keys.remove.number_never_reused")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_number_of_a_removed_key_is_not_issued_again(stocked: Mock, number: int) -> None:
    stocked.remove(number, headers=[stocked.bearer()])
    assert stocked.add().body["number"] == 4


@rule("physical_keys.add.user_must_exist")
def test_a_key_is_added_only_to_a_user_that_exists(mock: Mock) -> None:
    reply = mock.add()
    assert (reply.status, reply.body) == (404, NO_USER)


@rule("physical_keys.add.org_not_compared")
def test_the_organisation_of_a_key_may_differ_from_that_of_the_credential(mock: Mock) -> None:
    mock.create()
    for headers in ([mock.key()], [mock.bearer()], [mock.bearer("cron", OTHER_ORG)]):
        assert mock.add("initech", headers=headers).body["orgId"] == "initech"


NOTES = {
    "500 letters": ("x" * 500, 200),
    "501 letters": ("x" * 501, 400),
    "250 emoji": ("😀" * 250, 200),
    "251 emoji": ("😀" * 251, 400),
    "250 emoji and a letter": ("😀" * 250 + "x", 400),
    "500 umlauts": ("ü" * 500, 200),
    "500 halves of an emoji": ("\ud83d" * 500, 200),
    "501 halves of an emoji": ("\ud83d" * 501, 400),
}


@rule("physical_keys.add.note_counted_in_utf16")
@pytest.mark.parametrize(("note", "status"), NOTES.values(), ids=NOTES)
def test_a_note_has_at_most_500_utf_16_code_units(mock: Mock, note: str, status: int) -> None:
    mock.create()
    reply = mock.add(note=note)
    assert reply.status == status
    if status == 200:
        assert mock.get(1).body["note"] == note


@rule("physical_keys.remove.event_recorded")
def test_the_response_to_a_removal_holds_the_event_and_the_number_alone(stocked: Mock) -> None:
    stocked.world.clock.advance(60_000)
    reply = stocked.remove(2)
    assert reply.status == 200
    assert reply.body == {
        "success": True,
        "aggregateId": USER,
        "version": 5,
        "event": {"type": "PhysicalKeyRemoved", "data": {"userId": USER, "number": 2, "removedAt": START + 60_000}},
        "number": 2,
    }


@rule("physical_keys.remove.gone_at_once", "service.read_your_writes")
def test_a_removed_key_is_gone_immediately(stocked: Mock) -> None:
    stocked.remove(2)
    assert stocked.numbers() == [1, 3]
    assert stocked.get(2).status == 404


@rule("physical_keys.remove.user_must_exist")
def test_a_key_is_removed_only_from_a_user_that_exists(mock: Mock) -> None:
    reply = mock.remove(1)
    assert (reply.status, reply.body) == (404, NO_USER)


@rule("physical_keys.remove.key_must_be_in_inventory")
def test_a_key_is_removed_only_once(stocked: Mock) -> None:
    def not_found(reply: Reply, number: int) -> None:
        message = f"There is no physical key {number} in the inventory."
        assert (reply.status, reply.body) == (404, {"error": "NotFound", "message": message})

    assert stocked.remove(2).status == 200
    not_found(stocked.remove(2), 2)
    not_found(stocked.remove(9), 9)
    not_found(stocked.remove(2**53 - 1), 2**53 - 1)


def test_a_number_with_an_empty_fraction_is_shown_without_it(stocked: Mock) -> None:
    reply = stocked.command("RemovePhysicalKey", b'{"number": 2.0}')
    assert isinstance(reply.body["number"], int)
    assert isinstance(reply.body["event"]["data"]["number"], int)


@rule("physical_keys.remove.caller_org_id_never_trusted")
@pytest.mark.parametrize("value", [ORG, OTHER_ORG, "", None, 5, [ORG]])
def test_an_organisation_that_the_client_claims_is_rejected_with_the_reason(stocked: Mock, value: object) -> None:
    for headers in ([stocked.key()], [stocked.other], [stocked.bearer()]):
        reply = stocked.command("RemovePhysicalKey", {"number": 3, "_callerOrgId": value}, headers=headers)
        assert reply.status == 400
        assert reply.body["error"] == "ValidationError"
        assert reply.message == ("body/_callerOrgId: the service sets this from the API key; clients must not send it")
    assert stocked.numbers() == [1, 2, 3]


@rule("physical_keys.remove.other_org_not_found")
def test_an_organisation_removes_only_the_keys_that_it_issued(stocked: Mock) -> None:
    for headers in ([stocked.key()], [stocked.bearer("cron", ORG)], [stocked.key(), stocked.bearer()]):
        reply = stocked.remove(3, headers=headers)
        assert (reply.status, reply.message) == (404, "There is no physical key 3 in the inventory.")
    assert stocked.remove(3, headers=[stocked.bearer("cron", OTHER_ORG)]).status == 200
    assert stocked.remove(1, headers=[stocked.bearer()]).status == 200
    assert stocked.numbers() == [2]
