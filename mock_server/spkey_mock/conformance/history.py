"""Histories of concurrent requests, and whether one order of them explains all responses (linearizability)."""

from collections.abc import Callable, Hashable, Sequence
from math import inf
from typing import Generic, TypeVar

from attrs import evolve, frozen

S = TypeVar("S", bound=Hashable)


@frozen(eq=False)
class Step(Generic[S]):
    """A request of a history.

    Attributes:
        text: The request and its response, for people.
        start: When the request was sent.
        end: When the response arrived; infinity if it did not arrive.
        apply: Returns the state after the request, or None if the response is impossible in that state.
        effect: Returns the state after the request, whatever the response.
    """

    text: str
    start: float
    end: float
    apply: Callable[[S], S | None]
    effect: Callable[[S], S]

    @property
    def lost(self) -> bool:
        """Whether the response did not arrive, so that the request may have had its effect at any later time."""
        return self.end == inf


def explains(steps: Sequence[Step[S]], initial: S) -> bool:
    """Return whether one order of the requests explains all responses.

    In that order, a request that ended before another started comes first. The search tries every request that may come
    next, and remembers each dead end: the set of requests so far and their state. A response must show
    whether its request changed the state: a request that changed nothing then comes first without loss of generality.
    """
    steps = sorted(steps, key=lambda it: it.start)
    todo: list[tuple[_Done, S]] = [(_Done(0, frozenset()), initial)]
    seen: set[tuple[_Done, S]] = set()
    while todo:
        done, state = todo.pop()
        if (done, state) in seen:
            continue
        seen.add((done, state))
        following = _following(steps, done)
        if all(steps[index].lost for index in following):
            return True
        moves = [(index, after) for index in following if (after := _after(steps[index], state)) is not None]
        unchanged = [(index, after) for index, after in moves if after == state and not steps[index].lost]
        todo += [(done.with_(index), after) for index, after in unchanged[:1] or moves]
    return False


@frozen
class _Done:
    """The requests that come first: all before an index, and some from there on."""

    before: int
    beyond: frozenset[int]

    def with_(self, index: int) -> "_Done":
        before, beyond = self.before, self.beyond | {index}
        while before in beyond:
            beyond -= {before}
            before += 1
        return _Done(before, beyond)


def _following(steps: Sequence[Step[S]], done: _Done) -> list[int]:
    """Return the indices of the requests that may come next."""
    found: list[int] = []
    first_end = inf
    for index in range(done.before, len(steps)):
        if steps[index].start > first_end:
            break
        if index not in done.beyond:
            found.append(index)
            first_end = min(first_end, steps[index].end)
    return found


def _after(step: Step[S], state: S) -> S | None:
    return step.effect(state) if step.lost else step.apply(state)


def contradiction(steps: Sequence[Step[S]], initial: S) -> list[Step[S]]:
    """Return the smallest piece of a history that shows why no order explains it, or an empty list.

    The piece ends with the first response that contradicts the responses before it. Of those, it has the requests that
    were under way at the same time, and the last one before them.
    """
    ended = sorted((step for step in steps if not step.lost), key=lambda it: it.end)
    if explains(steps, initial):
        return []
    explained, contradicted = 0, len(ended)
    while contradicted - explained > 1:
        middle = (explained + contradicted) // 2
        if explains(_until(steps, ended[middle - 1].end), initial):
            explained = middle
        else:
            contradicted = middle
    last = ended[contradicted - 1]
    known = [step for step in steps if step.end <= last.end or (step.lost and step.start < last.end)]
    meanwhile = [step for step in known if step.end >= last.start]
    earliest = min(step.start for step in meanwhile)
    before = max((step for step in known if step.end < earliest), key=lambda it: it.end, default=None)
    return sorted([*meanwhile, *([] if before is None else [before])], key=lambda it: it.start)


def _until(steps: Sequence[Step[S]], time: float) -> list[Step[S]]:
    """Return the history as it was known at a time: later responses had not arrived."""
    return [step if step.end <= time else evolve(step, end=inf) for step in steps if step.start <= time]
