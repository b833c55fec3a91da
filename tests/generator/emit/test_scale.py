"""Generated code of large documents stays readable and quick to import."""

import json
from collections.abc import Iterator

import pytest

from .. import large
from ..support import Package, forget, generate


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """The package of a document with as many operations as the service publishes."""
    package = generate(tmp_path_factory.mktemp("published"), json.dumps(large.document(large.PUBLISHED)))
    yield package
    forget(package)


def test_137_operations_need_no_module_of_more_than_1500_lines(published: Package) -> None:
    assert len(published.methods) == 137
    lines = {str(path): text.count("\n") for path, text in published.files.items()}
    assert {path: count for path, count in lines.items() if count > 1500} == {}


def test_each_resource_has_modules_of_its_own(published: Package) -> None:
    for resource in published.api.resources:
        for module in (f"operations.{resource.name}", f"resources.{resource.name}", f"resources.async_{resource.name}"):
            assert published.load(module).__doc__ == resource.description
