"""Lists that the service returns page by page, and the iteration over all of their items."""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from .support import Package, understand

SPEC = """
paths:
  /locks/{id}/events:
    get:
      operationId: list_lock_events
      tags: [locks]
      x-pages: {parameter: page, items: entries, total: totalPages}
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: kind, in: query, schema: {type: string}}
      responses:
        '200': {description: A page., content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}
        '404': {description: There is no such lock.}
components:
  schemas:
    Page:
      type: object
      required: [entries, totalPages]
      properties:
        entries: {type: array, items: {$ref: '#/components/schemas/Entry'}}
        totalPages: {type: integer}
    Entry: {type: object, required: [version], properties: {version: {type: integer}}}
"""


class Log:
    """A service with a log of entries, of which new ones can arrive at each request."""

    def __init__(self, *counts: int, size: int = 2, total: int | None = None) -> None:
        self.requests: list[httpx.URL] = []
        self._counts = counts
        self._size = size
        self._total = total

    def __call__(self, request: httpx.Request) -> httpx.Response:
        count = self._counts[min(len(self.requests), len(self._counts) - 1)]
        self.requests.append(request.url)
        page = int(request.url.params["page"])
        shown = range(1, count + 1)[(page - 1) * self._size : page * self._size]
        total = -(-count // self._size) if self._total is None else self._total
        return httpx.Response(200, json={"entries": [{"version": each} for each in shown], "totalPages": total})

    @property
    def pages(self) -> list[int]:
        return [int(url.params["page"]) for url in self.requests]


def sync_items(made: Package, service: Callable[[httpx.Request], httpx.Response], **arguments: Any) -> Iterator[Any]:
    with httpx.Client(transport=httpx.MockTransport(service)) as http:
        client = made.module.DemoXClient(base_url="https://service.test", http_client=http, max_retries=0)
        yield from client.locks.iterate_entries(7, **arguments)


def async_items(made: Package, service: Callable[[httpx.Request], httpx.Response], **arguments: Any) -> Iterator[Any]:
    async def read() -> list[Any]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(service)) as http:
            client = made.module.AsyncDemoXClient(base_url="https://service.test", http_client=http, max_retries=0)
            return [item async for item in client.locks.iterate_entries(7, **arguments)]

    return iter(anyio.run(read))


@pytest.fixture
def locks(package: Callable[..., Package]) -> Package:
    return package(SPEC)


@pytest.fixture(params=[sync_items, async_items], ids=["sync", "async"])
def items(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.mark.parametrize(("count", "pages"), [(0, [1]), (1, [1]), (2, [1]), (3, [1, 2]), (6, [1, 2, 3])])
def test_the_items_of_all_pages_come_in_order_and_each_page_is_requested_once(
    locks: Package, items: Any, count: int, pages: list[int]
) -> None:
    log = Log(count)
    assert [item.version for item in items(locks, log)] == list(range(1, count + 1))
    assert log.pages == pages


def test_pages_that_are_added_meanwhile_are_included(locks: Package, items: Any) -> None:
    log = Log(3, 5, 6)
    assert [item.version for item in items(locks, log)] == [1, 2, 3, 4, 5, 6]
    assert log.pages == [1, 2, 3]


def test_a_wrong_number_of_pages_does_not_request_pages_forever(locks: Package, items: Any) -> None:
    log = Log(3, total=1000)
    assert [item.version for item in items(locks, log)] == [1, 2, 3]
    assert log.pages == [1, 2, 3]


def test_other_arguments_and_options_apply_to_every_page(locks: Package, items: Any) -> None:
    log = Log(4)
    assert len([*items(locks, log, kind="open", extra_query={"a": 1})]) == 4
    assert [str(url) for url in log.requests] == [
        f"https://service.test/locks/7/events?page={page}&kind=open&a=1" for page in (1, 2)
    ]


def test_pages_are_requested_when_their_items_are_needed(locks: Package) -> None:
    log = Log(6)
    found = sync_items(locks, log)
    assert log.pages == []
    assert [next(found).version for _ in range(3)] == [1, 2, 3]
    assert log.pages == [1, 2]


def test_an_error_of_any_page_is_raised_after_the_items_before_it(locks: Package) -> None:
    log = Log(6)
    found = sync_items(
        locks, lambda request: log(request) if request.url.params["page"] == "1" else httpx.Response(404)
    )
    assert [next(found).version, next(found).version] == [1, 2]
    with pytest.raises(locks.module.NotFoundError):
        next(found)


@pytest.mark.parametrize(("client", "kind"), [("DemoXClient", "Iterator"), ("AsyncDemoXClient", "AsyncIterator")])
def test_an_iteration_has_the_types_of_its_items_and_no_page(locks: Package, client: str, kind: str) -> None:
    method = getattr(locks.module, client).locks.iterate_entries
    parameters = inspect.signature(method).parameters
    assert [*parameters] == ["self", "lock_id", "kind", "options"]
    assert parameters["lock_id"].annotation == "int"
    assert inspect.signature(method).return_annotation == f"{kind}[models.Entry]"
    assert "NotFoundError: There is no such lock." in method.__doc__


FAULTS = {
    "{parameter: number, items: entries, total: totalPages}": "number, which is not an optional integer",
    "{parameter: kind, items: entries, total: totalPages}": "kind, which is not an optional integer",
    "{parameter: page, items: totalPages, total: totalPages}": "totalPages, which is not a required array",
    "{parameter: page, items: entries, total: pages}": "pages, which is not a required integer",
}


@pytest.mark.parametrize(("pages", "problem"), FAULTS.items(), ids=FAULTS)
def test_pages_that_cannot_be_requested_are_noted_and_ignored(tmp_path: Path, pages: str, problem: str) -> None:
    api = understand(tmp_path, SPEC.replace("{parameter: page, items: entries, total: totalPages}", pages))
    assert [operation.pages for resource in api.resources for operation in resource.operations] == [None]
    assert f"x-pages names {problem}" in "\n".join(api.notes)


def test_an_iteration_never_takes_the_name_of_a_method(tmp_path: Path) -> None:
    other = """
    paths:
      /locks/entries:
        get: {operationId: iterate_lock_entries, tags: [locks], responses: {'204': {description: .}}}
    """
    api = understand(tmp_path, SPEC.replace("\npaths:\n", "\n" + other.replace("\n    ", "\n").lstrip("\n")))
    ((first, second),) = (resource.operations for resource in api.resources)
    assert second.pages is not None
    assert (first.method, second.pages.method) == ("iterate_entries", "iterate_entries_2")
