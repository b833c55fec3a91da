"""The three commands, as a client sees them."""

import pytest

from .support import ORG, OTHER_ORG, OTHER_USER, START, USER, Answer, Mock, rule

FIRST = {"userId": USER, "number": 1, "orgId": ORG, "orgName": "Acme", "note": "front door", "addedAt": START}


@rule("users.create.version_starts_at_one")
def test_a_new_user_has_version_1_and_no_keys(mock: Mock) -> None:
    answer = mock.create()
    assert answer.status == 201
    assert answer.body == {
        "success": True,
        "aggregateId": USER,
        "version": 1,
        "event": {"type": "UserCreated", "data": {"userId": USER, "status": "ACTIVE"}},
        "userId": USER,
    }
    assert mock.search().body == {"keys": [], "total": 0}


@rule("users.create.existing_user_unchanged")
def test_creating_an_existing_user_changes_nothing(stocked: Mock) -> None:
    before = stocked.store.load(USER)
    answer = stocked.create(email="other@example.com")
    assert answer.status == 200
    assert answer.body == {"success": True, "aggregateId": USER, "version": 4, "event": None}
    assert stocked.store.load(USER) is before


@rule("users.create.body_checked_first")
def test_the_body_is_checked_also_for_an_existing_user(stocked: Mock) -> None:
    for body in ({}, {"userId": "not a uuid"}, {"userId": USER, "email": None}, {"userId": USER, "phoneNumber": 5}):
        assert stocked.command("CreateUser", body).status == 400


@rule("users.create.path_names_the_user")
def test_the_path_names_the_user_and_the_event_repeats_the_body(mock: Mock) -> None:
    answer = mock.command("CreateUser", {"userId": OTHER_USER})
    assert answer.body["aggregateId"] == USER
    assert answer.body["event"]["data"]["userId"] == OTHER_USER
    assert mock.profile().body["userId"] == USER
    assert mock.profile(OTHER_USER).status == 404


@rule("users.create.event_without_personal_data")
def test_the_event_of_a_new_user_holds_no_personal_data(mock: Mock) -> None:
    answer = mock.create(email="ada@example.com", firstName="Ada", lastName="Lovelace", phoneNumber="+49")
    assert answer.body["event"]["data"] == {"userId": USER, "status": "ACTIVE"}


def test_a_user_id_may_hold_a_slash(mock: Mock) -> None:
    answer = mock.command("CreateUser", {"userId": USER}, user="a%2Fb")
    assert answer.body["aggregateId"] == "a/b"
    assert mock.profile("a%2fb").body["userId"] == "a/b"
    assert mock.send("GET", "/users/a/b/profile").body == "404 Not Found"


