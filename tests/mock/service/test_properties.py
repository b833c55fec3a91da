"""The properties that a schema documents, and those that a body has."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spkey_mock.service import contract
from spkey_mock.service.decoding import write_json
from spkey_mock.service.properties import documented, has

NESTED: dict[str, Any] = {
    "type": "object",
    "required": ["keys"],
    "properties": {
        "keys": {
            "type": "array",
            "items": {"type": "object", "required": ["number"], "properties": {"number": {}, "note": {}}},
        },
        "event": {"oneOf": [{"type": "object", "properties": {"a/b": {}, "~": {}}}, {"type": "null"}]},
    },
}


def test_properties_are_found_at_any_depth() -> None:
    assert {it.pointer for it in documented(NESTED)} == {
        "/keys",
        "/keys/*/number",
        "/keys/*/note",
        "/event",
        "/event/a~1b",
        "/event/~0",
    }


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        ({"keys": []}, {"/keys"}),
        ({"keys": [{"number": 1}, {"number": 2, "note": None}]}, {"/keys", "/keys/*/number", "/keys/*/note"}),
        ({"keys": {"number": 1}}, {"/keys"}),
        ({"event": None}, {"/event"}),
        ({"event": {"a/b": 1, "~": 2}}, {"/event", "/event/a~1b", "/event/~0"}),
        ([{"keys": []}], set()),
        ("keys", set()),
    ],
)
def test_a_body_has_the_properties_that_are_in_it(value: Any, pointers: set[str]) -> None:
    assert {it.pointer for it in documented(NESTED) if has(value, it.pointer)} == pointers


bodies = st.fixed_dictionaries(
    {"keys": st.lists(st.fixed_dictionaries({"number": st.integers()}, optional={"note": st.text()}))},
    optional={"event": st.none() | st.dictionaries(st.sampled_from(["a/b", "~"]), st.text())},
)


@given(bodies)
def test_a_body_without_the_clue_of_a_property_does_not_have_it(body: Any) -> None:
    text = write_json(body)
    assert [it for it in documented(NESTED) if has(body, it.pointer) and it.clue not in text] == []


def test_the_properties_of_an_object_are_searched_for_by_few_texts() -> None:
    (removal,) = contract.load().operations["remove_physical_key"].served.values()
    assert len(removal) == 10
    assert {it.clue for it in removal} == {b'"success":', b'"type":', b'"userId":'}
