"""Rules of the contract without a test, and tests of rules that it does not have: python -m tests.rules."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from generator.__main__ import CONTRACT
from generator.document.document import Document
from generator.document.load import load
from generator.document.problem import Problem, pointer

from .documents import ROOT

MOCK = ROOT / "tests/mock"
SUITE = ROOT / "mock_server/spkey_mock/conformance/suite"

# The conformance suite also tests the schemas, which are no rules.
_SCHEMAS = "schema."


@frozen
class Rule:
    """A rule of the contract.

    Attributes:
        pointer: Its JSON pointer.
        id: Its id.
        is_about_requests: Whether it is about requests, and not about deliveries to webhooks.
    """

    pointer: str
    id: str
    is_about_requests: bool


@frozen
class Shown:
    """The rules that tests show.

    Attributes:
        mock: Those that tests of the mock name with `@rule(...)`.
        reached: Those for which a test of the mock says in `REACHING` by which requests they are reached.
        suite: Those that the conformance suite names with `@rule(...)`.
    """

    mock: frozenset[str]
    reached: frozenset[str]
    suite: frozenset[str]


def rules(document: Document) -> Iterator[Rule]:
    """Return the rules of a document."""
    for part in document.parts():
        for index, rule in enumerate(part.node.get("x-rules", [])):
            where = part.pointer + pointer("x-rules", index)
            yield Rule(where, rule["id"], rule.get("subject", "request") == "request")


def shown() -> Shown:
    """Return the rules that the tests show."""
    mock, suite = list(_trees(MOCK)), list(_trees(SUITE))
    return Shown(frozenset(_named(mock)), frozenset(_reached(mock)), frozenset(_named(suite)))


def problems(found: Iterable[Rule], tests: Shown) -> Iterator[Problem]:
    """Return a problem for each rule without a test, and for each test of a rule that there is not."""
    known = {rule.id: rule for rule in found}
    for rule in known.values():
        if rule.id not in tests.mock:
            fix = f"Mark a test in tests/mock with @rule({rule.id!r})."
            yield Problem(rule.pointer, f"No test of the mock shows the rule {rule.id}.", fix)
        if rule.is_about_requests and rule.id not in tests.reached:
            fix = "Add the request to REACHING in a test of its aggregate."
            yield Problem(rule.pointer, f"No test says which request reaches the rule {rule.id}.", fix)
        if rule.id not in tests.suite:
            fix = f"Mark a test in {SUITE.relative_to(ROOT)} with @rule({rule.id!r})."
            yield Problem(rule.pointer, f"No test of the conformance suite shows the rule {rule.id}.", fix)
    for name in sorted({*tests.mock, *tests.reached, *tests.suite} - known.keys()):
        if not name.startswith(_SCHEMAS):
            yield Problem("", f"A test names the rule {name}, which does not exist.", "Correct the test.")


def _trees(folder: Path) -> Iterator[ast.Module]:
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text("utf-8")
        if "rule(" in text or "REACHING" in text:
            yield ast.parse(text)


def _named(trees: Iterable[ast.Module]) -> Iterator[str]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "rule":
                # A name that a test puts together is one that other tests spell out.
                yield from (str(each.value) for each in node.args if isinstance(each, ast.Constant))


def _reached(trees: Iterable[ast.Module]) -> Iterator[str]:
    for tree in trees:
        for node in tree.body:
            if (
                isinstance(node, ast.AnnAssign)
                and isinstance(node.target, ast.Name)
                and node.target.id == "REACHING"
                and isinstance(node.value, ast.Dict)
            ):
                yield from (ast.literal_eval(key) for key in node.value.keys if key is not None)


def main() -> int:
    """Print the problems and return the exit code."""
    document = load(CONTRACT, strict=True)
    found = [str(document.located(problem)) for problem in problems(rules(document), shown())]
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
