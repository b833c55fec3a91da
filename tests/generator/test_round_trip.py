"""Every value is written as it was read: the law of all models, enums, unions, arrays and maps."""

import ast
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from generator.build.api import build
from generator.document.load import load
from generator.ir.api import API
from spkey_client import models

from ..documents import BUNDLE
from .support import Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages

Json = st.SearchStrategy[Any]

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


class Values:
    """The JSON values that the models and aliases of an API read."""

    def __init__(self, api: API) -> None:
        self._models = {model.name: model for model in api.models}
        self._aliases = {alias.reader: alias for alias in api.aliases}
        self._named: dict[str, Json] = {}

    def objects(self, name: str) -> Json:
        """JSON objects that a model reads, with null where it is allowed, and with properties that it does not know."""
        model = self._models[name]
        fields = {field.wire: self._field(field.type.decoder, nullable=field.type.nullable) for field in model.fields}
        required = {field.wire for field in model.fields if field.required}
        known = st.fixed_dictionaries(
            {wire: strategy for wire, strategy in fields.items() if wire in required},
            optional={wire: strategy for wire, strategy in fields.items() if wire not in required},
        )
        extra = st.dictionaries(texts.filter(lambda key: key not in fields), self.of(model.extra.decoder), max_size=2)
        return st.builds(lambda first, second: {**second, **first}, known, extra)

    def _field(self, decoder: str, *, nullable: bool) -> Json:
        found = self.of(decoder)
        return st.none() | found if nullable else found

    def of(self, decoder: str) -> Json:
        """JSON values that a decoder reads."""
        return self._of(ast.parse(decoder, mode="eval").body)

    def _of(self, node: ast.expr) -> Json:
        match node:
            case ast.Name(id=name) if name in SCALARS:
                return SCALARS[name]
            case ast.Name(id=name):
                return self._by_name(name, lambda: self.of(self._aliases[name].type.decoder))
            case ast.Attribute(value=ast.Name(id=name)):
                return self._by_name(name, lambda: self.objects(name))
            case ast.Call(func=ast.Name(id="array"), args=[inner]):
                return st.lists(self._of(inner), max_size=2)
            case ast.Call(func=ast.Name(id="mapping"), args=[inner]):
                return st.dictionaries(texts, self._of(inner), max_size=2)
            case ast.Call(func=ast.Name(id="nullable"), args=[inner]):
                return st.none() | self._of(inner)
            case ast.Call(func=ast.Name(id="union"), args=alternatives):
                return st.one_of([self._of(alternative) for alternative in alternatives])
            case ast.Call(func=ast.Name(id="tagged"), args=[tag, ast.Dict(keys=keys, values=alternatives), *_]):
                return self._tagged(ast.literal_eval(tag), [ast.literal_eval(key) for key in keys if key], alternatives)
            case _:
                raise AssertionError(ast.unparse(node))

    def _by_name(self, name: str, define: Callable[[], Json]) -> Json:
        if name not in self._named:
            self._named[name] = st.deferred(define)
        return self._named[name]

    def _tagged(self, tag: str, values: list[object], alternatives: list[ast.expr]) -> Json:
        known = [
            st.builds(lambda found, value=value: {**found, tag: value}, self._of(alternative))
            for value, alternative in zip(values, alternatives, strict=True)
        ]
        tags = texts if isinstance(values[0], str) else st.integers()
        unknown = st.dictionaries(texts, anything, max_size=2)
        return st.one_of(*known, st.builds(lambda found, value: {**found, tag: value}, unknown, tags))


def test_our_models_write_what_they_read() -> None:
    _check_models(build(load(BUNDLE, strict=False), strict=False), models)


def test_other_models_write_what_they_read(answers: Package) -> None:
    _check_models(answers.api, answers.models)


def test_aliases_write_what_they_read(answers: Package) -> None:
    encode: Callable[[Any], Any] = answers.load("_codec").encode
    values = Values(answers.api)
    for alias in answers.api.aliases:
        _check(alias.name, getattr(answers.models, alias.reader), values.of(alias.type.decoder), encode)


def test_every_kind_of_model_is_among_these(answers: Package) -> None:
    names = {model.name for model in answers.api.models}
    assert {"RequiredAndOptional", "Tree", "Ping", "TypedExtra", "Narrows", "Optionals", "Text"} <= names
    assert {"Shape", "Json", "Lists", "UnionOfUnions"} <= {alias.name for alias in answers.api.aliases}


def _check_models(api: API, made: Any) -> None:
    values = Values(api)
    for model in api.models:
        read = getattr(made, model.name).from_dict
        _check(model.name, read, values.objects(model.name), lambda found: found.to_dict())


def _check(name: str, read: Callable[[Any], Any], strategy: Json, write: Callable[[Any], Any]) -> None:
    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(strategy)
    def writes_what_it_reads(value: Any) -> None:
        note(f"Model or alias: {name}")
        found = read(value)
        assert write(found) == value
        assert read(write(found)) == found

    writes_what_it_reads()
