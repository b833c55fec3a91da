"""Deprecated operations and arguments, of which calls warn."""

import asyncio
import inspect
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import httpx
import pytest

from .support import BASE_URL, Package, forget, generate

SPEC = """
paths:
  /old:
    get:
      operationId: list_things
      tags: [things]
      deprecated: true
      x-deprecated: Use things.find.
      summary: List things.
      responses: {'204': {description: .}}
  /older:
    get:
      operationId: get_thing
      tags: [things]
      deprecated: true
      description: Gets a thing. **Deprecated** since May. Use things.find. It is slow.
      responses: {'204': {description: .}}
  /new/{id}:
    put:
      operationId: find_things
      tags: [things]
      parameters:
        - {name: id, in: path, required: true, deprecated: true, schema: {type: string}}
        - {name: maxAge, in: query, deprecated: true, x-deprecated: Use limit., schema: {type: integer}}
        - {name: limit, in: query, schema: {type: integer}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                old: {type: [string, 'null'], deprecated: true, description: Deprecated.}
                message: {type: string, deprecated: true}
      responses: {'204': {description: .}}
"""
HERE = Path(__file__).name


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    made = generate(tmp_path_factory.mktemp("package"), SPEC)
    yield made
    forget(made)


def warned(call: Callable[[], Any]) -> list[tuple[str, str]]:
    """Return the warnings of a call, each with the file of the line that it is about."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        call()
    assert all(each.category is DeprecationWarning for each in found)
    return [(str(each.message), Path(each.filename).name) for each in found]


def server(_: httpx.Request) -> httpx.Response:
    return httpx.Response(204)


@pytest.fixture
def client(things: Package) -> Any:
    with httpx.Client(transport=httpx.MockTransport(server)) as http:
        yield things.module.DemoXClient(base_url=BASE_URL, http_client=http)


LIST = "things.list is deprecated. Use things.find."
GET = "things.get is deprecated. **Deprecated** since May. Use things.find."
AGE = "The argument max_age of things.find is deprecated. Use limit."
OLD = "The argument old of things.find is deprecated. Deprecated."
MESSAGE = "The argument message of things.find is deprecated."


def test_a_deprecated_method_warns_once_for_the_line_of_its_caller(client: Any) -> None:
    assert warned(lambda: client.things.list()) == [(LIST, HERE)]


def test_the_description_tells_the_replacement_if_nothing_else_does(client: Any) -> None:
    assert warned(lambda: client.things.get()) == [(GET, HERE)]


def test_only_deprecated_arguments_that_are_passed_warn(client: Any) -> None:
    assert warned(lambda: client.things.find("a", limit=1)) == []
    assert warned(lambda: client.things.find("a", max_age=None)) == []
    assert warned(lambda: client.things.find("a", max_age=0)) == [(AGE, HERE)]
    assert warned(lambda: client.things.find("a", old="o", message="m")) == [(OLD, HERE), (MESSAGE, HERE)]


def test_functions_of_operations_warn_as_well(things: Package) -> None:
    operations: Any = things.load("operations")
    assert warned(operations.list_things) == [("list_things is deprecated. Use things.find.", HERE)]
    assert warned(lambda: operations.find_things("a", max_age=1)) == [
        ("The argument max_age of find_things is deprecated. Use limit.", HERE)
    ]


@pytest.mark.parametrize("start", [lambda call: call, asyncio.ensure_future], ids=["awaited", "in a task"])
def test_async_methods_warn_for_the_line_of_the_call(things: Package, start: Callable[[Any], Any]) -> None:
    async def main() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            client = things.module.AsyncDemoXClient(base_url=BASE_URL, http_client=http)
            await start(client.things.list())
            await start(client.things.find("a", max_age=1))

    assert warned(lambda: asyncio.run(main())) == [(LIST, HERE), (AGE, HERE)]


def test_mocks_of_deprecated_async_methods_can_be_awaited(things: Package) -> None:
    client = create_autospec(things.module.AsyncDemoXClient, instance=True)
    asyncio.run(client.things.list())
    client.things.list.assert_awaited_once_with()


def test_signatures_and_texts_are_those_of_the_contract(things: Package) -> None:
    method = things.module.DemoXClient.things.list
    assert method.__doc__.startswith("Deprecated. Use things.find. List things.\n")
    assert list(inspect.signature(method).parameters) == ["self", "options"]


def test_a_package_without_deprecated_parts_has_no_code_for_them(package: Callable[..., Package]) -> None:
    made = package(SPEC.replace("deprecated: true", "x-other: true"))
    assert not (made.folder / "_deprecation.py").exists()
    assert not any("_deprecation" in text for text in made.files.values())
