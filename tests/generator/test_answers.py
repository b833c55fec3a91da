"""What generated code makes of answers. The schemas are in specs/answers.yaml."""

from typing import Any

import httpx
import pytest

from .reading import read, rejection
from .support import Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages

LEAF = {"id": 1}
FULL = {
    "text": "a",
    "whole": 1,
    "number": 1.5,
    "flag": True,
    "nothing": None,
    "anything": [1],
    "leaf": LEAF,
    "nullable": None,
    "status": "ACTIVE",
}


def test_properties_have_their_types(answers: Package) -> None:
    value = read(answers, "required_and_optional", FULL)
    assert (value.text, value.whole, value.number, value.flag) == ("a", 1, 1.5, True)
    assert (value.nothing, value.anything, value.nullable, value.status) == (None, [1], None, "ACTIVE")
    assert value.leaf == answers.models.Leaf(id=1)


def test_unknown_properties_are_kept(answers: Package) -> None:
    value = read(answers, "required_and_optional", {**FULL, "new": {"a": 1}})
    assert value.extra == {"new": {"a": 1}}
    assert value.to_dict() == {**FULL, "new": {"a": 1}}


@pytest.mark.parametrize("name", list(FULL))
def test_a_missing_property_is_named(answers: Package, name: str) -> None:
    value = {key: item for key, item in FULL.items() if key != name}
    pointer, message = rejection(answers, "required_and_optional", value)
    assert pointer == f"/{name}"
    assert f"/{name} is missing" in message


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("text", 1, "should be a string but is a number"),
        ("text", None, "should be a string but is null"),
        ("whole", 1.5, "should be an integer but is a number"),
        ("whole", True, "should be an integer but is a boolean"),
        ("number", "1", "should be a number but is a string"),
        ("flag", 1, "should be a boolean but is a number"),
        ("nothing", 0, "should be null but is a number"),
        ("leaf", None, "should be an object but is null"),
        ("leaf", [], "should be an object but is an array"),
        ("nullable", 1, "should be a string but is a number"),
        ("status", 1, "should be a string but is a number"),
        ("optional", 1, "should be a string but is a number"),
        ("optional_nullable", 1, "should be a string but is a number"),
        ("optional_leaf", 1, "should be an object but is a number"),
    ],
)
def test_a_property_of_another_type_is_named(answers: Package, name: str, value: object, problem: str) -> None:
    pointer, message = rejection(answers, "required_and_optional", {**FULL, name: value})
    assert pointer == f"/{name}"
    assert f"/{name} {problem}" in message


@pytest.mark.parametrize(
    ("name", "value", "pointer"),
    [
        ("required_and_optional", {**FULL, "leaf": {"id": "x"}}, "/leaf/id"),
        ("required_and_optional", {**FULL, "leaf": {}}, "/leaf/id"),
        ("nested_arrays", [[1], [2, "x"]], "/1/1"),
        ("nested_arrays", {}, ""),
        ("array_of_models", [LEAF, {"id": 1, "note": 2}], "/1/note"),
        ("array_of_inline", [{}], "/0/a"),
        ("array_of_nullable", [None, "x"], "/1"),
        ("map_of_text", {"a/b~c": 1}, "/a~1b~0c"),
        ("map_of_models", {"x": {"id": None}}, "/x/id"),
        ("map_of_maps", {"x": {"y": "z"}}, "/x/y"),
        ("typed_extra", {"known": "a", "other": "b"}, "/other"),
        ("inherits", {"id": 1, "more": "m"}, "/note"),
        ("inherits_twice", {"id": 1, "more": "m", "note": "n"}, "/deep"),
        ("narrows", {"kind": "small", "size": 1.5}, "/size"),
        ("Tree", {"value": 1, "children": [{"value": 1, "left": {"value": "x"}}]}, "/children/0/left/value"),
        ("Ping", {"pong": {"ping": {"pong": {}}}}, "/pong/ping/pong/ping"),
        ("tagged", {"kind": "dog"}, "/bark"),
        ("tagged", {}, "/kind"),
        ("Shape", {"kind": "round"}, "/radius"),
        ("int_enum", "1", ""),
        ("const_whole", "7", ""),
    ],
)
def test_a_fault_inside_is_named_by_its_pointer(answers: Package, name: str, value: object, pointer: str) -> None:
    assert rejection(answers, name, value)[0] == pointer


