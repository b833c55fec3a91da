"""Compares what operations exchange: parameters, bodies, responses and headers."""

from functools import partial

from attrs import evolve

from ...document.problem import pointer
from ..changes import Audience, Severity, Use
from ..schemas.atoms import is_whole
from ..schemas.difference import Difference
from ..schemas.shapes import Parts
from .encodings import encodings, is_only_wider
from .ledger import Ledger
from .operation import Operation
from .parts import (
    REDIRECT,
    Part,
    body,
    encoding_at,
    fallback,
    headers,
    if_sent,
    is_success,
    media,
    parameters,
    ranges,
    redirect,
    responses,
    schema_of,
)
from .sides import Side
from .styles import style
from .texts import add_texts


class Exchanges:
    """Finds the changes of what operations exchange.

    Args:
        ledger: Where the changes are added.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def parameters(self, old: Operation, new: Operation, side: Side, use: Use) -> None:
        """Add the changes of parameters."""
        before, after = parameters(old), parameters(new)
        for key in {**before, **after}:
            left, right = before.get(key), after.get(key)
            given = right or left
            if given is None:
                continue
            place, name = given.node["in"], given.node["name"]
            used = evolve(use, part=f"{place} {name}")
            left_sent, right_sent = if_sent(left), if_sent(right)
            if left_sent is not None and right_sent is None and right is not None and side.is_sender:
                text = f"The service now sets the {place} parameter {name}, and clients must not send it."
                means: dict[Audience, Severity] = {side.audience: Severity.BREAKING}
                self._ledger.add("server-set", (left_sent.where, right.where), text, means, False, True, (used,))
            elif left_sent is not None and right_sent is not None:
                self._parameter(left_sent, right_sent, side, used)
            else:
                self._coming(f"{place} parameter {name}", "parameter", left_sent, right_sent, side, used)

    def body(self, old: Operation, new: Operation, side: Side, use: Use) -> None:
        """Add the changes of request bodies."""
        used = evolve(use, part="body")
        before, after = body(old), body(new)
        self._coming("body", "body", before, after, side, used)
        if before is not None and after is not None:
            add_texts(self._ledger, before.node, after.node, (before.where, after.where), (side.audience,))
            self._requiring("body", "body", before, after, side, used)
            self._content(before, after, side, used)

    def responses(self, old: Operation, new: Operation, side: Side, use: Use) -> None:
        """Add the changes of responses."""
        before, after = responses(old), responses(new)
        for status in {**before, **after}:
            left, right = before.get(status), after.get(status)
            used = evolve(use, status=status)
            if left is not None and right is not None:
                self._response(left, right, side, used)
            elif left is not None and not self._is_implied(left, fallback(status, after), side, used, is_old=True):
                severity = Severity.BREAKING if is_success(status, before) else Severity.RISKY
                text = f"The response {status} was removed."
                means: dict[Audience, Severity] = {side.audience: severity}
                self._ledger.add("status-removed", (left.entry, ""), text, means, status, None, (used,))
            elif right is not None and not self._is_implied(right, fallback(status, before), side, used, is_old=False):
                severity = Severity.ADDITIVE if side.is_sender else Severity.RISKY
                text = f"The response {status} was added."
                self._ledger.add(
                    "status-added", ("", right.entry), text, {side.audience: severity}, None, status, (used,)
                )

    def _is_implied(self, one: Part, other: Part | None, side: Side, use: Use, *, is_old: bool) -> bool:
        """Return whether a response is the same as the one of its range of statuses, or as the default."""
        if other is None:
            return False
        old, new = (one, other) if is_old else (other, one)
        return self._ledger.finds_nothing(partial(self._response, old, new, side, use))

    def _response(self, old: Part, new: Part, side: Side, use: Use) -> None:
        add_texts(self._ledger, old.node, new.node, (old.where, new.where), (side.audience,))
        self._headers(old, new, side, use)
        self._content(old, new, side, evolve(use, part="body"))
        self._redirect(old, new, side, evolve(use, part=REDIRECT))

    def _redirect(self, old: Part, new: Part, side: Side, use: Use) -> None:
        """Compare the parameters in the query of a location that clients read."""
        before, after = redirect(old), redirect(new)
        self._coming("target of the redirect", "redirect", before, after, side, use)
        if before is not None and after is not None:
            self._schemas(schema_of(before), schema_of(after), side, use)

    def _headers(self, old: Part, new: Part, side: Side, use: Use) -> None:
        before, after = headers(side.differences.old, old), headers(side.differences.new, new)
        for key in {**before, **after}:
            left, right = before.get(key), after.get(key)
            given = right or left
            if given is None:
                continue
            used = evolve(use, part=f"header {given.node['name']}")
            if left is None or right is None:
                self._coming(f"header {given.node['name']}", "header", left, right, side, used)
                continue
            add_texts(self._ledger, left.node, right.node, (left.where, right.where), (side.audience,))
            self._requiring(f"header {given.node['name']}", "header", left, right, side, used)
            self._serialized(f"The header {given.node['name']}", "header", left, right, side, used)
            self._content(left, right, side, used)
            self._schemas(schema_of(left), schema_of(right), side, used)

    def _coming(self, name: str, kind: str, old: Part | None, new: Part | None, side: Side, use: Use) -> None:
        """Add the addition or removal of an input or output that is not part of an object."""
        if old is not None and new is None:
            difference = Difference("property-removed", "widened", old.entry, "", f"The {name} was removed.", old.node)
        elif new is not None and old is None:
            is_required = new.node.get("required") is True
            text = f"The {'required' if is_required else 'optional'} {name} was added."
            event = "required-property-added" if is_required else "property-added"
            difference = Difference(event, "narrowed", "", new.entry, text, None, new.node)
        else:
            return
        event = difference.kind.removeprefix("required-").replace("property", kind)
        where = (difference.old, difference.new)
        means = side.means(difference)
        self._ledger.add(event, where, difference.text, means, difference.before, difference.after, (use,))

    def _requiring(self, name: str, kind: str, old: Part, new: Part, side: Side, use: Use) -> None:
        """Add the change if an input or output became required or optional."""
        was, is_ = old.node.get("required") is True, new.node.get("required") is True
        if was == is_:
            return
        where = (old.where + pointer("required"), new.where + pointer("required"))
        word = "required" if is_ else "optional"
        difference = Difference(
            f"property-{word}", "narrowed" if is_ else "widened", *where, f"The {name} is now {word}."
        )
        self._ledger.add(f"{kind}-{word}", where, difference.text, side.means(difference), was, is_, (use,))

    def _parameter(self, old: Part, new: Part, side: Side, use: Use) -> None:
        where = (old.where, new.where)
        place, name = new.node["in"], new.node["name"]
        if old.node["name"] != name and place == "path":
            text = f"The path parameter {old.node['name']} is now called {name}."
            self._ledger.add("parameter-renamed", where, text, {}, old.node["name"], name, (use,))
        add_texts(self._ledger, old.node, new.node, where, (side.audience,))
        self._requiring(f"{place} parameter {name}", "parameter", old, new, side, use)
        self._serialized(f"The {place} parameter {name}", place, old, new, side, use)
        self._content(old, new, side, use)
        if self._is_any_text_now(old, new, side):
            text = "Any text is now allowed."
            difference = Difference(
                "type-added", "widened", old.where, new.where, text, old.node["schema"], new.node["schema"]
            )
            self._ledger.add(
                "type-added", where, text, side.means(difference), difference.before, difference.after, (use,)
            )
        else:
            self._schemas(schema_of(old), schema_of(new), side, use)

    @staticmethod
    def _is_any_text_now(old: Part, new: Part, side: Side) -> bool:
        """Return whether a number or boolean, which is sent as text, became text of any kind."""
        before, after = side.differences.old_shape(schema_of(old)), side.differences.new_shape(schema_of(new))
        return before.types <= {"integer", "number", "boolean"} and any(
            is_whole(each) and each.type == "string" for each in after.atoms
        )

    def _serialized(self, name: str, place: str, old: Part, new: Part, side: Side, use: Use) -> None:
        values = side.differences.old_shape(schema_of(old))  # what new values look like concerns nobody yet
        before, after = (style(place, each.node, values) for each in (old, new))
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        if not changed:
            return
        if changed == {"allowEmptyValue"}:
            severity = Severity.ADDITIVE if after.get("allowEmptyValue") else Severity.BREAKING
        else:
            severity = Severity.RISKY if changed == {"allowReserved"} else Severity.BREAKING
        text = f"{name} is serialised differently."
        means: dict[Audience, Severity] = {side.audience: severity}
        self._ledger.add("parameter-style-changed", (old.where, new.where), text, means, before, after, (use,))

    def _content(self, old: Part, new: Part, side: Side, use: Use) -> None:
        """Compare the media types of bodies, and of parameters that have one."""
        before, after = media(old), media(new)
        for name in {**before, **after}:
            left, right = before.get(name), after.get(name)
            used = evolve(use, media=name)
            if right is None and side.is_sender:
                right = next((after[each] for each in ranges(name) if each in after), None)
            if right is None and left is not None:
                text = f"The media type {name} was removed."
                means: dict[Audience, Severity] = {side.audience: Severity.BREAKING}
                self._ledger.add("media-type-removed", (left.where, ""), text, means, name, None, (used,))
            elif left is None and right is not None:
                text = f"The media type {name} was added."
                severity = Severity.ADDITIVE if side.is_sender else Severity.RISKY
                self._ledger.add(
                    "media-type-added", ("", right.where), text, {side.audience: severity}, None, name, (used,)
                )
            elif left is not None and right is not None:
                add_texts(self._ledger, left.node, right.node, (left.where, right.where), (side.audience,))
                self._encodings(name, left, right, side, used)
                self._schemas(schema_of(left), schema_of(right), side, used)

    def _encodings(self, media_type: str, old: Part, new: Part, side: Side, use: Use) -> None:
        shape = side.differences.old_shape
        before, after = (encodings(media_type, each.node, shape, schema_of(old)) for each in (old, new))
        for name in sorted(before):
            left, right = (
                Part(each.node.get("encoding", {}).get(name, {}), encoding_at(each, name)) for each in (old, new)
            )
            used = evolve(use, path=(name,))
            self._headers(left, right, side, used)
            if before[name] != after[name]:
                severity = Severity.BREAKING if side.is_sender else Severity.RISKY
                if is_only_wider(before[name], after[name]) and side.is_sender:
                    severity = Severity.ADDITIVE
                text = f"The property {name} is encoded differently."
                means: dict[Audience, Severity] = {side.audience: severity}
                where = (left.where, right.where)
                self._ledger.add("encoding-changed", where, text, means, before[name], after[name], (used,))

    def _schemas(self, old: Parts, new: Parts, side: Side, use: Use) -> None:
        for each in side.differences.between(old, new):
            used = evolve(use, path=each.path)
            kind = each.kind.removeprefix("required-")
            self._ledger.add(kind, (each.old, each.new), each.text, side.means(each), each.before, each.after, (used,))
