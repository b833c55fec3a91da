"""The pages of the site, and the links between them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from attrs import frozen

from .navigation import FILES, Group
from .page import Page
from .problem import SiteError
from .tree import Tree

_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_README = "README.md"


@frozen
class Site:
    """Pages that link to each other.

    Attributes:
        tree: The files that the pages are made from.
        pages: The pages by their paths, in the order of the navigation.
    """

    tree: Tree
    pages: Mapping[PurePosixPath, Page]

    @classmethod
    def read(cls, tree: Tree, listed: Mapping[PurePosixPath, Group]) -> "Site":
        """Read the pages of the navigation, and all other files that they link to.

        Raises:
            SiteError: A link or an anchor is dead, or a page has no title or description.
        """
        pages: dict[PurePosixPath, Page] = {}
        pending = dict(listed)
        while pending:
            read = {path: Page.read(tree, path, group) for path, group in pending.items()}
            pages |= read
            targets = {_target(tree, page, link.target) for page in read.values() for link in page.markdown.links}
            pending = {path: FILES for path in sorted(filter(None, targets)) if path not in pages and tree.has(path)}
        site = cls(tree, pages)
        if problems := [problem for page in pages.values() for problem in (*page.problems(), *site._dead(page))]:
            raise SiteError(problems)
        return site

    def address(self, page: Page, target: str) -> str:
        """Return the address of a link's target, relative to the page that links to it."""
        path = _target(self.tree, page, target)
        if path is None:
            return target
        fragment = target.partition("#")[1:]
        return "".join([page.address_of(self.pages[path].address) if path != page.path else "", *fragment])

    def html(self, page: Page) -> str:
        """Return the content of a page as HTML."""
        return page.markdown.html(lambda target: self.address(page, target))

    def _dead(self, page: Page) -> Iterator[str]:
        for link in page.markdown.links:
            path, fragment = _target(self.tree, page, link.target), unquote(link.target.partition("#")[2])
            where = f"{page.path}:{link.line}: The link {link.target} leads to"
            if path is not None and path not in self.pages:
                yield f"{where} {path}, which does not exist. Correct it."
            elif path is not None and fragment and fragment not in self.pages[path].markdown.anchors:
                yield f"{where} an anchor that {path} does not have. Correct it."


def _target(tree: Tree, page: Page, target: str) -> PurePosixPath | None:
    """Return the path of the file that a link leads to, or None if it leads out of the repository."""
    if _EXTERNAL.match(target):
        return None
    name = unquote(target.partition("#")[0])
    path = PurePosixPath(normpath(page.path.parent / name)) if name else page.path
    return path / _README if tree.has(path / _README) else path
