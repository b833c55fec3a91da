"""The recorded deliveries of a world, whose number is bounded."""

from collections.abc import Iterator
from typing import Protocol

from attrs import evolve

from ..store.documents import Documents
from ..store.recorded import Data
from .deliveries import Delivery
from .stored import ENDED, PENDING, decode_delivery, encode_delivery

_SLACK = 20
"""The fraction by which a shared world may exceed the limit. Processes that drop the same delivery lose a race, so they
do not drop one with each event."""


class NewDelivery(Protocol):
    """Creates a delivery."""

    def __call__(self, *, next_at: int, place: int, turn: int, held: bool) -> Delivery:
        """Return the delivery, with its place in the queue."""
        ...


class Known:
    """The recorded deliveries of a world.

    Args:
        documents: Keeps the deliveries.
        most: The maximum number of deliveries.

    Attributes:
        waiting: The pending deliveries by id. The first is dropped first.
        ended: The deliveries that have ended by id. The first is dropped first.
        numbered: The highest number of a delivery so far.
        most: The maximum number of deliveries.
    """

    def __init__(self, documents: Documents, most: int) -> None:
        self.waiting: dict[int, Delivery] = {}
        self.ended: dict[int, Delivery] = {}
        self.numbered = 0
        self.most = most
        self._documents = documents
        self._dropped = 0
        self._turns = 0
        self._unsorted = False

    def __len__(self) -> int:
        return len(self.waiting) + len(self.ended)

    def in_order(self) -> list[Delivery]:
        """Return the deliveries in the order in which they were scheduled."""
        return sorted((*self.waiting.values(), *self.ended.values()), key=_place)

    def find(self, number: int) -> Delivery:
        """Return a delivery.

        Raises:
            ValueError: There is no such delivery, or it was dropped.
        """
        known = self.waiting.get(number) or self.ended.get(number)
        if known is not None:
            return known
        if self._documents.shared:  # the numbers have gaps
            raise ValueError(f"Unknown delivery {number}. It was dropped (limit {self.most}) or never existed.")
        if 0 < number <= self.numbered:
            raise ValueError(
                f"Delivery {number} was dropped, because its webhook was removed or to make room for others "
                f"(limit {self.most}). Replay it earlier or raise Limits.deliveries."
            )
        raise ValueError(f"Unknown delivery {number}. Deliveries are numbered from 1. So far: {self.numbered}.")

    # Changes

    def turn(self) -> int:
        """Return the next turn: the place of a delivery after all others."""
        self._turns += 1
        return self._turns

    def add(self, new: NewDelivery, due: int, *, held: bool = False) -> Delivery:
        """Add a delivery that waits for an attempt, after all others that are due at the same time."""
        turn = self.turn()
        delivery = new(next_at=due, place=turn, turn=turn, held=held)
        self.numbered = max(self.numbered, delivery.id)
        return self.change(delivery)

    def wait(self, delivery: Delivery, due: int) -> Delivery:
        """Make a delivery wait for another attempt, after all others that are due at the same time."""
        return self.change(evolve(delivery, next_at=due, turn=self.turn(), held=False))

    def change(self, delivery: Delivery) -> Delivery:
        """Change a pending delivery."""
        self.waiting[delivery.id] = delivery
        self._keep(PENDING, delivery)
        return delivery

    def end(self, delivery: Delivery) -> Delivery:
        """End a pending delivery."""
        del self.waiting[delivery.id]
        self.ended[delivery.id] = delivery
        self._discard(PENDING, delivery.id)
        self._keep(ENDED, delivery)
        return delivery

    def resume(self, delivery: Delivery) -> None:
        """Restart a delivery that has ended."""
        if self.ended.pop(delivery.id, None) is not None:
            self._discard(ENDED, delivery.id)

    def _keep(self, kind: str, delivery: Delivery) -> None:
        if self._documents.durable:
            self._documents.keep(kind, str(delivery.id), encode_delivery(delivery))

    def _discard(self, kind: str, number: int) -> None:
        if self._documents.durable:
            self._documents.keep(kind, str(number), None)

    # Bounds

    @property
    def dropped(self) -> int:
        """The number of dropped deliveries; in a shared world, of those that this process has dropped."""
        return self._dropped if self._documents.shared else self.numbered - len(self)

    def excess(self, more: int) -> int:
        """Return the number of deliveries to drop before this many are added."""
        excess = len(self.waiting) + len(self.ended) + more - self.most
        return 0 if self._documents.shared and excess <= self.most // _SLACK else excess

    def oldest(self) -> int:
        """Return the delivery to drop first: the first that has ended, or else the first that waits."""
        if self._unsorted:
            self._unsorted = False
            self.waiting = {it.id: it for it in sorted(self.waiting.values(), key=_place)}
            self.ended = {it.id: it for it in sorted(self.ended.values(), key=lambda it: it.turn)}
        return next(iter(self.ended or self.waiting))

    def drop(self, number: int) -> Delivery:
        """Drop a delivery and return it."""
        self._dropped += 1
        kind, deliveries = (ENDED, self.ended) if number in self.ended else (PENDING, self.waiting)
        self._discard(kind, number)
        return deliveries.pop(number)

    def drop_next(self) -> None:
        """Drop a delivery before it is scheduled, because none may be recorded."""
        self.numbered += 1
        self._dropped += 1

    # Documents

    def items_to_keep(self) -> Iterator[tuple[str, str, Data]]:
        """Return the documents of the deliveries."""
        for kind, deliveries in ((PENDING, self.waiting), (ENDED, self.ended)):
            for number, delivery in deliveries.items():
                yield kind, str(number), encode_delivery(delivery)

    def forget(self) -> None:
        """Drop all deliveries, before they are restored."""
        self.waiting.clear()
        self.ended.clear()
        self.numbered = 0

    def restore(self, kind: str, key: str, data: Data | None) -> tuple[Delivery | None, Delivery | None]:
        """Add, change or remove the delivery of a document. Return it as pending before and after, or None."""
        number = int(key)
        if data is None:
            if kind == PENDING:
                return self.waiting.pop(number, None), None
            self.ended.pop(number, None)
            return None, None
        delivery = decode_delivery(key, data)
        self.numbered = max(self.numbered, number)
        self._turns = max(self._turns, delivery.turn)
        self._unsorted = True
        before = self.waiting.pop(number, None)
        self.ended.pop(number, None)
        if kind == PENDING:
            self.waiting[number] = delivery
            return before, delivery
        self.ended[number] = delivery
        return before, None


def _place(delivery: Delivery) -> tuple[int, int]:
    return delivery.place, delivery.id
