"""Webhooks: parsing what the service sends, and rejecting what it did not send."""

import json
import pickle
import subprocess
import sys
import typing
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spkey_client import models, webhooks
from spkey_client.webhooks import WebhookError

from ..documents import BUNDLE

CONTRACT: dict[str, Any] = json.loads(BUNDLE.read_bytes())


def delivery(name: str = "PhysicalKeyRemoved", **changes: Any) -> dict[str, Any]:
    """The example of the contract, with changes by the path of the property: `detail__version=3`."""
    media = CONTRACT["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]
    envelope: dict[str, Any] = json.loads(json.dumps(media["example"]))
    for path, value in changes.items():
        *parents, last = path.replace("detail_type", "detail-type").split("__")
        target = envelope
        for parent in parents:
            target = target[parent]
        target[last] = value
    return envelope


def parse(envelope: Any, **arguments: Any) -> webhooks.WebhookEvent:
    return webhooks.parse(json.dumps(envelope), **arguments)


def public() -> set[str]:
    return {*vars(webhooks)["__all__"]}


def test_every_event_of_the_contract_has_a_class() -> None:
    events = {name: parse(delivery(name)).data for name in CONTRACT["webhooks"]}
    assert {type(data) for data in events.values()} <= {getattr(webhooks, name) for name in public()}
    assert not [name for name, data in events.items() if isinstance(data, dict)]


def test_the_classes_are_those_of_the_models() -> None:
    assert webhooks.PhysicalKeyRemoved is models.PhysicalKeyRemoved
    assert {"PhysicalKeyAdded", "EventData", "parse"} <= public() <= {*dir(webhooks)}


def test_the_type_of_data_names_every_class_and_the_object_of_unknown_events() -> None:
    known = typing.get_args(webhooks.EventData)
    assert models.PhysicalKeyAdded in known
    assert known[-1] == Mapping[str, Any]


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'spkey_client\.webhooks' has no attribute 'PhysicalKeyLost'"):
        _ = webhooks.PhysicalKeyLost  # type: ignore[attr-defined]


def test_importing_webhooks_imports_no_model() -> None:
    code = "import spkey_client.webhooks, sys; print([name for name in sys.modules if '_client.models.' in name])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_removal_is_read_with_its_envelope() -> None:
    event = parse(delivery())
    assert event.data == models.PhysicalKeyRemoved(
        user_id="7c9e6679-7425-40de-944b-e07fc1f90ae7", number=2, removed_at=1793898000000
    )
    assert (event.id, event.detail_type) == ("9d3c1b7a-0e5f-4c2d-8a44-61f2c0a5b7d9", "PhysicalKeyRemoved")
    assert (event.partner_id, event.aggregate_type, event.aggregate_id) == ("acme", "user", event.data.user_id)
    assert (event.version, event.timestamp) == (5, 1793898000000)
    assert event.raw == delivery()


def test_an_addition_is_read_with_or_without_its_name_inside() -> None:
    event = parse(delivery("PhysicalKeyAdded"))
    assert event.data == models.PhysicalKeyAdded(
        user_id="7c9e6679-7425-40de-944b-e07fc1f90ae7", number=1, org_id="acme", added_at=1793894400000
    )
    envelope = delivery("PhysicalKeyAdded")
    del envelope["detail"]["data"]["type"]
    assert parse(envelope).data == event.data


@pytest.mark.parametrize("name", ["orgName", "note"])
def test_a_property_that_the_event_catalogue_calls_nullable_may_be_null(name: str) -> None:
    assert isinstance(
        parse(delivery("PhysicalKeyAdded", **{f"detail__data__{name}": None})).data, models.PhysicalKeyAdded
    )


@pytest.mark.parametrize("spelling", ["user", "User"])
def test_both_spellings_of_the_aggregate_type_are_one(spelling: str) -> None:
    assert parse(delivery(detail__aggregateType=spelling)).aggregate_type == "user"


def test_an_unknown_event_is_an_event_too() -> None:
    event = parse(delivery(detail_type="DoorOpened", detail__data={"doorId": "d", "state": "{}"}))
    assert event.detail_type == "DoorOpened"
    assert event.data == {"doorId": "d", "state": "{}"}
    assert (event.partner_id, event.version) == ("acme", 5)


def test_a_shadow_update_has_its_json_decoded() -> None:
    detail = {
        "thingName": "lock-1",
        "state": '{"reported": {"battery": 80}}',
        "broken": "{",
        "version": 7,
        "plain": "[no",
    }
    event = parse(delivery(detail_type="Shadow Update", source="spk.iot.shadow", detail=detail))
    assert event.data == {**detail, "state": {"reported": {"battery": 80}}}
    assert (event.partner_id, event.aggregate_id, event.version) == (None, None, 7)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"id": 1}, "/id"),
        ({"resources": [1]}, "/resources/0"),
        ({"detail": None}, "/detail"),
        ({"detail__partnerId": None}, "/detail/partnerId"),
        ({"detail__version": "5"}, "/detail/version"),
        ({"detail__timestamp": 1.5}, "/detail/timestamp"),
        ({"detail__data": []}, "/detail/data"),
        ({"detail__data__number": "2"}, "/detail/data/number"),
    ],
)
def test_a_known_event_that_does_not_fit_names_the_place(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(WebhookError, match=pointer) as caught:
        parse(delivery(**changes))
    assert caught.value.pointer == pointer


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"null", b"1", b"[" * 100_000])
def test_a_body_that_is_not_an_event_raises_an_error(body: bytes) -> None:
    with pytest.raises(WebhookError):
        webhooks.parse(body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda s: st.lists(s) | st.dictionaries(st.text(), s),
    )
)
def test_any_detail_of_an_unknown_event_is_read(detail: Any) -> None:
    envelope = delivery(detail_type="Unknown", detail=detail)
    if isinstance(detail, dict):
        assert parse(envelope).detail_type == "Unknown"
    else:
        with pytest.raises(WebhookError):
            parse(envelope)


