"""Builds the files of the site from the repository."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from generator.document.bundle import bundle
from generator.document.document import Document
from generator.emit.markdown import cell

from . import contract, output, reference
from .navigation import listed
from .page import summary
from .site import Site
from .tree import Tree

ROOT = Path(__file__).parents[1]


def build(root: Path = ROOT) -> Mapping[PurePosixPath, str]:
    """Return the text of each file of the site by its path.

    Raises:
        SiteError: A page has a problem, such as a dead link.
        ContractError: A contract cannot be read.
    """
    methods = reference.methods(root / "docs/api")
    written = {
        **contract.pages(_document(root, "openapi.yaml"), "contract", methods),
        **contract.pages(_document(root, "contract/control.yaml"), "control", {}),
        **_examples(root),
    }
    tree = Tree(root, written)
    return output.files(Site.read(tree, listed(tree)))


def _document(root: Path, path: str) -> Document:
    """Return a contract. `python -m generator` checks it."""
    return Document(path, bundle(root / path).root)


def _examples(root: Path) -> Mapping[PurePosixPath, str]:
    """Return the page that lists the examples, with the first line of each program."""
    intro = "These programs are complete. [Recipes](../docs/recipes.md) explains them."
    lines = ["# Examples", "", intro, "", "| program | |", "|---|---|"]
    for file in sorted((root / "examples").glob("*.py")):
        lines.append(f"| [{file.name}]({file.name}) | {cell(summary(file.read_text('utf-8')))} |")
    return {PurePosixPath("examples/README.md"): "\n".join([*lines, ""])}
