"""The registry: each operation has one handler and each rule one check, loaded on first use."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from spkey_mock.service.aggregate import Aggregate, Operations
from spkey_mock.service.codec import DecodeError
from spkey_mock.service.outcome import Outcome
from spkey_mock.service.registry import Registry
from spkey_mock.service.state import State


def things(name: str = "thing") -> Aggregate[State]:
    return Aggregate(name, State, access=lambda state, caller: None)


def always(state: State, request: object, outcome: Outcome) -> bool:
    return True


def test_a_rule_has_one_check() -> None:
    aggregate = things()
    aggregate.rule("things.exist")(always)
    aggregate.reached_by_any("things.are_listed")
    with pytest.raises(ValueError, match=r"^Rule things\.exist has two checks\.$"):
        aggregate.reached_by_any("things.exist")
    with pytest.raises(ValueError, match=r"^Rule things\.are_listed has two checks\.$"):
        aggregate.rule("things.are_listed")(always)


@pytest.mark.parametrize("rule", ["things.exist", "service.read_your_writes"])
def test_a_rule_has_one_check_in_all_aggregates_and_views(rule: str) -> None:
    aggregate, views = things(), Operations()
    aggregate.rule("things.exist")(always)
    views.rule(rule)(always)
    with pytest.raises(ValueError, match=f"{rule} must be registered once"):
        Registry(aggregate, views=views)


def test_a_registry_knows_the_rules_of_the_service_and_of_its_parts() -> None:
    aggregate = things()
    aggregate.reached_by_any("things.exist", on="event")
    assert Registry(aggregate).checks.keys() - Registry().checks.keys() == {"things.exist"}
    assert Registry(aggregate).checks["things.exist"].occasion == "event"


FAMILY = """
from spkey_mock.service.aggregate import Aggregate
from spkey_mock.service.state import State

AGGREGATES = [Aggregate({name!r}, State, access=lambda state, caller: None)]
AGGREGATES[0].reached_by_any({rule!r})
"""


@pytest.fixture
def families(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of two packages with an aggregate each."""
    names = ["family_of_doors", "family_of_floors"]
    for name in names:
        aggregate = name.removeprefix("family_of_")
        text = FAMILY.format(name=aggregate, rule=f"{aggregate}.exist")
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    return names


def loaded(families: list[str]) -> list[str]:
    return [name for name in families if name in sys.modules]


def test_packages_are_imported_in_order_until_a_lookup_succeeds(families: list[str]) -> None:
    registry = Registry(things(), packages=families)
    assert registry.aggregate("thing").name == "thing"
    assert loaded(families) == []
    assert registry.aggregate("doors").name == "doors"
    assert loaded(families) == families[:1]
    assert registry.handler("open_window") is None
    assert loaded(families) == families
    with pytest.raises(DecodeError, match=r"^Unknown aggregate 'window'\. Known: thing, doors, floors\.$"):
        registry.aggregate("window")


def test_listing_all_imports_the_remaining_packages(families: list[str]) -> None:
    registry = Registry(things(), packages=families)
    assert {"doors.exist", "floors.exist"} <= registry.checks.keys()
    assert [*Registry(things(), packages=families).aggregates] == ["thing", "doors", "floors"]


def test_a_package_that_cannot_be_imported_is_tried_again(families: list[str], tmp_path: Path) -> None:
    file = tmp_path / f"{families[1]}.py"
    text = file.read_text("utf-8")
    file.write_text("raise MemoryError", "utf-8")
    registry = Registry(packages=families)
    with pytest.raises(MemoryError):
        registry.aggregate("floors")
    file.write_text(text, "utf-8")
    assert registry.aggregate("floors").name == "floors"


def test_concurrent_lookups_all_succeed(families: list[str]) -> None:
    registry = Registry(packages=families)
    with ThreadPoolExecutor(8) as threads:
        found = threads.map(registry.aggregate, ["doors", "floors"] * 20)
        assert {aggregate.name for aggregate in found} == {"doors", "floors"}


def printed(program: str) -> list[str]:
    """Return the lines that a program in a process of its own prints."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


REMOVAL = """
import sys
from spkey_mock import World
world = World()
world.users.create("u", keys=1)
with world.client() as client:
    client.physical_keys.remove("u", number=1)
print(*(name for name in sys.modules if name.startswith(("spkey_mock.aggregates.locks", "spkey_mock.aggregates.temp"))))
"""


def test_a_removal_imports_neither_locks_nor_temporary_keys() -> None:
    assert printed(REMOVAL) == [""]


INCOMPLETE = """
from spkey_mock.aggregates import REGISTRY
from spkey_mock.service.contract import load

early = {operation.id: REGISTRY.checks_of(operation).keys() for operation in load().operations.values()}
REGISTRY.checks
for operation in load().operations.values():
    if late := REGISTRY.checks_of(operation).keys() - early[operation.id]:
        print(operation.id, *late)
"""


def test_the_checks_of_an_operation_are_loaded_with_its_handler() -> None:
    """The first call of each operation then reaches all rules that it can reach, whatever was called before."""
    assert printed(INCOMPLETE) == []


IMPORTED_AGAIN = """
import sys
from unittest.mock import patch
from spkey_mock import World

with patch.dict("sys.modules"):
    World().locks.create(7)
assert "spkey_mock.aggregates.locks" not in sys.modules
world = World()
world.locks.create(7, owner="u1", keys=1)
world.users.create("u1")
world.temp_keys.create([7])
with world.client() as client:
    print(client.users.list_owned_locks("u1").total_count, len(client.temp_keys.list()))
"""


def test_a_family_can_be_imported_again_after_a_test_has_restored_the_modules() -> None:
    assert printed(IMPORTED_AGAIN) == ["1 1"]


INTERRUPTED = """
import sys
from spkey_mock import World

def interrupt(frame, event, arg):
    if frame.f_code.co_filename.endswith("residents.py") and "locks" in frame.f_code.co_filename:
        sys.settrace(None)
        raise KeyboardInterrupt

sys.settrace(interrupt)
try:
    World().locks
except KeyboardInterrupt:
    print("interrupted")
print(World().locks.create(7).lock_id)
"""


def test_an_interrupted_import_is_repeated_with_the_next_use() -> None:
    assert printed(INTERRUPTED) == ["interrupted", "7"]