@pytest.mark.parametrize("depth", [65, 400, 900, 3000, 50_000])
@pytest.mark.parametrize("name", ["DoorOpened", "PhysicalKeyRemoved"])
def test_an_event_that_is_nested_deeply_raises_an_error(name: str, depth: int) -> None:
    body = json.dumps(delivery(detail_type=name, detail__data__new="deep"))
    with pytest.raises(WebhookError, match="nested more than 64 levels deep"):
        webhooks.parse(body.replace('"deep"', "[" * depth + "]" * depth))


def test_json_in_a_string_that_is_nested_deeply_stays_a_string() -> None:
    state = "[" * 900 + "]" * 900
    event = parse(delivery(detail_type="Shadow Update", detail={"state": state, "nan": "[NaN]"}))
    assert event.data == {"state": state, "nan": "[NaN]"}


@pytest.mark.parametrize("body", [None, {}, 1])
def test_a_body_that_was_parsed_already_is_a_type_error(body: Any) -> None:
    with pytest.raises(TypeError, match="body must be bytes or a string, not"):
        webhooks.parse(body)


def test_an_event_for_another_partner_is_rejected() -> None:
    assert parse(delivery(), partner_id="acme").partner_id == "acme"
    with pytest.raises(WebhookError, match="for partner 'acme', not 'other'") as caught:
        parse(delivery(), partner_id="other")
    assert caught.value.pointer == "/detail/partnerId"


@pytest.mark.parametrize("received", ["secret", "Bearer secret", "bearer  secret", "BEARER secret "])
def test_the_right_secret_is_accepted(received: str) -> None:
    webhooks.verify_token(received, "secret")
    webhooks.verify_token(received, "new", "secret")


@pytest.mark.parametrize(
    "received", [None, "", "Bearer", "Bearer ", "Secret", "secret ", "Basic secret", "secretx", "ä", "\udc80"]
)
def test_any_other_is_rejected_without_being_shown(received: str | None) -> None:
    with pytest.raises(WebhookError, match=r"does not carry the secret") as caught:
        webhooks.verify_token(received, "secret")
    assert "Basic" not in str(caught.value)


@pytest.mark.parametrize("expected", [[], [""], ["a", ""]])
def test_an_empty_secret_is_rejected(expected: list[str]) -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        webhooks.verify_token("", *expected)


def test_events_and_their_errors_can_be_pickled() -> None:
    event = parse(delivery())
    assert pickle.loads(pickle.dumps(event)) == event
    with pytest.raises(WebhookError) as caught:
        parse([])
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again)) == (WebhookError, str(caught.value))


@pytest.mark.parametrize(("value", "read"), [(True, None), (3.0, 3), ("3", None), (None, None), (3, 3)])
def test_numbers_of_an_unknown_event_are_numbers_or_left_out(value: Any, read: int | None) -> None:
    event = parse(delivery(detail_type="Unknown", detail__version=value, detail__timestamp=value))
    assert (event.version, event.timestamp) == (read, read)


def test_changing_the_data_does_not_change_the_raw_envelope() -> None:
    event = parse(delivery(detail_type="Unknown", detail__data={"a": [1]}))
    assert isinstance(event.data, dict)
    event.data["a"].append(2)
    assert event.raw["detail"]["data"] == {"a": [1]}


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_body_with_numbers_that_json_does_not_have_is_not_an_event(constant: str) -> None:
    body = json.dumps(delivery()).replace('"number": 2', f'"number": {constant}')
    with pytest.raises(WebhookError, match="not JSON"):
        webhooks.parse(body)
