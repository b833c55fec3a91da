"""Markdown as GitHub reads it: headings, links and HTML."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Any

from attrs import frozen
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from generator.emit.markdown import anchors

from .highlighting import highlighted

_ID = re.compile(r'<\w+\b[^>]*?\sid="([^"]+)"')
_DESCRIPTION_WIDTH = 200
_PLAIN = {"text", "text_special", "code_inline", "softbreak", "hardbreak"}


@frozen
class Heading:
    """A heading, and the anchor that leads to it."""

    level: int
    text: str
    anchor: str


@frozen
class Link:
    """A link, and the line that it is on."""

    target: str
    line: int


@frozen
class Section:
    """The plain text below a heading. The first section of a page has no heading of its own."""

    heading: Heading | None
    text: str


@frozen
class Markdown:
    """A text that was parsed.

    Attributes:
        headings: Its headings.
        links: Its links.
        anchors: All anchors that links can lead to.
    """

    _tokens: Sequence[Token]
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    anchors: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> "Markdown":
        """Parse a text. Its comments are dropped."""
        tokens = [token for token in _PARSER.parse(text) if not _is_comment(token)]
        headings = tuple(_headings(tokens))
        ids = [name for token in _flat(tokens) if token.type.startswith("html") for name in _ID.findall(token.content)]
        return cls(tokens, headings, tuple(_links(tokens)), frozenset([*ids, *(each.anchor for each in headings)]))

    @property
    def title(self) -> str:
        """The first heading, or an empty text if there is none."""
        return self.headings[0].text if self.headings else ""

    @property
    def description(self) -> str:
        """The first sentences of the first paragraph."""
        starts = (index for index, token in enumerate(self._tokens) if token.type == "paragraph_open")
        start = next(starts, None)
        return "" if start is None else _beginning(_plain(self._tokens[start + 1]))

    @property
    def has_images(self) -> bool:
        """Whether it has an image."""
        return any(token.type == "image" for token in _flat(self._tokens))

    def html(self, address: Callable[[str], str]) -> str:
        """Return the text as HTML.

        Args:
            address: Returns the address of a link's target.
        """
        html: str = _PARSER.renderer.render(self._tokens, _PARSER.options, {"address": address})
        return html

    def sections(self) -> Iterator[Section]:
        """Yield the sections, for searching them."""
        headings = iter(self.headings)
        heading: Heading | None = None
        texts: list[str] = []
        for before, token in zip([None, *self._tokens], self._tokens, strict=False):
            if token.type == "heading_open":
                yield Section(heading, " ".join(texts))
                heading, texts = next(headings), []
            elif token.type == "inline" and (before is None or before.type != "heading_open"):
                texts.append(_plain(token))
            elif token.type == "fence":
                texts.append(" ".join(token.content.split()))
        yield Section(heading, " ".join(texts))


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """Yield the headings, and give each of them its anchor as its id."""
    opened = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    texts = [_plain(tokens[index + 1]) for index in opened]
    for index, text, anchor in zip(opened, texts, anchors(texts), strict=True):
        tokens[index].attrSet("id", anchor)
        yield Heading(int(tokens[index].tag[1:]), text, anchor)


def _links(tokens: Iterable[Token]) -> Iterator[Link]:
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        for child in token.children or ():
            line += child.type in ("softbreak", "hardbreak")
            if child.type == "link_open":
                yield Link(str(child.attrGet("href")), line)


def _beginning(text: str) -> str:
    """Return as many sentences as fit into a description, or the first words if no sentence fits."""
    ends = [end.start() for end in re.finditer(r"(?<=[.:])(?=\s|$)", text) if end.start() <= _DESCRIPTION_WIDTH]
    return text[: ends[-1]].rstrip(":") if ends else shorten(text, _DESCRIPTION_WIDTH, placeholder=" …")


def _flat(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _is_comment(token: Token) -> bool:
    return token.type == "html_block" and token.content.startswith("<!--")


def _plain(token: Token) -> str:
    """Return the text of an inline token without its markup."""
    breaks = {"softbreak": " ", "hardbreak": " "}
    return "".join(breaks.get(child.type, child.content) for child in token.children or () if child.type in _PLAIN)


_Rule = Callable[[RendererHTML, Sequence[Token], int, Any, Mapping[str, Any]], str]


def _link_open(_: RendererHTML, tokens: Sequence[Token], index: int, __: Any, env: Mapping[str, Any]) -> str:
    return f'<a href="{escapeHtml(env["address"](str(tokens[index].attrGet("href"))))}">'


def _heading_close(_: RendererHTML, tokens: Sequence[Token], index: int, __: Any, ___: Mapping[str, Any]) -> str:
    anchor = escapeHtml(str(tokens[index - 2].attrGet("id")))
    label = escapeHtml(f"Link to {_plain(tokens[index - 1])}")
    return f' <a class="anchor" href="#{anchor}" aria-label="{label}">#</a></{tokens[index].tag}>\n'


# A wide table scrolls in a box of its own, which the keyboard can reach.
def _table_open(*_: object) -> str:
    return '<div class="table" tabindex="0"><table>\n'


def _table_close(*_: object) -> str:
    return "</table></div>\n"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "highlight": highlighted}).enable("table")
    rules: dict[str, _Rule] = {
        "link_open": _link_open,
        "heading_close": _heading_close,
        "table_open": _table_open,
        "table_close": _table_close,
    }
    for name, rule in rules.items():
        # The parser binds each rule to its renderer.
        parser.add_render_rule(name, rule)
    return parser


_PARSER = _parser()
