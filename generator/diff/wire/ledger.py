"""Collects the changes, each once, however often it is found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import evolve

from ...document.document import Document
from ...document.problem import pointer, tokens
from ..changes import AUDIENCES, Audience, Change, Severity, Use

_Key = tuple[str, str, str, str]


class Ledger:
    """The changes that have been found.

    Args:
        old: The old document.
        new: The new document.
    """

    def __init__(self, old: Document, new: Document) -> None:
        self._old = old
        self._new = new
        self._changes: dict[_Key, Change] = {}
        self._uses: dict[_Key, dict[Use, None]] = {}

    def add(
        self,
        kind: str,
        where: tuple[str, str],
        text: str,
        severities: dict[Audience, Severity],
        before: Any = None,
        after: Any = None,
        uses: tuple[Use, ...] = (),
    ) -> None:
        """Add a change.

        Args:
            kind: Its kind.
            where: The pointers of the part in the old and the new document. Empty where it does not exist.
            text: The change, as a sentence.
            severities: The severity for each audience. It is `none` for the others.
            before: The value before.
            after: The value after.
            uses: The places where the part is sent.
        """
        file, place = self._place(*where)
        key = (kind, file, place, text)
        found = self._changes.get(key)
        if found is None:
            found = Change(kind, file, place, Severity.NONE, Severity.NONE, Severity.NONE, text, before, after)
        worst = {each: max(getattr(found, each), severities.get(each, Severity.NONE)) for each in AUDIENCES}
        self._changes[key] = evolve(found, **worst)
        self._uses.setdefault(key, {}).update(dict.fromkeys(uses))

    def finds_nothing(self, compare: Callable[[], None]) -> bool:
        """Return whether a comparison finds nothing but changed texts. Its changes are dropped.

        Args:
            compare: Adds the changes of the comparison.
        """
        kept = self._changes, self._uses
        self._changes, self._uses = {}, {}
        try:
            compare()
            return all(each.severity <= Severity.TEXT for each in self._changes.values())
        finally:
            self._changes, self._uses = kept

    def changes(self) -> list[Change]:
        """Return the changes, the worst first."""
        found = [evolve(change, uses=tuple(self._uses[key])) for key, change in self._changes.items()]
        return sorted(found, key=lambda each: (-each.severity, each.file, each.pointer, each.kind))

    def _place(self, old: str, new: str) -> tuple[str, str]:
        document, where = (self._new, new) if new or not old else (self._old, old)
        file, place = document.origin(_existing(document, where))
        root = Path(document.file).resolve().parent
        path = Path(file).resolve()
        return (path.relative_to(root).as_posix() if path.is_relative_to(root) else Path(file).as_posix()), place


def _existing(document: Document, where: str) -> str:
    """Return the pointer of a part, or of the innermost part around it that the document has."""
    node: Any = document.root
    found: list[str] = []
    for token in tokens(where):
        key: Any = int(token) if isinstance(node, list) and token.isdecimal() else token
        try:
            node = node[key]
        except (LookupError, TypeError):
            return pointer(*found, token.rstrip("#")) if token.endswith("#") else pointer(*found)
        found.append(token)
    return pointer(*found)
