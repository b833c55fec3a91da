"""What users can import, and that they are told when it changes."""

import difflib
import importlib
import inspect
from pathlib import Path
from typing import Any

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


def public() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in MODULES:
        module = importlib.import_module(name)
        found[name] = module
        for member in getattr(module, "__all__", []):
            found[f"{name}.{member}"] = getattr(module, member)
    return found


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, value in public().items()
        if inspect.isclass(value) or inspect.ismodule(value) or inspect.isfunction(value)
    ],
)
def test_everything_public_is_documented(name: str) -> None:
    value = public()[name]
    assert (inspect.getdoc(value) or "").strip()
    for attribute, member in inspect.getmembers(value, inspect.isfunction) if inspect.isclass(value) else []:
        if not attribute.startswith("_") and member.__module__.startswith("spkey"):
            assert (inspect.getdoc(member) or "").strip(), attribute
