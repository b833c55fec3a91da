"""The typed requests of the mock: generated from small documents, imported, and given validated values."""

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, get_type_hints

import pytest

from generator.build.mock_requests import requests
from generator.document.load import load
from generator.document.problem import ContractError
from generator.emit import mock
from generator.emit.files import ROOT, write
from generator.emit.formatting import formatted
from generator.ir.mock_requests import Module

from ..support import document

CONTRACT = "from typing import Any\n\nValues = dict[str, dict[str, Any]]\n"
SERVICE = {
    PurePosixPath("service/contract.py"): CONTRACT,
    **{
        PurePosixPath(f"service/{name}.py"): (ROOT / f"mock_server/spkey_mock/service/{name}.py").read_text("utf-8")
        for name in ("absent", "typed")
    },
}
"""What the requests import."""

WINDOW = "{type: object, description: A window., required: [from], properties: {from: {type: string}}}"

_numbers = itertools.count(1)


def body(schema: str, components: str = "", *, tag: str = "things") -> str:
    """A document with one command, `change_thing`, whose body has this schema."""
    return f"""
paths:
  /things/{{id}}:
    post:
      operationId: change_thing
      tags: [{tag}]
      summary: Change a thing.
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}, description: The thing's id.}}]
      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}
      responses: {{'200': {{description: Fine.}}}}
components: {{schemas: {{{components}}}}}
"""


def modules(folder: Path, text: str) -> list[Module]:
    file = folder / "spec.yaml"
    file.write_text(document(text))
    return requests(load(file, strict=False))


def sources(folder: Path, text: str) -> dict[str, str]:
    """The formatted modules of the requests, by name."""
    files = formatted(mock.requests("spec.yaml", modules(folder, text)))
    return {str(path): content for path, content in files.items()}


class Requests:
    """A package of generated requests, in a package like the mock's."""

    def __init__(self, folder: Path, text: str) -> None:
        self.name = f"mock_{next(_numbers)}"
        # Formatting takes longer than everything else, and changes nothing that is read here.
        self.files = mock.requests("spec.yaml", modules(folder, text))
        placed = {PurePosixPath("aggregates/requests") / path: content for path, content in self.files.items()}
        write(folder / self.name, {**placed, **SERVICE})
        sys.path.insert(0, str(folder))
        try:
            self.module: ModuleType = import_module(f"{self.name}.aggregates.requests")
        finally:
            sys.path.remove(str(folder))

    def read(self, name: str, **values: dict[str, Any]) -> Any:
        return getattr(self.module, name).read(values)

    def annotations(self, name: str) -> dict[str, Any]:
        hints = get_type_hints(getattr(self.module, name))
        return {field: hints[field] for field in getattr(self.module, name).__slots__}


Make = Callable[[str], Requests]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Requests] = []

    def call(text: str) -> Requests:
        made.append(Requests(tmp_path, text))
        return made[-1]

    yield call
    for each in made:
        for name in [name for name in sys.modules if name.partition(".")[0] == each.name]:
            del sys.modules[name]


@pytest.fixture
def annotation(tmp_path: Path) -> Callable[..., str]:
    """Returns the annotation of a required property with a schema."""

    def call(schema: str, components: str = "") -> str:
        (module,) = modules(
            tmp_path, body(f"{{type: object, required: [value], properties: {{value: {schema}}}}}", components)
        )
        return next(each.annotation for each in module.classes[-1].attributes if each.name == "value")

    return call


def test_a_request_is_an_immutable_object_named_after_its_operation(make: Make) -> None:
    made = make(body("{type: object, required: [name], properties: {name: {type: string}}}"))
    request = made.read("ChangeThing", params={"id": "a"}, query={}, body={"name": "b"})
    assert (request.operation, request.id, request.name) == ("change_thing", "a", "b")
    assert hash(request) == hash(made.read("ChangeThing", params={"id": "a"}, query={}, body={"name": "b"}))
    with pytest.raises(AttributeError, match="ChangeThing is immutable"):
        request.name = "c"
    with pytest.raises(AttributeError, match="ChangeThing is immutable"):
        del request.name


