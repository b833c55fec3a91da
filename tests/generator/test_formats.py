"""Dates, times and UUIDs: text by default, types of their own with `formats`."""

from generator.build.api import build
from generator.document.document import Document
from generator.ir.api import API

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
