"""The names of unions, arrays and maps."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.emit.files import ROOT

from .support import Package

SPEC = (Path(__file__).parent / "specs/aliases.yaml").read_text("utf-8")


@pytest.fixture
def aliases(package: Callable[..., Package]) -> Package:
    return package(SPEC)


def test_unions_arrays_and_maps_have_names_that_types_can_use(aliases: Package) -> None:
    models = aliases.models
    assert {"Tags", "Meta", "Json", "Part", "Parts", "MaybeShape"} <= {*models.__all__}
    assert models.Tags == tuple[str, ...]
    assert models.Meta == dict[str, str]
    assert models.Part == models.Text | models.Image | dict[str, Any]
    assert models.MaybeShape == models.Text | models.Node


def test_a_name_stands_wherever_the_contract_uses_it(aliases: Package) -> None:
    (everything,) = [model for model in aliases.api.models if model.name == "Everything"]
    found = {field.name: field.type.annotation for field in everything.fields}
    assert (found["json"], found["parts"], found["link"]) == ("Json | None", "tuple[Part, ...]", "Link")
    assert (found["nullable_alias"], found["aliases"]) == ("MaybeShape | None", "tuple[MaybeShape | None, ...]")


def test_scalars_and_objects_have_no_alias(aliases: Package) -> None:
    assert {alias.name for alias in aliases.api.aliases}.isdisjoint({"Id", "Node", "Color", "Free"} - {"Free"})


def test_an_argument_takes_any_sequence_and_mapping(aliases: Package) -> None:
    (operation,) = [each for resource in aliases.api.resources for each in resource.operations if each.id == "post_x"]
    found = {parameter.name: parameter.type.argument for parameter in operation.parameters}
    assert found["tags"] == "Sequence[str]"
    assert found["meta"] == "Mapping[str, str]"
    assert found["part"] == "Part"
    assert found["kind"] == "Literal['x'] | str"


def test_every_module_can_be_imported_first(aliases: Package) -> None:
    code = "import importlib, sys; sys.path.insert(0, sys.argv[1]); importlib.import_module(sys.argv[2])"
    for module in sorted((aliases.folder / "models").glob("*.py")):
        name = f"{aliases.folder.name}.models.{module.stem}"
        subprocess.run([sys.executable, "-c", code, str(aliases.folder.parent), name], check=True)


def test_aliases_that_contain_themselves_and_models_are_read(aliases: Package) -> None:
    value: dict[str, Any] = {
        "json": ["a", {"b": None}],
        "link": {"id": 1, "children": ["a", ["b", {"id": 2}]], "next": {"back": {"id": 3}}},
        "parts": [{"type": "text", "text": "t"}, {"type": "new"}],
        "nullable_alias": None,
        "aliases": [None, {"id": 1}],
        "maps": {"a": [{"b": []}]},
    }
    read = aliases.decode("Everything", value)
    assert read.json == ("a", {"b": None})
    assert read.link.children[1][1] == aliases.models.Node(id=2)
    assert read.maps == {"a": ({"b": ()},)}
    assert read.to_dict() == value


def test_type_checkers_accept_the_package(aliases: Package, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}/cache"]
    subprocess.run([*command, aliases.folder.name], cwd=aliases.folder.parent, check=True)
    settings = aliases.folder.parent / "pyrightconfig.json"
    settings.write_text('{"typeCheckingMode": "strict"}')
    node, pyright = ROOT / ".venv/bin/node", ROOT / "node_modules/.bin/pyright"
    subprocess.run([node, pyright, "--pythonpath", sys.executable, "--project", settings], cwd=ROOT, check=True)