def test_a_request_is_described_by_the_contract(tmp_path: Path) -> None:
    text = sources(tmp_path, body("{type: object, properties: {name: {type: string, description: Its name.}}}"))
    assert '''class ChangeThing(Typed):
    """Change a thing.

    Attributes:
        id: The thing's id.
        name: Its name.
    """

    operation: ClassVar[str] = "change_thing"

    __slots__ = ("id", "name")

    id: str
    name: str | None

    def __init__(self, id: str, name: str | None = None) -> None:
        self._put("id", id)
        self._put("name", name)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], name=body.get("name"))
''' in text["things.py"]


def test_every_module_says_that_it_is_generated(tmp_path: Path) -> None:
    header = "# Generated from spec.yaml by python -m generator. Do not edit."
    assert {text.splitlines()[0] for text in sources(tmp_path, body("{type: object}")).values()} == {header}


def test_a_request_without_values_reads_none(make: Make) -> None:
    made = make("paths: {/ping: {get: {operationId: ping, tags: [a], responses: {'200': {description: Fine.}}}}}")
    assert made.read("Ping", params={}, query={}) == made.module.Ping()
    assert "Attributes:" not in made.files[PurePosixPath("a.py")]


def test_each_resource_has_a_module_and_all_classes_are_exported(make: Make) -> None:
    made = make("""
    paths:
      /a: {get: {operationId: get_a, tags: [first things], responses: {'200': {description: Fine.}}}}
      /b: {get: {operationId: list_b, tags: [others], responses: {'200': {description: Fine.}}}}
    """)
    assert set(map(str, made.files)) == {"__init__.py", "first_things.py", "others.py"}
    assert made.module.__all__ == ["GetA", "ListB"]


@pytest.mark.parametrize(
    ("schema", "annotated"),
    [
        ("{type: string}", "str"),
        ("{type: integer}", "int"),
        ("{type: number}", "float"),
        ("{type: boolean}", "bool"),
        ("{enum: [low, high]}", "Literal['low', 'high']"),
        ("{type: integer, enum: [1, 2]}", "Literal[1, 2]"),
        ("{const: fixed}", "Literal['fixed']"),
        ("{type: [string, 'null']}", "str | None"),
        ("{enum: [low, null]}", "Literal['low'] | None"),
        ("{type: [string, integer]}", "int | str"),
        ("{type: [number, integer]}", "float"),
        ("{type: [string, object]}", "Any"),
        ("{}", "Any"),
        ("true", "Any"),
        ("{type: array, items: {type: string}}", "tuple[str, ...]"),
        ("{type: array, items: {type: [integer, 'null']}}", "tuple[int | None, ...]"),
        ("{type: array}", "tuple[Any, ...]"),
        ("{type: object}", "Mapping[str, Any]"),
        ("{type: object, additionalProperties: {type: string}}", "Mapping[str, Any]"),
        ("{type: object, oneOf: [{properties: {a: {}}}, {properties: {b: {}}}]}", "Mapping[str, Any]"),
    ],
)
def test_a_schema_has_a_type(annotation: Callable[..., str], schema: str, annotated: str) -> None:
    assert annotation(schema) == annotated


