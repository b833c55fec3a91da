"""The functions and methods of a generated package: how they are found, imported and marked."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from generator.emit.expressions import imports
from generator.ir import names

from ..support import Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages

PATHS = """
x-json: &json {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
paths:
  /pets:
    get: {operationId: list_pets, tags: [pets], responses: &ok {'200': {description: '', content: *json}}}
    post:
      operationId: pets
      tags: [pets]
      deprecated: true
      summary: Make a pet.
      responses: *ok
  /owners:
    get: {operationId: lazy, tags: [owners], responses: *ok}
    put: {operationId: import_module, tags: [async_pets], responses: *ok}
components: {schemas: {Pet: {type: object, properties: {name: {type: string}}}}}
"""


REDIRECT = httpx.Response(302, headers={"Location": "/b"})


@pytest.fixture
def pets(package: Callable[..., Package]) -> Package:
    return package(PATHS)


@pytest.mark.filterwarnings("ignore:pets is deprecated:DeprecationWarning")
def test_every_function_is_found_by_its_name(pets: Package) -> None:
    operations = pets.load("operations")
    functions = ["import_module", "lazy", "list_pets", "pets"]
    assert sorted(operations.__all__) == functions
    assert set(functions) <= set(dir(operations))
    assert [getattr(operations, name)().operation.id for name in functions] == functions


@pytest.mark.filterwarnings("ignore:pets is deprecated:DeprecationWarning")
def test_a_function_hides_no_module_of_its_name(pets: Package) -> None:
    operations = pets.load("operations")
    assert operations.list_pets().operation.id == "list_pets"
    assert operations.pets().operation.id == "pets"
    assert pets.call("pets.list", answer={}).result == pets.models.Pet()


def test_an_unknown_function_is_an_error(pets: Package) -> None:
    with pytest.raises(AttributeError, match=r"module 'demo_\d+\.operations' has no attribute 'nothing'"):
        _ = pets.load("operations").nothing


def test_resources_of_similar_names_are_told_apart(pets: Package) -> None:
    assert pets.call("async_pets.import_module", answer={}).sent.url.path == "/owners"
    assert pets.call("pets.list", answer={}).sent.url.path == "/pets"


def test_a_resource_is_made_once(pets: Package) -> None:
    with pets.module.DemoXClient(base_url="https://service.test") as client:
        assert client.pets is client.pets
        assert client.with_options(timeout=1).pets is not client.pets


def test_a_resource_is_documented_on_the_client(pets: Package) -> None:
    assert pets.module.DemoXClient.pets.__doc__ == "pets"


def test_operations_may_have_the_names_of_imports(package: Callable[..., Package]) -> None:
    made = package(
        """
        paths:
          /a:
            put: {operationId: comma_separated, tags: [a], parameters: [&list {name: comma_separated, in: query,
                  explode: false, schema: {type: array, items: {type: string}}}], responses: {'204': {description: ''}}}
            post: {operationId: json_request, tags: [a], requestBody: {content: {application/json: {schema: {
                   type: object, properties: {json_request: {type: string}}}}}}, responses: {'302': {description: ''}}}
            get: {operationId: location, tags: [a], parameters: [*list], responses: {'302': {description: ''}}}
        """
    )
    functions = [getattr(made.load("operations"), name) for name in made.load("operations").__all__]
    assert sorted(function().operation.id for function in functions) == ["comma_separated", "json_request", "location"]
    for resource in made.api.resources:
        for operation in resource.operations:
            for parameter in operation.located("query"):
                sent = made.call(f"{resource.name}.{operation.method}", answer=REDIRECT, **{parameter.name: ["a", "b"]})
                assert sent.sent.url.query == b"comma_separated=a,b"


def test_names_that_operations_import_are_reserved(answers: Package, requests: Package) -> None:
    operations = [
        each for made in (answers, requests) for resource in made.api.resources for each in resource.operations
    ]
    found = imports(operations)
    imported = {name for every in found.values() for name in every}
    assert {name for name in imported if name.islower()} <= names.FUNCTION_RESERVED
    assert {name for name in imported if not name.islower()} <= names.CLASS_RESERVED
    assert {*found["_styles"], "as_text"} <= names.ARGUMENT_RESERVED


def loaded(package: Package, code: str) -> set[str]:
    """The modules of the package that are loaded after some code."""
    script = f"{code}; import json, sys; print(json.dumps([name for name in sys.modules]))"
    environment = {"PYTHONPATH": str(package.folder.parent)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    prefix = f"{package.folder.name}."
    return {name.removeprefix(prefix) for name in json.loads(done.stdout) if name.startswith(prefix)}


def test_importing_a_client_loads_no_resource_operation_or_model(pets: Package) -> None:
    found = loaded(pets, f"import {pets.folder.name}")
    assert {name for name in found if name.startswith(("models.", "operations.", "resources."))} == set()


def test_a_resource_loads_its_own_operations_only(pets: Package) -> None:
    name = pets.folder.name
    found = loaded(pets, f"import {name}; {name}.DemoXClient(base_url='https://service.test').pets")
    assert {name for name in found if name.startswith(("models.", "operations.", "resources."))} == {
        "operations.pets_2",
        "resources.pets",
    }


def test_a_deprecated_method_warns_its_caller(pets: Package) -> None:
    with pytest.warns(DeprecationWarning, match=r"^pets\.pets is deprecated\.$") as caught:
        pets.call("pets.pets", answer={})
    assert {warning.filename for warning in caught} == {_support_file()}
    operations: Any = pets.load("operations")
    assert operations.pets.__doc__.startswith("Deprecated. Make a pet.")


def _support_file() -> str:
    from .. import support

    return support.__file__
