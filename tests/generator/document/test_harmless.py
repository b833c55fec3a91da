"""Documents whose faults do no harm. The first lines of each are its notes: a location and a part of the message."""

import json
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from generator.document.load import load
from generator.document.problem import ContractError

DOCUMENTS = sorted((Path(__file__).parent / "harmless").glob("*.yaml"))
FAULTY = [file for file in DOCUMENTS if file.read_text("utf-8").startswith("#")]
STILL_FAULTY = {"component_name", "two_operations_of_one_id", "webhooks_with_faults"}
OWN_CONTRACT_MAY_HAVE = {"webhook"}


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_each_fault_is_noted_once(file: Path) -> None:
    found = sorted((note.pointer or "/", note.message) for note in load(file, strict=False).notes)
    expected = sorted(_expected(file))
    assert [where for where, _ in found] == [where for where, _ in expected]
    for (_, message), (_, words) in zip(found, expected, strict=True):
        assert words in message


@pytest.mark.parametrize(
    "file", [file for file in FAULTY if file.stem not in OWN_CONTRACT_MAY_HAVE], ids=lambda file: file.stem
)
def test_a_note_is_an_error_for_our_own_contract(file: Path) -> None:
    with pytest.raises(ContractError) as caught:
        load(file, strict=True)
    places = {problem.pointer or "/" for problem in caught.value.problems}
    assert places & {where for where, _ in _expected(file)}


@pytest.mark.parametrize("file", [file for file in FAULTY if file.stem not in STILL_FAULTY], ids=lambda file: file.stem)
def test_the_rest_of_a_faulty_document_is_valid(file: Path, tmp_path: Path) -> None:
    document = load(file, strict=False)
    assert [error.message for error in OpenAPIV31SpecValidator(document.root).iter_errors()] == []
    again = tmp_path / "again.json"
    again.write_text(json.dumps(document.root), "utf-8")
    assert load(again, strict=False).root == document.root


def _expected(file: Path) -> list[tuple[str, str]]:
    lines = file.read_text("utf-8").splitlines()
    notes = [line.removeprefix("# ").partition(" ") for line in lines if line.startswith("# ")]
    return [(where, words) for where, _, words in notes]
