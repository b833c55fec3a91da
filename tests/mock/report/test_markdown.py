"""A report as Markdown."""

from hypothesis import given, settings
from spkey_mock.report.markdown import markdown
from spkey_mock.report.report import MOST_VIOLATIONS, Finding, Report
from spkey_mock.report.summary import summarised
from spkey_mock.report.thresholds import Thresholds

from .reports import reports, sample


def text(report: Report, thresholds: Thresholds = Thresholds()) -> str:  # noqa: B008 # it is frozen
    return markdown(summarised(report), thresholds)


def test_the_report_shows_coverage_failures_and_violations() -> None:
    shown = text(sample(), Thresholds(80, violations=True))
    assert "3 requests reached " in shown
    assert "**Failed:** Coverage is " in shown
    assert "| remove_physical_key | 2 | 400: 1, 404: 1 | 0 of 10 |\n" in shown
    assert "- remove_physical_key: 200, 401, 403, 413, 429, 500, 503\n" in shown
    assert "- get_user_profile: never called\n" in shown
    assert "| schema.type | test_a.py::test_a remove_physical_key /body/number | the value is not of" in shown
    assert "key_must_be_in_inventory |" not in shown


@settings(max_examples=25)
@given(reports())
def test_every_row_of_a_table_has_its_columns(report: Report) -> None:
    rows = [line for line in text(report).splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}


def test_texts_cannot_change_the_layout() -> None:
    shown = text(Report(violations={Finding("a|b", "client", "line\n<details>`*_x_*` ~~"): 1}))
    assert "| a\\|b |  | line \\<details\\>\\`\\*\\_x\\_\\*\\` \\~\\~ | 1 |" in shown


def test_underscores_in_a_row_are_no_emphasis() -> None:
    shown = text(Report(violations={Finding("___a_b___", "client", "x"): 1}))
    assert r"| \_\_\_a_b\_\_\_ |  | x | 1 |" in shown


def test_notes_and_dropped_connections_are_shown() -> None:
    shown = text(Report(responses={("create_user", 0): 2}, notes=frozenset({"Worker gw1 crashed."})))
    assert "**Note:** Worker gw1 crashed." in shown
    assert "| create_user | 2 | dropped: 2 |" in shown


def test_the_largest_report_fits_into_a_job_summary() -> None:
    findings = {Finding("code", "client", "m" * 300, "/p" * 100, "o", "w", f"test_{n}" * 20): 1 for n in range(2000)}
    report = Report().merged(Report(violations=findings))
    shown = text(report)
    assert len(shown.encode()) < 1 << 20
    assert f"More violations in the JSON report: {MOST_VIOLATIONS - 50}. Dropped from it: 1000." in shown
