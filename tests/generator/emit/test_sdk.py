import ast
import re

import pytest
from attrs import evolve

from generator.emit import sdk
from generator.ir.names import class_name

from ..support import Package


def test_a_package_has_a_name_of_its_own_everywhere() -> None:
    files = sdk.runtime("thing_api")
    text = "\n".join(files.values())
    assert not re.search("spkey", text, re.IGNORECASE)
    assert "class ThingApiClient(Resources):" in text
    assert "THING_API_API_KEY" in text


@pytest.mark.parametrize("name", ["server", "not_found", "rate_limit", "conflict"])
def test_a_package_that_is_called_like_an_error_is_told_apart(name: str) -> None:
    tree = ast.parse("\n".join(sdk.runtime(name).values()))
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert len(set(classes)) == len(classes)


@pytest.mark.parametrize("name", ["spkey_client", "SPKEYS", "Spkey", "my_spkey"])
def test_a_name_that_holds_ours_is_put_in_once(name: str) -> None:
    text = "\n".join(sdk.runtime(name).values())
    assert f'"{name.upper()}_API_KEY"' in text
    assert f"{class_name(name)}Client(Resources)" in text


def test_every_generated_file_says_so_in_its_first_line(answers: Package) -> None:
    header = "# Generated from spec.json by python -m generator. Do not edit.\n"
    assert {path for path, text in answers.files.items() if not text.startswith(header)} == set()


@pytest.mark.parametrize(
    ("source", "shown"),
    [("a.yaml", "a.yaml"), ("a\nimport os", "a?import os"), ("\u202eb.yaml", "?b.yaml"), ("-->.yaml", "__>.yaml")],
)
def test_a_file_name_stays_in_its_comment(answers: Package, source: str, shown: str) -> None:
    for text in sdk.sources(evolve(answers.api, source=source)).values():
        assert text.startswith(f"# Generated from {shown} by python -m generator. Do not edit.\n")
