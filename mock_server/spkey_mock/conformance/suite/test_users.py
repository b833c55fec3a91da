"""Users: creation, profile and keys."""

from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve

from ..server import Server
from ..texts import new_email
from ..user import User, succeeded
from .marks import rule

FIELDS = ("email", "firstName", "lastName")


def new_profile() -> dict[str, str]:
    """Return a profile with an e-mail address that nobody has."""
    return {"email": f"Ada.{new_email()}", "firstName": "Ada", "lastName": "Lovelace"}


@rule("users.create.version_starts_at_one")
def test_a_new_user_has_version_1_and_no_keys(unknown: User) -> None:
    created = unknown.create()
    assert (created.status, created["version"], created["aggregateId"]) == (201, 1, unknown.id)
    assert unknown.inventory().body == {"keys": [], "total": 0}
    assert unknown.all_keys() == []


@rule("users.create.existing_user_unchanged")
def test_creating_an_existing_user_changes_nothing(new_user: Any) -> None:
    user: User = new_user(**new_profile())
    version = user.add()["version"]
    before = user.state()
    again = user.create(email="eve@example.com", firstName="Eve")
    assert (again.status, again["event"], again["version"]) == (200, None, version)
    assert again["aggregateId"] == user.id
    assert user.state() == before
    assert user.add()["version"] == version + 1


@rule("users.create.body_checked_first")
@pytest.mark.parametrize("body", [{"userId": "x"}, {"email": 1}, {"phoneNumber": "123"}, {"userId": None}])
def test_the_body_is_validated_even_if_the_user_exists(user: User, body: dict[str, Any]) -> None:
    assert user.create(**body).status == 400
    assert user.create(phoneNumber="+48 123 456 789").status == 200


@rule("users.create.path_names_the_user")
def test_the_id_in_the_path_names_the_user(unknown: User) -> None:
    other_id = str(uuid4())
    created = unknown.create(userId=other_id)
    assert (created.status, created["aggregateId"], created["userId"]) == (201, unknown.id, other_id)
    assert created["event"]["data"]["userId"] == other_id
    assert unknown.profile().status == 200
    assert User(unknown.server, other_id, unknown.org_id).profile().status == 404


@rule("users.create.path_names_the_user")
def test_the_id_in_the_path_is_decoded_once(unknown: User) -> None:
    user = evolve(unknown, id=f"{unknown.id} a/b%2F+\u00e4")
    assert user.create(userId=unknown.id)["aggregateId"] == user.id
    assert user.profile()["userId"] == user.id
    for other_id in (user.id.replace("%2F", "/"), user.id.replace("+", " "), user.id.replace("/", "%2F"), unknown.id):
        assert evolve(user, id=other_id).profile().status == 404


@rule("schema.requests")
@pytest.mark.parametrize(
    "user_id",
    [
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "7C9E6679-7425-40DE-944B-E07FC1F90AE7",
        "7c9e6679-7425-00de-044b-e07fc1f90ae7",
    ],
    ids=["nil", "max", "upper case", "without a version"],
)
def test_a_user_id_of_any_version_is_accepted(unknown: User, user_id: str) -> None:
    assert unknown.create(userId=user_id)["userId"] == user_id


@rule("schema.requests")
@pytest.mark.parametrize("form", ["{{{}}}", "urn:uuid:{}", "{}\n", " {}", "{}0"])
def test_a_user_id_in_another_form_returns_400(unknown: User, form: str) -> None:
    assert unknown.create(userId=form.format(unknown.id)).status == 400
    assert unknown.create(userId=form.format(unknown.id).replace("-", "")).status == 400


@rule("users.create.event_without_personal_data")
def test_the_event_carries_no_personal_data(unknown: User) -> None:
    profile = new_profile()
    created = succeeded(unknown.create(**profile, phoneNumber="+48 123 456 789"))
    assert created["event"]["type"] == "UserCreated"
    assert set(created["event"]["data"]) == {"userId", "status"}
    assert not any(value in created.text for value in (*profile.values(), "123 456"))


