"""The cases, and the comparison of their schemas with each other, beside a validator."""

import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from generator.diff.changes import Severity
from generator.diff.compare import compare
from generator.document.document import Node

from .pairs import Pair, document, observed, read
from .values import VALUES

_BEYOND = ("readOnly", "writeOnly", "x-server-set", "discriminator", "default")
"""Words that mean nothing to the validator."""

_DEEPEST = 4
"""How deep the values are nested."""


def _concerns_a_validator(pair: Pair) -> bool:
    words = json.dumps([pair.old, pair.new])
    return "[request]" in pair.variant and not any(f'"{word}"' in words for word in _BEYOND)


CASES = [pair for pair in read() if _concerns_a_validator(pair)]
TEXTS = sorted({json.dumps(root) for pair in CASES for root in (pair.old, pair.new)})


def _strangers() -> list[tuple[str, str]]:
    """Return pairs of the cases' documents that have nothing to do with each other."""
    chosen = random.Random(13)
    return [(chosen.choice(TEXTS), chosen.choice(TEXTS)) for _ in range(300)]


def test_what_the_cases_call_equivalent_accepts_the_same_values() -> None:
    pairs = [pair for pair in CASES if "request" not in pair.expected]

    assert [pair.name for pair in pairs if _accepted(json.dumps(pair.old)) != _accepted(json.dumps(pair.new))] == []


def test_what_the_cases_do_not_call_breaking_rejects_nothing_that_was_accepted() -> None:
    lost = {
        pair.name: _lost(json.dumps(pair.old), json.dumps(pair.new))
        for pair in CASES
        if pair.severity < Severity.BREAKING
    }

    assert {name: values for name, values in lost.items() if values} == {}


def test_a_change_that_rejects_requests_is_breaking() -> None:
    missed = {
        (_schema(old), _schema(new)): lost
        for old, new in _strangers()
        if (lost := _lost(old, new)) and _means(old, new)["request"] != "breaking"
    }

    assert missed == {}


def test_a_change_that_allows_further_responses_is_not_harmless() -> None:
    missed = {
        (_schema(old), _schema(new)): gained
        for old, new in _strangers()
        if (gained := _lost(new, old)) and _means(_as_response(old), _as_response(new))["response"] not in _HARMFUL
    }

    assert missed == {}


_HARMFUL = ("risky", "breaking")


def _means(old: str, new: str) -> Node:
    return observed(compare(document(json.loads(old)), document(json.loads(new))), ["request", "response"])


def _content(root: Node) -> Node:
    content: Node = root["paths"]["/things"]["post"]["requestBody"]["content"]
    return content


def _schema(text: str) -> str:
    return json.dumps(_content(json.loads(text))["application/json"]["schema"]["properties"]["value"])


def _as_response(text: str) -> str:
    root = json.loads(text)
    response = {"description": "The result.", "content": _content(root)}
    return json.dumps({**root, "paths": {"/things": {"get": {"responses": {"200": response}}}}})


@cache
def _accepted(text: str) -> frozenset[int]:
    """Return which of the values a document accepts."""
    components = json.loads(text).get("components", {})
    schema = {"allOf": [json.loads(_schema(text))], "components": components}
    validator = Draft202012Validator(schema, validate_formats=True)
    return frozenset(index for index, value in enumerate(VALUES) if validator.is_valid(value))


def _lost(old: str, new: str) -> list[Any]:
    """Return values that are accepted no more.

    A property that one document describes and the other one does not is no constraint but a property that was added
    or removed, so values with such a property do not count.
    """
    described = _described(old) ^ _described(new)
    values = [VALUES[index] for index in sorted(_accepted(old) - _accepted(new))]
    return [value for value in values if described.isdisjoint(_names(value))]


def _names(value: Any, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield the properties of a value, each with the depth of its object."""
    if isinstance(value, dict):
        yield from ((depth, name) for name in value)
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _names(item, depth + 1)


@cache
def _described(text: str) -> frozenset[tuple[int, str]]:
    root = json.loads(text)
    return frozenset(_properties(root, json.loads(_schema(text)), 0))


def _properties(root: Node, schema: Any, depth: int) -> Iterator[tuple[int, str]]:
    """Yield the properties that a schema describes, each with the depth of its object."""
    if not isinstance(schema, dict) or depth == _DEEPEST:
        return
    for keyword, value in schema.items():
        if keyword == "$ref":
            yield from _properties(root, document(root).lookup(value), depth)
        elif keyword in ("properties", "patternProperties"):
            yield from ((depth, name) for name in value if keyword == "properties")
            for inner in value.values():
                yield from _properties(root, inner, depth + 1)
        elif keyword in ("allOf", "anyOf", "oneOf"):
            for inner in value:
                yield from _properties(root, inner, depth)
        elif keyword in ("items", "additionalProperties", "prefixItems"):
            for inner in value if isinstance(value, list) else [value]:
                yield from _properties(root, inner, depth + 1)
