"""A document and the files that it refers to are read as one document."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.document.bundle import Bundle, bundle
from generator.document.document import Document, Node
from generator.document.load import load
from generator.document.problem import ContractError, pointer
from generator.document.sources import Origin
from generator.document.syntax import LARGEST_FILE, read

ROOT = Path(__file__).parents[3]
TEXT = {"type": "string"}
NUMBER = {"type": "number"}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files by their paths, whose folders are made, and returns the root."""

    def make(root: object, files: dict[str, object] | None = None) -> Path:
        for name, content in {"openapi.yaml": root, **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return tmp_path / "openapi.yaml"

    return make


def schemas(**named: object) -> Node:
    """A document that holds nothing but these schemas."""
    return {"components": {"schemas": named}}


def ref(target: str) -> dict[str, str]:
    return {"$ref": target}


def problems(root: Path) -> list[str]:
    """What is wrong with a document, with the paths of files relative to its folder."""
    with pytest.raises(ContractError) as caught:
        bundle(root)
    return str(caught.value).replace(f"{root.parent}/", "").splitlines()


# A document of one file


@pytest.mark.parametrize(
    "file",
    [ROOT / "contract/control.yaml", *sorted((ROOT / "tests/generator/specs").glob("*.yaml"))],
    ids=lambda file: file.name,
)
def test_a_document_of_one_file_stays_as_it_is(file: Path) -> None:
    bundled = bundle(file)
    assert json.dumps(bundled.root) == json.dumps(read(file))
    assert bundled.origin("/paths") == Origin(file, "/paths")


def test_references_within_the_document_stay_as_they_are_even_those_that_lead_nowhere(write: Write) -> None:
    root = schemas(A=ref("#/components/schemas/B"), B=ref("#/paths/~1x%20y"), C=ref("#anchor"), D=ref("#"), E=ref(""))
    assert bundle(write(root)).root == root


def test_the_name_of_the_own_file_is_left_out(write: Write) -> None:
    root = schemas(A=ref("openapi.yaml#/components/schemas/B"), B=TEXT)
    assert bundle(write(root)).root == schemas(A=ref("#/components/schemas/B"), B=TEXT)


# Where a reference stands decides what becomes of it


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/paths/~1x/get/parameters/0", "parameters"),
        ("/paths/~1x/parameters/0", "parameters"),
        ("/paths/~1x/get/parameters/0/schema", "schemas"),
        ("/paths/~1x/get/parameters/0/examples/one", "examples"),
        ("/paths/~1x/get/parameters/0/content/application~1json/schema", "schemas"),
        ("/paths/~1x/get/requestBody", "requestBodies"),
        ("/paths/~1x/get/requestBody/content/a~1b/encoding/part/headers/X", "headers"),
        ("/paths/~1x/get/responses/200", "responses"),
        ("/paths/~1x/get/responses/default", "responses"),
        ("/paths/~1x/get/responses/200/headers/x-rate", "headers"),
        ("/paths/~1x/get/responses/200/links/next", "links"),
        ("/paths/~1x/get/callbacks/done", "callbacks"),
        ("/paths/~1x/get/callbacks/done/{$url}", "pathItems"),
        ("/paths/~1x/get/callbacks/done/{$url}/post/requestBody", "requestBodies"),
        ("/webhooks/done/post/requestBody", "requestBodies"),
        ("/components/schemas/A/properties/default", "schemas"),
        ("/components/schemas/A/properties/x-y", "schemas"),
        ("/components/schemas/A/items", "schemas"),
        ("/components/schemas/A/oneOf/1", "schemas"),
        ("/components/schemas/A/$defs/B/not", "schemas"),
        ("/components/schemas/A/properties/responses", "schemas"),
        ("/components/responses/A/content/a~1b/schema/additionalProperties", "schemas"),
        ("/components/pathItems/A/get/responses/200", "responses"),
    ],
)
def test_a_reference_leads_to_a_component_of_its_kind(write: Write, place: str, kind: str) -> None:
    bundled = bundle(write(standing_at(place, ref("part.yaml#/parts/Thing")), {"part.yaml": {"parts": {"Thing": {}}}}))
    assert bundled.root["components"][kind]["Thing"] == {}
    assert found(bundled.root, place) == ref(f"#/components/{kind}/Thing")
    assert bundled.origin(f"/components/{kind}/Thing").pointer == "/parts/Thing"


