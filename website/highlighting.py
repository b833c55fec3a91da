"""Code as HTML, with a few classes that the style sheet colours."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token
from pygments.util import ClassNotFound

# A style sheet for all of Pygments' kinds of tokens would be long, and their classes would double the size of pages.
_CLASSES = {
    Comment: "comment",
    Keyword: "keyword",
    Name.Attribute: "name",
    Name.Class: "name",
    Name.Decorator: "name",
    Name.Function: "name",
    Name.Tag: "name",
    Number: "number",
    Operator.Word: "keyword",
    String: "string",
    Token.Literal.Scalar: "string",
}


def highlighted(code: str, language: str, _: str = "") -> str:
    """Return a block of code. It scrolls if it is wide, so the keyboard can reach it."""
    return f'<pre tabindex="0"><code>{"".join(_parts(code, language))}</code></pre>\n'


def _parts(code: str, language: str) -> Iterator[str]:
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        yield escape(code)
        return
    for name, tokens in groupby(lexer.get_tokens(code), lambda token: _class(token[0])):
        text = escape("".join(text for _, text in tokens), quote=False)
        yield f'<span class="{name}">{text}</span>' if name else text


def _class(kind: Any) -> str:
    """Return the class of a kind of token, or an empty text for plain code."""
    while kind is not None:
        if kind in _CLASSES:
            return _CLASSES[kind]
        kind = kind.parent
    return ""
