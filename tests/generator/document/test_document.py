import pytest

from generator.document.document import Document, Node, json_media
from generator.document.problem import Problem

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


def parts(root: Node) -> list[tuple[str, str, str]]:
    return [(part.pointer, part.keyword, part.kind) for part in Document("a.yaml", root).parts()]


def test_parts_stand_in_the_order_of_the_document() -> None:
    root = {
        "paths": {"/a": {"get": {"parameters": [{"schema": {}}], "responses": {"200": {"content": {"b": {}}}}}}},
        "components": {"schemas": {"A": {"properties": {"p": {"items": {}}}, "allOf": [{}, True]}}},
    }
    assert parts(root) == [
        ("", "", "document"),
        ("/paths", "paths", "paths"),
        ("/paths/~1a", "paths", "path item"),
        ("/paths/~1a/get", "get", "operation"),
        ("/paths/~1a/get/parameters/0", "parameters", "parameter"),
        ("/paths/~1a/get/parameters/0/schema", "schema", "schema"),
        ("/paths/~1a/get/responses", "responses", "responses"),
        ("/paths/~1a/get/responses/200", "responses", "response"),
        ("/paths/~1a/get/responses/200/content/b", "content", "media type"),
        ("/components", "components", "components"),
        ("/components/schemas/A", "schemas", "schema"),
        ("/components/schemas/A/properties/p", "properties", "schema"),
        ("/components/schemas/A/properties/p/items", "items", "schema"),
        ("/components/schemas/A/allOf/0", "allOf", "schema"),
    ]


@pytest.mark.parametrize(
    "root",
    [
        {"x-a": {"schema": {}}},
        {"a": {"schema": {}}},
        {"paths": {"x-a": {"get": {}}}},
        {"components": {"examples": {"A": {"value": {"schema": {}}}}}},
        {"components": {"schemas": {"A": {"enum": [{}], "const": {}, "default": {}, "example": {}, "examples": [{}]}}}},
        {"components": {"schemas": {"A": {"properties": [{}], "items": [{}], "not": None}}}},
    ],
)
def test_extensions_values_and_misplaced_nodes_are_not_parts(root: Node) -> None:
    kinds = {kind for _, _, kind in parts(root)}
    assert kinds <= {"document", "paths", "components", "example", "schema"}
    assert [where for where, _, kind in parts(root) if kind == "schema"] in ([], ["/components/schemas/A"])


def test_parts_that_only_references_lead_to_come_last() -> None:
    root = {
        "x-a": {"B": {"$ref": "#/x-a/C"}, "C": {"items": {}}, "D": {}},
        "components": {"schemas": {"A": {"$ref": "#/x-a/B"}}},
    }
    assert [where for where, _, _ in parts(root)] == [
        "",
        "/components",
        "/components/schemas/A",
        "/x-a/B",
        "/x-a/C",
        "/x-a/C/items",
    ]


def test_a_problem_of_the_document_is_one_of_its_file() -> None:
    document = Document("a.yaml", {}, find_origin=lambda where: ("b.yaml", f"/b{where}"))
    problem = Problem("/c", "It is wrong.", "Fix it.")
    assert str(document.error([problem])) == "b.yaml#/b/c: It is wrong. Fix it."
    assert str(Document("a.yaml", {}).error([problem])) == "a.yaml#/c: It is wrong. Fix it."


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
