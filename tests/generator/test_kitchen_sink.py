"""Everything that the other tests generate, as linters and type checkers see it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.emit.files import ROOT

from ..mypy import mypy
from .support import Package, different_parts

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages


@pytest.fixture(scope="module")
def folders(
    answers: Package, requests: Package, aliases: Package, odd: Package, styles: Mapping[str, Package]
) -> list[Path]:
    return [package.folder for package in (answers, requests, aliases, odd, *styles.values())]


def run(*command: str | Path) -> str:
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_generated_code_is_formatted(folders: list[Path]) -> None:
    options = ("--isolated", "--line-length=120", "--config=format.skip-magic-trailing-comma=true")
    assert run("ruff", "format", "--check", "--quiet", "--no-cache", *options, *folders) == ""


def test_generated_code_has_no_fault_that_a_linter_finds(folders: list[Path]) -> None:
    rules = "--select=A003,B,E711,E712,E722,E731,E9,F,I,PIE,PLE,UP"
    options = (
        "--isolated",
        "--line-length=120",
        "--target-version=py311",
        "--config=lint.isort.split-on-trailing-comma=false",
    )
    assert run("ruff", "check", "--quiet", "--no-cache", rules, *options, *folders) == ""


def test_generated_code_is_typed_for_mypy(folders: list[Path]) -> None:
    names = [word for folder in folders for word in ("-p", folder.name)]
    assert mypy(*names, path=tuple(folder.parent for folder in folders)) == ""


def test_generated_code_is_typed_for_pyright(
    answers: Package,
    requests: Package,
    aliases: Package,
    styles: Mapping[str, Package],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = tmp_path_factory.getbasetemp()  # pyright ignores folders that are not below its settings
    settings = root / "kitchen_sink.json"
    parts = [*different_parts(package.folder for package in (answers, requests, aliases))]
    # Only what depends on the document. The other modules are like those above, and mypy checks them as well.
    parts += [package.folder / part for package in styles.values() for part in ("models", "operations")]
    include = [str(part.relative_to(root)) for part in parts]
    settings.write_text(
        json.dumps({"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": include}), "utf-8"
    )
    node, pyright = ROOT / ".venv/bin/node", ROOT / "node_modules/.bin/pyright"
    command = (node, pyright, "--pythonpath", sys.executable, "--outputjson", "--project", settings)
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    assert found["generalDiagnostics"] == []
    assert found["summary"]["filesAnalyzed"] == len([file for part in parts for file in modules(part)])


def modules(part: Path) -> list[Path]:
    return [*part.rglob("*.py")] if part.is_dir() else [part]
