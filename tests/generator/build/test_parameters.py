"""How parameters and bodies are written: what the document says, as the SDK's functions."""

import json
from pathlib import Path
from typing import Any

import pytest

from generator.ir.operations import Operation, Parameter

from ..support import understand

LIST = {"type": "array", "items": {"type": "string"}}
OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
NESTED_LIST = {"type": "array", "items": OBJECT}
NESTED_OBJECT = {"type": "object", "properties": {"a": LIST}}


def operation(folder: Path, path: str = "/x", **node: Any) -> tuple[Operation | None, str]:
    """The operation that a document has, and its notes."""
    both = {path: {"post": {"operationId": "a", **node}}, "/kept": {"get": {"operationId": "kept"}}}
    document = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": both}
    api = understand(folder, json.dumps(document))
    found = [each for resource in api.resources for each in resource.operations if each.id == "a"]
    return (found[0] if found else None), "\n".join(api.notes)


def parameter(folder: Path, **node: Any) -> tuple[Parameter | None, str]:
    path = "/x/{p}" if node["in"] == "path" else "/x"
    found, notes = operation(folder, path, parameters=[{"name": "p", **node}])
    return (found.parameters[0] if found and found.parameters else None), notes


@pytest.mark.parametrize(
    ("location", "schema", "more", "style"),
    [
        ("query", {"type": "string"}, {}, None),
        ("query", {}, {}, None),
        ("query", LIST, {}, None),
        ("query", {"anyOf": [LIST, {"type": "string"}]}, {}, None),
        ("query", LIST, {"explode": False}, "comma_separated"),
        ("query", LIST, {"style": "spaceDelimited"}, "space_separated"),
        ("query", LIST, {"style": "pipeDelimited"}, "pipe_separated"),
        ("query", LIST, {"style": "pipeDelimited", "explode": True}, None),
        ("query", OBJECT, {}, "exploded_object"),
        ("query", OBJECT, {"explode": False}, "object_list"),
        ("query", OBJECT, {"style": "deepObject", "explode": True}, "deep_object"),
        ("query", NESTED_OBJECT, {"style": "deepObject"}, "deep_object"),
        ("header", LIST, {}, "comma_separated"),
        ("header", OBJECT, {}, "object_list"),
        ("header", OBJECT, {"explode": True}, "object_pairs"),
        ("path", LIST, {}, "comma_separated"),
        ("path", OBJECT, {}, "object_list"),
        ("path", OBJECT, {"explode": True}, "object_pairs"),
        ("cookie", {"type": "integer"}, {}, None),
        ("cookie", LIST, {"explode": False}, "comma_separated"),
    ],
)
def test_each_style_has_its_function(
    tmp_path: Path, location: str, schema: Any, more: dict[str, Any], style: str | None
) -> None:
    found, notes = parameter(tmp_path, **{"in": location, "required": location == "path", "schema": schema, **more})
    assert found is not None, notes
    assert (found.location, found.style) == (location, style)


def test_a_parameter_with_json_content_is_written_as_json(tmp_path: Path) -> None:
    found, notes = parameter(tmp_path, **{"in": "query", "content": {"application/json": {"schema": NESTED_LIST}}})
    assert found is not None, notes
    assert found.style == "json_text"


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        ({"in": "query", "schema": NESTED_LIST}, "OpenAPI does not define how to write its value (nested, style form)"),
        ({"in": "query", "schema": {"anyOf": [LIST, OBJECT]}}, "(array or object, style form)"),
        ({"in": "cookie", "schema": LIST}, "(array, style form)"),
        ({"in": "query", "content": {"text/csv": {}}}, "its content is not JSON"),
        ({"in": "header", "name": "X Bad", "schema": {}}, "HTTP does not allow a header named X Bad"),
        ({"in": "path", "style": "matrix", "schema": {"type": "string"}}, "its style is matrix"),
        ({"in": "path", "style": "label", "schema": {"type": "string"}}, "its style is label"),
    ],
)
def test_a_required_parameter_that_cannot_be_sent_leaves_out_its_operation(
    tmp_path: Path, node: dict[str, Any], reason: str
) -> None:
    path = "/x/{p}" if node["in"] == "path" else "/x"
    found, notes = operation(tmp_path, path, parameters=[{"name": "p", "required": True, **node}])
    assert found is None
    assert "The operation is left out because the parameter" in notes
    assert reason in notes


def test_an_optional_parameter_that_cannot_be_sent_is_left_out(tmp_path: Path) -> None:
    found, notes = operation(tmp_path, parameters=[{"name": "p", "in": "query", "schema": NESTED_LIST}])
    assert found is not None
    assert found.parameters == ()
    assert "The parameter p is left out because OpenAPI does not define how to write its value" in notes


BODY = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}


