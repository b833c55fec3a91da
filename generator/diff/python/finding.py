"""A difference between the public names of two versions."""

from typing import Literal

from attrs import frozen

from ..changes import Severity
from .entries import Entry, Role
from .keys import Key
from .surface import Element

__all__ = ["Finding", "Pair"]


@frozen(kw_only=True)
class Pair:
    """A name in both versions, or in one of them.

    Attributes:
        old: The name in the old version. None if it is new.
        new: The name in the new version. None if it is gone.
    """

    old: Entry | None
    new: Entry | None

    @property
    def some(self) -> Entry:
        """The name after, or before if it is gone."""
        (found, *_) = [each for each in (self.new, self.old) if each is not None]
        return found

    @property
    def noun(self) -> str:
        """The word for what it names."""
        entry = self.some
        is_method = entry.name.kind == "function" and entry.name.path.split(".")[-2][0].isupper()
        return _NOUNS.get(entry.role) or ("method" if is_method else entry.name.kind)


_NOUNS = {
    Role.RESOURCE: "resource",
    Role.EVENT: "event",
    Role.RESOURCE_CLASS: "class",
}


@frozen(kw_only=True)
class Finding:
    """A difference.

    Attributes:
        pair: The name.
        noun: The word for it: `method`, `parameter`, `attribute` and so on.
        what: How it changed: `removed`, `renamed`, `type-changed` and so on.
        key: Its meaning on the wire.
        severity: The severity for code that uses the package.
        before: The argument or attribute before.
        after: The argument or attribute after.
        old: The changed part before.
        new: The changed part after.
    """

    pair: Pair
    noun: str
    what: str
    key: Key
    severity: Severity
    before: Element | None = None
    after: Element | None = None
    old: str | None = None
    new: str | None = None

    @property
    def kind(self) -> str:
        """The kind of the change, such as `parameter-removed`."""
        return f"{self.noun}-{self.what}"

    @property
    def path(self) -> str:
        """The Python name after, or before if it is gone."""
        return self._path("new") or self._path("old") or ""

    @property
    def path_before(self) -> str | None:
        """The Python name before, if it was another."""
        before = self._path("old")
        return None if before == self.path else before

    def _path(self, side: Literal["old", "new"]) -> str | None:
        entry, element = (self.pair.old, self.before) if side == "old" else (self.pair.new, self.after)
        if entry is None:
            return None
        if self.before is None and self.after is None:
            return entry.name.path
        if element is None:
            return None
        path = entry.name.path
        return f"{path}({element.name})" if self.noun == "parameter" else f"{path}.{element.name}"
