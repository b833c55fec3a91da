"""The whole suite against a mock, once for all tests about its result."""

import pytest
from spkey_mock.conformance.result import Result

from .support import verified


@pytest.fixture(scope="session")
def whole() -> Result:
    """The result of the whole suite against a mock."""
    return verified()
