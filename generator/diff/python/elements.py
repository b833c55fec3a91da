"""The differences between the arguments of a function, or the attributes of a class, of two versions."""

from collections.abc import Iterator

from attrs import frozen

from ..changes import Severity
from .annotations import NONE, Relation
from .entries import Entry, Role
from .finding import Finding, Pair
from .keys import Key
from .surface import Element
from .types import Types, after, severity

__all__ = ["elements"]


def elements(old: Entry, new: Entry, types: Types) -> Iterator[Finding]:
    """Return the differences between the arguments or attributes of a name."""
    comparison = _Elements(old, new, types)
    for key, before, now in _paired(old, new):
        yield from comparison.compare(key, before, now)


def _paired(old: Entry, new: Entry) -> Iterator[tuple[Key, Element | None, Element | None]]:
    """Pair elements with the same key, and then those with the same name.

    In an operation that only its name connects with that of the old version, nothing stands for the same.
    """
    waiting = dict(new.elements)
    rest: dict[str, tuple[Key, Element]] = {}
    for key, element in old.elements.items():
        if key in waiting and old.key == new.key:
            yield key, element, waiting.pop(key)
        else:
            rest[element.name] = (key, element)
    for key, element in waiting.items():
        _, before = rest.pop(element.name, ((), None))
        yield key, before, element
    yield from ((key, element, None) for key, element in rest.values())


@frozen
class _Elements:
    old: Entry
    new: Entry
    types: Types

    def compare(self, key: Key, before: Element | None, now: Element | None) -> Iterator[Finding]:
        if before is None and now is not None:
            yield self._finding("added", key, self._of_added(now), None, now, new=now.annotation)
        elif before is not None and now is None:
            yield self._finding("removed", key, Severity.BREAKING, before, None, old=before.annotation)
        elif before is not None and now is not None:
            if before.name != now.name:
                yield self._finding("renamed", key, Severity.BREAKING, before, now, old=before.name, new=now.name)
            compare = self._arguments if self.new.is_called else self._attributes
            yield from compare(key, before, now)
            if key in self.new.warned - self.old.warned:
                yield self._finding("deprecated", key, Severity.RISKY, before, now)

    def _of_added(self, element: Element) -> Severity:
        """Return the severity of a new argument or attribute, which calls do not pass yet."""
        called = self.new.is_called or self.new.sent
        return Severity.BREAKING if called and element.is_required else Severity.ADDITIVE

    def _arguments(self, key: Key, before: Element, now: Element) -> Iterator[Finding]:
        forms = self.types.before(before.annotation), after(now.annotation)
        if before.is_required != now.is_required:
            what, found = ("required", Severity.BREAKING) if now.is_required else ("optional", Severity.ADDITIVE)
            yield self._finding(what, key, found, before, now, old=before.annotation, new=now.annotation)
            forms = forms[0] - {NONE}, forms[1] - {NONE}
        elif before.default != now.default:
            yield from self._default(key, before, now)
        relation = self.types.relation(*forms)
        if relation is not Relation.SAME:
            found = severity(relation, sent=True, received=False)
            if self.new.role is Role.FACTORY:
                # Only tests call it, and it rejects only values that the service no longer sends.
                found = min(found, Severity.ADDITIVE)
            yield self._finding("type-changed", key, found, before, now, old=before.annotation, new=now.annotation)
        yield from self._position(key, before, now)

    def _default(self, key: Key, before: Element, now: Element) -> Iterator[Finding]:
        old, new = before.default or "", now.default or ""
        if self.new.role is not Role.FACTORY:
            yield self._finding("default-changed", key, Severity.RISKY, before, now, old=old, new=new)
        elif not (old.startswith("_") or new.startswith("_")):  # which stand for longer examples
            yield self._finding("example-changed", key, Severity.TEXT, before, now, old=old, new=new)

    def _position(self, key: Key, before: Element, now: Element) -> Iterator[Finding]:
        if before.position == now.position:
            return
        if before.position is not None and now.position is not None:
            old, new = str(before.position), str(now.position)
            yield self._finding("moved", key, Severity.BREAKING, before, now, old=old, new=new)
        else:
            kinds = ["keyword" if each.position is None else "positional or keyword" for each in (before, now)]
            found = Severity.BREAKING if now.position is None else Severity.ADDITIVE
            yield self._finding("kind-changed", key, found, before, now, old=kinds[0], new=kinds[1])

    def _attributes(self, key: Key, before: Element, now: Element) -> Iterator[Finding]:
        old, new = self.types.before(before.annotation), after(now.annotation)
        relation = self.types.relation(old, new)
        found = severity(relation, sent=self.new.sent, received=self.new.received)
        must = self.new.sent and now.is_required and not before.is_required
        if relation is Relation.SAME and not must:
            return
        what = "type-changed"
        if must or old == new | {NONE}:
            what = "required"
        elif new == old | {NONE}:
            what = "optional"
        found = Severity.BREAKING if must else found
        yield self._finding(what, key, found, before, now, old=before.annotation, new=now.annotation)

    def _finding(
        self,
        what: str,
        key: Key,
        found: Severity,
        before: Element | None,
        now: Element | None,
        *,
        old: str | None = None,
        new: str | None = None,
    ) -> Finding:
        return Finding(
            pair=Pair(old=self.old, new=self.new),
            noun="parameter" if self.new.is_called else "attribute",
            what=what,
            key=(*(self.new.holder or self.new.key), *key),
            severity=found,
            before=before,
            after=now,
            old=old,
            new=new,
        )
