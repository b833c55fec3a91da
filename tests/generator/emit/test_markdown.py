import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emit.markdown import anchors, cell, code, paragraph

from ..odd import HOSTILE

texts = st.text() | st.sampled_from(HOSTILE) | st.text("`| <a\n")


@given(texts)
def test_a_cell_stays_one_cell(text: str) -> None:
    made = cell(text)
    assert "\n" not in made
    assert "|" not in made.replace("\\|", "")


@given(texts)
def test_code_ends_where_the_text_does(text: str) -> None:
    made = code(text)
    fence = re.match("`*", made)
    assert fence is not None
    inner = made[len(fence[0]) : len(made) - len(fence[0])]
    assert fence[0] not in re.findall("`+", inner)
    assert inner.strip() == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A `List<int>` <script>", "A `List<int>` \\<script>"),
        ("not `closed <b>", "not `closed \\<b>"),
        ("``a ` <b>`` <b>", "``a ` <b>`` \\<b>"),
        ("two\n\nparagraphs", "two paragraphs"),
        ("\u202etext", "text"),
    ],
)
def test_html_is_shown_as_text(text: str, shown: str) -> None:
    assert paragraph(text) == shown


@pytest.mark.parametrize("text", ["# a", "- a", "> a", "1. a", "12) a", "---", "===", "```", "~~~", "* a", "+ a"])
def test_a_paragraph_begins_nothing_else(text: str) -> None:
    assert re.match(r"\d*\\", paragraph(text))


@pytest.mark.parametrize("text", ["*bold* text", "`code`", "1.5 seconds", "-5 or less", "#5"])
def test_ordinary_starts_stay(text: str) -> None:
    assert paragraph(text) == text


def test_anchors_are_those_of_github() -> None:
    assert anchors(["`users.get_all`", "A b-c", "PET", "Pet"]) == ["usersget_all", "a-b-c", "pet", "pet-1"]
