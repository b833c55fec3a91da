import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from generator import __main__ as command
from generator.emit.files import ROOT, TEMPORARY

from .emit.test_files import tree
from .support import document

Run = Callable[..., tuple[int, str, str]]

MANY = "        - {name: many, in: cookie, description: Many., schema: {type: array}, example: []}\n"
SPEC = f"""
openapi: 3.1.0
info: {{title: A service, version: '1', description: A.}}
x-error-format: {{default: flat}}
servers: [{{url: 'https://a.test', description: A.}}]
tags: [{{name: things, description: Things.}}]
paths:
  /things/{{id}}:
    get:
      operationId: get_thing
      tags: [things]
      summary: Get a thing.
      description: Returns the thing.
      parameters:
        - {{name: id, in: path, required: true, description: The id., schema: {{type: string}}, example: a}}
{MANY}\
      responses:
        '200': {{description: A., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
        '400': {{description: B.}}
components:
  schemas:
    Thing: {{type: object, description: A., properties: {{a: {{type: string, description: A., examples: [a]}}}}}}
"""
STRICT = SPEC.replace(MANY, "")
GENERATED_FOLDERS = ("docs", "mock_server/spkey_mock", "spkey_client")

EDITED = (
    "docs/api/users.md",
    "mock_server/spkey_mock/aggregates/requests/physical_keys.py",
    "mock_server/spkey_mock/contract.json",
    "spkey_client/models/physical_key.py",
    "spkey_client/operations/users.py",
)
MISSING = "spkey_client/models/user_profile.py"
OBSOLETE = ("mock_server/spkey_mock/aggregates/requests/old.py", "spkey_client/models/old.py")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command; gives its exit code and output."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = command.main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    file = tmp_path / "spec.yaml"
    file.write_text(document(SPEC))
    return file


