"""The index of the search page."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from .navigation import FILES
from .page import Page


def index(pages: Iterable[Page]) -> str:
    """Return the index as a script, because a page that is opened from the file system cannot read other files."""
    entries = ",\n".join(json.dumps(entry, ensure_ascii=False) for page in pages for entry in _entries(page))
    return f"const sections = [\n{entries}\n];\n"


def _entries(page: Page) -> Iterator[list[Any]]:
    """Yield the title of the page, the heading, the address and the text of each section."""
    for section in page.markdown.sections():
        address, heading = str(page.address), section.heading
        is_title = heading is None or heading.level == 1
        if heading is not None and page.group is not FILES:
            yield [
                page.markdown.title,
                "" if is_title else heading.text,
                address if is_title else f"{address}#{heading.anchor}",
                section.text,
            ]
