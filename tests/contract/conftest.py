"""Prism, the mock that knows nothing but the contract."""

from collections.abc import Iterator

import pytest

from ..documents import ROOT
from ..prism import prism as run


@pytest.fixture(scope="session")
def prism() -> Iterator[str]:
    """The base URL of `prism mock openapi.yaml`."""
    with run("mock", str(ROOT / "openapi.yaml")) as base_url:
        yield base_url
