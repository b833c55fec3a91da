"""The groups of pages, in the order of the navigation."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from attrs import frozen

from .problem import SiteError
from .tree import Tree


@frozen
class Group:
    """A group of pages.

    Attributes:
        name: Its name.
        pages: The paths of its pages. One with an asterisk stands for the pages that no other path names.
        sections: A path with an asterisk. The navigation also lists the sections of these pages.
        is_open: Whether the group is unfolded on the start page. Any other page unfolds only its own group.
    """

    name: str
    pages: tuple[str, ...]
    sections: str = ""
    is_open: bool = True


GROUPS = (
    Group("Start", ("README.md",)),
    Group(
        "Guides",
        (
            "docs/building.md",
            "docs/auth.md",
            "docs/errors.md",
            "docs/logging.md",
            "docs/runtime.md",
            "docs/webhooks.md",
            "docs/recipes.md",
            "docs/testing.md",
            "docs/mock-server.md",
            "docs/sandbox.md",
            "docs/every-fault.md",
            "docs/reports.md",
            "docs/ci.md",
            "docs/proxy.md",
            "docs/*.md",
        ),
    ),
    Group("Examples", ("examples/README.md", "examples/*.py"), is_open=False),
    Group("Reference", ("docs/api/README.md", "docs/api/*.md")),
    Group(
        "Contract",
        ("contract/README.md", "contract/operations/*.md", "contract/*.md", "docs/conformance.md"),
        sections="contract/operations/*.md",
    ),
    Group("Control API of the mock", ("control/README.md", "control/operations/*.md", "control/*.md"), is_open=False),
    Group(
        "Project",
        (
            "CHANGELOG.md",
            "docs/versions.md",
            "CONTRIBUTING.md",
            "docs/changes.md",
            "docs/releasing.md",
            "benchmarks/README.md",
        ),
    ),
)

FILES = Group("Files", (), is_open=False)
"""The files that pages link to."""

MUST_BE_LISTED = PurePosixPath("docs/**/*.md")
"""The build fails if one of these pages is missing from the navigation."""


def listed(tree: Tree, groups: Iterable[Group] = GROUPS) -> Mapping[PurePosixPath, Group]:
    """Return the group of each page, in the order of the navigation.

    Raises:
        SiteError: A page that is named does not exist, or a page that must be listed is not.
    """
    paths = [(PurePosixPath(page), group) for group in groups for page in group.pages]
    named = {path for path, _ in paths if "*" not in path.name}
    pages: dict[PurePosixPath, Group] = {}
    for path, group in paths:
        found = [path] if path in named else [each for each in tree.matching(path) if each not in named]
        pages |= {each: group for each in found if each not in pages}
    problems = [f"website/navigation.py: {path} does not exist. Remove it." for path in pages if not tree.has(path)]
    missing = [path for path in tree.matching(MUST_BE_LISTED) if path not in pages]
    problems += [f"{path}: The page is not in the navigation. Add it to website/navigation.py." for path in missing]
    if problems:
        raise SiteError(problems)
    return pages
