"""What the stages of the generator may import of each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import generator

ROOT = Path(generator.__file__).parent

# A stage may import itself and the stages that are listed beside it.
ALLOWED = {
    "document": set[str](),
    "ir": set[str](),
    "build": {"document", "ir"},
    "emit": {"ir"},
    "diff": {"document", "build", "ir", "emit"},
}
FILES = sorted(path.relative_to(ROOT) for path in ROOT.rglob("*.py") if "runtime" not in path.parts)


def imported(file: Path) -> Iterator[str]:
    """The modules that a file imports, those of the generator as paths below it."""
    package = file.parent.parts
    for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*base, *([node.module] if node.module else [])])
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("file", [file for file in FILES if len(file.parts) > 1], ids=str)
def test_a_stage_imports_only_the_stages_before_it(file: Path) -> None:
    stages = {module.partition(".")[0] for module in imported(file)} & ALLOWED.keys()
    assert stages - {file.parts[0]} <= ALLOWED[file.parts[0]]


@pytest.mark.parametrize("file", FILES, ids=str)
def test_only_build_knows_the_engine(file: Path) -> None:
    modules = {module.partition(".")[0] for module in imported(file)}
    assert "openapi_python_client" not in modules or file.parts[0] == "build"


def test_no_module_has_more_than_400_lines() -> None:
    lines = {str(file): len((ROOT / file).read_text("utf-8").splitlines()) for file in FILES}
    assert {file: count for file, count in lines.items() if count > 400} == {}
