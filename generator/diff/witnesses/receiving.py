"""Finds responses and deliveries that are valid in the new version and that the reader of the old one may reject."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Literal

from attrs import frozen

from ...build.engine_document import operation_id
from ...document.document import Node, PathOperation, is_json
from ..changes import AUDIENCES, Change, Severity, Use
from ..wire.parts import REDIRECT
from .contract import Contract
from .media import concrete, json_first, media_of
from .places import Place
from .uses import holds, is_about, way
from .values import NOTHING, Values

_USES = 3
"""The number of uses of a changed part in which a witness is looked for."""

_TRIED = 600
"""The number of values that are tried for a use."""

_OFFERED = 5
"""The number of values that are read for a use."""


@frozen
class Question:
    """A task for the client of the old version.

    Attributes:
        kind: The kind of task: reading a response or a delivery, or retrying a command whose response was lost.
        operation: The operationId.
        status: The status of the response.
        headers: The headers of the response.
        content: The body of the response or delivery.
    """

    kind: Literal["response", "webhook", "lost"]
    operation: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    content: str = ""


@frozen
class Offer:
    """A response or delivery that is valid in the new version.

    Attributes:
        value: Its body.
        place: The way to what has changed in the body.
        question: The task that makes the old client read it.
        reason: Why the contract of the old version rejects it, as a sentence. Empty if it does not, or was not asked.
        is_proof: Whether it shows the change if the reader rejects it. The old contract accepts it otherwise.
    """

    value: Any
    place: tuple[str, ...]
    question: Question
    reason: str = ""
    is_proof: bool = True


class Receiving:
    """Finds responses and deliveries that are valid in the new version and that the reader of the old one may reject.

    Args:
        old: The old version.
        new: The new version.
        values: Finds values.
    """

    def __init__(self, old: Contract, new: Contract, values: Values) -> None:
        self._old = old
        self._new = new
        self._values = values

    def offers(self, change: Change) -> Iterator[Offer]:
        """Return responses and deliveries for a change that is breaking for those who read them.

        There are none for a removed operation, which its request shows, nor for a removed webhook: a delivery that
        never comes cannot be read. The responses of receivers are not read by any generated code. A redirect has no
        body that could show a change of it.
        """
        concerned = {name for name in AUDIENCES if getattr(change, name) is Severity.BREAKING} - {"request"}
        uses = [use for use in change.uses if use.audience in concerned and (use.part or use.status)]
        uses = [use for use in uses if use.part != REDIRECT]
        for use in uses[:_USES]:
            found = self._webhook(change, use) if use.audience == "webhook" else self._response(change, use)
            yield from islice(found, _OFFERED)

    def _webhook(self, change: Change, use: Use) -> Iterator[Offer]:
        if use.part != "body" or use.status:
            return
        before, after = (contract.delivered(use.operation) for contract in (self._old, self._new))
        for media_type in json_first(after)[:1]:
            for value, reason in self._bodies(change, use, before, after, media_type):
                yield Offer(value, use.path, Question("webhook", content=json.dumps(value)), reason, bool(reason))

    def _response(self, change: Change, use: Use) -> Iterator[Offer]:
        old, new = self._old.operation(use.operation), self._new.operation(use.operation)
        if old is None or new is None:
            return
        before, after = self._old.response_nodes(old), self._new.response_nodes(new)
        if use.part == "body" and use.status in after and change.kind != "media-type-removed":
            contents = (each.get(use.status, {}).get("content", {}) for each in (before, after))
            yield from self._changed(change, use, old, _code(use.status, after), *contents)
        else:
            # A removed header is missing, and instead of a removed status or media type, the others are sent.
            statuses = [use.status] if use.status in after else [each for each in after if each[0] in "23d"]
            for status in statuses:
                content = after[status].get("content", {})
                yield from self._plain(use, old, _code(status, after), content)

    def _changed(
        self, change: Change, use: Use, old: PathOperation, code: int, before: Node, after: Node
    ) -> Iterator[Offer]:
        for media_type in json_first(after):
            if is_json(media_type) and media_of(after, media_type) is media_of(after, use.media):
                for value, reason in self._bodies(change, use, before, after, media_type):
                    question = _question(old, code, media_type, json.dumps(value))
                    yield Offer(value, use.path, question, reason, bool(reason))

    def _plain(self, use: Use, old: PathOperation, code: int, content: Node) -> Iterator[Offer]:
        """Return the ordinary response of each media type."""
        if not content:
            yield Offer(None, use.path, _question(old, code, "", ""))
        for media_type in map(concrete, content):
            value = self._ordinary(content, media_type)
            if value is not NOTHING:
                text = json.dumps(value) if is_json(media_type) else value
                yield Offer(value, use.path, _question(old, code, media_type, text))

    def _ordinary(self, content: Node, media_type: str) -> Any:
        if not is_json(media_type):
            return "<value/>" if media_type.endswith("xml") else "text"
        place = self._place(self._new, content, media_type)
        return NOTHING if place is None else self._values.ordinary([place])

    def _bodies(
        self, change: Change, use: Use, before: Node, after: Node, media_type: str
    ) -> Iterator[tuple[Any, str]]:
        """Return bodies that the new version allows, each with the reason why the old one does not."""
        own = self._place(self._new, after, media_type)
        other = self._place(self._old, before, media_type)
        if own is None or other is None:
            return
        where = way(change, use)
        found: Iterator[Any] = islice(self._values.at([own], [other], where), _TRIED)
        if change.kind == "property-removed":
            # An open schema allows any value of a property that it does not know, but the service does not send it.
            found = (value for value in found if not holds(value, where))
        usual = NOTHING
        is_found = False
        for value in filter(own.accepts, found):
            usual = value if usual is NOTHING else usual
            related = [each.text for each in other.mismatches(value) if is_about(each.path, use.path)]
            if related:
                is_found = True
                yield value, f"The body {related[0]}"
        if not is_found and usual is not NOTHING:
            yield usual, ""

    @staticmethod
    def _place(contract: Contract, content: Node, media_type: str) -> Place | None:
        media = media_of(content, media_type)
        return None if media is None else contract.received(contract.illustrated(media))


def _question(operation: PathOperation, code: int, media_type: str, content: str) -> Question:
    headers = (("Content-Type", media_type),) if media_type else ()
    return Question("response", operation_id(operation), code, headers, content)


def _code(status: str, among: Node) -> int:
    """Return a status that a response is for: one of a range that has no response of its own."""
    if status == "default":
        return 200 if not any(each[0] in "123" for each in among) else 500
    if status[1:].upper() == "XX":
        first = int(status[0]) * 100
        return next(code for code in range(first, first + 100) if str(code) not in among)
    return int(status)