@pytest.mark.parametrize(
    ("schema", "annotated"),
    [
        ("{$ref: '#/components/schemas/Level'}", "Literal['low']"),
        ("{$ref: '#/components/schemas/Level', description: A level.}", "Literal['low']"),
        ("{anyOf: [{$ref: '#/components/schemas/Level'}, {type: 'null'}]}", "Literal['low'] | None"),
        ("{anyOf: [{$ref: '#/components/schemas/Level'}, {type: string}]}", "str"),
        ("{$ref: '#/components/schemas/Window'}", "Window"),
        ("{allOf: [{$ref: '#/components/schemas/Window'}]}", "Window"),
        ("{oneOf: [{$ref: '#/components/schemas/Window'}, {type: 'null'}]}", "Window | None"),
        ("{type: array, items: {$ref: '#/components/schemas/Window'}}", "tuple[Window, ...]"),
        ("{type: object, properties: {a: {type: string}}}", "ChangeThingBodyValue"),
    ],
)
def test_components_have_types(annotation: Callable[..., str], schema: str, annotated: str) -> None:
    assert annotation(schema, f"Level: {{type: string, enum: [low]}}, Window: {WINDOW}") == annotated


def test_whole_numbers_become_integers(make: Make) -> None:
    made = make(
        body(
            "{type: object, required: [a, d], properties: {a: {type: integer}, b: {type: integer}, c: {type: number}, "
            "d: {type: [integer, 'null']}, e: {type: array, items: {type: array, items: {type: integer}}}}}"
        )
    )
    values = {"a": 42.0, "b": 2.0, "c": 2.5, "d": 3.0, "e": [[1.0], []]}
    request = made.read("ChangeThing", params={"id": "x"}, query={}, body=values)
    assert repr(request) == "ChangeThing(id='x', a=42, d=3, b=2, c=2.5, e=((1,), ()))"


def test_optional_values_that_are_absent_or_null_are_none(make: Make) -> None:
    made = make(
        body(
            "{type: object, required: [c], properties: {a: {type: integer}, b: {type: string}, "
            "c: {type: [integer, 'null']}, d: {type: array, items: {type: integer}}}}"
        )
    )
    request = made.read("ChangeThing", params={"id": "x"}, query={}, body={"c": None, "b": "y"})
    assert (request.a, request.b, request.c, request.d) == (None, "y", None, None)


def test_an_optional_value_that_may_be_null_tells_null_from_absent(make: Make) -> None:
    made = make(body("{type: object, properties: {uses: {type: [integer, 'null']}, name: {type: [string, 'null']}}}"))

    def read(**values: Any) -> Any:
        return made.read("ChangeThing", params={"id": "x"}, query={}, body=values)

    absent = made.module.ChangeThing(id="x").uses
    assert (read().uses, read().name) == (absent, absent)
    assert (read(uses=None, name=None).uses, read(uses=None, name=None).name) == (None, None)
    assert (read(uses=2.0, name="a").uses, read(uses=2.0, name="a").name) == (2, "a")
    assert absent is not None


def test_a_secret_is_not_in_the_repr_of_a_request(make: Make) -> None:
    made = make(
        body(
            "{type: object, properties: {pin: {type: string, x-secret: true}, field: {type: string}}, required: [pin]}"
        )
    )
    request = made.read("ChangeThing", params={"id": "x"}, query={}, body={"pin": "marker", "field": "a"})
    assert request.pin == "marker"
    assert repr(request) == "ChangeThing(id='x', field='a')"


def test_nested_objects_are_read_into_classes_of_their_own(make: Make) -> None:
    made = make(
        body(
            "{type: object, required: [doors], properties: {doors: {type: array, items: "
            "{$ref: '#/components/schemas/Door'}}, spare: {$ref: '#/components/schemas/Door'}}}",
            f"Window: {WINDOW}, Door: {{type: object, required: [lockId], properties: {{lockId: {{type: integer}}, "
            "windows: {type: array, items: {$ref: '#/components/schemas/Window'}}}}",
        )
    )
    door, window = made.module.Door, made.module.Window
    doors = [{"lockId": 1.0, "windows": [{"from": "north"}]}, {"lockId": 2}]
    request = made.read("ChangeThing", params={"id": "x"}, query={}, body={"doors": doors})
    assert request.doors == (door(lock_id=1, windows=(window(from_="north"),)), door(lock_id=2))
    assert request.spare is None
    assert made.annotations("ChangeThing")["spare"] == door | None