@pytest.mark.parametrize(
    "place",
    [
        "/info",
        "/servers/0",
        "/tags",
        "/paths",
        "/paths/~1x",
        "/paths/~1x/get",
        "/paths/~1x/get/responses",
        "/webhooks/done",
        "/components",
        "/components/schemas",
        "/components/schemas/A/properties",
    ],
)
def test_a_part_without_a_kind_of_component_replaces_its_reference(write: Write, place: str) -> None:
    root = write(standing_at(place, ref("part.yaml#/part")), {"part.yaml": {"part": {"x": {"description": "It."}}}})
    bundled = bundle(root)
    assert found(bundled.root, place) == {"x": {"description": "It."}}
    assert bundled.origin(f"{place}/x/description") == Origin(root.with_name("part.yaml"), "/part/x/description")


def standing_at(place: str, node: object) -> Node:
    """A document in which a node stands at a pointer. Numbers in the pointer are indexes of lists."""
    value: Any = node
    for token in reversed(place.split("/")[1:]):
        key = token.replace("~1", "/")
        value = [{}] * int(key) + [value] if key.isdecimal() and int(key) < 100 else {key: value}
    root: Node = value
    return root


def found(root: Node, where: str) -> Any:
    return Document("", root).lookup(f"#{where}")


@pytest.mark.parametrize(
    "place",
    [
        "/components/schemas/A/example",
        "/components/schemas/A/examples/0",
        "/components/schemas/A/default",
        "/components/schemas/A/const",
        "/components/schemas/A/enum/0",
        "/components/examples/A/value",
        "/paths/~1x/get/parameters/0/example",
        "/paths/~1x/get/parameters/0/examples/one/value",
        "/paths/~1x/get/responses/x-y",
        "/paths/x-y",
        "/x-y/schema",
        "/components/schemas/A/x-y/schema",
        "/paths/~1x/get/responses/200/content/a~1b/example/schema",
    ],
)
def test_values_and_extensions_hold_no_references(write: Write, place: str) -> None:
    root = standing_at(place, ref("no such file.yaml"))
    assert bundle(write(root)).root == root


def test_a_property_may_be_called_ref(write: Write) -> None:
    root = schemas(A={"properties": {"$ref": TEXT, "b": ref("b.yaml")}})
    bundled = bundle(write(root, {"b.yaml": NUMBER})).root
    assert bundled["components"]["schemas"]["A"]["properties"] == {"$ref": TEXT, "b": ref("#/components/schemas/b")}


def test_siblings_of_a_reference_are_kept(write: Write) -> None:
    beside = {"description": "A name.", "examples": ["x"], "items": ref("b.yaml")}
    root = {"paths": {"/x": {**ref("x.yaml"), "summary": "Of the root."}}, **schemas(A={**ref("a.yaml"), **beside})}
    path = write(root, {"a.yaml": TEXT, "b.yaml": NUMBER, "x.yaml": {"summary": "Of the part.", "description": "X."}})
    bundled = bundle(path)
    assert bundled.root["components"]["schemas"] == {
        "A": {**ref("#/components/schemas/a"), **beside, "items": ref("#/components/schemas/b")},
        "a": TEXT,
        "b": NUMBER,
    }
    assert bundled.root["paths"]["/x"] == {"summary": "Of the root.", "description": "X."}
    assert bundled.origin("/paths/~1x/summary") == Origin(path, "/paths/~1x/summary")
    assert bundled.origin("/paths/~1x/description") == Origin(path.with_name("x.yaml"), "/description")


