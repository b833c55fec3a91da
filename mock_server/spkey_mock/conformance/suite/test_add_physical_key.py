"""Adding a physical key."""

from typing import Any

import pytest

from ..server import Server
from ..user import User
from .marks import rule


@rule("physical_keys.add.user_must_exist")
def test_adding_a_key_to_an_unknown_user_returns_404(unknown: User) -> None:
    assert unknown.try_add().status == 404
    assert unknown.profile().status == 404


@rule("physical_keys.add.number_counts_up_from_one")
def test_the_numbers_of_a_user_count_up_from_one(user: User) -> None:
    assert [user.add()["number"] for _ in range(4)] == [1, 2, 3, 4]


@rule("physical_keys.add.number_counts_up_from_one")
def test_each_user_has_numbers_of_its_own(user: User, new_user: Any) -> None:
    user.add()
    assert new_user().add()["number"] == 1
    assert user.add()["number"] == 2


@rule("physical_keys.add.number_never_reused")
def test_a_removed_number_is_not_issued_again(user: User) -> None:
    issued: list[int] = []
    for _ in range(3):
        number = user.add()["number"]
        assert number not in issued
        issued.append(number)
        user.remove(number)
    kept = [user.add()["number"] for _ in range(3)]
    user.remove(kept[-1])
    issued += kept
    assert user.add()["number"] not in issued


@rule("physical_keys.add.not_deduplicated")
def test_the_same_request_twice_adds_two_keys(user: User) -> None:
    headers = {"Idempotency-Key": user.id, "X-Request-Id": user.id}
    body = {"orgId": user.org_id, "note": "front door"}
    first, second = (
        user.server.send("POST", user.path("AddPhysicalKey"), json=body, headers=headers) for _ in range(2)
    )
    assert second["number"] == first["number"] + 1
    assert user.inventory(q="front door")["total"] == 2


@rule("physical_keys.add.event_recorded")
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"note": "front door"},
        {"orgName": "Acme Property Management"},
        {"orgName": "Ąćmę \U0001f511", "note": "Tür \U0001f6aa \u202e\u0000\n\t\"'"},
        {"note": ""},
        {"orgName": ""},
        {"orgName": " Acme ", "note": " front  door "},
        {"orgName": "Zoe\u0308 \u212b", "note": "Tu\u0308r\r\n\u2028"},
        {"orgName": "null", "note": "007"},
        {"orgName": "true", "note": "null"},
        {"orgName": "x" * 2000, "note": "\u20ac" * 500},
        {"orgName": "<b>A &amp; B</b> \\u0041 %41", "note": "<script>alert('x')</script>'; DROP TABLE users; --"},
    ],
    ids=[
        *("neither", "note", "name", "unicode", "empty note", "empty name"),
        *("white space", "decomposed", "number", "null", "long", "markup"),
    ],
)
def test_event_response_and_queries_agree(user: User, given: dict[str, str]) -> None:
    user.remove(user.add()["number"])  # so that the number differs from the only key's place
    added = user.add(**given)
    key = {name: added.body[name] for name in ("number", "orgId", "orgName", "note", "addedAt") if name in added.body}
    assert key == {"number": added["number"], "orgId": user.org_id, "addedAt": added["addedAt"], **given}
    assert added["aggregateId"] == user.id
    assert added["event"] == {"type": "PhysicalKeyAdded", "data": {"userId": user.id, **key}}
    assert user.get(key["number"]).body == key
    assert user.inventory()["keys"] == [key]
    assert user.all_keys() == [key]


@rule("physical_keys.add.event_recorded")
def test_the_time_is_in_milliseconds_and_does_not_run_backwards(user: User) -> None:
    times = [user.add()["addedAt"] for _ in range(3)]
    assert times == sorted(times)
    # 2001 to 2128: seconds or microseconds would lie outside.
    assert all(1_000_000_000_000 < time < 5_000_000_000_000 and time == int(time) for time in times)


@rule("physical_keys.add.note_counted_in_utf16")
def test_an_emoji_counts_as_two_characters_of_a_note(user: User) -> None:
    assert user.try_add(note="\U0001f511" * 250).status == 200
    assert user.try_add(note="\U0001f511" * 250 + "x").status == 400
    assert user.try_add(note="x" * 500).status == 200


@rule("physical_keys.add.org_not_compared")
def test_a_key_may_be_issued_by_another_organisation(user: User, other: Server) -> None:
    issued = user.seen_by(other).add(orgId=user.org_id)
    assert issued["orgId"] == user.org_id
    foreign = user.add(orgId=" an organisation that nobody knows ")
    assert foreign["orgId"] == " an organisation that nobody knows "
    assert foreign["number"] == issued["number"] + 1