def test_an_object_that_two_resources_use_is_shared(make: Make) -> None:
    made = make(f"""
    paths:
      /a: {{post: {{operationId: add_a, tags: [a], requestBody: &body
            {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Wall'}}}}}}}},
          responses: {{'200': {{description: A.}}}}}}}}
      /b: {{post: {{operationId: add_b, tags: [b], requestBody: *body, responses: {{'200': {{description: B.}}}}}}}}
    components:
      schemas:
        Wall: {{type: object, properties: {{window: {{$ref: '#/components/schemas/Window'}}}}}}
        Window: {WINDOW}
    """)
    assert made.module.__all__ == ["AddA", "AddB", "Window"]
    values = {"window": {"from": "north"}}
    first, second = (made.read(name, params={}, query={}, body=values) for name in ("AddA", "AddB"))
    assert type(first.window) is type(second.window) is made.module.Window


def test_values_of_one_name_are_told_apart_by_where_they_stand(make: Make) -> None:
    made = make("""
    paths:
      /a/{id}:
        post:
          operationId: add_a
          tags: [a]
          parameters:
            - {name: id, in: path, required: true, schema: {type: string}}
            - {name: id, in: query, schema: {type: string}}
          requestBody:
            content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string}}}}}
          responses: {'200': {description: Fine.}}
    """)
    request = made.read("AddA", params={"id": "p"}, query={"id": "q"}, body={"id": "b"})
    assert (request.id, request.query_id, request.body_id) == ("p", "q", "b")


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("orgId", "org_id"),
        ("operation", "operation_"),
        ("read", "read_"),
        ("class", "class_"),
        ("int", "int_"),
        ("classmethod", "classmethod_"),
        ("detail-type", "detail_type"),
        ("_private", "private"),
        ("values", "values"),
        ("cls", "cls"),
        ("value", "value"),
    ],
)
def test_attributes_have_names_that_python_allows(make: Make, wire: str, name: str) -> None:
    made = make(body(f"{{type: object, properties: {{{wire}: {{type: integer}}, other: {{type: integer}}}}}}"))
    request = made.read("ChangeThing", params={"id": "x"}, query={}, body={wire: 1, "other": 2})
    assert (getattr(request, name), request.other) == (1, 2)


def test_names_that_become_the_same_are_numbered(make: Make) -> None:
    made = make(body("{type: object, properties: {orgId: {type: string}, org_id: {type: string}}}"))
    request = made.read("ChangeThing", params={"id": "x"}, query={}, body={"orgId": "a", "org_id": "b"})
    assert (request.org_id, request.org_id_2) == ("a", "b")


@pytest.mark.parametrize(
    ("schema", "name"), [("ChangeThing", "ChangeThing_2"), ("Self", "Self_"), ("Values", "Values_")]
)
def test_an_object_whose_name_is_taken_gets_another(make: Make, schema: str, name: str) -> None:
    reference = f"{{type: object, properties: {{inner: {{$ref: '#/components/schemas/{schema}'}}}}}}"
    made = make(body(reference, f"{schema}: {{type: object, properties: {{a: {{type: string}}}}}}"))
    request = made.read("ChangeThing", params={"id": "x"}, query={}, body={"inner": {"a": "b"}})
    assert type(request.inner).__name__ == name


def test_required_values_come_first_and_those_of_the_path_before_query_and_body(make: Make) -> None:
    made = make("""
    paths:
      /a/{first}/{second}:
        post:
          operationId: add_a
          tags: [a]
          parameters:
            - {name: page, in: query, schema: {type: integer}}
            - {name: q, in: query, required: true, schema: {type: string}}
            - {name: second, in: path, required: true, schema: {type: integer}}
            - {name: first, in: path, required: true, schema: {type: string}}
          requestBody:
            content:
              application/json:
                schema: {type: object, required: [c], properties: {b: {type: string}, c: {type: string}}}
          responses: {'200': {description: Fine.}}
    """)
    assert list(made.annotations("AddA")) == ["first", "second", "q", "c", "page", "b"]