def test_the_schemas_of_a_discriminator_are_references_or_names(write: Write) -> None:
    mapping = {"cat": "Cat.yaml", "dog": "pets.yaml#/Dog", "own": "#/components/schemas/Own", "name": "Own"}
    root = schemas(Pet={"discriminator": {"propertyName": "kind", "mapping": mapping}}, Own=TEXT)
    bundled = bundle(write(root, {"Cat.yaml": TEXT, "pets.yaml": {"Dog": NUMBER}})).root["components"]["schemas"]
    assert bundled["Pet"]["discriminator"]["mapping"] == {
        "cat": "#/components/schemas/Cat",
        "dog": "#/components/schemas/Dog",
        "own": "#/components/schemas/Own",
        "name": "Own",
    }
    assert (bundled["Cat"], bundled["Dog"]) == (TEXT, NUMBER)


# How a reference is read


@pytest.mark.parametrize(
    ("reference", "file"),
    [
        ("part.yaml#/a", "part.yaml"),
        ("./part.yaml#/a", "part.yaml"),
        ("folder/../part.yaml#/a", "part.yaml"),
        ("folder/part.json#/a", "folder/part.json"),
        ("../{folder}/part.yaml#/a", "part.yaml"),
        ("a%20part%23.yaml#/a", "a part#.yaml"),
        ("a part.yaml#/a", "a part.yaml"),
        ("teil-%C3%A4.yaml#/a", "teil-ä.yaml"),
        ("./c:part.yaml#/a", "c:part.yaml"),
    ],
)
def test_a_file_is_found_by_its_relative_path(write: Write, tmp_path: Path, reference: str, file: str) -> None:
    root = schemas(A=[ref(reference.format(folder=tmp_path.name))])
    assert bundle(write(root, {file: {"a": TEXT}})).root == schemas(A=[ref("#/components/schemas/a")], a=TEXT)


@pytest.mark.parametrize(
    ("fragment", "key"),
    [
        ("/a~1b", "a/b"),
        ("/a~0b", "a~b"),
        ("/a~01b", "a~1b"),
        ("/a%20b", "a b"),
        ("/a%7E1b", "a/b"),
        ("/%C3%A4", "ä"),
        ("/a%25b", "a%b"),
        ("/", ""),
    ],
)
def test_a_fragment_is_a_json_pointer(write: Write, fragment: str, key: str) -> None:
    bundled = bundle(write(schemas(A=[ref(f"part.yaml#{fragment}")]), {"part.yaml": {key: TEXT}})).root
    assert list(bundled["components"]["schemas"].values())[1:] == [TEXT]


def test_a_fragment_may_lead_into_a_list(write: Write) -> None:
    bundled = bundle(write(schemas(A=[ref("part.yaml#/oneOf/1")]), {"part.yaml": {"oneOf": [TEXT, NUMBER]}})).root
    assert bundled["components"]["schemas"]["1"] == NUMBER


@pytest.mark.parametrize("reference", ["part.yaml", "part.yaml#"])
def test_without_a_fragment_it_is_the_whole_file(write: Write, reference: str) -> None:
    root = schemas(A=[ref(reference)])
    assert bundle(write(root, {"part.yaml": TEXT})).root == schemas(A=[ref("#/components/schemas/part")], part=TEXT)


def test_files_refer_to_each_other_to_themselves_and_back_to_the_document(write: Write) -> None:
    root = schemas(Root={"items": ref("folder/a.yaml#/A")}, Own=TEXT)
    files: dict[str, object] = {
        "folder/a.yaml": {
            "A": {"anyOf": [ref("#/B"), ref("../b.yaml"), ref("../openapi.yaml#/components/schemas/Own")]},
            "B": {"items": ref("#/A")},
        },
        "b.yaml": {"items": ref("folder/a.yaml#/A"), "not": ref("#")},
    }
    a, b, c = ref("#/components/schemas/A"), ref("#/components/schemas/B"), ref("#/components/schemas/b")
    assert bundle(write(root, files)).root["components"]["schemas"] == {
        "Root": {"items": a},
        "Own": TEXT,
        "A": {"anyOf": [b, c, ref("#/components/schemas/Own")]},
        "B": {"items": a},
        "b": {"items": a, "not": c},
    }


