"""Dates, times and UUIDs: text by default, types of their own with `formats`."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

from generator.build.api import build
from generator.document.document import Document
from generator.ir.api import API

from .support import Package

ITEM = {
    "type": "object",
    "required": ["at", "day", "id", "date"],
    "properties": {
        "at": {"type": "string", "format": "date-time"},
        "day": {"type": "string", "format": "date"},
        "id": {"type": "string", "format": "uuid"},
        "date": {"type": ["string", "null"], "format": "date"},
        "many": {"type": "array", "items": {"type": "string", "format": "date-time"}},
        "other": {"type": "string", "format": "uri"},
    },
}
DOCUMENT = Document(
    "a.yaml",
    {
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/items/{id}": {
                "get": {
                    "operationId": "get_item",
                    "tags": ["items"],
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
                        {"name": "since", "in": "query", "schema": {"type": "string", "format": "date-time"}},
                    ],
                    "responses": {"200": {"content": {"application/json": {"schema": ITEM}}}},
                }
            }
        },
    },
)


def types(api: API) -> dict[str, str]:
    (model,) = api.models
    return {field.name: field.type.annotation for field in model.fields}


def test_formats_are_text_by_default() -> None:
    found = types(build(DOCUMENT, strict=False))
    assert {*found.values()} == {"str", "str | None", "tuple[str, ...]"}


def test_formats_may_have_types_of_their_own() -> None:
    api = build(DOCUMENT, strict=False, formats=True)
    assert types(api) == {
        "at": "datetime",
        "day": "date",
        "id": "UUID",
        # A field called `date` would hide the type of the others.
        "date_": "date | None",
        "many": "tuple[datetime, ...]",
        "other": "str",
    }
    (operation,) = api.resources[0].operations
    assert [parameter.type.argument for parameter in operation.parameters] == ["UUID", "datetime"]


SENT = """
paths:
  /days/{day}:
    post:
      operationId: log
      tags: [days]
      parameters:
        - {name: day, in: path, required: true, schema: {type: string, format: date}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: string, format: uuid}}}
        - {name: X-Since, in: header, schema: {type: string, format: date-time}}
      requestBody: {content: {application/json: {schema: {properties: {at: {type: string, format: date-time}}}}}}
      responses: {'200': {description: '', content: {application/json: {schema: {type: string, format: date}}}}}
"""


def test_dates_times_and_uuids_are_sent_and_read_as_rfc_3339_says(package: Callable[..., Package]) -> None:
    day, time, ids = date(2026, 11, 5), datetime(2026, 11, 5, 16, tzinfo=UTC), [UUID(int=1), UUID(int=2)]
    made = package(SENT, formats=True)
    exchange = made.call("days.log", day, since=time, ids=ids, x_since=time, at=time, answer="2026-11-06")
    assert exchange.result == date(2026, 11, 6)
    assert exchange.sent.url.raw_path == (
        b"/days/2026-11-05?since=2026-11-05T16%3A00%3A00Z"
        b"&ids=00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002"
    )
    assert exchange.sent.headers["X-Since"] == "2026-11-05T16:00:00Z"
    assert exchange.body == b'{"at":"2026-11-05T16:00:00Z"}'
