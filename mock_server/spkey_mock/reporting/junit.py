"""JUnit XML, which GitLab, GitHub Actions and Jenkins show."""

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from attrs import frozen

_INVALID = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""The characters that XML cannot contain, not even escaped."""


@frozen
class Case:
    """A test case. At most one of `failure`, `error` and `skipped` is not empty.

    Attributes:
        name: The name.
        failure: The reason why it failed.
        skipped: The reason why it was skipped.
        output: Its other output.
        error: The reason why it could not be run.
        seconds: Its duration.
    """

    name: str
    failure: str = ""
    skipped: str = ""
    output: str = ""
    error: str = ""
    seconds: float = 0.0


@frozen
class Suite:
    """A suite of test cases.

    Attributes:
        name: The name.
        cases: The test cases.
        notes: Gaps in the suite.
    """

    name: str
    cases: Sequence[Case]
    notes: Sequence[str] = ()


def document(name: str, suites: Iterable[Suite]) -> bytes:
    """Return suites as JUnit XML, with the attributes that strict consumers accept."""
    listed = list(suites)
    root = ET.Element("testsuites", name=name)
    _count(root, [case for suite in listed for case in suite.cases])
    for suite in listed:
        group = f"{name}.{suite.name}"
        element = ET.SubElement(root, "testsuite", name=group)
        _count(element, suite.cases)
        element.set("skipped", str(sum(bool(case.skipped) for case in suite.cases)))
        for case in suite.cases:
            _add(element, group, case)
        if suite.notes:
            ET.SubElement(element, "system-err").text = _valid("\n".join(suite.notes))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _count(element: ET.Element, cases: Sequence[Case]) -> None:
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(bool(case.failure) for case in cases)))
    element.set("errors", str(sum(bool(case.error) for case in cases)))
    element.set("time", _time(sum(case.seconds for case in cases)))


def _add(suite: ET.Element, group: str, case: Case) -> None:
    element = ET.SubElement(suite, "testcase", classname=group, name=_valid(case.name), time=_time(case.seconds))
    for kind in ("failure", "error"):
        if text := _valid(getattr(case, kind)):
            ET.SubElement(element, kind, message=text, type=group).text = text
    if case.skipped:
        ET.SubElement(element, "skipped", message=_valid(case.skipped))
    if case.output:
        ET.SubElement(element, "system-out").text = _valid(case.output)


def _time(seconds: float) -> str:
    return f"{round(seconds, 3):g}"


def _valid(text: str) -> str:
    return _INVALID.sub("?", text)
