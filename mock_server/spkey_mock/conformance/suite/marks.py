"""The markers of the tests."""

import pytest

supplement = pytest.mark.supplement
"""The test shows more of its rules than a client can provoke. Only mocks are judged by it."""


def rule(*ids: str) -> pytest.MarkDecorator:
    """Name the rules of the contract that a test shows."""
    return pytest.mark.rule(*ids)


def category(name: str) -> pytest.MarkDecorator:
    """Put a test, or all tests of a module, into a category."""
    return pytest.mark.category(name)
