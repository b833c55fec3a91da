"""Every model writes what it read, whatever that was."""

import ast
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.build.api import build
from generator.document.load import load
from generator.emit.files import ROOT
from generator.ir.models import Model
from spkey_client import models

from .support import Package

Json = st.SearchStrategy[Any]

API = build(load(ROOT / "openapi.yaml", strict=True), strict=True)

texts = st.text(max_size=5)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
anything = st.none() | st.booleans() | numbers | texts | st.lists(st.integers(), max_size=2)
SCALARS: dict[str, Json] = {
    "anything": anything,
    "boolean": st.booleans(),
    "integer": st.integers(),
    "null": st.none(),
    "number": numbers,
    "string": texts,
}


def objects(model: Model, by_name: dict[str, Model]) -> Json:
    """JSON objects that the model reads."""
    fields = {field.wire: values(field.type.decoder, by_name) for field in model.fields}
    required = {field.wire for field in model.fields if field.required}
    known = st.fixed_dictionaries(
        {wire: strategy for wire, strategy in fields.items() if wire in required},
        optional={wire: strategy for wire, strategy in fields.items() if wire not in required},
    )
    names = texts.filter(lambda name: name not in fields)
    extra = st.dictionaries(names, values(model.extra.decoder, by_name), max_size=2)
    return st.builds(lambda first, second: {**second, **first}, known, extra)


def values(decoder: str, by_name: dict[str, Model]) -> Json:
    """JSON values that a decoder reads."""
    return _values(ast.parse(decoder, mode="eval").body, by_name)


def _values(node: ast.expr, by_name: dict[str, Model]) -> Json:
    match node:
        case ast.Name(id=name):
            return SCALARS[name]
        case ast.Attribute(value=ast.Name(id=name)):
            return st.deferred(lambda: objects(by_name[name], by_name))
        case ast.Call(func=ast.Name(id="array"), args=[inner]):
            return st.lists(_values(inner, by_name), max_size=2)
        case ast.Call(func=ast.Name(id="mapping"), args=[inner]):
            return st.dictionaries(texts, _values(inner, by_name), max_size=2)
        case ast.Call(func=ast.Name(id="nullable"), args=[inner]):
            return st.none() | _values(inner, by_name)
        case _:
            return st.nothing()


@pytest.mark.parametrize("name", [model.name for model in API.models])
def test_our_models_write_what_they_read(name: str) -> None:
    by_name = {model.name: model for model in API.models}
    _check(getattr(models, name), objects(by_name[name], by_name))


def test_other_models_write_what_they_read(answers: Package) -> None:
    by_name = {model.name: model for model in answers.api.models}
    for name in ("RequiredAndOptional", "Tree", "Ping", "TypedExtra", "InheritsTwice", "Narrows", "Formats"):
        _check(getattr(answers.models, name), objects(by_name[name], by_name))


def _check(model: Any, strategy: Json) -> None:
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(strategy)
    def writes_what_it_reads(value: Any) -> None:
        read = model.from_dict(value)
        written = read.to_dict()
        assert model.from_dict(written) == read
        assert written == {wire: member for wire, member in value.items() if member is not None or wire in written}

    writes_what_it_reads()