def test_values_that_clients_must_not_send_are_left_out(make: Make) -> None:
    made = make("""
    paths:
      /a:
        post:
          operationId: add_a
          tags: [a]
          parameters: [{name: _callerOrgId, in: query, x-server-set: true, schema: {type: string}}]
          requestBody:
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    _callerOrgId: {type: string, x-server-set: true}
                    createdAt: {type: string, readOnly: true}
                    name: {type: string}
          responses: {'200': {description: Fine.}}
    """)
    assert list(made.annotations("AddA")) == ["name"]


def test_properties_of_every_part_of_an_object_are_collected(make: Make) -> None:
    made = make(
        body(
            "{allOf: [{$ref: '#/components/schemas/Window'}, {type: object, required: [to], properties: "
            "{to: {type: integer}}}]}",
            f"Window: {WINDOW}",
        )
    )
    assert made.annotations("ChangeThing") == {"id": str, "from_": str, "to": int}


def test_a_free_body_is_one_mapping(make: Make) -> None:
    made = make(body("{type: object, additionalProperties: true}"))
    assert made.read("ChangeThing", params={"id": "x"}, query={}, body={"a": 1}).body == {"a": 1}


def test_a_body_that_is_not_an_object_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="The body of a request to the mock must be an object"):
        sources(tmp_path, body("{type: array, items: {type: string}}"))


def test_an_object_that_contains_itself_is_rejected(tmp_path: Path) -> None:
    node = "Node: {type: object, properties: {child: {$ref: '#/components/schemas/Node'}}}"
    with pytest.raises(ContractError, match="#/components/schemas/Node: The schema contains itself"):
        sources(tmp_path, body("{type: object, properties: {node: {$ref: '#/components/schemas/Node'}}}", node))


def test_texts_of_the_contract_stay_texts(make: Make) -> None:
    hostile = '\'"""\\nimport nowhere\\N{x} \\\\\''
    made = make(
        body(f"{{type: object, properties: {{'a\"]; x': {{type: string, description: {hostile}}}}}}}", tag=hostile)
    )
    request = made.read("ChangeThing", params={"id": "x"}, query={}, body={'a"]; x': "b"})
    assert request.a_x == "b"


def test_generated_requests_pass_strict_type_checks_and_lint(tmp_path: Path) -> None:
    properties = ", ".join(
        f"p{index}: {schema}"
        for index, schema in enumerate(
            [
                "{type: integer}",
                "{type: [integer, 'null']}",
                "{enum: [low, high]}",
                "{enum: [1, 2]}",
                "{type: array, items: {type: array, items: {type: [integer, 'null']}}}",
                "{type: array, items: {type: number}}",
                "{type: object}",
                "{}",
                "{type: [string, boolean]}",
                "{oneOf: [{$ref: '#/components/schemas/Window'}, {type: 'null'}]}",
                "{type: array, items: {$ref: '#/components/schemas/Window'}}",
            ]
        )
    )
    required = "[p0, p1, p2, p4, p9, p10]"
    text = body(f"{{type: object, required: {required}, properties: {{{properties}}}}}", f"Window: {WINDOW}")
    files = {PurePosixPath("aggregates/requests") / name: source for name, source in sources(tmp_path, text).items()}
    inits = {PurePosixPath(folder) / "__init__.py": "" for folder in (".", "aggregates", "service")}
    write(tmp_path / "mock", {**inits, **files, **SERVICE})
    config = ROOT / "pyproject.toml"
    for command in (
        ["mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}/cache", "mock"],
        ["ruff", "check", "--no-cache", f"--config={config}", "mock/aggregates/requests"],
        ["ruff", "format", "--check", "--no-cache", f"--config={config}", "mock/aggregates/requests"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
