"""Packages that our generator and stock openapi-python-client write from synthetic documents.

Both run in the development environment, which has openapi-python-client in the version that our generator is built on.
"""

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .documents import operation_ids
from .environment import FOLDER, run

OURS = "python -m generator"
STOCK = "openapi-python-client"

_FOLDER = FOLDER / "generator"
_PACKAGE = "measured"
_USAGE = Path(__file__).with_name("usage.py")


class Document(NamedTuple):
    """A synthetic document.

    Attributes:
        kind: The function of `documents` that makes it.
        size: The argument of that function.
    """

    kind: str
    size: int

    @property
    def label(self) -> str:
        """The name of the document in results."""
        return f"{self.kind} {self.size:,}"

    @property
    def file(self) -> Path:
        """The file of the document, which `write` writes."""
        return _FOLDER / f"{self.kind}-{self.size}.json"

    def write(self) -> None:
        """Write the document."""
        _FOLDER.mkdir(parents=True, exist_ok=True)
        run(sys.executable, "-m", "benchmarks.documents", self.kind, str(self.size), self.file)


class Generator(NamedTuple):
    """A measured generator.

    Attributes:
        name: Its name in results.
        arguments: Its arguments for a document and the folder that receives the package.
        client: The statement that imports the client.
        operation: The statements that import the client, an operation and its model.
    """

    name: str
    arguments: Callable[[Path, Path], Sequence[str | Path]]
    client: str
    operation: str


def _stock(document: Path, folder: Path) -> Sequence[str | Path]:
    output = ("--meta", "none", "--output-path", folder / _PACKAGE)
    return "-m", "openapi_python_client", "generate", "--path", document, *output


def _ours(document: Path, folder: Path) -> Sequence[str | Path]:
    return "-m", "generator", "--spec", document, "--out", folder, "--package", _PACKAGE


_MODEL = f"from {_PACKAGE}.models import SalesOrder"

GENERATORS: Mapping[str, Generator] = {
    generator.name: generator
    for generator in (
        Generator(
            STOCK,
            _stock,
            f"from {_PACKAGE} import AuthenticatedClient",
            f"from {_PACKAGE} import AuthenticatedClient; "
            f"from {_PACKAGE}.api.sales_orders import get_sales_order; {_MODEL}",
        ),
        Generator(
            OURS,
            _ours,
            f"from {_PACKAGE} import MeasuredClient",
            f"from {_PACKAGE} import MeasuredClient; from {_PACKAGE}.operations import get_sales_order; {_MODEL}",
        ),
    )
}
"""The generators, the baseline first."""


def folder(document: Document, generator: str) -> Path:
    """Return the folder that holds the package."""
    return _FOLDER / f"{document.kind}-{document.size}" / generator.split()[-1]


def generate(document: Document, generator: str) -> dict[str, float]:
    """Generate the package anew. Return the time and memory that it took, as `usage.usage` does.

    Raises:
        RuntimeError: The generator failed.
    """
    target = folder(document, generator)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    arguments = GENERATORS[generator].arguments(document.file, target)
    taken: dict[str, float] = json.loads(run(sys.executable, "-I", _USAGE, sys.executable, *arguments))
    return taken


def compile_modules(folder: Path) -> None:
    """Compile the modules of a package to bytecode, as pip does."""
    run(sys.executable, "-m", "compileall", "-q", folder)


class Size(NamedTuple):
    """The size of a package.

    Attributes:
        modules: The number of modules.
        bytes: Their bytes.
        lines: Their lines.
        longest: The lines of the longest module.
        longest_module: The longest module.
        operations: The number of operations that it has, of those of the document.
    """

    modules: int
    bytes: int
    lines: int
    longest: int
    longest_module: str
    operations: int


def size(document: Document, generator: str) -> Size:
    """Return the size of a package."""
    package = folder(document, generator) / _PACKAGE
    texts = {path.relative_to(package).as_posix(): path.read_text("utf-8") for path in sorted(package.rglob("*.py"))}
    lines = {module: text.count("\n") for module, text in texts.items()}
    longest = max(lines, key=lines.__getitem__)
    return Size(
        modules=len(texts),
        bytes=sum(len(text.encode()) for text in texts.values()),
        lines=sum(lines.values()),
        longest=lines[longest],
        longest_module=longest,
        operations=len(_functions(texts) & _operations(document.file)),
    )


def _functions(texts: Mapping[str, str]) -> set[str]:
    """Return the functions of the modules, and the modules: stock has one for each operation."""
    found: Iterable[str] = (name for text in texts.values() for name in re.findall(r"^def (\w+)\(", text, re.MULTILINE))
    return {*found, *(Path(module).stem for module in texts)}


@cache
def _operations(file: Path) -> set[str]:
    return set(operation_ids(json.loads(file.read_text("utf-8"))))