@rule("users.create.phone_number_international")
@pytest.mark.parametrize("number", ["+48123456789", "0048123456789", "+48 123 456 789", " + 48123456789", "0 048123"])
def test_an_international_phone_number_is_accepted(unknown: User, number: str) -> None:
    assert unknown.create(phoneNumber=number).status == 201


@rule("users.create.phone_number_international")
@pytest.mark.parametrize("number", ["", " ", "48123456789", "0123456789", "x+48123", "-48123"])
def test_any_other_phone_number_returns_400(unknown: User, number: str) -> None:
    assert unknown.create(phoneNumber=number).status == 400
    assert unknown.profile().status == 404


@rule("users.create.phone_number_not_kept")
def test_the_phone_number_is_in_no_response(new_user: Any) -> None:
    user: User = new_user(phoneNumber="+48 123 456 789")
    for reply in (user.profile(), user.create(), user.server.get(user.path("keys"))):
        assert not any(text in reply.text for text in ("123 456 789", "123456789", "phone"))


@rule("users.get_profile.user_must_exist")
def test_the_profile_of_an_unknown_user_returns_404(unknown: User) -> None:
    assert unknown.profile().status == 404


@rule("users.get_profile.user_must_exist")
def test_the_letter_case_of_an_id_is_significant(user: User) -> None:
    number = user.add()["number"]
    before = user.state()
    upper = evolve(user, id=user.id.upper())
    replies = [upper.server.get(upper.path(name)) for name in ("profile", "keys", "PhysicalKeys", "PhysicalKeys/1")]
    replies += [upper.try_add(), upper.try_remove(number)]
    assert [reply.status for reply in replies] == [404] * len(replies)
    assert user.state() == before


@rule("users.get_profile.shows_what_was_given")
@pytest.mark.parametrize("names", [(), ("email",), ("firstName", "lastName"), ("email", "firstName", "lastName")])
def test_the_profile_shows_what_the_user_was_created_with(new_user: Any, names: tuple[str, ...]) -> None:
    given = {name: value for name, value in new_profile().items() if name in names}
    user: User = new_user(**given)
    profile = user.profile().body
    assert profile["userId"] == user.id
    assert {name: profile[name] for name in FIELDS if name in profile} == given


@rule("users.get_profile.shows_what_was_given")
@pytest.mark.parametrize(
    "name",
    [
        *("Zoe\u0308", "Zo\u00eb", " Ada  Lovelace ", "ADA", "\U0001f511", "O'Brien & <b>", "", "null", "007"),
        *("ada.lovelace+keys@example.com", "Ada@b\u00fccher.example", "Ada" * 100),
    ],
    ids=lambda it: ascii(it[:30]),
)
def test_a_name_or_address_is_neither_checked_nor_changed(new_user: Any, name: str) -> None:
    given = {"email": f"{name}{new_email()}", "firstName": name, "lastName": name}
    profile = new_user(**given).profile()
    assert {field: profile[field] for field in FIELDS} == given


@rule("users.get_profile.shows_what_was_given")
def test_an_address_need_not_have_an_at_sign(new_user: Any) -> None:
    address = uuid4().hex
    assert new_user(email=address).profile()["email"] == address


@rule("users.create.email_must_be_free")
def test_a_user_is_not_created_with_the_address_of_another(new_user: Any, unknown: User) -> None:
    email = new_email()
    new_user(email=email)
    assert unknown.create(email=email).status == 400
    assert unknown.profile().status == 404
    assert unknown.create(email=new_email()).status == 201


@rule("users.get_keys.user_must_exist")
def test_the_keys_of_an_unknown_user_return_404(unknown: User) -> None:
    assert unknown.server.get(unknown.path("keys")).status == 404


@rule("users.get_keys.whole_inventory")
def test_the_whole_inventory_is_listed_in_order(user: User, other: Server) -> None:
    numbers = [user.add(orgId=org_id)["number"] for org_id in ("b", user.org_id, "a") for _ in range(87)]
    user.remove(numbers[100])
    del numbers[100]
    assert [key["number"] for key in user.all_keys()] == numbers
    assert user.seen_by(other).all_keys() == user.all_keys()