def test_a_reference_to_a_reference_leads_to_its_end(write: Write) -> None:
    root = {"paths": {"/x": ref("a.yaml#/path")}, **schemas(A=[ref("a.yaml#/Alias"), ref("b.yaml#/Thing")])}
    files: dict[str, object] = {
        "a.yaml": {"Alias": ref("b.yaml#/Other"), "path": ref("b.yaml#/path")},
        "b.yaml": {"Other": ref("#/Thing"), "Thing": TEXT, "path": {"summary": "X."}},
    }
    path = write(root, files)
    bundled = bundle(path)
    both = [ref("#/components/schemas/Thing")] * 2
    assert bundled.root == {"paths": {"/x": {"summary": "X."}}, **schemas(A=both, Thing=TEXT)}
    assert bundled.origin("/paths/~1x") == Origin(path.with_name("b.yaml"), "/path")


# Names


def test_the_same_part_is_one_component_however_it_is_spelled(write: Write) -> None:
    spellings = ["part.yaml#/a", "./part.yaml#/a", "part.yaml#/%61", "x/../part.yaml#/a"]
    bundled = bundle(write(schemas(A=[ref(each) for each in spellings]), {"part.yaml": {"a": TEXT}})).root
    assert bundled == schemas(A=[ref("#/components/schemas/a")] * 4, a=TEXT)


def test_a_second_part_of_the_same_name_gets_a_number(write: Write) -> None:
    root = schemas(A=[ref("one.yaml#/A"), ref("two.yaml#/A"), ref("one.yaml#/A")], A3=NUMBER)
    bundled = bundle(write(root, {"one.yaml": {"A": TEXT}, "two.yaml": {"A": NUMBER}})).root
    assert bundled["components"]["schemas"]["A"] == [
        ref("#/components/schemas/A2"),
        ref("#/components/schemas/A4"),
        ref("#/components/schemas/A2"),
    ]


def test_parts_of_different_kinds_may_have_the_same_name(write: Write) -> None:
    root = {"paths": {"/x": {"get": {"parameters": [ref("x.yaml#/X")], "responses": {"200": ref("x.yaml#/X")}}}}}
    components = bundle(write(root, {"x.yaml": {"X": {"description": "It."}}})).root["components"]
    assert components == {kind: {"X": {"description": "It."}} for kind in ("parameters", "responses")}


def test_a_name_has_only_characters_that_a_component_may_have(write: Write) -> None:
    root = schemas(A=[ref("part.yaml#/~1users~1{id}")])
    assert "_users__id_" in bundle(write(root, {"part.yaml": {"/users/{id}": TEXT}})).root["components"]["schemas"]


@pytest.mark.parametrize("held", ["names", "the table", "all tables"])
def test_a_component_that_is_a_reference_gives_its_name_to_what_it_leads_to(write: Write, held: str) -> None:
    named = {"Pet": ref("pets.yaml#/cat"), "Pets": {"items": ref("pets.yaml#/cat")}}
    root = {
        "names": schemas(**named),
        "the table": {"components": {"schemas": ref("all.yaml#/schemas")}},
        "all tables": {"components": ref("all.yaml")},
    }[held]
    bundled = bundle(write(root, {"all.yaml": {"schemas": named}, "pets.yaml": {"cat": TEXT}})).root
    assert bundled == schemas(Pet=TEXT, Pets={"items": ref("#/components/schemas/Pet")})


def test_components_stand_in_the_order_of_their_files(write: Write) -> None:
    root = {"paths": {"/x": ref("x.yaml#/paths/x")}, **schemas(Own=TEXT)}
    x = {
        "paths": {"x": {"get": {"responses": {"200": ref("y.yaml#/R")}, "parameters": [ref("y.yaml#/P")]}}},
        "schemas": {"A": {"items": ref("y.yaml#/list/01")}, "B": TEXT, "C": {"items": ref("#/schemas/B")}},
    }
    y = {"list": [TEXT, NUMBER], "P": {"schema": ref("x.yaml#/schemas/C")}, "R": {"schema": ref("x.yaml#/schemas/A")}}
    components = bundle(write(root, {"x.yaml": x, "y.yaml": y})).root["components"]
    assert list(components["schemas"]) == ["Own", "A", "B", "C", "01"]
    assert list(components) == ["schemas", "parameters", "responses"]