@pytest.fixture
def arguments(spec: Path, tmp_path: Path) -> tuple[object, ...]:
    return ("--spec", spec, "--out", tmp_path / "out", "--package", "thing_api")


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the repository, as far as it is generated, for the command to work in."""
    for folder in GENERATED_FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(command, "ROOT", tmp_path)
    return tmp_path


def test_the_files_of_the_repository_match_the_contract_in_strict_mode(run: Run) -> None:
    assert run("--check", "--strict") == (0, "", "")


def test_files_that_differ_from_the_contract_are_named_and_restored(run: Run, copy: Path) -> None:
    before = tree(copy)
    for path in EDITED:
        (copy / path).write_text((copy / path).read_text("utf-8") + "# edited\n", "utf-8")
    for path in OBSOLETE:
        shutil.copy(copy / MISSING, copy / path)
    (copy / MISSING).unlink()
    broken = tree(copy)

    code, output, errors = run("--check")
    assert (code, errors) == (1, "The files differ from the contract. Run python -m generator.\n")
    assert sorted(re.findall(r"^--- (.*) \(as it is\)$", output, re.MULTILINE)) == sorted([*EDITED, MISSING])
    assert sorted(re.findall(r"^\+\+\+ (.*) \(generated\)$", output, re.MULTILINE)) == sorted([*EDITED, MISSING])
    assert output.count("-# edited\n") == len(EDITED)
    assert re.findall(r"^(.*) is missing$", output, re.MULTILINE) == [MISSING]
    assert sorted(re.findall(r"^(.*) is no longer generated$", output, re.MULTILINE)) == sorted(OBSOLETE)
    assert tree(copy) == broken

    assert run() == (0, "", "")
    assert tree(copy) == before


def test_a_package_is_written_checked_and_written_again(
    run: Run, arguments: tuple[object, ...], tmp_path: Path
) -> None:
    note = f"note: {tmp_path}/spec.yaml#/paths/~1things~1{{id}}/get: The parameter many is left out because"
    code, output, errors = run(*arguments)
    assert (code, output) == (0, "")
    assert errors.startswith(note)
    before = tree(tmp_path / "out")
    assert {"thing_api/__init__.py", "thing_api/py.typed", "thing_api/models/thing.py"} <= set(before)
    assert run(*arguments, "--check")[:2] == (0, "")
    assert run(*arguments)[:2] == (0, "")
    assert tree(tmp_path / "out") == before


def test_a_missing_package_is_a_difference(run: Run, arguments: tuple[object, ...], tmp_path: Path) -> None:
    code, output, _ = run(*arguments, "--check")
    assert code == 1
    assert "py.typed is missing\n" in output
    assert not (tmp_path / "out").exists()


def test_a_package_works_on_its_own(run: Run, arguments: tuple[object, ...], tmp_path: Path) -> None:
    run(*arguments)
    code = "import thing_api, sys; print(thing_api.ThingApiClient(), [name for name in sys.modules if 'spkey' in name])"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "out")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "ThingApiClient(base_url='https://a.test') []\n"


def test_in_strict_mode_nothing_may_be_left_out(
    run: Run, spec: Path, arguments: tuple[object, ...], tmp_path: Path
) -> None:
    code, _, errors = run(*arguments, "--strict")
    assert code == 2
    assert errors.startswith(f"{spec}#/paths/~1things~1{{id}}/get: The parameter many is left out")
    assert not (tmp_path / "out").exists()
    spec.write_text(document(STRICT))
    assert run(*arguments, "--strict") == (0, "", "")


@pytest.mark.parametrize("package", ["2things", "a-b", "a.b", "", "class", "json", "httpx", "attrs", "\u00fc"])
def test_a_package_must_have_a_name_of_its_own(run: Run, spec: Path, tmp_path: Path, package: str) -> None:
    with pytest.raises(SystemExit) as caught:
        run("--spec", spec, "--out", tmp_path, "--package", package)
    assert caught.value.code == 2


@pytest.mark.parametrize("arguments", [("--spec", "a.yaml"), ("--out", "a"), ("--package", "a", "--out", "b")])
def test_spec_out_and_package_must_be_given_together(run: Run, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    assert caught.value.code == 2


def test_files_of_others_are_not_overwritten(run: Run, arguments: tuple[object, ...], tmp_path: Path) -> None:
    mine = tmp_path / "out/thing_api/__init__.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("# Mine.\n")
    code, _, errors = run(*arguments)
    assert code == 2
    assert "contains something other than a generated package" in errors
    assert mine.read_text() == "# Mine.\n"


def test_a_missing_document_is_one_line(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    code, _, errors = run("--spec", missing, "--out", tmp_path, "--package", "made")
    assert code == 2
    assert errors == f"{missing}#: The file cannot be read: No such file or directory. Pass a readable file.\n"


def test_a_file_in_the_place_of_the_folder_is_one_line(run: Run, arguments: tuple[object, ...], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    code, _, errors = run(*arguments)
    assert code == 2
    assert errors.splitlines()[-1].startswith(f"{tmp_path}/out/thing_api/")
    assert errors.splitlines()[-1].endswith("Nothing was written.")
    assert (tmp_path / "out").read_text() == "in the way"


@pytest.mark.parametrize(
    "name", ["generator.emit.files.tempfile.mkstemp", "generator.emit.files.os.replace", "pathlib.Path.mkdir"]
)
def test_a_full_disk_is_one_line(
    run: Run, arguments: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def full(*_: Any, **__: Any) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(name, full)
    code, _, errors = run(*arguments)
    assert code == 2
    assert errors.splitlines()[-1].endswith(": No space left on device. Nothing was written.")
    assert not (tmp_path / "out").exists()


def test_two_runs_with_different_hash_seeds_write_the_same_bytes(tmp_path: Path) -> None:
    specs = [ROOT / "openapi.yaml", ROOT / "tests/generator/specs/requests.yaml"]
    code = f"""
from generator.__main__ import main

for spec in {[str(spec) for spec in specs]}:
    assert main(["--spec", spec, "--out", spec.rpartition("/")[2], "--package", "made"]) == 0
"""
    runs: list[tuple[object, str]] = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        runs.append((tree(folder), done.stderr))
    assert runs[0] == runs[1]
    assert [len(tree(tmp_path / "1" / spec.name)) > 20 for spec in specs] == [True, True]


@pytest.mark.parametrize("replaced", [0, 1, 5])
def test_a_run_completes_the_package_of_a_run_that_was_killed(
    run: Run, arguments: tuple[object, ...], tmp_path: Path, replaced: int
) -> None:
    package = tmp_path / "out" / "thing_api"
    run(*arguments)
    whole = tree(package)
    written = ["_service.py", *sorted({str(name) for name in whole} - {"_service.py"})]
    for name in written[replaced:]:
        (package / name).unlink()
    for name in ("", "models"):
        (package / name / f"{TEMPORARY}abc").write_text("half of a fi")
    assert run(*arguments)[0] == 0
    assert tree(package) == whole
