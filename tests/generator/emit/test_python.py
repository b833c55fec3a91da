import ast
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emit import python as source
from generator.ir.operations import Parameter
from generator.ir.types import Type

from ..odd import HOSTILE

texts = st.text() | st.sampled_from(HOSTILE) | st.text("\"\\ {}\n'a")


def visible(text: str) -> list[str]:
    """The words of a text, without what nobody sees."""
    spaced = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text)
    return "".join(char for char in spaced if unicodedata.category(char)[0] != "C").split()


@given(texts, st.integers(0, 12), st.integers(3, 60))
def test_any_text_makes_a_docstring(text: str, indent: int, first: int) -> None:
    made = source.doc(text, indent, first)
    (node,) = ast.parse(f'"""{made}"""').body
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Constant)
    assert str(node.value.value).split() == visible(text)


@given(st.text("ab \n", max_size=800), st.integers(0, 12), st.integers(3, 60))
def test_a_docstring_is_wrapped(text: str, indent: int, first: int) -> None:
    lines = f"{' ' * first}{source.doc(text, indent, first)}".split("\n")
    longest = max((len(word) for word in text.split()), default=0)
    assert all(len(line) <= max(source.WIDTH, longest + max(indent, first)) for line in lines)
    assert all(line.startswith(" " * indent) for line in lines[1:] if line)


@given(st.text() | st.integers() | st.none())
def test_a_literal_is_the_value(value: object) -> None:
    assert ast.literal_eval(source.quoted(value)) == value


@given(texts)
def test_a_cell_stays_one_cell(text: str) -> None:
    cell = source.cell(text)
    assert "\n" not in cell
    assert cell.replace("\\|", "").count("|") == 0


def parameter(**changes: object) -> Parameter:
    given: dict[str, object] = {
        "name": "a",
        "wire": "a",
        "location": "body",
        "type": Type.plain("str", decoder="string"),
        "required": False,
        "nullable": False,
        "description": "",
    }
    return Parameter(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (parameter(required=True), "a: str"),
        (parameter(), "a: str | None = None"),
        (parameter(nullable=True), "a: str = OMITTED"),
        (parameter(type=Type.plain("Any", decoder="anything")), "a: Any = None"),
    ],
)
def test_an_argument_may_be_left_out_if_it_is_optional(made: Parameter, expected: str) -> None:
    assert source._argument(made) == expected
