"""The site for language models, in the form that llmstxt.org describes."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import PurePosixPath

from .navigation import FILES
from .page import Page

INDEX = PurePosixPath("llms.txt")
FULL = PurePosixPath("llms-full.txt")

_COMMENT = re.compile(r"\A<!--.*?-->\s*", re.DOTALL)
_ANCHOR = re.compile(r'<a id="[^"]*"></a>')


def files(pages: Iterable[Page]) -> Mapping[PurePosixPath, str]:
    """Return the list of all pages, and all pages in one file. Both link to the pages as Markdown."""
    pages = list(pages)
    return {INDEX: _index(pages), FULL: _full(pages)}


def _index(pages: list[Page]) -> str:
    start = pages[0].markdown
    parts = [f"# {start.title}\n", f"> {start.description}\n", f"All pages in one file: [{FULL}]({FULL})\n"]
    for group, members in groupby(pages, lambda page: page.group):
        # llmstxt.org: readers with little room for context skip the section with this name.
        parts.append(f"## {'Optional' if group is FILES else group.name}\n")
        parts.append("".join(map(_entry, members)))
    return "\n".join(parts)


def _entry(page: Page) -> str:
    return f"- [{page.markdown.title}]({page.path}): {page.markdown.description}\n"


def _full(pages: list[Page]) -> str:
    return "\n".join(f"---\nFile: {page.path}\n---\n\n{_text(page)}" for page in pages if page.group is not FILES)


def _text(page: Page) -> str:
    text = _ANCHOR.sub("", _COMMENT.sub("", page.source)).strip()
    return f"{text}\n" if page.path.suffix == ".md" else f"````````\n{text}\n````````\n"
