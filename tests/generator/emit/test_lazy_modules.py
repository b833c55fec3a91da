"""The imports that Python 3.15 and newer defers: those of modules that a generated module needs for calls only."""

import ast
from collections.abc import Callable, Iterator
from importlib.util import resolve_name

from ..support import Package

SPEC = """
paths:
  /pets:
    get:
      operationId: get_pet
      tags: [pets]
      responses: {'200': {description: ., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
components:
  schemas:
    Pet: {type: object, properties: {owner: {$ref: '#/components/schemas/Owner'}, name: {type: string}}}
    Owner: {type: object, properties: {id: {type: string}}}
"""


def lazy(text: str) -> set[str]:
    """Return the modules that a module declares as lazy, before its imports."""
    statements = ast.parse(text).body
    for index, statement in enumerate(statements):
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__lazy_modules__":
            before = [each for each in statements[:index] if isinstance(each, ast.Import | ast.ImportFrom)]
            assert [ast.unparse(each) for each in before] == ["from __future__ import annotations"]
            return set(ast.literal_eval(statement.value))
    return set()


def imported(text: str, package: str) -> Iterator[str]:
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.ImportFrom):
            yield resolve_name(f"{'.' * statement.level}{statement.module or ''}", package)


def test_models_and_resources_defer_what_only_calls_need(package: Callable[..., Package]) -> None:
    made = package(SPEC)
    name = made.folder.name
    found = {str(path): lazy(text) for path, text in made.files.items()}
    assert found["models/pet.py"] == {f"{name}.models.owner"}
    assert found["models/owner.py"] == set()
    assert found["resources/pets.py"] == found["resources/async_pets.py"] == {f"{name}.operations"}


def test_deferred_modules_are_imported_at_the_top(package: Callable[..., Package]) -> None:
    made = package(SPEC)
    for path, text in made.files.items():
        parent = ".".join([made.folder.name, *path.parent.parts])
        assert lazy(text) <= {*imported(text, parent)}, path
