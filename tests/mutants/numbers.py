"""Faults in the numbers of keys."""

from collections.abc import Callable
from itertools import count
from typing import Any

import httpx
from spkey_mock.aggregates.users import PhysicalKeyAdded, PhysicalKeyRemoved, User
from spkey_mock.service.aggregate import Context

from .catalogue import Upstream, Users, in_proxy, in_response, in_users, operation, path, reject, respond


@in_users("physical_keys.remove.number_never_reused", "physical_keys.add.number_never_reused")
def counter_goes_down_on_removal(users: Users) -> None:
    """A removal lowers the next number by one."""
    users.applied(PhysicalKeyRemoved, lambda before, after: {"next_number": after.next_number - 1})


def _highest(user: User) -> int:
    return max((key.number for key in user.keys), default=0)


@in_users("physical_keys.remove.number_never_reused", "physical_keys.add.number_never_reused")
def highest_number_reused(users: Users) -> None:
    """The next number follows the highest number in the inventory."""
    users.applied(PhysicalKeyRemoved, lambda before, after: {"next_number": _highest(after) + 1})


@in_users("physical_keys.remove.number_never_reused")
def numbers_restart_with_an_empty_inventory(users: Users) -> None:
    """Numbers start again from 1 once the last key is removed."""
    users.applied(PhysicalKeyRemoved, lambda _, after: {"next_number": after.next_number if len(after.keys) else 1})


def _add_with(users: Users, number: Callable[[User], int]) -> None:
    def add(user: User, request: Any, context: Context) -> PhysicalKeyAdded:
        return PhysicalKeyAdded(number(user), request.org_id, request.org_name, request.note)

    users.handle("add_physical_key", add)


@in_users("physical_keys.add.number_never_reused")
def gaps_filled(users: Users) -> None:
    """A new key gets the lowest number that is free."""
    _add_with(users, lambda user: next(number for number in count(1) if user.keys.get(number) is None))


@in_users("physical_keys.add.number_counts_up_from_one")
def numbers_counted_globally(users: Users) -> None:
    """All users share one counter."""
    numbers = count(1)
    _add_with(users, lambda _: next(numbers))


@in_users("physical_keys.add.number_counts_up_from_one")
def number_skipped(users: Users) -> None:
    """Every key leaves the next number unused."""
    users.applied(PhysicalKeyAdded, lambda before, after: {"next_number": after.next_number + 1})


@in_users("physical_keys.add.number_counts_up_from_one")
def numbers_count_from_two(users: Users) -> None:
    """A user's first key gets number 2."""
    _add_with(users, lambda user: user.next_number if len(user.keys) or user.next_number > 1 else 2)


@in_proxy("physical_keys.add.not_deduplicated")
def equal_additions_merged(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An addition that equals the one before returns its response again, and adds no key."""
    if operation(request) != "add_physical_key":
        return upstream.send(request)
    before = upstream.memory.get("addition")
    if before and before[0] == (request.url, request.content):
        return respond(before[1], before[1].json())
    response = upstream.send(request)
    upstream.memory["addition"] = ((request.url, request.content), response)
    return response


@in_response("physical_keys.add.event_recorded", to="add_physical_key")
def number_at_the_top_off_by_one(body: Any) -> None:
    """The number at the top level of the response is one less than in the event."""
    body["number"] = max(1, body["number"] - 1)


@in_proxy("physical_keys.get.number_read_leniently")
def numbers_read_strictly(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A number in a path must be written in decimal digits without leading zeros."""
    written = path(request).rpartition("/")[2]
    if operation(request) != "get_physical_key" or str(int(written) if written.isdigit() else "") == written:
        return upstream.send(request)
    return reject(request, 400)
