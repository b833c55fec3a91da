"""The files that a document consists of, and the targets of references in them."""

from collections.abc import Callable
from os.path import normpath
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import quote, unquote, urlsplit

from attrs import evolve, field, frozen

from .document import Document, Node
from .problem import ContractError, Problem, pointer

_OTHER_TOOLS = "bundle the document first, with `redocly bundle` or `swagger-cli bundle`"

Read = Callable[[Path], Node]
"""Reads a file. It raises FileNotFoundError if there is none, and ContractError if it cannot be used."""


@frozen
class Origin:
    """A part of a file.

    Attributes:
        file: The file.
        pointer: The JSON pointer of the part in the file.
    """

    file: Path
    pointer: str

    def child(self, key: object) -> "Origin":
        """Return the part under a key or index."""
        return Origin(self.file, self.pointer + pointer(key))


@frozen
class Sources:
    """The files of a document, and the targets of the references in them.

    Attributes:
        root: The file that refers to the others.
        problems: The problems that were found in them.
    """

    root: Path
    content: Node
    read: Read
    problems: list[Problem] = field(factory=list[Problem], init=False)
    _read_already: dict[Path, Node | None] = field(factory=dict[Path, "Node | None"], init=False)

    def target(self, ref: str, origin: Origin) -> Origin | None:
        """Return the target of a reference, by way of other references, or None after reporting a problem.

        Args:
            ref: The reference.
            origin: The location of the reference.
        """
        seen: set[Origin] = set()
        step, base = ref, origin.file
        while (target := self._step(step, base, origin)) is not None and target not in seen:
            node = self.node(target)
            if not is_bare_reference(node):
                return target
            seen.add(target)
            step, base = node["$ref"], target.file
        if target is not None:
            self.report(origin, f"The reference {ref} leads back to itself.", "Refer to an object.")
        return None

    def node(self, target: Origin) -> Any:
        """Return the node at the target of a reference."""
        try:
            return self._lookup(target)
        except LookupError:
            return None

    def position(self, origin: Origin) -> list[int]:
        """Return numbers that sort parts by file, in the order in which files were read, and by their place there."""
        found = [list(self._read_already).index(origin.file)]
        node: Any = self._read_already[origin.file]
        for token in origin.pointer.split("/")[1:]:
            if is_object(node):
                key = unescaped(token)
                found.append(list(node).index(key))
                node = node[key]
            else:
                found.append(int(token))
                node = node[int(token)]
        return found

    def report(self, origin: Origin, message: str, fix: str) -> None:
        """Add a problem, unless it is known."""
        problem = Problem(origin.pointer, message, fix, str(origin.file))
        if problem not in self.problems:
            self.problems.append(problem)

    def _step(self, ref: str, base: Path, origin: Origin) -> Origin | None:
        try:
            url = urlsplit(ref)
        except ValueError:
            url = urlsplit("invalid:")
        path = unquote(url.path)
        if url.scheme or url.netloc or url.query or path.startswith("/"):
            message = f"The reference {ref} does not lead to a relative file."
            self.report(origin, message, f"Use a relative path, or {_OTHER_TOOLS}.")
            return None
        target = Origin(Path(normpath(base.parent / path)) if path else base, unquote(url.fragment))
        # Parts that are missing in the root are found when the bundle is checked.
        return target if target.file == self.root or self._exists(target, ref, origin) else None

    def _exists(self, target: Origin, ref: str, origin: Origin) -> bool:
        if target.file not in self._read_already:
            self._read_already[target.file] = self._read(target.file, ref, origin)
        if self._read_already[target.file] is None:
            return False
        try:
            self._lookup(target)
        except LookupError:
            message = f"The reference {ref} leads nowhere: {target.file} has no #{target.pointer}."
            self.report(origin, message, f"Add that part, correct the JSON pointer, or {_OTHER_TOOLS}.")
            return False
        return True

    def _read(self, file: Path, ref: str, origin: Origin) -> Node | None:
        try:
            return self.read(file)
        except FileNotFoundError:
            message = f"The reference {ref} leads nowhere: there is no file {file}."
            self.report(origin, message, f"Add the file, correct the path, or {_OTHER_TOOLS}.")
        except ContractError as error:
            self.problems.extend(evolve(problem, file=error.file) for problem in error.problems)
        return None

    def _lookup(self, target: Origin) -> Any:
        content = self.content if target.file == self.root else self._read_already[target.file] or {}
        document = Document(str(target.file), content)
        return document.lookup(f"#{quote(target.pointer)}") if target.pointer else content


def is_object(value: Any) -> TypeGuard[Node]:
    """Return whether a value is a JSON object."""
    return isinstance(value, dict)


def is_bare_reference(value: Any) -> TypeGuard[Node]:
    """Return whether a value is a reference and nothing else."""
    return is_object(value) and list(value) == ["$ref"] and isinstance(value["$ref"], str)


def unescaped(token: str) -> str:
    """Return the key that a token of a JSON pointer stands for."""
    return token.replace("~1", "/").replace("~0", "~")
