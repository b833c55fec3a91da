import ast
from collections.abc import Sequence

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from generator.emit.expressions import arguments, decoders, imports, path_types, quoted, reader, writer
from generator.ir.operations import Body, Success

from ..odd import HOSTILE
from .ir import ANYTHING, ID, NUMBER, TEXT, operation, parameter


@given(st.text() | st.integers() | st.none() | st.tuples(st.text()))
def test_a_literal_is_the_value(value: object) -> None:
    assert ast.literal_eval(quoted(value)) == value


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("path", "path={'a': a}"),
        ("query", "query={'a': a}"),
        ("header", "headers={'a': a}"),
        ("cookie", "cookies={'a': a}"),
        ("body", "optional={'a': a}"),
        ("extra", "extra=a"),
        ("content", "body=OMITTED if a is None else a"),
    ],
)
def test_an_argument_is_sent_where_the_contract_says(location: str, expected: str) -> None:
    assert arguments(operation(parameter(location=location))) == expected


def test_nullable_values_are_always_written() -> None:
    assert arguments(operation(parameter(nullable=True))) == "members={'a': a}"
    assert arguments(operation(parameter(location="content", nullable=True))) == "body=a"


def test_a_path_parameter_fills_the_property_that_repeats_it() -> None:
    found = operation(parameter("user_id", "path", wire="id", same_as="userId"), parameter("b", required=True))
    assert arguments(found) == "path={'id': user_id}, members={'userId': user_id, 'b': b}"


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie", "body"])
def test_a_style_is_applied_to_the_argument(location: str) -> None:
    assert "{'a': comma_separated(a)}" in arguments(operation(parameter(location=location, style="comma_separated")))


def test_a_type_without_a_form_of_its_own_becomes_text_in_the_path() -> None:
    found = operation(parameter(location="path", type=ANYTHING))
    assert arguments(found) == "path={'a': as_text(a)}"
    assert path_types(found) == ""


def test_a_path_parameter_that_is_not_an_id_names_its_class() -> None:
    found = operation(parameter(location="path", type=NUMBER), parameter("user_id", "path", type=ID))
    assert arguments(found) == "path={'a': a, 'user_id': user_id}"
    assert path_types(found) == "{'a': (float,)}"


def test_fixed_parts_of_the_query_are_always_sent() -> None:
    found = operation(parameter("page", "query"), fixed_query=(("beta", "true"), ("tag", "a"), ("tag", "b")))
    assert arguments(found) == "query={'beta': 'true', 'tag': ('a', 'b'), 'page': page}"


@given(st.sampled_from(HOSTILE) | st.text())
def test_names_of_the_contract_stay_texts(name: str) -> None:
    found = operation(parameter(wire=name), fixed_query=((name, name),))
    call = ast.parse(f"call({arguments(found)})", mode="eval").body
    assert isinstance(call, ast.Call)
    texts = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant)]
    assert texts == [name] * 3


@pytest.mark.parametrize("form", ["json", "form", "multipart", "text", "binary"])
def test_every_form_of_body_has_a_writer(form: str) -> None:
    made = writer(Body(form=form, media_type="a/b", required=True))
    assert made == f"{form}_request('a/b', required=True)"


def test_only_json_is_decoded() -> None:
    success = Success(status="200", type=TEXT, reader="json_body")
    assert reader(success) == "json_body(lambda: string)"
    assert reader(evolve(success, reader="bytes_body")) == "bytes_body"


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("string", ["string"]),
        ("models.Pet.from_dict", []),
        ("array(nullable(models.Pet.from_dict))", ["array", "nullable"]),
        ("tagged('union', {'string': models.read_pet, 'b': integer})", ["integer", "tagged"]),
    ],
)
def test_decoders_are_told_from_models_and_texts(expression: str, names: Sequence[str]) -> None:
    assert sorted(decoders(expression)) == names


def test_a_module_imports_what_its_functions_use() -> None:
    plain = operation()
    styled = operation(parameter(location="query", style="deep_object"))
    body = operation(parameter(nullable=True), body=Body(form="json", media_type="a", required=True))
    form = operation(parameter(location="path", type=ANYTHING), body=Body(form="form", media_type="a", required=True))
    assert imports([plain]) == {"_call": ["Call", "Operation", "json_body"], "_codec": ["string"]}
    assert imports([styled])["_styles"] == ["deep_object"]
    assert imports([body])["_codec"] == ["OMITTED", "string"]
    assert imports([form])["_bodies"] == ["form_request"]
    assert imports([body, form])["_call"] == ["Call", "Operation", "as_text", "json_body", "json_request"]
