import ast
import keyword
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import emit
from generator.ir import names

from ..odd import NAMES

TEMPLATES = Path(emit.__file__).parent / "templates"
RESERVED = [names.ARGUMENT_RESERVED, names.FIELD_RESERVED, names.FUNCTION_RESERVED, names.RESOURCE_RESERVED]

texts = st.text() | st.sampled_from(NAMES) | st.text("aB_1-. ")


def as_python_reads_it(name: str) -> str:
    (node,) = ast.parse(f"{name} = 1").body
    assert isinstance(node, ast.Assign)
    assert isinstance(node.targets[0], ast.Name)
    return node.targets[0].id


@given(texts, st.sampled_from(RESERVED))
def test_any_text_makes_an_identifier(text: str, reserved: frozenset[str]) -> None:
    name = names.identifier(text, reserved)
    assert as_python_reads_it(name) == name
    assert not keyword.iskeyword(name)
    assert name not in reserved
    assert not name.startswith("_")
    assert len(f"{name}.py".encode()) < 128


@given(texts)
def test_any_text_makes_a_class_name(text: str) -> None:
    name = names.class_name(text)
    assert as_python_reads_it(name) == name
    assert not keyword.iskeyword(name)
    assert name not in names.CLASS_RESERVED
    assert name[0].isupper()


@given(texts, texts)
def test_a_class_is_never_called_like_a_function(text: str, other: str) -> None:
    assert names.class_name(text) != names.identifier(other)


@given(st.lists(texts), st.sampled_from(RESERVED))
def test_names_are_told_apart(several: list[str], reserved: frozenset[str]) -> None:
    made = names.unique(names.identifier(text, reserved) for text in several)
    assert len(set(made)) == len(several)
    assert not set(made) & reserved
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in made)


@given(st.lists(texts), st.lists(texts))
def test_resources_are_told_from_each_other_and_from_models(resources: list[str], models: list[str]) -> None:
    attributes = names.unique(map(names.identifier, resources))
    classes = names.unique(map(names.class_name, models))
    made = names.resource_classes(attributes, classes)
    every = [*made, *(f"Async{name}" for name in made), *classes]
    assert len(set(every)) == len(every)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("userId", "user_id"),
        ("X-API-Key", "x_api_key"),
        ("_callerOrgId", "caller_org_id"),
        ("detail-type", "detail_type"),
        ("class", "class_"),
        ("str", "str_"),
        ("id", "id"),
        ("type", "type"),
        ("1st", "n1st"),
        ("", "unnamed"),
        ("\U0001f511", "unnamed"),
        ("stra\u00dfe", "stra\u00dfe"),
    ],
)
def test_identifiers_read_like_python(text: str, expected: str) -> None:
    assert names.identifier(text, names.FIELD_RESERVED) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("physical_key", "PhysicalKey"),
        ("PhysicalKeyList", "PhysicalKeyList"),
        ("Any", "Any_"),
        ("None", "None_"),
        ("2fa", "N2fa"),
        ("", "Unnamed"),
        ("\u540d\u524d", "N\u540d\u524d"),
    ],
)
def test_class_names_read_like_python(text: str, expected: str) -> None:
    assert names.class_name(text) == expected


@pytest.mark.parametrize(
    ("operation", "resource", "expected"),
    [
        ("remove_physical_key", "physical_keys", "remove"),
        ("list_physical_keys", "physical_keys", "list"),
        ("get_user_profile", "users", "get_profile"),
        ("create_user", "users", "create"),
        ("import_user", "users", "import_"),
        ("users", "users", "users"),
        ("get_status", "statuses", "get_status"),
        ("find_city", "cities", "find"),
        ("ping", "users", "ping"),
    ],
)
def test_a_method_leaves_out_the_noun_of_its_resource(operation: str, resource: str, expected: str) -> None:
    assert names.method_name(operation, resource) == expected


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("id", "/users/{id}", "user_id"),
        ("id", "/users/{id}/keys", "user_id"),
        ("id", "/companies/{id}", "company_id"),
        ("id", "/{id}", "id"),
        ("id", "/users/{name}/{id}", "id"),
        ("number", "/users/{id}/keys/{number}", "number"),
    ],
)
def test_an_id_is_the_id_of_what_stands_before_it(name: str, path: str, expected: str) -> None:
    assert names.path_parameter(name, path) == expected


def test_names_that_templates_import_are_reserved() -> None:
    imported = {template.name: _imported(template) for template in _sdk_templates()}
    requests = _imported(TEMPLATES / "mock/requests.py.jinja")
    assert {name for name in requests if not name.islower()} <= names.REQUEST_CLASS_RESERVED
    classes = {name for template in imported.values() for name in template if not name.islower()}
    # No class has an underscore in its name.
    assert classes - {"TYPE_CHECKING"} <= names.CLASS_RESERVED


def _sdk_templates() -> list[Path]:
    folders = ("models", "operations", "resources")
    return [template for folder in folders for template in sorted((TEMPLATES / folder).glob("*.py.jinja"))]


def _imported(template: Path) -> set[str]:
    lines = re.findall(r"^from [\w.]+ import ([\w, ]+)$", template.read_text("utf-8"), re.MULTILINE)
    return {name.strip().rpartition(" as ")[2] for line in lines for name in line.split(",")}


def test_identifiers_are_in_normal_form() -> None:
    assert {name for name in map(names.identifier, NAMES) if unicodedata.normalize("NFKC", name) != name} == set()