@pytest.mark.parametrize("name", ["nullable_object", "nullable_by_any_of", "nullable_all_of"])
def test_an_object_may_be_null(answers: Package, name: str) -> None:
    assert read(answers, name, None) is None
    assert read(answers, name, LEAF) == answers.models.Leaf(id=1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("enum", "ACTIVE"),
        ("enum", "BRAND_NEW"),
        ("int_enum", 2),
        ("int_enum", 99),
        ("enum_with_null", None),
        ("enum_with_null", "a"),
        ("enum_with_null", "other"),
        ("enum_of_null", None),
        ("enum_of_numbers", 1.5),
        ("enum_of_booleans", True),
        ("enum_of_mixed", "a"),
        ("enum_of_mixed", 1),
        ("enum_of_mixed", None),
        ("const_text", "fixed"),
        ("const_text", "another"),
        ("const_whole", 7),
        ("const_number", 1.5),
        ("const_flag", True),
        ("const_null", None),
        ("const_object", {"a": 1}),
        ("free_object", {"a": [1, {}]}),
        ("closed_object", {}),
        ("map_of_text", {"a": "b"}),
        ("map_of_maps", {"a": {"b": 1}}),
        ("map_by_pattern", {"a": "b"}),
        ("map_of_anything", {"a": None}),
        ("scalar_all_of", "abc"),
        ("enum_all_of", "ACTIVE"),
        ("union_of_numbers", "a"),
        ("union_of_numbers", 1.5),
        ("union_by_type", None),
        ("union_with_any", {"a": 1}),
        ("union_of_same", "a"),
        ("text_with_alternatives", "a"),
        ("recursive_map", {"a": {"b": {}}}),
        ("any_json", "a"),
        ("true_schema", [1]),
        ("described_values", "low"),
        ("described_values", "of a new kind"),
        ("Maps", {}),
    ],
)
def test_a_value_is_read_as_it_is(answers: Package, name: str, value: object) -> None:
    assert read(answers, name, value) == value


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("nested_arrays", [[1], []], ((1,), ())),
        ("array_of_nullable", [1, None], (1, None)),
        ("array_of_anything", [1, "a"], (1, "a")),
        ("array_without_type", ["a"], ("a",)),
        ("enum_of_arrays", [1], (1,)),
        ("tuple_closed", ["a", 1], ("a", 1)),
        ("tuple_open", ["a", None], ("a", None)),
        ("tuple_with_items", ["a", 1, 2], ("a", 1, 2)),
        ("array_all_of", [1], (1,)),
        ("union_by_type", [1], (1,)),
        ("any_json", [{"a": ["b"]}], ({"a": ("b",)},)),
        ("recursive_array", [[[]]], (((),),)),
        ("Json", ["a", None, [1.5]], ("a", None, (1.5,))),
        ("Lists", [{"a": [{}]}], ({"a": ({},)},)),
    ],
)
def test_arrays_are_read_as_tuples(answers: Package, name: str, value: object, expected: object) -> None:
    assert read(answers, name, value) == expected


def test_models_stand_in_arrays_and_maps(answers: Package) -> None:
    leaf = answers.models.Leaf(id=1)
    assert read(answers, "array_of_models", [LEAF]) == (leaf,)
    assert read(answers, "map_of_models", {"a": LEAF}) == {"a": leaf}


