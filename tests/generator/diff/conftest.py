"""A repository with a small contract."""

from pathlib import Path

import pytest

from .repository import Repository, create, isolate


@pytest.fixture
def git_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git as on a machine without any configuration, outside of every repository."""
    isolate(tmp_path, monkeypatch)


@pytest.fixture
def repository(git_alone: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository, which is the current folder."""
    made = create(tmp_path / "repository")
    monkeypatch.chdir(made.folder)
    return made