@pytest.mark.parametrize("components", [5, [], {"schemas": 5}, {"schemas": []}, {"schemas": {"A": 5}, "x-y": 5}, None])
def test_components_that_are_not_objects_are_left_for_the_checks(write: Write, components: object) -> None:
    root = {"components": components, "paths": {"/x": {"schema": ref("a.yaml")}}}
    bundled = bundle(write(root, {"a.yaml": TEXT})).root
    assert bundled["paths"]["/x"] == {"schema": ref("#/components/schemas/a")}
    own = components if isinstance(components, dict) and isinstance(components["schemas"], dict) else {}
    assert bundled["components"] in (components, {**own, "schemas": {"A": 5, "a": TEXT}})


# Problems


TOOLS = "bundle the document first, with `redocly bundle` or `swagger-cli bundle`."


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("other.yaml", f"leads nowhere: there is no file other.yaml. Add the file, correct the path, or {TOOLS}"),
        ("a%00b.yaml", f"leads nowhere: there is no file a\\x00b.yaml. Add the file, correct the path, or {TOOLS}"),
        ("folder", f"leads nowhere: there is no file folder. Add the file, correct the path, or {TOOLS}"),
        ("pipe", f"leads nowhere: there is no file pipe. Add the file, correct the path, or {TOOLS}"),
        ("part.yaml#/b", f"leads nowhere: part.yaml has no #/b. Add that part, correct the JSON pointer, or {TOOLS}"),
        ("part.yaml#b", f"leads nowhere: part.yaml has no #b. Add that part, correct the JSON pointer, or {TOOLS}"),
        ("part.yaml#/a/0", "leads nowhere: part.yaml has no #/a/0."),
        ("part.yaml#/l/9", "leads nowhere: part.yaml has no #/l/9."),
        ("https://example.com/a.yaml", f"does not lead to a relative file. Use a relative path, or {TOOLS}"),
        ("http:part.yaml", "does not lead to a relative file."),
        ("file:part.yaml", "does not lead to a relative file."),
        ("file:///etc/hosts", "does not lead to a relative file."),
        ("//example.com/part.yaml", "does not lead to a relative file."),
        ("//[part.yaml", "does not lead to a relative file."),
        ("/etc/hosts", "does not lead to a relative file."),
        ("%2Fetc/hosts", "does not lead to a relative file."),
        ("C:\\part.yaml", "does not lead to a relative file."),
        ("part.yaml?b#/a", "does not lead to a relative file."),
        ("part.yaml#/loop", "leads back to itself. Refer to an object."),
        ("part.yaml#/self", "leads back to itself. Refer to an object."),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported_where_it_stands(
    write: Write, tmp_path: Path, reference: str, message: str
) -> None:
    part = {"a": "text", "l": [], "loop": ref("other/part.yaml#/loop"), "self": ref("#/self")}
    files: dict[str, object] = {"part.yaml": part, "other/part.yaml": {"loop": ref("../part.yaml#/loop")}}
    root = write({"paths": {"/x": ref("x.yaml#/x")}}, {**files, "x.yaml": {"x": {"parameters": [ref(reference)]}}})
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (found,) = problems(root)
    assert found.startswith(f"x.yaml#/x/parameters/0: The reference {reference} {message}")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: [", "part.yaml#: The file is not YAML in line"),
        (b"\x00\x01\x02", "part.yaml#: The file is not YAML"),
        (b"\xff\xfe\x00\x01", "part.yaml#: The file is not UTF-8. Save it as UTF-8."),
        (b"just text", "part.yaml#: The document is not an object."),
        (b"a: {b: 1, b: 2}", "part.yaml#/a: The key b appears twice in one object."),
    ],
)
def test_a_file_that_cannot_be_used_is_reported_once_by_its_own_name(
    write: Write, tmp_path: Path, content: bytes, message: str
) -> None:
    root = write(schemas(A=[ref("part.yaml#/a"), ref("part.yaml#/b")]))
    (tmp_path / "part.yaml").write_bytes(content)
    (found,) = problems(root)
    assert found.startswith(message)


