"""A document and the files that it refers to, as one document.

Plain relative references lead to files or to parts of files. Their targets become components of the bundle. If OpenAPI
has no such component, as for a path or a table, the target takes the place of the reference.
"""

import re
from collections import deque
from collections.abc import Mapping
from os.path import normpath
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import quote

from attrs import evolve, field, frozen

from .document import NAMES, VALUES, Node
from .problem import ContractError, pointer
from .sources import Origin, Sources, is_bare_reference, is_object, unescaped
from .syntax import read

MOST_PARTS = 20_000
"""The maximum number of parts that are moved, because a few small files can refer to any number of them."""

# The kind of component that stands under a keyword, or in the table under it.
_KINDS = {
    "callbacks": "callbacks",
    "examples": "examples",
    "headers": "headers",
    "links": "links",
    "parameters": "parameters",
    "pathItems": "pathItems",
    "requestBodies": "requestBodies",
    "requestBody": "requestBodies",
    "responses": "responses",
    "schema": "schemas",
    "schemas": "schemas",
    "securitySchemes": "securitySchemes",
    "x-redirect": "schemas",
}
_NO_KIND = ""

# Tables that may hold extensions beside their names.
_EXTENSIBLE = frozenset({"paths", "responses"})

# The values of a discriminator's mapping are references or names.
_REFERENCE = re.compile(r"[#/]|\.(json|ya?ml)$")
_FILE = re.compile(r"[^#]")


@frozen
class Bundle:
    """One document, made of one or more files.

    Attributes:
        root: The content of the document.
        origins: Where parts of the document come from, by their pointers in it. A part that is not listed comes from
            the same place as what surrounds it.
    """

    root: Node
    origins: Mapping[str, Origin]

    def origin(self, where: str) -> Origin:
        """Return the file that a part of the document comes from, and its pointer there.

        Args:
            where: The JSON pointer of the part in the document.
        """
        listed = where
        while listed not in self.origins:
            listed = listed.rpartition("/")[0]
        found = self.origins[listed]
        return Origin(found.file, found.pointer + where.removeprefix(listed))


def bundle(file: Path) -> Bundle:
    """Return the document in a file, including the parts of other files that it refers to.

    Args:
        file: The root of the document, as YAML or JSON.

    Raises:
        ContractError: A file cannot be read, or a reference leads nowhere or to something other than a relative file.
    """
    file = Path(normpath(file))
    content = read(file)
    if not _refers_to_files(content):
        return Bundle(content, {"": Origin(file, "")})
    files = Sources(file, content, _read_part)
    bundled = _Bundler(files).run()
    if files.problems:
        raise ContractError(str(file), files.problems)
    return bundled


def _refers_to_files(content: Node) -> bool:
    """Return whether a document may refer to other files. Data that looks like a reference counts too."""
    pending: list[Any] = [content]
    while pending:
        node = pending.pop()
        if _is_list(node):
            pending += node
        elif is_object(node):
            references = [node.get("$ref"), *(node["mapping"].values() if is_object(node.get("mapping")) else ())]
            if any(isinstance(each, str) and _FILE.match(each) for each in references):
                return True
            pending += node.values()
    return False


def _read_part(file: Path) -> Node:
    if not file.is_file():  # A pipe, for example, might never end.
        raise FileNotFoundError(file)
    return read(file)


@frozen
class _Place:
    """The location of a node.

    Attributes:
        origin: Its file, and its pointer there.
        at: Its pointer in the bundle.
        kind: The kind of component that it is or refers to, or `_NO_KIND`.
        table: The keyword above it, if it is a table of names.
        within: The moved parts that contain it.
    """

    origin: Origin
    at: str
    kind: str
    table: str = ""
    within: tuple[Origin, ...] = ()

    def child(self, key: object, kind: str, table: str = "") -> "_Place":
        return _Place(self.origin.child(key), self.at + pointer(key), kind, table, self.within)


