import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from .odd import document
from .support import Package, forget, generate

SPECS = Path(__file__).parent / "specs"
DOCUMENTS = Path(__file__).parent / "documents"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Package]]:
    """Generate packages from the texts of documents. The tests of a module that pass the same texts share a package."""
    made: list[Package] = []

    @cache
    def make(*texts: str, formats: bool = False) -> Package:
        made.append(generate(tmp_path_factory.mktemp("package"), *texts, formats=formats))
        return made[-1]

    yield make
    for each in made:
        forget(each)


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """The package for specs/answers.yaml: a method `answers.NAME` for each of its schemas."""
    schemas: dict[str, Any] = YAML(typ="safe", pure=True).load(SPECS / "answers.yaml")
    contract = {
        "openapi": "3.1.0",
        "info": {"title": "Answers", "version": "1"},
        "paths": {f"/{name}": {"get": _answering(name)} for name in schemas},
        "components": {"schemas": schemas},
    }
    yield from _generated(tmp_path_factory, json.dumps(contract))


def _answering(name: str) -> dict[str, Any]:
    media = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    response = {"description": "", "content": {"application/json": media}}
    return {"operationId": name, "tags": ["answers"], "responses": {"200": response}}


@pytest.fixture(scope="session")
def requests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """The package for specs/requests.yaml."""
    yield from _generated(tmp_path_factory, (SPECS / "requests.yaml").read_text("utf-8"))


@pytest.fixture(scope="session")
def aliases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """The package for specs/aliases.yaml."""
    yield from _generated(tmp_path_factory, (SPECS / "aliases.yaml").read_text("utf-8"))


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """The package for the document of odd names and hostile texts."""
    yield from _generated(tmp_path_factory, json.dumps(document()))


@pytest.fixture(scope="session")
def styles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Package]]:
    """The packages for documents/*.yaml, by name."""
    documents = sorted(DOCUMENTS.glob("*.yaml"))
    made = {file.stem: generate(tmp_path_factory.mktemp(file.stem), file.read_text("utf-8")) for file in documents}
    yield made
    for package in made.values():
        forget(package)


def _generated(factory: pytest.TempPathFactory, text: str) -> Iterator[Package]:
    package = generate(factory.mktemp("package"), text)
    yield package
    forget(package)
