"""Listing the keys of an inventory."""

from urllib.parse import quote

import pytest

from ..server import Server
from ..user import User
from .marks import rule


@rule("physical_keys.list.user_must_exist")
def test_listing_the_keys_of_an_unknown_user_returns_404(unknown: User) -> None:
    assert unknown.server.get(unknown.path("PhysicalKeys")).status == 404


@pytest.fixture
def inventory(user: User) -> User:
    """A user with keys of two organisations."""
    for org_id, name, note in (
        ("acme-1", "Acme", "Front door"),
        ("acme-1", "Acme", "back door"),
        ("acme-2", "Acme", "front gate"),
        ("acme-2", "acme", None),
        ("ACME-1", "Acme", "front door"),
    ):
        user.add(orgId=org_id, orgName=name, **({} if note is None else {"note": note}))
    return user


@rule("physical_keys.list.filters_combine")
def test_a_listed_key_matches_every_filter(inventory: User) -> None:
    first, second, third, fourth, fifth = inventory.numbers()
    assert inventory.numbers(orgId="acme-1", q="front") == [first]
    assert inventory.numbers(orgName="Acme", q="door") == [first, second, fifth]
    assert inventory.numbers(orgId="acme-2", orgName="Acme") == [third]
    assert inventory.numbers(orgId="acme-2", orgName="acme") == [fourth]
    assert inventory.numbers(orgId="acme-2", orgName="Acme", q="door") == []


@rule("physical_keys.list.org_matched_exactly")
def test_organisations_are_matched_exactly(inventory: User) -> None:
    first, second, third, fourth, fifth = inventory.numbers()
    assert inventory.numbers(orgId="acme-1") == [first, second]
    assert inventory.numbers(orgId="ACME-1") == [fifth]
    assert inventory.numbers(orgName="acme") == [fourth]
    for partial in ("acme", "acme-", "cme-1", "acme-1 ", "%", "*"):
        assert inventory.numbers(orgId=partial) == []
    assert inventory.numbers(orgName="Acm") == []
    assert third


@rule("physical_keys.list.note_searched_ignoring_case")
def test_notes_are_searched_ignoring_case(inventory: User) -> None:
    first, second, third, _, fifth = inventory.numbers()
    for text in ("front", "FRONT", "fRoNt", "ront"):
        assert inventory.numbers(q=text) == [first, third, fifth]
    assert inventory.numbers(q="k DOOR") == [second]
    for text in ("undefined", "null", "acme", "front.", "%", "_", ".*", "door ", " front", "front  gate"):
        assert inventory.numbers(q=text) == []
    assert inventory.numbers(q=" ") == [first, second, third, fifth]


@rule("physical_keys.list.note_searched_ignoring_case")
def test_the_case_of_every_letter_is_ignored_up_to_the_end_of_a_note(user: User) -> None:
    number = user.add(note="x" * 480 + " \u00c4\u0141\u0416 007")["number"]
    for text in ("\u00e4\u0142\u0436", "\u00c4\u0141\u0416", " \u00e4\u0141\u0436 007"):
        assert user.numbers(q=text) == [number]


@rule("physical_keys.list.org_matched_exactly")
@pytest.mark.parametrize(
    ("given", "similar"),
    [
        ("Zo\u00eb", "Zoe\u0308"),
        ("007", "7"),
        ("a;b", "a"),
        ("a,b", "a"),
        ("1e3", "1000"),
        ("a b", "a  b"),
        ("a", "a "),
    ],
    ids=ascii,
)
def test_similar_organisations_are_told_apart(user: User, given: str, similar: str) -> None:
    for text in (given, similar):
        user.add(orgId=text, orgName=text)
    for number, text in enumerate((given, similar), 1):
        assert user.numbers(orgId=text) == user.numbers(orgName=text) == [number]


@rule("physical_keys.list.at_most_100", "physical_keys.list.total_counts_all", "physical_keys.list.numbers_ascend")
def test_a_long_inventory_is_cut_after_the_lowest_100_numbers_and_counted_as_a_whole(user: User) -> None:
    numbers: list[int] = []
    for turn in range(103):
        numbers.append(user.add(note=f"{'odd' if turn % 2 else 'even'} {turn}")["number"])
        listed = user.inventory()
        assert [key["number"] for key in listed["keys"]] == numbers[:100]
        assert listed["total"] == len(numbers)
    assert user.get(numbers[-1])["number"] == numbers[-1]
    user.remove(numbers[0])
    listed = user.inventory()
    assert [key["number"] for key in listed["keys"]] == numbers[1:101]
    assert listed["total"] == 102
    filtered = user.inventory(q="odd")
    assert [key["number"] for key in filtered["keys"]] == numbers[1::2]
    assert filtered["total"] == 51


@rule("physical_keys.list.at_most_100")
def test_100_keys_with_notes_of_the_greatest_length_are_all_listed(user: User) -> None:
    note = "\u20ac" * 500
    numbers = [user.add(note=note)["number"] for _ in range(100)]
    assert user.numbers() == user.numbers(q=note) == numbers
    assert {key["note"] for key in user.all_keys()} == {note}


@rule("physical_keys.list.total_counts_all")
def test_the_total_counts_matches_only(inventory: User) -> None:
    assert inventory.inventory()["total"] == 5
    assert inventory.inventory(q="door")["total"] == 3
    assert inventory.inventory(q="nothing")["total"] == 0


@rule("physical_keys.list.all_orgs_listed")
def test_keys_of_every_organisation_are_listed_to_every_organisation(inventory: User, other: Server) -> None:
    inventory.add(orgId=inventory.org_id)
    assert inventory.seen_by(other).inventory()["total"] == inventory.inventory()["total"] == 6
    assert inventory.seen_by(other).inventory().body == inventory.inventory().body
    assert inventory.seen_by(other).inventory(orgId="acme-1").body == inventory.inventory(orgId="acme-1").body


@rule("physical_keys.list.filter_not_empty")
@pytest.mark.parametrize("name", ["orgId", "orgName", "q"])
def test_an_empty_filter_returns_400(somebody: User, name: str) -> None:
    assert somebody.server.send("GET", somebody.path("PhysicalKeys"), query={name: ""}).status == 400
    assert somebody.server.send("GET", somebody.path(f"PhysicalKeys?{name}")).status == 400


@rule("physical_keys.list.filter_given_once")
@pytest.mark.parametrize("name", ["orgId", "orgName", "q"])
def test_a_repeated_filter_returns_400(somebody: User, name: str) -> None:
    for second in ("one", "two"):
        query = [(name, "one"), (name, second)]
        assert somebody.server.send("GET", somebody.path("PhysicalKeys"), query=query).status == 400


@rule("physical_keys.list.note_searched_ignoring_case")
def test_a_filter_is_decoded_as_utf_8(user: User) -> None:
    number = user.add(note="Tür + Tor & 100 %; a=b#c?<d>/../e -- union select")["number"]
    for text in ("tür + tor", "& 100 %", "%; A=B#C?", "<d>/../e", "e -- union select"):
        assert user.numbers(q=text) == [number]
    path = user.path(f"PhysicalKeys?q={quote('Tür', safe='')}+%2B")
    assert user.server.send("GET", path)["total"] == 1
