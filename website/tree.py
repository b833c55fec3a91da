"""The files of the repository, and the pages that are written from the contract, as one tree."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from attrs import frozen


@frozen
class Tree:
    """The files that pages are made from.

    Attributes:
        root: The folder of the repository.
        written: The text of each file that exists only here, by its path.
    """

    root: Path
    written: Mapping[PurePosixPath, str]

    def text(self, path: PurePosixPath) -> str:
        """Return the text of a file."""
        return self.written[path] if path in self.written else (self.root / path).read_text("utf-8")

    def has(self, path: PurePosixPath) -> bool:
        """Return whether there is such a file."""
        is_inside = not path.is_absolute() and ".." not in path.parts
        return is_inside and (path in self.written or (self.root / path).is_file())

    def matching(self, pattern: PurePosixPath) -> Iterator[PurePosixPath]:
        """Yield the files that match a pattern: written ones in their order, and then those of the repository."""
        for path in self.written:
            if path.parent == pattern.parent and fnmatchcase(path.name, pattern.name):
                yield path
        for file in sorted(self.root.glob(str(pattern))):
            path = PurePosixPath(file.relative_to(self.root))
            if path not in self.written:
                yield path
