"""The names of unions, arrays and maps."""

import subprocess
import sys
from typing import Any

import pytest

from .support import Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages

IMPORT_EACH_FIRST = """
import importlib, sys

folder, package, *names = sys.argv[1:]
sys.path.insert(0, folder)
for name in names:
    for loaded in [it for it in sys.modules if it.partition(".")[0] == package]:
        del sys.modules[loaded]
    importlib.import_module(f"{package}.models.{name}")
"""


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
    names = sorted(module.stem for module in (aliases.folder / "models").glob("*.py"))
    command = [sys.executable, "-c", IMPORT_EACH_FIRST, str(aliases.folder.parent), aliases.folder.name, *names]
    subprocess.run(command, check=True)


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
