"""Every rule of the contract is shown by tests."""

import ast
from collections.abc import Iterator
from pathlib import Path

from .support import CONTRACT

TREES = [ast.parse(path.read_text()) for path in sorted(Path(__file__).parent.rglob("test_*.py"))]


def _named() -> Iterator[str]:
    """Yield the rules that tests name with `@rule(...)`."""
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "rule":
                yield from (ast.literal_eval(argument) for argument in node.args)


def _reached() -> Iterator[str]:
    """Yield the rules for which a module says in `REACHING` by which requests they are reached."""
    for tree in TREES:
        for node in tree.body:
            if (
                isinstance(node, ast.AnnAssign)
                and isinstance(node.target, ast.Name)
                and node.target.id == "REACHING"
                and isinstance(node.value, ast.Dict)
            ):
                yield from (ast.literal_eval(key) for key in node.value.keys if key is not None)


def _of_contract(subject: str | None = None) -> Iterator[str]:
    """Yield the rules of the contract, or those about a subject."""
    for holder in (CONTRACT, *CONTRACT["operations"]):
        yield from (item["id"] for item in holder["rules"] if subject in (None, item["subject"]))


def test_every_rule_of_the_contract_is_shown_by_a_test_and_no_other_is_named() -> None:
    assert sorted(set(_named())) == sorted(_of_contract())


def test_a_test_shows_by_which_request_each_rule_about_requests_is_reached() -> None:
    assert sorted(_reached()) == sorted(_of_contract("request"))
