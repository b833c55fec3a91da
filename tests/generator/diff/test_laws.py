"""The laws of the comparison, on random schemas: what it says about them agrees with what a validator accepts."""

from typing import Any

import jsonschema_rs
from hypothesis import given
from hypothesis import strategies as st

from generator.diff.changes import Change, Severity
from generator.diff.compare import compare
from generator.document.document import Node

from .pairs import document

NAMES = ("a", "b")
SCALARS: list[Any] = [None, False, True, *range(-2, 6), 0.5, 2.5, "", "a", "b", "ab", "bab", "aaaa"]
FLAT: list[Any] = [*SCALARS[::2], [], {}]
ARRAYS: list[Any] = [[], *([one] for one in SCALARS), *([one, other] for one in FLAT for other in FLAT), [1, 1, 1]]
OBJECTS: list[Any] = [
    *({name: value} for name in (*NAMES, "z") for value in FLAT),
    *({"a": one, "b": other} for one in FLAT for other in FLAT),
    {"a": 1, "b": 1, "z": 1},
    {"a": {"a": 1}},
    {"a": {"b": "a"}, "b": [1]},
]
VALUES: list[Any] = [*SCALARS, *ARRAYS, *OBJECTS, {}]
"""Values that are small enough to fall on both sides of every limit that `LIMITS` sets."""

COUNTS = st.integers(0, 3)
LIMITS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.one_of(
            st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"]),
            st.lists(st.sampled_from(["null", "integer", "number", "string", "object"]), min_size=1, unique=True),
        ),
        "enum": st.lists(st.sampled_from(SCALARS), min_size=1, max_size=4),
        "const": st.sampled_from(SCALARS),
        "minimum": st.integers(-1, 4),
        "exclusiveMaximum": st.integers(-1, 5),
        "multipleOf": st.sampled_from([0.5, 1, 2, 3]),
        "minLength": COUNTS,
        "maxLength": COUNTS,
        "pattern": st.sampled_from(["^a", "b$"]),
        "minItems": COUNTS,
        "maxItems": COUNTS,
        "uniqueItems": st.booleans(),
        "required": st.lists(st.sampled_from(NAMES), unique=True),
        "minProperties": COUNTS,
        "maxProperties": COUNTS,
    },
)


def _with_parts(schemas: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.fixed_dictionaries(
        {},
        optional={
            "items": schemas,
            "prefixItems": st.lists(schemas, min_size=1, max_size=2),
            "contains": schemas,
            "properties": st.dictionaries(st.sampled_from(NAMES), schemas, max_size=2),
            "additionalProperties": schemas,
            "patternProperties": st.dictionaries(st.sampled_from(["^a", ""]), schemas, max_size=1),
            "allOf": st.lists(schemas, min_size=1, max_size=2),
            "anyOf": st.lists(schemas, min_size=1, max_size=3),
            "oneOf": st.lists(LIMITS, min_size=1, max_size=2),  # see the overlap of alternatives in differences.py
            "not": schemas,
            "if": schemas,
            "then": schemas,
            "else": schemas,
        },
    )
    return st.builds(lambda one, other: {**one, **other}, LIMITS, parts)


SCHEMAS = st.recursive(st.one_of(st.booleans(), LIMITS), _with_parts, max_leaves=6)


@st.composite
def pairs_of_schemas(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two schemas that are mostly the same."""
    old = draw(SCHEMAS)
    if not isinstance(old, dict):
        return old, draw(SCHEMAS)
    new = {key: value for key, value in old.items() if draw(st.integers(0, 3))}
    return old, {**new, **draw(LIMITS if draw(st.booleans()) else st.just({}))}


def accepted(schema: Any) -> set[int]:
    """The positions of the values that a schema accepts."""
    validator = jsonschema_rs.Draft202012Validator(schema)
    return {index for index, value in enumerate(VALUES) if validator.is_valid(value)}


def changes(position: str, old: Any, new: Any) -> list[Change]:
    """The changes of an operation of which this is the schema of the request or of the response."""
    return compare(document(_root(position, old)), document(_root(position, new)))


def _root(position: str, schema: Any) -> Node:
    content = {"content": {"application/json": {"schema": schema}}}
    sent: Node = {"requestBody": content, "responses": {"200": {"description": "Done."}}}
    read: Node = {"responses": {"200": {"description": "Done.", **content}}}
    info = {"title": "Things", "version": "1"}
    operation = sent if position == "request" else read
    return {"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": operation}}}


def worst(found: list[Change]) -> Severity:
    return max((change.severity for change in found), default=Severity.NONE)


@given(pairs_of_schemas())
def test_what_was_accepted_is_accepted_unless_a_change_is_breaking(pair: tuple[Any, Any]) -> None:
    old, new = pair
    found = changes("request", old, new)
    if worst(found) < Severity.BREAKING:
        lost = accepted(old) - accepted(new)
        assert [VALUES[index] for index in lost] == [], found


@given(pairs_of_schemas())
def test_what_is_returned_was_expected_unless_a_change_is_risky(pair: tuple[Any, Any]) -> None:
    old, new = pair
    found = changes("response", old, new)
    if worst(found) < Severity.RISKY:
        surprising = accepted(new) - accepted(old)
        assert [VALUES[index] for index in surprising] == [], found


@given(pairs_of_schemas())
def test_without_a_change_both_accept_the_same(pair: tuple[Any, Any]) -> None:
    old, new = pair
    if not changes("request", old, new):
        assert accepted(old) == accepted(new)


@given(SCHEMAS)
def test_a_schema_is_the_same_as_itself(schema: Any) -> None:
    assert changes("request", schema, schema) == []


@given(SCHEMAS, st.sampled_from(["allOf", "anyOf", "oneOf"]))
def test_a_list_of_one_is_the_same_as_its_only_schema(schema: Any, keyword: str) -> None:
    assert changes("response", schema, {keyword: [schema]}) == []