@pytest.mark.parametrize("name", ["openapi.yaml", "part.yaml"])
def test_a_file_that_is_too_large_is_not_read(write: Write, tmp_path: Path, name: str) -> None:
    root = write(schemas(A=[ref("part.yaml")]))
    with (tmp_path / name).open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    (found,) = problems(root)
    assert found.startswith(f"{name}#: The file is larger than 100,000,000 bytes.")


def test_all_problems_are_reported_at_once(write: Write) -> None:
    root = schemas(A=[ref("a.yaml"), ref("b.yaml#/b")], B=ref("http://b"))
    found = problems(write(root, {"b.yaml": {"b": {"items": ref("#/c")}}}))
    assert [each.partition(":")[0] for each in found] == [
        "openapi.yaml#/components/schemas/B",
        "openapi.yaml#/components/schemas/A/0",
        "b.yaml#/b/items",
    ]


def test_a_path_that_contains_itself_is_reported(write: Write) -> None:
    path = {"get": {"x": {"y": ref("x.yaml")}}}
    (found,) = problems(write({"paths": {"/x": ref("x.yaml")}}, {"x.yaml": path}))
    assert found.startswith("x.yaml#/get/x/y: The reference x.yaml leads back to itself.")


def test_files_that_multiply_are_limited(write: Write) -> None:
    files: dict[str, object] = {f"{n}.yaml": {"a": ref(f"{n + 1}.yaml"), "b": ref(f"{n + 1}.yaml")} for n in range(30)}
    (found,) = problems(write({"servers": ref("0.yaml")}, {**files, "30.yaml": {}}))
    assert found == "openapi.yaml#: Too many parts in other files (limit 20,000). Shorten the document."


# Origins


def test_a_problem_is_reported_in_the_file_of_its_part(write: Write) -> None:
    root = {"openapi": "3.1.0", "info": {"title": "X", "version": "1"}, "paths": {"/x": ref("x.yaml#/paths/x")}}
    schema = {"content": {"application/json": {"schema": ref("#/schemas/A")}}, "description": "A."}
    part = {"paths": {"x": {"get": {"responses": {"200": schema}}}}, "schemas": {"A": {"type": "strin"}}}
    with pytest.raises(ContractError) as caught:
        load(write(root, {"x.yaml": part}), strict=True)
    assert {f"{Path(each.file).name}#{each.pointer}" for each in caught.value.problems} == {"x.yaml#/schemas/A/type"}


def test_a_part_is_traced_to_its_file(write: Write) -> None:
    root = {"info": {"title": "X"}, "paths": {"/x/{id}": ref("x.yaml#/paths/get~1x")}}
    part = {"paths": {"get/x": {"get": {"responses": {"200": ref("#/responses/ok")}}}}, "responses": {"ok": {}}}
    path = write(root, {"x.yaml": part})
    bundled = bundle(path)
    file = path.with_name("x.yaml")
    assert origins(bundled) == {
        "": Origin(path, ""),
        "/info/title": Origin(path, "/info/title"),
        "/paths": Origin(path, "/paths"),
        "/paths/~1x~1{id}": Origin(file, "/paths/get~1x"),
        "/paths/~1x~1{id}/get/responses": Origin(file, "/paths/get~1x/get/responses"),
        "/paths/~1x~1{id}x": Origin(path, "/paths/~1x~1{id}x"),
        "/components": Origin(path, "/components"),
        "/components/responses/ok/description": Origin(file, "/responses/ok/description"),
    }


