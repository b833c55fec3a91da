"""The differences of the properties of objects."""

from collections.abc import Iterator

from .containers import matches
from .difference import ANYTHING, Difference, Edge, Found
from .limits import Way
from .places import at_keyword, property_at, written
from .shapes import Atom, Parts


def required_differences(name: str, old: Atom, new: Atom, *, only: str = "") -> Iterator[Difference]:
    """Compare whether a property is required.

    Args:
        name: The name of the property.
        old: The object before.
        new: The object after.
        only: The only kind of change that is not implied by another one.
    """
    was, is_ = name in old.required, name in new.required
    kind = "property-required" if is_ else "property-optional"
    if was == is_ or only not in ("", kind):
        return
    where = (property_at(old, name), property_at(new, name))
    text = f"The property {name} is now {'required' if is_ else 'optional'}."
    yield Difference(kind, "narrowed" if is_ else "widened", *where, text, was, is_, (name,))


def undeclared(atom: Atom, name: str) -> Parts:
    """Return the schemas that apply to a property that an object does not name."""
    found = tuple(part for pattern, parts in atom.patterns.items() if matches(pattern, name) for part in parts)
    return found or (() if atom.is_closed else atom.additional)


def added_difference(name: str, old: Atom, new: Atom) -> Difference:
    """Return the addition of a property."""
    is_required = name in new.required - old.required
    kind = "required-property-added" if is_required else "property-added"
    text = f"The {'required' if is_required else 'optional'} property {name} was added."
    way: Way = "narrowed" if not old.is_closed else "changed" if is_required else "widened"
    return Difference(
        kind, way, "", property_at(new, name), text, None, written(new.properties[name]), (name,), old.is_closed
    )


def removed_difference(name: str, old: Atom, new: Atom, *, is_rejected: bool) -> Difference:
    """Return the removal of a property.

    Args:
        name: The name of the property.
        old: The object before.
        new: The object after.
        is_rejected: Whether the new object rejects the property.
    """
    text = f"The property {name} was removed."
    if is_rejected:
        text = f"The property {name} was removed, and sending it is now an error."
    way: Way = "widened" if not is_rejected else "changed" if name in old.required else "narrowed"
    return Difference(
        "property-removed",
        way,
        property_at(old, name),
        "",
        text,
        written(old.properties[name]),
        None,
        (name,),
        is_rejected,
    )


def server_set_differences(old: Atom, new: Atom) -> Iterator[Difference]:
    """Compare which properties the service sets."""
    for name in sorted(new.server_set - old.server_set):
        if name in old.properties:
            text = f"The service now sets the property {name}, and clients must not send it."
            yield Difference(
                "server-set", "same", property_at(old, name), property_at(new, name), text, False, True, (name,)
            )
    for name in sorted(old.server_set - new.server_set):
        if name in new.properties:
            kind = "required-property-added" if name in new.required else "server-unset"
            text = f"Clients can now send the property {name}."
            yield Difference(kind, "same", property_at(old, name), property_at(new, name), text, True, False, (name,))


def closed_differences(edge: Edge, old: Atom, new: Atom) -> Iterator[Difference]:
    """Compare whether there are further properties."""
    if new.is_closed and not old.is_closed:
        text = "Further properties are no longer allowed."
        where = at_keyword(("additionalProperties", "unevaluatedProperties"), old, new)
        yield Difference("closed", "narrowed", *where, text, True, False)
    elif old.is_closed and not new.is_closed:
        text = "Further properties are now allowed."
        where = at_keyword(("additionalProperties", "unevaluatedProperties"), old, new)
        yield Difference("opened", "widened", *where, text, False, True)


def pattern_differences(edge: Edge, old: Atom, new: Atom) -> Found:
    """Compare the properties whose names match a pattern."""
    found: list[Difference] = []
    edges: list[Edge] = []
    for pattern in {**old.patterns, **new.patterns}:
        left, right = old.patterns.get(pattern), new.patterns.get(pattern)
        if left and right:
            edges.append(Edge((ANYTHING,), left, right))
        elif (left or old.additional) and (right or new.additional):  # on the other side, they are further properties
            edges.append(Edge((ANYTHING,), left or old.additional, right or new.additional))
        elif right:
            way: Way = "widened" if old.is_closed else "narrowed"
            kind = "constraint-loosened" if way == "widened" else "constraint-tightened"
            text = f"Properties whose names match {pattern} were added."
            found.append(Difference(kind, way, "", right[0].pointer, text, None, written(right)))
        elif left:
            way = "narrowed" if new.is_closed else "widened"
            kind = "constraint-loosened" if way == "widened" else "constraint-tightened"
            text = f"Properties whose names match {pattern} were removed."
            found.append(Difference(kind, way, left[0].pointer, "", text, written(left)))
    return found, edges
