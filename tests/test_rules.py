"""The check that tests show every rule of the contract."""

import pytest
from attrs import evolve

from .rules import Rule, Shown, main, problems

REQUEST = Rule("/x-rules/0", "service.a", is_about_requests=True)
WEBHOOK = Rule("/x-rules/1", "webhooks.b", is_about_requests=False)
NAMES = frozenset({"service.a", "webhooks.b"})
SHOWN = Shown(mock=NAMES, reached=frozenset({"service.a"}), suite=NAMES | {"schema.requests"})


def messages(tests: Shown) -> list[str]:
    return [f"{problem.pointer}: {problem.message}" for problem in problems([REQUEST, WEBHOOK], tests)]


def test_the_tests_show_every_rule_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(), capsys.readouterr().err) == (0, "")


def test_rules_that_every_kind_of_test_shows_are_no_problem() -> None:
    assert messages(SHOWN) == []


@pytest.mark.parametrize(
    ("tests", "message"),
    [
        (
            evolve(SHOWN, mock=frozenset({"service.a"})),
            "/x-rules/1: No test of the mock shows the rule webhooks.b.",
        ),
        (evolve(SHOWN, reached=frozenset()), "/x-rules/0: No test says which request reaches the rule service.a."),
        (
            evolve(SHOWN, suite=SHOWN.suite - {"service.a"}),
            "/x-rules/0: No test of the conformance suite shows the rule service.a.",
        ),
        (evolve(SHOWN, suite=SHOWN.suite | {"service.z"}), ": A test names the rule service.z, which does not exist."),
    ],
    ids=["mock", "request", "suite", "unknown"],
)
def test_a_rule_without_a_test_is_reported(tests: Shown, message: str) -> None:
    assert messages(tests) == [message]