def origins(bundled: Bundle) -> dict[str, Origin]:
    places = ("", "/info/title", "/paths", "/paths/~1x~1{id}", "/paths/~1x~1{id}/get/responses", "/paths/~1x~1{id}x")
    return {each: bundled.origin(each) for each in (*places, "/components", "/components/responses/ok/description")}


# The law: a document that is split anywhere and bundled again says the same.


SIMPLE = st.sampled_from([{}, TEXT, NUMBER, {"enum": [ref("x.yaml")]}, {"example": ref("y.yaml")}])
NAMES = st.sampled_from(["a", "default", "x-b", "$ref ", "c/d", "e~f", "schema", "properties", "ä%"])


def _schema(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        st.builds(lambda named: {"properties": named}, st.dictionaries(NAMES, inner, max_size=3))
        | st.builds(lambda each: {"items": each, "description": "Items."}, inner)
        | st.builds(lambda several: {"allOf": several}, st.lists(inner, min_size=1, max_size=3))
    )


SCHEMAS = st.recursive(SIMPLE, _schema, max_leaves=8)


@st.composite
def documents(draw: st.DrawFn) -> Node:
    def media() -> Node:
        return {"content": {"application/json": {"schema": draw(SCHEMAS), "example": ref("z.yaml")}}}

    def item() -> Node:
        parameter = {"name": "p", "in": "query", "schema": draw(SCHEMAS)}
        return {"post": {"parameters": [parameter], "requestBody": media(), "responses": {"200": media()}}}

    return {"openapi": "3.1.0", "paths": {f"/{path}": item() for path in draw(st.sets(NAMES, max_size=2))}}


PLACES = {"schema", "items", "requestBody"}
TABLES = {"paths", "properties", "parameters", "responses", "allOf"}
FILES = st.sampled_from(["openapi.json", "a.json", "folder/b.json", "folder/deep/c d.yaml"])


class Splitter:
    """Moves parts of a document to files, wherever a reference may stand."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.files: dict[str, Node] = {}

    def split(self, node: Any, file: str, *, here: bool = False, names: bool = False) -> Any:
        """Return what stands in a file instead of the node. A part may stand here if a reference may."""
        if here and self.draw(st.booleans()):
            return self.moved(node, file)
        if isinstance(node, list):
            return [self.split(each, file, here=names) for each in node]
        if not isinstance(node, dict):
            return node
        return {
            key: value
            if not names and key in {"enum", "example"}
            else self.split(value, file, here=names or key in PLACES, names=not names and key in TABLES)
            for key, value in node.items()
        }

    def moved(self, node: Any, file: str) -> dict[str, str]:
        target = self.draw(FILES)
        held = self.files.setdefault(target, {}).setdefault("parts", {})
        name = f"part {len(held)}/"
        held[name] = None  # takes the name before the parts within
        held[name] = self.split(node, target)
        path = os.path.relpath(target, Path(file).parent).replace(" ", "%20")
        return ref(f"{path}#{pointer('parts', name).replace(' ', '%20')}")


def expanded(node: Any, root: Node, *, names: bool = False) -> Any:
    """The node with the parts of the bundle in the place of references."""
    if isinstance(node, list):
        return [expanded(each, root) for each in node]
    if not isinstance(node, dict):
        return node
    if not names and isinstance(node.get("$ref"), str):
        return expanded(found(root, node["$ref"][1:]), root)
    return {
        key: value
        if not names and key in {"enum", "example"}
        else expanded(value, root, names=not names and key in TABLES)
        for key, value in node.items()
    }


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_document_that_was_split_anywhere_says_the_same(tmp_path_factory: Any, data: st.DataObject) -> None:
    whole = data.draw(documents())
    splitter = Splitter(data.draw)
    root = splitter.split(whole, "openapi.json")
    folder: Path = tmp_path_factory.mktemp("split")
    splitter.files["openapi.json"] = {**root, **splitter.files.get("openapi.json", {})}
    for name, content in splitter.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content), "utf-8")
    bundled = bundle(folder / "openapi.json").root
    assert expanded({key: bundled[key] for key in whole}, bundled) == whole
