import ast
from collections.abc import Iterator
from pathlib import Path

from .support import CONTRACT


def _named() -> Iterator[str]:
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "rule":
                yield from (ast.literal_eval(argument) for argument in node.args)


def _of_contract() -> Iterator[str]:
    yield from (item["id"] for item in CONTRACT["rules"])
    for operation in CONTRACT["operations"]:
        yield from (item["id"] for item in operation["rules"])


def test_every_rule_of_the_contract_is_shown_by_a_test_and_no_other_is_named() -> None:
    assert sorted(set(_named())) == sorted(_of_contract())
