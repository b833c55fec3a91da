"""What users can import, and that they are told when it changes."""

import difflib
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import surface
from .surface import MODULES


def test_the_public_surface_is_the_recorded_one() -> None:
    _, lines = surface.record()
    difference = "\n".join(difflib.unified_diff(lines, surface.surface(), "recorded", "found", lineterm=""))
    assert not difference, f"say so in CHANGELOG.md, then run make surface\n{difference}"


def test_a_change_is_only_recorded_once_the_changelog_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "surface.txt"
    monkeypatch.setattr(surface, "RECORD", record)
    assert surface.main() == 0
    recorded = record.read_text()
    monkeypatch.setattr(surface, "surface", lambda: ["spkey_client.new"])
    assert surface.main() == 1
    assert "CHANGELOG.md" in capsys.readouterr().err
    assert record.read_text() == recorded
    monkeypatch.setattr(surface, "unreleased", lambda: "another digest")
    assert surface.main() == 0
    assert record.read_text() == "# CHANGELOG another digest\nspkey_client.new\n"


def documentable() -> Iterator[tuple[str, object]]:
    """Yield the public modules, classes and functions, and the public methods of the classes."""
    for name in MODULES:
        module = importlib.import_module(name)
        yield name, module
        for member in getattr(module, "__all__", []):
            value = getattr(module, member)
            if inspect.isclass(value) or inspect.ismodule(value) or inspect.isfunction(value):
                yield f"{name}.{member}", value
            for attribute, method in inspect.getmembers(value, inspect.isfunction) if inspect.isclass(value) else []:
                if not attribute.startswith("_") and method.__module__.startswith("spkey"):
                    yield f"{name}.{member}.{attribute}", method


def test_everything_public_is_documented() -> None:
    found = dict(documentable())
    assert len(found) > 500
    assert [name for name, value in found.items() if not (inspect.getdoc(value) or "").strip()] == []
