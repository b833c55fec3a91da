import pytest

from generator.document.document import Document, json_media

DOCUMENT = Document(
    "a.yaml",
    {
        "paths": {
            "/a": {
                "parameters": [
                    {"name": "b", "in": "query", "description": "path"},
                    {"$ref": "#/components/parameters/C"},
                ],
                "summary": "Not an operation.",
                "get": {"parameters": [{"name": "b", "in": "query", "description": "operation"}]},
                "post": {"requestBody": {"$ref": "#/components/requestBodies/B"}},
            },
            "/b": {"$ref": "#/paths/~1a"},
            "x-extension": {"get": {}},
        },
        "webhooks": {"added": {"post": {"operationId": "added"}}},
        "components": {
            "parameters": {"C": {"$ref": "#/components/parameters/D"}, "D": {"name": "d", "in": "header"}},
            "requestBodies": {"B": {"content": {}}},
            "schemas": {"a/b~c%d": {"allOf": [{"type": "string"}]}},
        },
    },
)


def test_operations_stand_in_the_order_of_the_document() -> None:
    found = [(operation.path, operation.method, operation.pointer) for operation in DOCUMENT.operations()]
    assert found == [
        ("/a", "get", "/paths/~1a/get"),
        ("/a", "post", "/paths/~1a/post"),
        ("/b", "get", "/paths/~1b/get"),
        ("/b", "post", "/paths/~1b/post"),
    ]
    assert [(name, node["operationId"]) for name, node in DOCUMENT.webhooks()] == [("added", "added")]


def test_parameters_of_the_operation_win_over_those_of_the_path() -> None:
    get, post, *_ = DOCUMENT.operations()
    assert [node.get("description") for node in DOCUMENT.parameters(get)] == ["operation", None]
    assert [node["name"] for node in DOCUMENT.parameters(post)] == ["b", "d"]


def test_references_are_followed_to_their_end() -> None:
    _, post, *_ = DOCUMENT.operations()
    assert DOCUMENT.request_body(post.node) == {"content": {}}
    assert DOCUMENT.lookup("#/components/schemas/a~1b~0c%25d/allOf/0") == {"type": "string"}


@pytest.mark.parametrize(
    "ref",
    ["", "#", "#a", "a.yaml", "a.yaml#/paths", "#/nowhere", "#/paths/~1a/parameters/9", "#/paths/~1a/parameters/x",
     "#/paths/~1a/summary/0", "#/paths/~1a/parameters/-1"],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_an_error(ref: str) -> None:
    with pytest.raises(LookupError):
        DOCUMENT.lookup(ref)


@pytest.mark.parametrize(
    ("media_type", "is_json"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/problem+json", True),
        ("application/jsonl", False),
        ("text/json-like", False),
        ("multipart/form-data", False),
    ],
)
def test_json_is_known_by_its_media_type(media_type: str, is_json: bool) -> None:
    assert (json_media({"text/plain": {}, media_type: {"schema": {}}}) is not None) == is_json
