"""Finds and runs a witness for each breaking change: something that works only with the old version."""

from collections.abc import Iterator, Sequence
from itertools import islice

from attrs import frozen

from ...build.engine_document import operation_id
from ...document.document import Document
from ...document.problem import tokens
from ..changes import Change, Severity, Witness
from .contract import Contract
from .reader import Reply, ask
from .receiving import Offer, Question, Receiving
from .sending import Sending
from .uses import is_about
from .values import Values

__all__ = ["find"]


_ASKED = 3000
"""The number of responses and deliveries that are read for all changes together, if there are many."""


@frozen
class _Plan:
    """A plan for the witness of a change, made before the old client runs.

    Attributes:
        change: The change.
        witness: The witness, if it is a request. The change needs no other one if this one is confirmed.
        offers: Responses and deliveries that the old client may reject.
    """

    change: Change
    witness: Witness | None = None
    offers: tuple[Offer, ...] = ()


def find(old: Document, new: Document, changes: Sequence[Change]) -> list[Change]:
    """Return the changes in the same order, the breaking ones with a witness.

    Some changes have no witness, such as a webhook that is no longer delivered.

    Args:
        old: The old version.
        new: The new version.
        changes: The changes between them.
    """
    breaking = sum(change.severity is Severity.BREAKING for change in changes)
    if not breaking:
        return list(changes)
    planner = _Planner(Contract(old), Contract(new), most=max(1, _ASKED // breaking))
    plans = [planner.plan(change) for change in changes]
    replies = iter(ask(old, [offer.question for plan in plans for offer in plan.offers]))
    return [_settled(plan, [next(replies) for _ in plan.offers]) for plan in plans]


class _Planner:
    """Plans the witness of each change.

    Args:
        old: The old version.
        new: The new version.
        most: The maximum number of responses and deliveries that are read for a change.
    """

    def __init__(self, old: Contract, new: Contract, most: int) -> None:
        self._old = old
        self._most = most
        values = Values()
        self._sending = Sending(old, new, values)
        self._receiving = Receiving(old, new, values)

    def plan(self, change: Change) -> _Plan:
        if change.severity is not Severity.BREAKING or _is_about_parts(change):
            return _Plan(change)
        if change.kind == "idempotency-lost":
            return _Plan(change, offers=tuple(self._retries(change)))
        witness = self._sending.witness(change) if change.request is Severity.BREAKING else None
        if witness is not None and witness.confirmed:
            return _Plan(change, witness)
        return _Plan(change, witness, tuple(islice(self._receiving.offers(change), self._most)))

    def _retries(self, change: Change) -> Iterator[Offer]:
        for use in change.uses[:1]:
            operation = self._old.operation(use.operation)
            request = self._sending.request(use)
            if operation is not None and request is not None:
                yield Offer(request, (), Question("lost", operation_id(operation)))


def _is_about_parts(change: Change) -> bool:
    """Return whether a change is about the encoding or the headers of the parts of a form.

    A witness has the values of a form, not its bytes, so it could not show such a change.
    """
    return bool(change.uses) and all(
        change.kind == "encoding-changed" or (use.part.startswith("header ") and bool(use.media) and not use.status)
        for use in change.uses
    )


def _settled(plan: _Plan, replies: Sequence[Reply]) -> Change:
    found = [_witness(offer, reply) for offer, reply in zip(plan.offers, replies, strict=True)]
    confirmed = next((witness for witness in found if witness.confirmed), None)
    first = plan.witness or (found[0] if found else None)
    return plan.change.with_witness(confirmed or first)


def _witness(offer: Offer, reply: Reply) -> Witness:
    if offer.question.kind == "lost":
        return _retry(offer, reply)
    kind = offer.question.kind
    if reply.result == "rejected":
        outcome = f"The reader of the old version rejects it: {reply.text.rstrip('.')}."
        if offer.is_proof and is_about(tokens(reply.pointer), offer.place):
            return Witness(kind, offer.value, outcome, confirmed=True)
        return Witness(kind, offer.value, f"{outcome} The rejection has another cause.", confirmed=False)
    accepted = f"The reader of the old version accepts it. {reply.text}".strip()
    outcome = accepted if reply.result == "accepted" else reply.text
    if offer.reason:
        outcome = f"{outcome} Its schema rejects it: {offer.reason}"
    return Witness(kind, offer.value, outcome, confirmed=False)


def _retry(offer: Offer, reply: Reply) -> Witness:
    """Return the witness of a command that must no longer be retried: the old client retries it automatically."""
    match reply.result:
        case "rejected":
            outcome = "The client of the old version retries it after a lost response, so it may take effect twice."
        case "accepted":
            outcome = "The client of the old version does not retry it."
        case _:
            outcome = reply.text
    return Witness("request", offer.value, outcome, confirmed=reply.result == "rejected")
