import ast
import re
from pathlib import PurePosixPath

import pytest
from attrs import evolve

from generator.emit import sdk
from generator.emit.files import Files
from generator.ir.names import class_name

from ..odd import HOSTILE
from ..support import SERVICE, Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages

# What only our own service has, or says of itself.
OURS = re.compile(r"spkey|smartphone ?key|physical|inventory|organi[sz]ation|wallet|event ?bridge", re.IGNORECASE)


def text(files: Files) -> str:
    return "\n".join(files.values())


def test_a_package_has_a_name_of_its_own_everywhere() -> None:
    made = text(sdk.runtime("thing_api", SERVICE))
    assert "THING_API" in made
    assert "class ThingApiError(Exception):" in made


def test_a_package_does_not_mention_our_service(requests: Package) -> None:
    made = {**sdk.runtime("thing_api", SERVICE), **sdk.sources(requests.api, "thing_api")}
    found = {str(path): word[0] for path, each in made.items() if (word := OURS.search(each))}
    assert found == {}


@pytest.mark.parametrize("name", ["server", "not_found", "rate_limit", "conflict"])
def test_a_package_that_is_called_like_an_error_is_told_apart(requests: Package, name: str) -> None:
    modules = {**sdk.runtime(name, SERVICE), **sdk.sources(requests.api, name)}
    trees = [ast.parse(each) for path, each in modules.items() if path.parent == PurePosixPath()]
    classes = [node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert len(set(classes)) == len(classes)
    assert f"{class_name(name)}APIError" in classes


@pytest.mark.parametrize("name", ["SPKEYS", "Spkey", "my_spkey"])
def test_a_name_that_holds_ours_is_put_in_once(requests: Package, name: str) -> None:
    made = text(sdk.sources(requests.api, name))
    assert f"class {class_name(name)}Client(Resources):" in made
    assert f"class {class_name(name)}Error(Exception):" in text(sdk.runtime(name, SERVICE))


def test_words_of_ours_in_a_document_stay(requests: Package) -> None:
    api = evolve(requests.api, service=evolve(requests.api.service, title="The Spkey of spkey_client"))
    assert "The Spkey of spkey_client" in sdk.sources(api, "thing_api")[PurePosixPath("_client.py")]
    made = sdk.runtime("thing_api", api.service)[PurePosixPath("__init__.py")]
    assert made.startswith('"""A typed client for The Spkey of spkey_client, for sync and async code.\n')


def test_a_title_stays_in_its_docstring() -> None:
    made = sdk.runtime("thing_api", evolve(SERVICE, title=" ".join(HOSTILE)))[PurePosixPath("__init__.py")]
    docstring, *code = ast.parse(made).body
    assert isinstance(docstring, ast.Expr)
    assert "pwned" in ast.unparse(docstring)
    assert "pwned" not in "".join(map(ast.unparse, code))


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2.3", "1.2.3"),
        ("1", "1"),
        ("v1.0", "1.0"),
        ("2024-01-31", "0"),
        ("beta 3", "0"),
        ("", "0"),
        ("'", "0"),
    ],
)
def test_a_package_has_the_version_of_its_document(version: str, expected: str) -> None:
    made = sdk.runtime("thing_api", evolve(SERVICE, version=version))[PurePosixPath("_version.py")]
    assert made.endswith(f'__version__ = "{expected}"\n')


def test_modules_that_no_operation_uses_are_left_out(answers: Package, requests: Package) -> None:
    optional = {PurePosixPath("_bodies.py"), PurePosixPath("_styles.py")}
    assert optional & set(answers.files) == set()
    assert optional <= set(requests.files)


def test_a_document_without_events_has_no_module_for_them(answers: Package) -> None:
    assert PurePosixPath("_events.py") not in answers.files


def test_every_generated_file_says_so_in_its_first_line(answers: Package) -> None:
    header = "# Generated from spec.json by python -m generator. Do not edit.\n"
    assert {path for path, each in answers.files.items() if not each.startswith(header)} == set()


@pytest.mark.parametrize(
    ("source", "shown"),
    [("a.yaml", "a.yaml"), ("a\nimport os", "a?import os"), ("\u202eb.yaml", "?b.yaml"), ("-->.yaml", "__>.yaml")],
)
def test_a_file_name_stays_in_its_comment(answers: Package, source: str, shown: str) -> None:
    for each in sdk.sources(evolve(answers.api, source=source)).values():
        assert each.startswith(f"# Generated from {shown} by python -m generator. Do not edit.\n")
