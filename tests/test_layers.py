"""What the parts of the mock may import of each other."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

MOCK = Path(__file__).parents[1] / "mock_server/spkey_mock"

# A room may import the rooms that are listed beside it, and itself.
ALLOWED = {
    "store": set[str](),
    "service": {"store"},
    "aggregates": {"service"},
    "record": {"service", "store"},
    "webhooks": {"service", "store"},
    "page": {"service"},
    "world": {"aggregates", "record", "webhooks", "service", "store"},
    "reporting": set[str](),
    "report": {"reporting", "aggregates", "record", "service"},
    "replay": {"world", "record", "service"},
    "control": {"replay", "world", "report", "reporting", "aggregates", "record", "webhooks", "service", "store"},
    "http": {"control", "world", "page", "record", "service"},
    # The suite judges the mock, so it shares nothing with it but the form of reports.
    "conformance": {"reporting"},
    "proxy": {"conformance", "http", "aggregates", "record", "service", "store"},
}

# The subcommands run what is assembled, so they may import everything but the command.
COMMAND = "command"

PUBLIC = {"Server", "Settings", "Site", "World", "Worlds"}
"""Names of the package itself, imported on use."""

# The modules beside the rooms put the mock together, each from the rooms and the modules before it.
ASSEMBLY = ["mock", "threads", "sites", "__init__", "demo", "plugin", "cli", "__main__"]

# Of the store, the layers above it know the records and the protocols. Only the life of a world chooses the store in
# memory, and only the assembly of the mock connects to a database.
STORE_TYPES = {"recorded", "store", "durable", "documents"}
CHOOSES_STORE = {"world/life.py": {"memory"}, "sites.py": {"connect"}}

ROOMS = sorted(path.name for path in MOCK.iterdir() if path.is_dir() and (path / "__init__.py").exists())
FILES = sorted(path.relative_to(MOCK) for path in MOCK.rglob("*.py"))


@cache
def imported(file: Path) -> tuple[tuple[str, ...], ...]:
    """The modules of the mock that a file imports anywhere in it, as paths below the package."""
    return tuple(_imported(file))


def _imported(file: Path) -> Iterator[tuple[str, ...]]:
    package = file.parent.parts
    for node in ast.walk(ast.parse((MOCK / file).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            module = (*base, *(node.module or "").split(".")) if node.module else base
            if node.module:
                yield module
            else:
                yield from ((*base, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] != "spkey_mock", f"{file} must import relatively"
        elif isinstance(node, ast.Import):
            assert all(alias.name.partition(".")[0] != "spkey_mock" for alias in node.names), file


def test_every_room_is_a_layer() -> None:
    assert sorted([*ALLOWED, COMMAND]) == ROOMS


def test_a_room_imports_only_rooms_below_it() -> None:
    before = {*ALLOWED, *PUBLIC, *ASSEMBLY[: ASSEMBLY.index("cli")]}
    for file in [file for file in FILES if len(file.parts) > 1]:
        room = file.parts[0]
        rooms = {module[0] for module in imported(file)} - {room}
        assert rooms <= (before if room == COMMAND else ALLOWED[room]), file


def test_no_room_imports_itself_through_another() -> None:
    TopologicalSorter(ALLOWED).prepare()


def test_a_module_beside_the_rooms_imports_rooms_and_modules_before_it() -> None:
    for file in [file for file in FILES if len(file.parts) == 1]:
        command = {COMMAND} if file.stem == "cli" else set[str]()
        allowed = {*ALLOWED, *PUBLIC, *ASSEMBLY[: ASSEMBLY.index(file.stem)], *command}
        assert {module[0] for module in imported(file) if module} <= allowed, file


def test_only_the_life_of_a_world_and_the_assembly_choose_a_store() -> None:
    for file in [file for file in FILES if file.parts[0] not in ("store", "__init__.py")]:
        modules = {module[1] for module in imported(file) if module[:1] == ("store",) and len(module) > 1}
        assert modules - STORE_TYPES <= CHOOSES_STORE.get(file.as_posix(), set()), file


def test_the_service_names_no_aggregate() -> None:
    for file in FILES:
        if file.parts[0] in ("service", "store"):
            assert "aggregates" not in {module[0] for module in imported(file)}


@pytest.mark.parametrize("folder", [*ALLOWED, COMMAND])
def test_modules_of_a_room_do_not_import_each_other_in_a_circle(folder: str) -> None:
    graph = {
        file.stem: {module[1] for module in imported(file) if module[0] == folder and len(module) > 1} - {file.stem}
        for file in FILES
        if file.parts[0] == folder and len(file.parts) == 2
    }
    TopologicalSorter(graph).prepare()


def test_a_family_of_aggregates_imports_only_those_before_it() -> None:
    """The registry imports the families in this order, on use. An earlier one must not import a later one with it."""
    families = ["users", "locks", "temp_keys"]
    assert sorted(families) == sorted({file.parts[1] for file in FILES if file.match("aggregates/*/state.py")})
    for file in [file for file in FILES if file.parts[:1] == ("aggregates",) and file.parts[1] in families]:
        later = families[families.index(file.parts[1]) + 1 :]
        assert {module[1] for module in imported(file) if module[:1] == ("aggregates",)}.isdisjoint(later), file


def test_no_module_has_more_than_400_lines() -> None:
    long = {str(file): len((MOCK / file).read_text("utf-8").splitlines()) for file in FILES}
    assert {file: lines for file, lines in long.items() if lines > 400} == {}
