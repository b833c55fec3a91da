"""The pages of the site."""

from functools import cache, cached_property
from pathlib import PurePosixPath
from posixpath import relpath

from attrs import frozen

from .markdown import Markdown
from .navigation import Group
from .tree import Tree

_LANGUAGES = {".json": "json", ".py": "python", ".yaml": "yaml", ".yml": "yaml"}


@frozen
class Page:
    """A page.

    Attributes:
        path: The path of the file that it shows.
        group: The group that lists it.
        source: The text of the file.
        markdown: Its content. A file that is not Markdown is shown as code.
    """

    path: PurePosixPath
    group: Group
    source: str
    markdown: Markdown

    @classmethod
    def read(cls, tree: Tree, path: PurePosixPath, group: Group) -> "Page":
        """Read a page."""
        source = tree.text(path)
        return cls(path, group, source, Markdown.parse(source if path.suffix == ".md" else _as_markdown(path, source)))

    @cached_property
    def address(self) -> PurePosixPath:
        """The path of the page in the site."""
        if self.path.suffix != ".md":
            return self.path.with_name(f"{self.path.name}.html")
        return self.path.with_name("index.html") if self.path.stem == "README" else self.path.with_suffix(".html")

    def address_of(self, other: PurePosixPath) -> str:
        """Return the address of another file of the site, relative to this page."""
        return _relative(other, self.address.parent)

    def problems(self) -> list[str]:
        """Return what the page lacks."""
        problems: list[str] = []
        if not self.markdown.title or not self.markdown.description:
            problems.append(f"{self.path}: The page does not begin with a heading and a paragraph. Add them.")
        if self.markdown.has_images:
            problems.append(f"{self.path}: Images are not supported. Extend website/output.py to copy them.")
        return problems


# Each page links to every other page, and the pages of a folder use the same relative addresses.
_relative = cache(relpath)


def summary(source: str) -> str:
    """Return the first line of a module's docstring, or an empty text if it has none."""
    line = source.partition("\n")[0]
    return line.strip('"') if line.startswith('"""') else ""


def _as_markdown(path: PurePosixPath, source: str) -> str:
    """Return a file as a page, with its path as the title."""
    description = summary(source) or f"The file `{path}`."
    fence, language = "`" * 8, _LANGUAGES.get(path.suffix, "text")
    return f"# {path}\n\n{description}\n\n{fence}{language}\n{source}\n{fence}\n"
