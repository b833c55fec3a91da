"""Known deviations: the format of their file, and what they make of a verdict."""

from pathlib import Path

import pytest
from spkey_mock.conformance.configuration import ConfigurationError
from spkey_mock.conformance.deviations import Deviation, apply, read
from spkey_mock.conformance.verdicts import Verdict

from .support import judged, result, verified

RULES = ["users.create.version_starts_at_one", "users.get_keys.user_must_exist", "service.head_without_body"]


def file(folder: Path, text: str) -> Path:
    (folder / "deviations.toml").write_text(text, "utf-8")
    return folder / "deviations.toml"


def test_a_file_names_rules_with_reasons(tmp_path: Path) -> None:
    text = """
        [[deviation]]
        rule = "users.*"
        reason = "No users yet."
        [[deviation]]
        rule = "service.head_without_body"
        reason = "The balancer sometimes drops HEAD."
        expected = "flaky"
        when = "no mock"
    """
    assert read(file(tmp_path, text), RULES) == [
        Deviation(rule="users.*", reason="No users yet.", expected="fails", when="always"),
        Deviation(
            rule="service.head_without_body",
            reason="The balancer sometimes drops HEAD.",
            expected="flaky",
            when="no mock",
        ),
    ]


def test_an_empty_file_has_no_deviations(tmp_path: Path) -> None:
    assert read(file(tmp_path, ""), RULES) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[deviation]", "deviations.toml cannot be read: "),
        ("[[deviations]]", "deviations.toml: Unknown key 'deviations'. Known: deviation"),
        ("deviation = 1", r"deviation must be an array of tables, \[\[deviation\]\]"),
        ("deviation = [1]", r"deviation must be an array of tables, \[\[deviation\]\]"),
        ("[[deviation]]\nrule = 'users.*'", "deviation 1: reason must be a non-empty string"),
        ("[[deviation]]\nrule = 'users.*'\nreason = ' '", "deviation 1: reason must be a non-empty string"),
        ("[[deviation]]\nreason = 'x'", "deviation 1: rule must be a non-empty string"),
        ("[[deviation]]\nrule = ['users.*']\nreason = 'x'", "deviation 1: rule must be a non-empty string"),
        ("[[deviation]]\nrule = 'users.gone'\nreason = 'x'", "deviation 1: The contract has no rule 'users.gone'"),
        ("[[deviation]]\nrule = 'users.*'\nreason = 'x'\nnote = 1", "deviation 1: Unknown key 'note'. Known: rule,"),
        (
            "[[deviation]]\nrule = 'users.*'\nreason = 'x'\nexpected = 'passes'",
            "deviation 1: expected must be one of fails, flaky, not 'passes'",
        ),
        (
            "[[deviation]]\nrule = 'users.*'\nreason = 'x'\nwhen = 'never'",
            "deviation 1: when must be one of always, mock, no mock, not 'never'",
        ),
    ],
)
def test_a_bad_file_is_named_with_the_deviation(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        read(file(tmp_path, text), RULES)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"gone\.toml cannot be read: "):
        read(tmp_path / "gone.toml", RULES)


@pytest.mark.parametrize(
    ("verdict", "expected", "becomes", "exit_code"),
    [
        ("failed", "fails", "known deviation", 0),
        ("warned", "fails", "known deviation", 0),
        ("passed", "fails", "unexpectedly passed", 1),
        ("failed", "flaky", "flaky", 0),
        ("passed", "flaky", "flaky", 0),
        ("partly passed", "fails", "partly passed", 0),
        ("partly passed", "flaky", "flaky", 0),
        ("not exercised", "fails", "not exercised", 2),
        ("disabled", "fails", "disabled", 2),
        ("engine error", "fails", "engine error", 2),
        ("engine error", "flaky", "engine error", 2),
    ],
)
def test_a_deviation_changes_the_verdict(verdict: Verdict, expected: str, becomes: Verdict, exit_code: int) -> None:
    known = Deviation(rule="users.*", reason="No users.", expected=expected)  # type: ignore[arg-type]
    found = apply([judged(verdict, name="users.x")], [known], mock=False)
    assert [it.verdict for it in found] == [becomes]
    assert result(*found).exit_code == exit_code
    if becomes != verdict:
        assert "No users." in found[0].reason


def test_a_deviation_is_about_its_rules_alone() -> None:
    found = apply([judged("failed", name="service.x")], [Deviation(rule="users.*", reason="x")], mock=False)
    assert [it.verdict for it in found] == ["failed"]


@pytest.mark.parametrize(
    ("when", "mock", "becomes"),
    [
        ("always", True, "known deviation"),
        ("always", False, "known deviation"),
        ("mock", True, "known deviation"),
        ("mock", False, "failed"),
        ("no mock", True, "failed"),
        ("no mock", False, "known deviation"),
    ],
)
def test_a_deviation_depends_on_its_condition(when: str, mock: bool, becomes: Verdict) -> None:
    known = Deviation(rule="users.*", reason="x", when=when)  # type: ignore[arg-type]
    assert apply([judged("failed", name="users.x")], [known], mock=mock)[0].verdict == becomes


def test_a_rule_with_a_deviation_is_still_tested(tmp_path: Path) -> None:
    text = "[[deviation]]\nrule = 'users.get_profile.user_must_exist'\nreason = 'Was broken.'"
    found = verified(None, "users.get_profile.user_must_exist", deviations=str(file(tmp_path, text)))
    (rule,) = found.failing
    assert (rule.verdict, found.exit_code) == ("unexpectedly passed", 1)
    assert rule.reason == "The deviation is out of date, remove it: Was broken."
