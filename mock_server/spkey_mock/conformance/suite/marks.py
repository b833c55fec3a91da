"""The markers of the tests."""

import pytest


def rule(*ids: str) -> pytest.MarkDecorator:
    """Name the rules of the contract that a test shows."""
    return pytest.mark.rule(*ids)


def category(name: str) -> pytest.MarkDecorator:
    """Put a test, or all tests of a module, into a category."""
    return pytest.mark.category(name)
