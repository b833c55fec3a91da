"""Faults: what the mock does wrong on purpose, so that tests can see how a client takes it."""

from collections import Counter
from collections.abc import Collection
from threading import Lock


class AnswerLost(Exception):  # noqa: N818 - what is to happen, not a mistake
    """The request was carried out, and its answer is not to reach the client: the connection is to be dropped."""


class Faults:
    """The faults that are still to come. Any thread may call it.

    Args:
        operations: The operationIds that there are.
    """

    def __init__(self, operations: Collection[str]) -> None:
        self._operations = operations
        self._lost: Counter[str] = Counter()
        self._lock = Lock()

    def lose_next_answer(self, operation: str, times: int = 1) -> None:
        """Carry out the next request for an operation, and drop the connection instead of answering.

        Args:
            operation: Its operationId, such as `remove_physical_key`.
            times: How many requests are to go that way. Requests that are refused do not count.

        Raises:
            ValueError: There is no such operation.
        """
        if operation not in self._operations:
            raise ValueError(f"There is no operation {operation}: there are {', '.join(self._operations)}.")
        with self._lock:
            self._lost[operation] += times

    def strike(self, operation: str) -> None:
        """Let a fault happen to a request that was carried out, if one is due.

        Raises:
            AnswerLost: The answer is to be lost.
        """
        if not self._lost:
            return
        with self._lock:
            if not self._lost[operation]:
                return
            self._lost[operation] -= 1
            self._lost += Counter()  # forgets what has come to nothing
        raise AnswerLost(operation)