@rule("physical_keys.add.event_recorded")
def test_the_answer_to_an_addition_holds_the_event_and_repeats_the_key(mock: Mock) -> None:
    mock.create()
    answer = mock.add(orgName="Acme", note="front door")
    assert answer.status == 200
    shown = {name: value for name, value in FIRST.items() if name != "userId"}
    assert answer.body == {
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
def test_what_was_not_given_is_left_out(mock: Mock) -> None:
    mock.create()
    answer = mock.add()
    assert answer.body["event"]["data"] == {"userId": USER, "number": 1, "orgId": ORG, "addedAt": START}
    assert not {"orgName", "note"} & (answer.body.keys() | mock.get(1).body.keys())
    assert mock.profile().body == {"userId": USER, "status": "ACTIVE"}


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
def test_each_addition_gives_the_next_number(mock: Mock) -> None:
    mock.create()
    answers = [mock.add(note="the same") for _ in range(3)]
    assert [(answer.body["number"], answer.body["version"]) for answer in answers] == [(1, 2), (2, 3), (3, 4)]


def test_users_count_their_keys_apart(stocked: Mock) -> None:
    stocked.create(OTHER_USER)
    answer = stocked.command("AddPhysicalKey", {"orgId": ORG}, user=OTHER_USER)
    assert (answer.body["number"], answer.body["version"]) == (1, 2)
    assert stocked.version == 4


@rule("physical_keys.add.number_never_reused", "physical_keys.remove.number_never_reused")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_number_of_a_removed_key_is_not_given_again(stocked: Mock, number: int) -> None:
    stocked.remove(number, headers=[stocked.bearer()])
    assert stocked.add().body["number"] == 4


@rule("physical_keys.add.user_must_exist")
def test_a_key_is_added_only_to_a_user_who_exists(mock: Mock) -> None:
    answer = mock.add()
    assert (answer.status, answer.body) == (404, {"error": "NotFound", "message": f"There is no user {USER}."})


@rule("physical_keys.add.org_not_compared")
def test_the_organisation_of_a_key_need_not_be_that_of_the_credential(mock: Mock) -> None:
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
    answer = mock.add(note=note)
    assert answer.status == status
    if status == 200:
        assert mock.get(1).body["note"] == note


@rule("physical_keys.remove.event_recorded")
def test_the_answer_to_a_removal_holds_the_event_and_the_number_alone(stocked: Mock) -> None:
    stocked.world.clock.advance(60_000)
    answer = stocked.remove(2)
    assert answer.status == 200
    assert answer.body == {
        "success": True,
        "aggregateId": USER,
        "version": 5,
        "event": {"type": "PhysicalKeyRemoved", "data": {"userId": USER, "number": 2, "removedAt": START + 60_000}},
        "number": 2,
    }


@rule("physical_keys.remove.gone_at_once", "service.read_your_writes")
def test_a_removed_key_is_gone_at_once(stocked: Mock) -> None:
    stocked.remove(2)
    assert stocked.numbers() == [1, 3]
    assert stocked.get(2).status == 404


@rule("physical_keys.remove.user_must_exist")
def test_a_key_is_removed_only_from_a_user_who_exists(mock: Mock) -> None:
    answer = mock.remove(1)
    assert (answer.status, answer.body) == (404, {"error": "NotFound", "message": f"There is no user {USER}."})


@rule("physical_keys.remove.key_must_be_in_inventory")
def test_a_key_is_removed_only_once(stocked: Mock) -> None:
    def refused(answer: Answer, number: int) -> None:
        message = f"There is no physical key {number} in the inventory."
        assert (answer.status, answer.body) == (404, {"error": "NotFound", "message": message})

    assert stocked.remove(2).status == 200
    refused(stocked.remove(2), 2)
    refused(stocked.remove(9), 9)
    refused(stocked.remove(2**53 - 1), 2**53 - 1)


def test_a_number_with_an_empty_fraction_is_shown_without_it(stocked: Mock) -> None:
    answer = stocked.command("RemovePhysicalKey", b'{"number": 2.0}')
    assert isinstance(answer.body["number"], int)
    assert isinstance(answer.body["event"]["data"]["number"], int)


@rule("physical_keys.remove.caller_org_id_never_trusted")
@pytest.mark.parametrize("value", [ORG, OTHER_ORG, "", None, 5, [ORG]])
def test_an_organisation_that_the_client_claims_is_refused_and_the_message_says_why(
    stocked: Mock, value: object
) -> None:
    for headers in ([stocked.key()], [stocked.other], [stocked.bearer()]):
        answer = stocked.command("RemovePhysicalKey", {"number": 3, "_callerOrgId": value}, headers=headers)
        assert answer.status == 400
        assert answer.body["error"] == "ValidationError"
        assert answer.message.startswith("body/_callerOrgId: ")
        assert "derives this from the API key" in answer.message
        assert "leave it out" in answer.message
    assert stocked.numbers() == [1, 2, 3]


@rule("physical_keys.remove.other_org_not_found")
def test_an_organisation_removes_only_its_own_keys(stocked: Mock) -> None:
    for headers in ([stocked.key()], [stocked.bearer("cron", ORG)], [stocked.key(), stocked.bearer()]):
        answer = stocked.remove(3, headers=headers)
        assert (answer.status, answer.message) == (404, "There is no physical key 3 in the inventory.")
    assert stocked.remove(3, headers=[stocked.bearer("cron", OTHER_ORG)]).status == 200
    assert stocked.remove(1, headers=[stocked.bearer()]).status == 200
    assert stocked.numbers() == [2]
