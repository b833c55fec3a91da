"""A document in which anything may be replaced by anything else."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.document.load import load
from generator.document.problem import ContractError

JUNK: list[Any] = [None, 7, [None], {"a": None}, {"$ref": "#/nowhere"}]

PARAMETER = {"name": "b", "in": "query", "style": "form", "explode": False, "schema": {"type": "string"}}
SCHEMA = {
    "type": "object",
    "required": ["p"],
    "properties": {"p": {"type": ["string", "null"], "enum": ["a"], "maxLength": 3}},
    "oneOf": [{"$ref": "#/components/schemas/B"}],
    "discriminator": {"propertyName": "p", "mapping": {"a": "B"}},
    "additionalProperties": {"items": {"nullable": True}},
}
ROOT = {
    "openapi": "3.1.0",
    "info": {"title": "A service", "version": "1"},
    "servers": [{"url": "https://{host}", "variables": {"host": {"default": "a.test"}}}],
    "tags": [{"name": "a"}],
    "security": [{"key": []}],
    "paths": {
        "/a/{c}": {
            "parameters": [{"$ref": "#/components/parameters/C"}],
            "post": {
                "operationId": "a",
                "tags": ["a"],
                "parameters": [PARAMETER],
                "requestBody": {"required": True, "content": {"application/json": {"schema": SCHEMA}}},
                "responses": {"200": {"description": "Fine.", "content": {"application/json": {"schema": SCHEMA}}}},
                "callbacks": {"done": {"{$request.body}": {"post": {"responses": {}}}}},
                "x-rules": [{"id": "a.b", "text": "A rule.", "source": "seed"}],
            },
        }
    },
    "webhooks": {"ping": {"post": {"requestBody": {"content": {"application/json": {"schema": SCHEMA}}}}}},
    "components": {
        "parameters": {"C": {"name": "c", "in": "path", "required": True, "schema": {}}},
        "schemas": {"B": {"allOf": [{"type": "object"}, {"$ref": "#/components/schemas/D"}]}, "D": {"type": "object"}},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}


def ways(node: Any) -> Iterator[tuple[str | int, ...]]:
    """The way to each value in a value."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (key,)
        yield from ((key, *way) for way in ways(child))


def replaced(way: tuple[str | int, ...], value: Any) -> Any:
    root = copy.deepcopy(ROOT)
    node: Any = root
    for key in way[:-1]:
        node = node[key]
    node[way[-1]] = value
    return root


@pytest.mark.parametrize("way", list(ways(ROOT)), ids=lambda way: "/".join(map(str, way)))
def test_a_fault_leads_to_a_document_without_faults_or_to_an_error(way: tuple[str | int, ...], tmp_path: Path) -> None:
    file = tmp_path / "spec.json"
    for value in JUNK:
        file.write_text(json.dumps(replaced(way, value)), "utf-8")
        try:
            loaded = load(file, strict=False)
        except ContractError:
            continue
        file.write_text(json.dumps(loaded.root), "utf-8")
        assert load(file, strict=False).root == loaded.root
