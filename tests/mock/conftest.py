import pytest

from .postgres import postgres_server, postgres_url
from .support import Mock

__all__ = ["postgres_server", "postgres_url"]  # fixtures


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "rule(*ids): the rules of the contract that the test shows")


@pytest.fixture
def pytester(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project whose runs print the same everywhere. In continuous integration, pytest prints whole messages twice.

    A run loads only the mock's plugin and those that it names, because each plugin takes time to import.
    """
    for name in ("CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p spkey -W error")
    return pytester


@pytest.fixture
def mock() -> Mock:
    """A mock without users or requests."""
    return Mock()


@pytest.fixture
def stocked(mock: Mock) -> Mock:
    """A mock with one user, who has the keys 1, 2 and 3."""
    mock.create()
    mock.add(orgName="Acme", note="front door")
    mock.add(note="Back DOOR")
    mock.add("umbrella")
    return mock
