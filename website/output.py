"""The files of the site."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import llms, search
from .markdown import Heading
from .page import Page
from .site import Site

HERE = Path(__file__).parent

SEARCH = PurePosixPath("search.html")


def files(site: Site) -> Mapping[PurePosixPath, str]:
    """Return the text of each file of the site by its path.

    The source of each page has the path that it has in the repository, so that links between Markdown files work.
    """
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = templates.get_template("page.html.jinja")
    pages = list(site.pages.values())
    start = pages[0]
    common = {"name": start.markdown.title, "start": start}
    written = {page.path: page.source for page in pages}
    for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
        context = {"page": page, "content": site.html(page), "before": before, "after": after}
        groups = list(_navigation(pages, page, current=page))
        written[page.address] = template.render(context | common, groups=groups)
    groups = list(_navigation(pages, start, current=None))
    written[SEARCH] = templates.get_template("search.html.jinja").render(common, page=start, groups=groups)
    assets = {PurePosixPath("assets") / file.name: file.read_text("utf-8") for file in (HERE / "assets").iterdir()}
    index = {PurePosixPath("assets/search-index.js"): search.index(pages)}
    return {**written, **assets, **index, **llms.files(pages)}


def _navigation(pages: list[Page], place: Page, current: Page | None) -> Iterator[dict[str, Any]]:
    """Yield the groups of the navigation, with addresses relative to a place."""
    for group, members in groupby(pages, lambda page: page.group):
        entries = [
            {
                "title": page.markdown.title,
                "href": place.address_of(page.address),
                "is_current": page is current,
                "sections": _sections(page),
            }
            for page in members
        ]
        is_open = group.is_open if current in (None, pages[0]) else current.group is group
        yield {"name": group.name, "is_open": is_open, "entries": entries}


def _sections(page: Page) -> list[Heading]:
    """Return the headings of a page that the navigation lists."""
    is_listed = page.group.sections and page.path.match(page.group.sections)
    return [heading for heading in page.markdown.headings if heading.level == 2] if is_listed else []
