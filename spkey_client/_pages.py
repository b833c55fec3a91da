# Generated from openapi.yaml by python -m generator. Do not edit.
"""Iteration over lists that the service returns page by page."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from itertools import count
from typing import TypeVar

T = TypeVar("T")


def each(read: Callable[[int], tuple[Sequence[T], int]]) -> Iterator[T]:
    """Return the items of all pages. A page is read when its first item is needed.

    Args:
        read: Reads a page by its number, from 1 on. Returns its items, and how many pages there are by now.
    """
    for number in count(1):
        items, total = read(number)
        yield from items
        if _is_last(number, items, total):
            return


async def each_async(read: Callable[[int], Awaitable[tuple[Sequence[T], int]]]) -> AsyncIterator[T]:
    """Return the items of all pages, as `each` does."""
    for number in count(1):
        items, total = await read(number)
        for item in items:
            yield item
        if _is_last(number, items, total):
            return


def _is_last(number: int, items: Sequence[object], total: int) -> bool:
    # Every page before the last has items, so a wrong total does not request pages forever.
    return number >= total or not items
