"""A report as JUnit XML."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from spkey_mock.report.junit import junit
from spkey_mock.report.report import Finding, Report
from spkey_mock.report.summary import summarised
from spkey_mock.report.thresholds import Thresholds

from .reports import reports, sample

STRICT = Thresholds(100, never_called=True, violations=True)


def parsed(report: Report, thresholds: Thresholds = STRICT) -> ET.Element:
    return ET.fromstring(junit(summarised(report), thresholds))


def cases(root: ET.Element, suite: str, child: str) -> list[str | None]:
    return [case.get("name") for case in root.iterfind(f"testsuite[@name='spkey.{suite}']/testcase[{child}]")]


@settings(max_examples=25)
@given(reports())
def test_every_report_has_four_suites_whose_counts_agree(report: Report) -> None:
    root = parsed(report)
    assert [suite.get("name") for suite in root] == [
        f"spkey.{name}" for name in ("operations", "rules", "violations", "thresholds")
    ]
    for element in (root, *root):
        for attribute, path in (("tests", ""), ("failures", "/failure"), ("errors", "/error")):
            assert element.get(attribute) == str(len(element.findall(f".//testcase{path}")))
    for suite in root:
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))
    for case in root.iterfind(".//testcase"):
        assert case.get("name")
        assert case.get("classname")
        assert case.get("time") == "0"
        assert len([child for child in case if child.tag in ("failure", "skipped")]) <= 1


@settings(max_examples=25)
@given(reports())
def test_consumers_can_tell_all_cases_apart(report: Report) -> None:
    names = [(case.get("classname"), case.get("name")) for case in parsed(report).iterfind(".//testcase")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "thresholds", [Thresholds(), Thresholds(50), Thresholds(never_called=True), Thresholds(violations=True), STRICT]
)
@pytest.mark.parametrize("report", [Report(), sample()], ids=["empty", "sample"])
def test_there_is_a_failure_if_and_only_if_the_run_fails(report: Report, thresholds: Thresholds) -> None:
    failed = parsed(report, thresholds).find(".//failure") is not None
    assert failed is bool(thresholds.failures(summarised(report)))


# The elements and attributes of the schema of Jenkins' xUnit plugin, which is the strictest consumer.
ALLOWED = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "time", "tests", "failures", "errors", "skipped"},
    "testcase": {"name", "time", "classname"},
    "failure": {"type", "message"},
    "skipped": {"type", "message"},
    "system-out": set[str](),
    "system-err": set[str](),
}


@settings(max_examples=25)
@given(reports())
def test_there_is_nothing_that_a_strict_consumer_rejects(report: Report) -> None:
    assert [it for it in parsed(report).iter() if not {*it.keys()} <= ALLOWED[it.tag]] == []


def test_what_was_not_reached_is_skipped_or_failed() -> None:
    lenient, strict = parsed(sample(), Thresholds()), parsed(sample())
    assert "get_user_profile" in cases(lenient, "operations", "skipped")
    assert "get_user_profile" in cases(strict, "operations", "failure")
    assert "remove_physical_key 200" in cases(strict, "operations", "skipped")
    assert "create_user 201" in cases(strict, "operations", "system-out")
    assert "users.get_profile.user_must_exist" in cases(strict, "rules", "skipped")
    assert cases(strict, "thresholds", "failure") == ["coverage"]


def test_violations_by_clients_are_cases_that_name_the_test() -> None:
    name = "schema.type remove_physical_key /body/number test_a.py::test_a"
    assert cases(parsed(sample()), "violations", "failure") == [name]
    assert cases(parsed(sample(), Thresholds()), "violations", "system-out") == [name]
    assert cases(parsed(Report()), "violations", "system-out") == ["none"]


def test_a_note_is_in_the_output_for_errors() -> None:
    root = parsed(Report(notes=frozenset({"Worker gw1 crashed."})))
    assert root.findtext(".//system-err") == "Worker gw1 crashed."


def test_any_text_is_escaped() -> None:
    report = Report(violations={Finding("schema.type", "client", "<&\"'>]]>\x00\ud800"): 1})
    failure = parsed(report).find(".//testsuite[@name='spkey.violations']//failure")
    assert failure is not None
    assert "<&\"'>]]>??" in (failure.get("message") or "")
