"""Untrusted text for terminals, HTML, and Markdown as GitHub shows it."""

import re
from collections.abc import Callable, Iterator
from html import escape

from ...document.problem import visible
from ...emit.markdown import code as spanned

# GitHub looks for mentions, references and links in the text that Markdown yields, so an escape does not prevent them.
_REFERENCE = re.compile(r"@|[#!](?=\d)|\bGH-(?=\d)|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
_INVISIBLE = "&#8203;"

# An underscore between letters or digits needs no escape.
_SPECIAL = re.compile(r"[\\`*\[\]<>|~&$]|(?<![^\W_])_|_(?![^\W_])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"}
_BLOCK = re.compile(r"\A(\d*)([#+=.)-])")
_CODE = re.compile(r"(?<!`)`(?!`)([^`]+)`(?!`)")


def line(text: str, longest: int = 2_000) -> str:
    """Return text on one line with invisible characters escaped, cut after `longest` characters."""
    whole = re.sub(r"\s*\n\s*", " ", text.strip())
    return visible(whole if len(whole) <= longest else f"{whole[:longest]} ...")


def prose(text: str) -> str:
    """Return text as Markdown on one line, literal except for code, without mentions, references and links."""
    whole = "".join(code(part) if marked else _defused(part, _literal) for part, marked in _parts(text))
    return _BLOCK.sub(r"\1\\\2", whole)


def code(text: str) -> str:
    """Return text as Markdown code on one line."""
    return spanned(line(text))


def block(text: str, language: str) -> str:
    """Return text as a block of Markdown code in this language."""
    shown = "\n".join(map(visible, text.split("\n")))
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence}{language}\n{shown}\n{fence}"


def html(text: str) -> str:
    """Return text as HTML on one line, which shows code as such."""
    return "".join(f"<code>{escape(part)}</code>" if marked else escape(part) for part, marked in _parts(text))


def html_in_markdown(text: str) -> str:
    """Return text as HTML on one line, without mentions, references and links."""
    return "".join(
        f"<code>{escape(part)}</code>" if marked else _defused(part, escape) for part, marked in _parts(text)
    )


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text on one line, and whether each is marked as code."""
    for index, part in enumerate(_CODE.split(line(text))):
        yield part, index % 2 == 1


def _literal(text: str) -> str:
    return _SPECIAL.sub(lambda char: _ENTITIES.get(char[0], f"\\{char[0]}"), text)


def _defused(text: str, escaped: Callable[[str], str]) -> str:
    pieces: list[str] = []
    end = 0
    for found in _REFERENCE.finditer(text):
        pieces += [escaped(text[end : found.end()]), _INVISIBLE]
        end = found.end()
    return "".join([*pieces, escaped(text[end:])])
