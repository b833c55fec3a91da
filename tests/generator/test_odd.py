"""Odd names and hostile texts, in every place where a contract can hold them. They are in odd.py."""

import ast
import builtins
import inspect
import json
import keyword
import typing
import warnings
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx
import pytest

from generator.ir.operations import Operation, Parameter

from .odd import HOSTILE, NAMES, component_names
from .support import Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages


def operation(odd: Package, identifier: str) -> Operation:
    (found,) = [found for resource in odd.api.resources for found in resource.operations if found.id == identifier]
    return found


def values(parameters: tuple[Parameter, ...]) -> dict[str, str]:
    return {parameter.name: f"v{index}" for index, parameter in enumerate(parameters)}


def written(found: Operation) -> dict[str, str]:
    return {parameter.wire: f"v{index}" for index, parameter in enumerate(found.parameters)}


def shown(doc: str | None) -> str:
    return " ".join((doc or "").split())


def test_nothing_of_the_contract_is_run(odd: Package) -> None:
    for path in odd.files:
        odd.load(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    assert not hasattr(builtins, "pwned")


def test_every_file_is_python_without_warnings(odd: Package) -> None:
    for path, text in odd.files.items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(text, str(path), "exec", dont_inherit=True)


def test_every_name_is_an_identifier_and_no_keyword(odd: Package) -> None:
    names = {node for text in odd.files.values() for node in _names(text)}
    assert {name for name in names if not name.isidentifier() or keyword.iskeyword(name)} == set()


def test_every_function_is_found_by_its_name(odd: Package) -> None:
    operations = odd.load("operations")
    found = [operation for resource in odd.api.resources for operation in resource.operations]
    assert {operation.function for operation in found} == {*operations.__all__}
    for operation in found:
        assert getattr(operations, operation.function).__name__ == operation.function


def test_every_resource_is_found_by_its_name(odd: Package) -> None:
    client = odd.module.DemoXClient(**odd.client_arguments)
    for resource in odd.api.resources:
        assert type(getattr(client, resource.name)).__name__ == resource.class_name


def _names(text: str) -> set[str]:
    tree = ast.parse(text)
    defined = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return defined | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}


def test_every_name_becomes_an_operation_of_its_own(odd: Package) -> None:
    operations = [found for resource in odd.api.resources for found in resource.operations]
    assert {*NAMES, *HOSTILE} <= {found.id for found in operations}
    functions = odd.load("operations")
    paths = {getattr(functions, found.function)().path for found in operations if not found.parameters}
    assert len(paths) == len([found for found in operations if not found.parameters])


def test_every_name_becomes_a_resource_of_its_own(odd: Package) -> None:
    assert len(odd.api.resources) == len({*NAMES, *HOSTILE, "odd"})
    for resource in odd.api.resources:
        method = resource.operations[0].method
        sent = odd.call(f"{resource.name}.{method}", answer={}) if resource.name != "odd" else None
        assert sent is None or type(sent.result) is odd.models.Every


def test_every_name_becomes_an_argument_of_its_own_in_a_query(odd: Package) -> None:
    found = operation(odd, "odd_queries")
    request = odd.call(f"odd.{found.method}", **values(found.parameters)).sent
    assert dict(parse_qsl(request.url.query.decode(), strict_parsing=True)) == written(found)
    assert [*written(found)] == [*NAMES, *HOSTILE]


def test_every_name_becomes_an_argument_of_its_own_in_headers(odd: Package) -> None:
    found = operation(odd, "odd_headers")
    call = getattr(odd.load("operations"), found.function)(**values(found.parameters))
    assert dict(call.headers) == written(found)


def test_every_name_becomes_an_argument_of_its_own_in_the_path(odd: Package) -> None:
    found = operation(odd, "odd_path")
    request = odd.call(f"odd.{found.method}", *values(found.parameters).values()).sent
    assert unquote(request.url.raw_path.decode()) == "/path/" + "/".join(written(found).values())


def test_every_name_becomes_an_argument_of_its_own_in_a_body(odd: Package) -> None:
    found = operation(odd, "odd_body")
    request = odd.call(f"odd.{found.method}", **values(found.parameters)).sent
    assert json.loads(request.content) == written(found)
    assert set(written(found)) == {*NAMES, *HOSTILE}


def test_every_name_becomes_an_attribute_of_its_own(odd: Package) -> None:
    value = {name: f"v{index}" for index, name in enumerate([*NAMES, *HOSTILE])}
    members = odd.call("odd.members", answer=value).result
    assert members.to_dict() == value
    assert members.extra == {}
    assert len(inspect.signature(type(members)).parameters) == len(value) + 1


def test_a_missing_member_is_named_whatever_it_is_called(odd: Package) -> None:
    for name in HOSTILE:
        value = {known: "v" for known in HOSTILE if known != name}
        error = odd.call("odd.members", answer=value).result
        assert error.pointer == "/" + name.replace("~", "~0").replace("/", "~1")
        assert "\n" not in str(error) or "\n" in name


def test_every_schema_becomes_a_class_of_its_own(odd: Package) -> None:
    every = {model.name: model for model in odd.api.models}["Every"]
    kinds = [field.type.annotation for field in every.fields if field.wire in component_names()]
    assert len(set(kinds)) == len(kinds) == len(component_names())


def test_enum_values_are_what_the_contract_says(odd: Package) -> None:
    enums = [enum for enum in odd.api.enums if len(enum.values) == len(HOSTILE)]
    assert len(enums) > 10
    for enum in enums:
        literal, base = typing.get_args(getattr(odd.models, enum.name))
        assert set(typing.get_args(literal)) == set(HOSTILE)
        assert base is str


def test_const_values_are_what_the_contract_says(odd: Package) -> None:
    literals = [
        ast.literal_eval(field.type.annotations[0].removeprefix("Literal[").removesuffix("]"))
        for model in odd.api.models
        for field in model.fields
        if field.wire == "a" and field.type.annotation.startswith("Literal[")
    ]
    assert literals
    assert set(literals) <= set(HOSTILE)


@pytest.mark.parametrize("text", HOSTILE)
def test_descriptions_are_shown(odd: Package, text: str) -> None:
    visible = shown("".join(char if char.isprintable() or char.isspace() else "" for char in text))
    assert visible in shown(odd.models.Every.__doc__)


def test_servers_are_what_the_contract_says(odd: Package) -> None:
    environments: dict[str, Any] = odd.load("_service").ENVIRONMENTS
    urls = {f"https://h{index}.test/{text}".rstrip("/") for index, text in enumerate(HOSTILE)}
    assert environments
    assert set(environments.values()) <= urls
    assert not [url for url in environments.values() if set(url) & {"?", "#", "{", "}", "\n"}]


def test_paths_are_sent_as_the_contract_writes_them(odd: Package) -> None:
    paths = [f"/{text}" for text in HOSTILE]
    found = [found for resource in odd.api.resources for found in resource.operations if found.path in paths]
    assert len(found) > 10
    for each in found:
        request = odd.call(f"odd.{each.method}").sent
        assert unquote(request.url.raw_path.decode()) == each.path


def test_operations_that_differ_in_lower_case_only_stay_apart(package: Callable[..., Package]) -> None:
    made = package(
        """
        paths:
          /a: {get: {operationId: "stra\u00dfe", tags: [x], responses: {'204': {description: ''}}}}
          /b: {get: {operationId: strasse, tags: [x], responses: {'204': {description: ''}}}}
    """
    )
    answer = httpx.Response(204)
    assert {made.call(method, answer=answer).sent.url.path for method in made.methods} == {"/a", "/b"}