@pytest.mark.parametrize("name", ["alias", "alias_of_alias", "union_of_one"])
def test_another_name_for_a_schema_is_the_same_class(answers: Package, name: str) -> None:
    assert type(read(answers, name, LEAF)) is answers.models.Leaf


def test_models_may_contain_themselves_and_each_other(answers: Package) -> None:
    tree = read(answers, "Tree", {"value": 1, "left": {"value": 2}, "children": [{"value": 3}]})
    assert (tree.left.value, tree.children[0].value) == (2, 3)
    ping = read(answers, "Ping", {"pong": {"ping": {"pong": {"ping": None}}}})
    assert ping.pong.ping.pong.ping is None
    inline = read(answers, "recursive_inline", {"part": {"back": {"back": {}}}})
    assert type(inline.part) is type(inline.part.back.back)


def test_formats_are_text(answers: Package) -> None:
    value = {
        "date": "2026-01-01",
        "time": "2026-01-01T00:00:00Z",
        "id": "x",
        "file": "y",
        "whole": 1,
        "many": ["2026-01-01"],
        "real": 1.5,
    }
    assert read(answers, "formats", value).to_dict() == value


def test_constraints_are_not_checked(answers: Package) -> None:
    assert read(answers, "constrained", {"text": "", "list": ["a", "b"]}).text == ""


def test_properties_that_only_requests_have_may_be_absent(answers: Package) -> None:
    assert read(answers, "write_only", {"name": "a"}).password is None


def test_properties_that_the_service_sets_are_extra(answers: Package) -> None:
    value = read(answers, "server_set", {"seen": "a", "hidden": "b"})
    assert not hasattr(value, "hidden")
    assert value.extra == {"hidden": "b"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("required_and_optional", {**FULL, "optional": "o", "optional_leaf": LEAF, "new": 1}),
        ("typed_extra", {"known": "a", "b": 1}),
        ("Tree", {"value": 1, "left": {"value": 2}, "children": [{"value": 3}]}),
        ("inherits_twice", {"id": 1, "note": "n", "more": "m", "deep": 2}),
    ],
)
def test_a_model_writes_what_it_read(answers: Package, name: str, value: dict[str, Any]) -> None:
    model = read(answers, name, value)
    assert model.to_dict() == value
    assert type(model).from_dict(model.to_dict()) == model


@pytest.mark.parametrize("content", [b"", b"{", b"[1", b"nonsense", b"\xff"])
def test_a_body_that_is_not_json_is_rejected(answers: Package, content: bytes) -> None:
    pointer, message = rejection(answers, "required_and_optional", httpx.Response(200, content=content))
    assert pointer == ""
    assert "is not JSON" in message


@pytest.mark.parametrize(
    ("method", "status", "content", "expected"),
    [
        ("text", 200, "gr\u00fcn".encode(), "gr\u00fcn"),
        ("binary", 200, b"\x00\xff", b"\x00\xff"),
        ("several", 204, b"", None),
        ("range", 201, b'"a"', "a"),
        ("range", 202, b"2", 2),
        ("only_default", 206, b"3", 3),
        ("only_errors", 200, b"whatever", None),
        ("no_responses", 200, b"", None),
    ],
)
def test_each_status_has_its_own_body(
    requests: Package, method: str, status: int, content: bytes, expected: object
) -> None:
    answer = httpx.Response(status, content=content)
    assert requests.call(f"kinds.{method}", answer=answer).result == expected


def test_each_status_has_its_own_model(requests: Package) -> None:
    part = requests.call("kinds.several", answer=httpx.Response(200, json={"id": 1})).result
    other = requests.call("kinds.several", answer=httpx.Response(202, json={"other": "x"})).result
    assert (part.id, other.other) == (1, "x")


def test_a_head_request_has_no_body_to_read(requests: Package) -> None:
    assert requests.call("calls.plain_head", answer=httpx.Response(200)).result is None


def test_schemas_of_errors_alone_have_no_class(requests: Package) -> None:
    assert not hasattr(requests.models, "NotUsed")