@pytest.mark.parametrize(
    ("content", "form", "media_type"),
    [
        (["application/json"], "json", "application/json"),
        (["application/json; charset=utf-8"], "json", "application/json"),
        (["application/merge-patch+json"], "json", "application/merge-patch+json"),
        (["*/*"], "json", "application/json"),
        (["application/x-www-form-urlencoded"], "form", "application/x-www-form-urlencoded"),
        (["multipart/form-data"], "multipart", "multipart/form-data"),
        (["multipart/form-data", "application/json"], "json", "application/json"),
        (["application/xml", "application/x-www-form-urlencoded"], "form", "application/x-www-form-urlencoded"),
        (["text/plain"], "text", "text/plain"),
        (["application/xml", "text/plain"], "text", "text/plain"),
        (["application/xml"], "text", "application/xml"),
        (["application/pdf"], "binary", "application/pdf"),
        (["image/*"], "binary", "application/octet-stream"),
    ],
)
def test_the_body_is_sent_in_the_best_form_that_is_offered(
    tmp_path: Path, content: list[str], form: str, media_type: str
) -> None:
    body = {"required": True, "content": {each: {"schema": BODY} for each in content}}
    found, notes = operation(tmp_path, requestBody=body)
    assert found is not None, notes
    assert found.body is not None
    assert (found.body.form, found.body.media_type) == (form, media_type)
    expected = [("a", "body", "str")] if form in {"json", "form", "multipart"} else [("body", "content", form)]
    types = {"text": "str", "binary": "bytes"}
    assert [(each.name, each.location, each.type.argument) for each in found.parameters] == [
        (name, location, types.get(kind, kind)) for name, location, kind in expected
    ]


@pytest.mark.parametrize("schema", [{"type": "string", "format": "binary"}, {"contentMediaType": "image/png"}, None])
def test_a_body_of_any_type_that_is_a_file_is_binary(tmp_path: Path, schema: Any) -> None:
    media = {} if schema is None else {"schema": schema}
    found, notes = operation(tmp_path, requestBody={"content": {"*/*": media}})
    assert found is not None, notes
    assert found.body is not None
    assert (found.body.form, found.body.media_type) == ("binary", "application/octet-stream")


FILE = {"type": "string", "format": "binary"}


@pytest.mark.parametrize(
    ("schema", "argument"),
    [
        (FILE, "bytes | tuple[str, bytes]"),
        ({"type": "string", "contentMediaType": "image/png"}, "bytes | tuple[str, bytes]"),
        ({"type": "array", "items": FILE}, "Sequence[bytes | tuple[str, bytes]]"),
        ({"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"}, "str"),
        ({"type": "string"}, "str"),
    ],
)
def test_files_of_a_multipart_body_are_bytes(tmp_path: Path, schema: Any, argument: str) -> None:
    body = {"type": "object", "required": ["f"], "properties": {"f": schema}}
    found, notes = operation(
        tmp_path, requestBody={"required": True, "content": {"multipart/form-data": {"schema": body}}}
    )
    assert found is not None, notes
    assert [each.type.argument for each in found.parameters] == [argument]


@pytest.mark.parametrize(
    ("encoding", "style"),
    [
        ({}, None),
        ({"style": "deepObject", "explode": True}, "deep_object"),
        ({"style": "form", "explode": False}, "comma_separated"),
        ({"explode": False}, "comma_separated"),
        ({"style": "pipeDelimited"}, "pipe_separated"),
    ],
)
def test_the_encoding_of_a_form_is_the_style_of_its_properties(
    tmp_path: Path, encoding: dict[str, Any], style: str | None
) -> None:
    body = {"type": "object", "properties": {"a": {}}}
    media = {"schema": body, "encoding": {"a": encoding}}
    found, notes = operation(tmp_path, requestBody={"content": {"application/x-www-form-urlencoded": media}})
    assert found is not None, notes
    assert [each.style for each in found.parameters] == [style]


def named(folder: Path, properties: dict[str, Any], *, required: bool = True, **media: Any) -> list[Parameter]:
    schema = {"type": "object", "properties": properties, **media}
    path_and_query = [
        {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "name", "in": "query", "schema": {"type": "string"}},
    ]
    found, notes = operation(
        folder,
        "/variables/{name}",
        parameters=path_and_query,
        requestBody={"required": required, "content": {"application/json": {"schema": schema}}},
    )
    assert found is not None, notes
    return list(found.parameters)


def test_arguments_of_one_name_have_their_location_before_it(tmp_path: Path) -> None:
    found = named(tmp_path, {"name": {"type": "string"}})
    assert [(each.name, each.location) for each in found] == [
        ("name", "path"),
        ("query_name", "query"),
        ("body_name", "body"),
    ]


def test_a_property_that_the_contract_says_repeats_a_path_parameter_is_the_same_argument(tmp_path: Path) -> None:
    found = named(tmp_path, {"other": {"type": "string", "x-same-as": "name"}})
    assert [(each.name, each.same_as) for each in found] == [("name", "other"), ("query_name", None)]


