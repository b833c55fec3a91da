import ast
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emit.docstrings import WIDTH, doc, function_docstring, method_docstring, resources_docstring
from generator.ir.operations import Failure

from ..odd import HOSTILE
from .ir import failing, operation, parameter

texts = st.text() | st.sampled_from(HOSTILE) | st.text("\"\\ {}\n'a")


def visible(text: str) -> list[str]:
    """The words of a text, without what nobody sees."""
    spaced = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text)
    return "".join(char for char in spaced if unicodedata.category(char)[0] != "C").split()


def read(docstring: str) -> str:
    """What a docstring says."""
    (node,) = ast.parse(f'"""{docstring}"""').body
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Constant)
    return str(node.value.value)


@given(texts, st.integers(0, 12), st.integers(3, 60))
def test_any_text_makes_a_docstring(text: str, indent: int, first: int) -> None:
    assert read(doc(text, indent, first)).split() == visible(text)


@given(st.text("ab \n", max_size=800), st.integers(0, 12), st.integers(3, 60))
def test_a_docstring_is_wrapped(text: str, indent: int, first: int) -> None:
    lines = f"{' ' * first}{doc(text, indent, first)}".split("\n")
    longest = max((len(word) for word in text.split()), default=0)
    assert all(len(line) <= max(WIDTH, longest + max(indent, first)) for line in lines)
    assert all(line.startswith(" " * indent) for line in lines[1:] if line)


def test_paragraphs_stay_apart() -> None:
    assert doc("One.\n\n\n\nTwo\nlines.", 4, 7) == "One.\n\n    Two lines."


@given(texts, texts, texts)
def test_hostile_text_stays_in_the_docstring_of_a_method(summary: str, argument: str, meaning: str) -> None:
    found = operation(
        parameter(description=argument), summary=summary, failures=(Failure(status="404", meaning=meaning),)
    )
    made = read(method_docstring(found, 8, (), "DemoError"))
    assert made.split()[-3:] == ["`GET", "/thing`", "(get_thing)."]


def test_a_deprecated_operation_says_so_first() -> None:
    assert function_docstring(operation(deprecated=True), 4) == "Deprecated. Get a thing."


def test_a_deprecated_argument_says_so_first() -> None:
    made = function_docstring(operation(parameter(deprecated=True, description="How many.")), 4)
    assert "\n        a: Deprecated. How many." in made


def test_an_operation_without_a_summary_is_named_by_its_request() -> None:
    assert function_docstring(operation(summary=""), 4) == "GET /thing"


def test_a_method_lists_the_errors_that_are_special_to_it() -> None:
    made = method_docstring(failing(s401="No.", s404="No such thing."), 8, (Failure(status="401", meaning="No."),), "E")
    raises = made.partition("Raises:\n")[2].partition("\n\n")[0]
    assert [line.strip() for line in raises.splitlines()] == [
        "NotFoundError: No such thing.",
        "E: Other failures; see `Resources`.",
    ]


@pytest.mark.parametrize(
    ("status", "name"),
    [
        ("400", "BadRequestError"),
        ("404", "NotFoundError"),
        ("413", "APIStatusError (413)"),
        ("4XX", "APIStatusError (4XX)"),
        ("503", "ServerError (503)"),
        ("5XX", "ServerError (5XX)"),
    ],
)
def test_an_error_has_the_name_of_its_class(status: str, name: str) -> None:
    assert f"- `{name}`: Why." in resources_docstring((Failure(status=status, meaning="Why."),), 4)


def test_common_errors_include_those_that_every_operation_can_raise() -> None:
    made = resources_docstring((), 4)
    assert "- `APIConnectionError`: " in made
    assert "- `APIResponseError`: " in made