@frozen
class _Bundler:
    """Combines files into one document.

    Attributes:
        files: The files.
        origins: The origins of the parts that were moved.
        names: The names of components, by their kind and origin.
        taken: The kinds and names of components.
        pending: The places of components that are still to be added.
    """

    files: Sources
    origins: dict[str, Origin] = field(factory=dict[str, Origin], init=False)
    names: dict[tuple[str, Origin], str] = field(factory=dict[tuple[str, Origin], str], init=False)
    taken: set[tuple[str, str]] = field(factory=set[tuple[str, str]], init=False)
    pending: deque[_Place] = field(factory=deque[_Place], init=False)

    def run(self) -> Bundle:
        start = Origin(self.files.root, "")
        self.origins[""] = start
        self._register()
        root: Node = self._walk(self.files.content, _Place(start, "", _NO_KIND))
        added: dict[_Place, Any] = {}
        while self.pending:
            place = self.pending.popleft()
            added[place] = self._walk(self.files.node(place.origin), place)
        # In the order of the files, which people read, rather than in that of the references.
        for place in sorted(added, key=lambda place: self.files.position(place.origin)):
            _table(_table(root, "components"), place.kind)[place.at.rpartition("/")[2]] = added[place]
        return Bundle(root, self.origins)

    def _register(self) -> None:
        """Record the names of the document's own components. The targets of references among them get these names."""
        tables, start = self._opened(self.files.content.get("components"), Origin(self.files.root, "/components"))
        for kind, table in tables.items():
            named, origin = self._opened(table, start.child(kind))
            for name, node in named.items():
                self.taken.add((kind, name))
                _, target = self._opened(node, origin.child(name))
                self.names.setdefault((kind, target), name)

    def _opened(self, node: Any, origin: Origin) -> tuple[Node, Origin]:
        """Return an object and its origin. If it is a reference, return those of its target."""
        if is_bare_reference(node) and (target := self.files.target(node["$ref"], origin)) is not None:
            node, origin = self.files.node(target), target
        return node if is_object(node) else {}, origin

    def _walk(self, node: Any, place: _Place) -> Any:
        """Return a copy of the node, with its references as they are in the bundle."""
        if _is_list(node):
            return [self._walk(item, place.child(index, place.kind)) for index, item in enumerate(node)]
        if not is_object(node):
            return node
        walked = {key: self._member(key, value, place) for key, value in node.items()}
        is_reference = isinstance(node.get("$ref"), str) and place.table != "mapping"
        return self._resolved(walked, place) if is_reference else walked

    def _member(self, key: str, value: Any, place: _Place) -> Any:
        if place.table == "mapping":
            return self._mapped(value, place.child(key, "schemas"))
        if place.table:
            is_extension = key.startswith("x-") and place.table in _EXTENSIBLE
            return value if is_extension else self._walk(value, place.child(key, place.kind))
        # The examples of a schema are values, those of a parameter or a body a table of objects.
        is_table = is_object(value) and (key in NAMES or key == "examples")
        is_redirect = (place.kind, key) == ("responses", "x-redirect") and is_bare_reference(value)
        if not is_redirect and (key.startswith("x-") or (key in VALUES and not is_table)):
            return value
        return self._walk(value, place.child(key, _kind_below(place.kind, key), key if is_table else ""))

    def _mapped(self, value: Any, place: _Place) -> Any:
        """Return the schema for a value of a discriminator, which is a name or a reference."""
        is_reference = isinstance(value, str) and _REFERENCE.search(value)
        return self._rewritten(value, place) if is_reference else value

    def _resolved(self, node: Node, place: _Place) -> Any:
        """Return the reference as it is in the bundle, or its target if that takes its place."""
        ref: str = node["$ref"]
        if not self._is_own(ref, place):
            target = self.files.target(ref, place.origin)
            if target is not None and target.file != self.files.root and self._is_moved(target, node, place):
                return self._moved(target, node, place)
        return {**node, "$ref": self._rewritten(ref, place)}

    def _is_moved(self, target: Origin, node: Node, place: _Place) -> bool:
        if place.kind == _NO_KIND or place.table:
            return True
        # A component of the document that is nothing but this reference.
        return len(node) == 1 and place.at == _component(place.kind, self.names.get((place.kind, target), ""))

    def _moved(self, target: Origin, node: Node, place: _Place) -> Any:
        siblings = {key: value for key, value in node.items() if key != "$ref"}
        if target in place.within:
            message = f"The reference {node['$ref']} leads back to itself."
            self.files.report(place.origin, message, "Refer to an object.")
            return siblings
        if len(self.origins) > MOST_PARTS:
            message = f"Too many parts in other files (limit {MOST_PARTS:,})."
            self.files.report(self.origins[""], message, "Shorten the document.")
            return siblings
        self.origins[place.at] = target
        for key in siblings:
            self.origins[place.at + pointer(key)] = place.origin.child(key)
        found = self._walk(self.files.node(target), evolve(place, origin=target, within=(*place.within, target)))
        return {**found, **siblings} if is_object(found) else found

    def _rewritten(self, ref: str, place: _Place) -> str:
        """Return a reference as it is in the bundle. Record its target."""
        target = None if self._is_own(ref, place) else self.files.target(ref, place.origin)
        if target is None:
            return ref
        if target.file == self.files.root:
            return f"#{quote(target.pointer, safe='/~')}"
        name = self.names.get((place.kind, target)) or self._named(place.kind, target)
        return f"#{_component(place.kind, name)}"

    def _named(self, kind: str, target: Origin) -> str:
        """Record a new component and return its name."""
        token = unescaped(target.pointer.rpartition("/")[2])
        stem = re.sub(r"[^A-Za-z0-9._-]", "_", token or target.file.stem)
        name, count = stem, 1
        while (kind, name) in self.taken:
            count += 1
            name = f"{stem}{count}"
        self.taken.add((kind, name))
        self.names[kind, target] = name
        at = _component(kind, name)
        self.origins[at] = target
        self.pending.append(_Place(target, at, kind))
        return name

    def _is_own(self, ref: str, place: _Place) -> bool:
        """Return whether a reference is in the root and leads to a part of it. Such references stay as they are."""
        return place.origin.file == self.files.root and (ref.startswith("#") or not ref)


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _kind_below(kind: str, key: str) -> str:
    if kind == "schemas":
        return "schemas"
    return "pathItems" if kind == "callbacks" else _KINDS.get(key, _NO_KIND)


def _table(node: Node, key: str) -> Node:
    """Return the table under a key. One that is not an object is left as it is, for the checks of the document."""
    if not isinstance(node.setdefault(key, {}), dict):
        return {}
    table: Node = node[key]
    return table


def _component(kind: str, name: str) -> str:
    return pointer("components", kind, name)
