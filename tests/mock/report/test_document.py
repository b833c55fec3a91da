"""A report as JSON."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema_rs import Draft202012Validator, meta
from spkey_mock.report.document import SCHEMA, dumps, loads, to_json
from spkey_mock.report.report import Report
from spkey_mock.report.summary import summarised
from spkey_mock.service import contract

from .reports import reports, sample

DOCUMENT = json.loads(SCHEMA.read_bytes())
VALIDATOR = Draft202012Validator(
    {
        **DOCUMENT,
        "unevaluatedProperties": False,
        "$defs": {name: {**part, "unevaluatedProperties": False} for name, part in DOCUMENT["$defs"].items()},
    }
)
"""The schema, without the freedom for properties of later versions."""


@settings(max_examples=25)
@given(reports())
def test_every_report_fits_the_schema_and_is_read_again(report: Report) -> None:
    VALIDATOR.validate(json.loads(dumps(report)))
    assert loads(dumps(report)) == report


def test_the_schema_is_valid_and_documents_every_property() -> None:
    assert meta.is_valid(DOCUMENT)

    def undescribed(schema: dict[str, Any], place: str) -> list[str]:
        found = []
        for name, part in schema.get("properties", {}).items():
            if "description" not in part and "$ref" not in part:
                found.append(f"{place}/{name}")
        for name, part in schema.get("$defs", {}).items():
            found += undescribed(part, name)
        return found

    assert undescribed(DOCUMENT, "") == []


def test_a_report_lists_the_whole_contract() -> None:
    document = to_json(summarised(Report()))
    known = contract.load()
    assert [item["operation"] for item in document["operations"]] == list(known.operations)
    assert {item["id"] for item in document["rules"]} == {
        rule.id for rule in known.rules.values() if rule.subject == "request"
    }
    assert document["coverage"]["percent"] == document["coverage"]["reached"] == 0


def test_a_report_says_what_was_reached() -> None:
    document = to_json(summarised(sample()))
    assert document["requests"] == 3
    (removal,) = [item for item in document["operations"] if item["operation"] == "remove_physical_key"]
    assert (removal["calls"], removal["dropped"]) == (2, 0)
    assert {it["status"]: it["times"] for it in removal["statuses"] if it["times"]} == {400: 1, 404: 1}
    assert document["violations"][0] == {
        "code": "schema.type",
        "blame": "client",
        "message": 'the value is not of type "integer"',
        "place": "/body/number",
        "operation": "remove_physical_key",
        "test": "test_a.py::test_a",
        "times": 1,
    }


def changed(**properties: Any) -> bytes:
    return json.dumps({**json.loads(dumps(sample())), **properties}).encode()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not a report of spkey-mock"),
        (b'{"openapi": "3.1.0"}', "is not a report of spkey-mock"),
        (changed(version=2), "has format version 2, not 1"),
        (changed(requests=-1), "is damaged at /requests: "),
        (changed(rules=[{}]), "is damaged at /rules/0: "),
        (changed(violations=[{"code": "a", "blame": "nobody", "message": "m", "times": 1}]), "is damaged at /viol"),
        (changed(contract="0.9.0"), "is about contract 0.9.0, not "),
    ],
)
def test_a_file_that_is_not_a_report_is_explained_in_one_line(text: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as error:
        loads(text)
    assert "\n" not in str(error.value)


def test_properties_of_later_versions_are_ignored() -> None:
    document = json.loads(changed(later=1))
    document["violations"][0]["later"] = document["operations"][0]["later"] = 1
    assert loads(json.dumps(document).encode()) == sample()


def test_operations_that_the_contract_does_not_have_are_ignored() -> None:
    document = json.loads(dumps(Report()))
    document["operations"][0]["operation"] = "unknown"
    assert summarised(loads(json.dumps(document).encode())) == summarised(Report())