def test_an_optional_body_repeats_no_path_parameter(tmp_path: Path) -> None:
    found = named(tmp_path, {"other": {"type": "string", "x-same-as": "name"}}, required=False)
    assert [each.name for each in found] == ["name", "query_name", "other"]


def test_further_properties_of_a_typed_body_are_one_argument(tmp_path: Path) -> None:
    found = named(tmp_path, {"extra": {}, "a": {}}, additionalProperties={"type": "integer"})
    assert [(each.name, each.location, each.type.argument) for each in found[-1:]] == [
        ("extra_extra", "extra", "Mapping[str, int]")
    ]


def test_deprecated_arguments_and_operations_are_marked(tmp_path: Path) -> None:
    found, _ = operation(
        tmp_path,
        deprecated=True,
        parameters=[{"name": "p", "in": "query", "deprecated": True, "schema": {"type": "string"}}],
        requestBody={"content": {"application/json": {"schema": {"properties": {"a": {"deprecated": True}, "b": {}}}}}},
    )
    assert found is not None
    assert found.deprecated
    assert [(each.name, each.deprecated) for each in found.parameters] == [("p", True), ("a", True), ("b", False)]


@pytest.mark.parametrize(
    ("responses", "read", "accept"),
    [
        ({"200": ["application/json", "application/xml"]}, {"200": "json_body"}, "application/json"),
        ({"200": ["application/hal+json"]}, {"200": "json_body"}, "application/hal+json"),
        ({"200": ["*/*"]}, {"200": "json_body"}, "application/json"),
        ({"200": ["text/csv", "text/plain"]}, {"200": "text_body"}, "text/csv, text/plain"),
        ({"200": ["application/pdf", "text/plain"]}, {"200": "bytes_body"}, "application/pdf, text/plain"),
        ({"200": ["application/json"], "201": []}, {"200": "json_body", "201": "empty_body"}, "application/json"),
        ({"204": []}, {"204": "empty_body"}, None),
        ({"302": []}, {"302": "location"}, None),
        ({"303": ["text/html"], "404": ["application/json"]}, {"303": "location"}, None),
        ({"200": [], "302": []}, {"200": "empty_body"}, None),
        ({"304": []}, {"2XX": "empty_body"}, None),
        ({"default": ["application/json"]}, {"default": "json_body"}, "application/json"),
    ],
)
def test_successes_have_their_readers_and_what_they_accept(
    tmp_path: Path, responses: dict[str, list[str]], read: dict[str, str], accept: str | None
) -> None:
    nodes = {
        status: {"description": "", "content": {each: {"schema": {"type": "object"}} for each in content}}
        for status, content in responses.items()
    }
    found, notes = operation(tmp_path, responses=nodes)
    assert found is not None, notes
    assert {each.status: each.reader for each in found.successes} == read
    assert found.accept == accept


@pytest.mark.parametrize(
    ("statuses", "classes"),
    [
        (["200"], ["AResult"]),
        (["200", "202"], ["AResult", "AResult202"]),
        (["201", "202"], ["AResult", "AResult202"]),
        (["200", "201", "202"], ["AResult", "AResult201", "AResult202"]),
    ],
)
def test_a_further_success_renames_no_class(tmp_path: Path, statuses: list[str], classes: list[str]) -> None:
    content = {"application/json": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}}}
    found, notes = operation(tmp_path, responses={each: {"description": "", "content": content} for each in statuses})
    assert found is not None, notes
    assert [each.type.annotation for each in found.successes] == classes


def test_a_multipart_body_of_another_form_leaves_out_its_operation(tmp_path: Path) -> None:
    found, notes = operation(tmp_path, requestBody={"content": {"multipart/related": {"schema": BODY}}})
    assert found is None
    assert "The operation is left out because its body is multipart/related." in notes


def test_a_content_type_of_a_part_is_noted(tmp_path: Path) -> None:
    media = {"schema": BODY, "encoding": {"a": {"contentType": "image/png"}}}
    found, notes = operation(tmp_path, requestBody={"content": {"multipart/form-data": media}})
    assert found is not None
    where = "/requestBody/content/multipart~1form-data/encoding/a/contentType"
    assert f"{where}: The content type of a part is ignored" in notes


def test_a_query_that_the_path_fixes_is_no_argument(tmp_path: Path) -> None:
    found, notes = operation(tmp_path, "/x?v=2", parameters=[{"name": "v", "in": "query", "schema": {}}])
    assert found is not None, notes
    assert (found.parameters, found.fixed_query) == ((), (("v", "2"),))


def test_a_note_for_many_operations_is_given_once(tmp_path: Path) -> None:
    paths = {f"/{name}": {"get": {"operationId": name}} for name in "abcdef"}
    document = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": paths}
    (note,) = understand(tmp_path, json.dumps(document)).notes
    assert note.endswith("Add a tag that names its resource.")
    assert "The same applies to 5 other places." in note
