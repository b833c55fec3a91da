"""The differences between the public names of two versions."""

from collections.abc import Iterator

from attrs import frozen

from ...ir.api import API
from ..changes import Severity
from .annotations import NONE, Form, Part, Relation, accepts
from .elements import elements
from .entries import Entries, Entry, Role
from .finding import Finding, Pair
from .keys import Key, by_key
from .renames import Renames
from .types import Types, after, severity, types

__all__ = ["findings"]


def findings(old: Entries, new: Entries, renames: Renames) -> list[Finding]:
    """Return the differences. Names that change alike share one difference."""
    comparison = _Comparison(
        types(old.package.api, new.package.api, renames), _explained(old.package.api, new.package.api)
    )
    pairs = sorted(_pairs(old.all, new.all), key=lambda pair: pair.some.role)
    gone = {pair.some.key for pair in pairs if pair.new is None and pair.some.role in _HOLDERS}
    fresh = {pair.some.key for pair in pairs if pair.old is None and pair.some.role in _HOLDERS}
    first: dict[Key, tuple[Pair, Severity]] = {}
    found: list[Finding] = []
    for pair in pairs:
        if pair.some.parent in (gone if pair.new is None else fresh if pair.old is None else ()):
            continue
        for each in comparison.compare(pair):
            holder, worst = first.setdefault(each.key, (pair, each.severity))
            if holder is pair or each.severity > worst:
                found.append(each)
                first[each.key] = (holder, max(worst, each.severity))
    return found


# The parts of these change along with them.
_HOLDERS = {Role.RESOURCE, Role.CLASS, Role.OTHER}


def _pairs(old: tuple[Entry, ...], new: tuple[Entry, ...]) -> Iterator[Pair]:
    """Pair names with the same key, and then those with the same name."""
    waiting = {(entry.role, entry.key, entry.slot): entry for entry in new}
    rest: list[Entry] = []
    for entry in old:
        if (other := waiting.pop((entry.role, entry.key, entry.slot), None)) is not None:
            yield Pair(old=entry, new=other)
        else:
            rest.append(entry)
    by_path = {(entry.role, entry.name.path): entry for entry in waiting.values()}
    for entry in rest:
        yield Pair(old=entry, new=by_path.pop((entry.role, entry.name.path), None))
    yield from (Pair(old=None, new=entry) for entry in by_path.values())


def _explained(old: API, new: API) -> frozenset[str]:
    """Return the operation ids that are added or removed along with the functions of their operations."""
    before, now = _functions(old), _functions(new)
    ids: set[str] = set()
    for one, other in ((before, now), (now, before)):
        ids |= {id_ for key, (id_, function) in one.items() if key not in other or other[key][1] != function}
    return frozenset(map(repr, ids))


def _functions(api: API) -> dict[Key, tuple[str, str]]:
    """Return the id and the function of each operation."""
    return {key: (operation.id, operation.function) for key, (_, operation) in by_key(api).items()}


@frozen
class _Comparison:
    """Compares a name with itself in the other version.

    Attributes:
        types: The types of both versions.
        explained: The values of `OperationId` that change along with other names.
    """

    types: Types
    explained: frozenset[str]

    def compare(self, pair: Pair) -> list[Finding]:
        """Return the differences."""
        name = pair.some.name
        signature = name.annotation if pair.some.role in {Role.EVENT, Role.RESOURCE} else name.signature
        if pair.old is None:
            return [_finding(pair, "added", Severity.ADDITIVE, new=signature)]
        if pair.new is None:
            return [_finding(pair, "removed", Severity.BREAKING, old=signature)]
        found = [
            *_renamed(pair, pair.old, pair.new),
            *_deprecated(pair, pair.old, pair.new),
            *elements(pair.old, pair.new, self.types),
            *self._annotation(pair, pair.old, pair.new),
        ]
        if not found and pair.old.name.docstring != pair.new.name.docstring:
            found.append(_finding(pair, "docstring-changed", Severity.TEXT, "docstring"))
        return found

    def _annotation(self, pair: Pair, old: Entry, new: Entry) -> Iterator[Finding]:
        if new.role is Role.RESOURCE or "" in {old.name.annotation, new.name.annotation}:
            return
        before, now = self.types.before(_content(old)), after(_content(new))
        if new.name.kind == "alias":
            yield from self._values(pair, before, now)
            before, now = _without_literals(before), _without_literals(now)
        relation = self.types.relation(before, now)
        if relation is Relation.SAME:
            return
        is_alias = new.name.kind == "alias"
        found = severity(relation, sent=is_alias and new.sent, received=not is_alias or new.received)
        if new.name.kind == "function" and before == frozenset({NONE}):
            found = Severity.ADDITIVE  # code uses no value that a call returns
        what = "return-type-changed" if new.name.kind == "function" else "type-changed"
        yield _finding(pair, what, found, "type", old=_content(old), new=_content(new))

    def _values(self, pair: Pair, before: Form, now: Form) -> Iterator[Finding]:
        """Compare the values that an alias lists."""
        entry = pair.some
        explained = self.explained if entry.name.path.endswith(".testing.OperationId") else frozenset[str]()
        for part in sorted(_literals(before - now), key=lambda part: part.value):
            if part.value not in explained:
                closed = Severity.BREAKING if entry.sent else Severity.ADDITIVE
                found = Severity.RISKY if accepts(now, frozenset({part})) else closed
                yield _finding(pair, "value-removed", found, part.value, old=part.value)
        for part in sorted(_literals(now - before), key=lambda part: part.value):
            if part.value not in explained:
                is_open = accepts(before, frozenset({part})) or not entry.received
                found = Severity.ADDITIVE if is_open else Severity.BREAKING
                yield _finding(pair, "value-added", found, part.value, new=part.value)


def _literals(form: Form) -> list[Part]:
    return [part for part in form if part.name == "Literal"]


def _without_literals(form: Form) -> Form:
    return form - {*_literals(form)}


def _content(entry: Entry) -> str:
    """Return the annotation of a name. For a function that creates a call, return what the method returns."""
    found = entry.name.annotation
    return found.removeprefix("Call[").removesuffix("]") if entry.role is Role.FUNCTION else found


def _renamed(pair: Pair, old: Entry, new: Entry) -> Iterator[Finding]:
    is_moved = new.role in {Role.METHOD, Role.ASYNC} and old.parent != new.parent
    if new.role is not Role.EVENT and (is_moved or _own_name(old) != _own_name(new)):
        yield _finding(pair, "renamed", Severity.BREAKING, old=old.name.signature, new=new.name.signature)


def _own_name(entry: Entry) -> str:
    return entry.name.path.rpartition(".")[2]


def _deprecated(pair: Pair, old: Entry, new: Entry) -> Iterator[Finding]:
    if new.deprecated and not old.deprecated:
        yield _finding(pair, "deprecated", Severity.RISKY, "deprecated")
    if old.deprecated and not new.deprecated:
        yield _finding(pair, "undeprecated", Severity.TEXT, "deprecated")


def _finding(
    pair: Pair, what: str, found: Severity, part: str = "", *, old: str | None = None, new: str | None = None
) -> Finding:
    key = (*pair.some.key, "", part) if part else pair.some.key
    return Finding(pair=pair, noun=pair.noun, what=what, key=key, severity=found, old=old, new=new)
