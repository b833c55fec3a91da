"""The pages for browsers: the page at a temporary key's link, and the confirmation to which an opening redirects.

The pages are not operations of the contract. Their paths begin with those of the keys.
"""

import re
from typing import TYPE_CHECKING

from ..service.aggregate import Reader
from ..service.decoding import read_number, read_query, read_segment
from ..service.message import Request, Response

if TYPE_CHECKING:
    from .temp_keys.link import Link

_PATH = re.compile(rb"/(collective-)?temp-keys/([^/]+)(/confirmation)?")


def is_page(request: Request) -> bool:
    """Return whether a request is for a page, even one of an unknown key."""
    return _match(request) is not None


def page(request: Request, others: Reader, at: int) -> Response | None:
    """Return the page that a request is for, or None if it is for no page.

    Args:
        request: The request.
        others: Reads the keys and their locks.
        at: The time, in epoch milliseconds.
    """
    match = _match(request)
    if match is None:
        return None
    # Imported on use, because most programs never show a page.
    from .temp_keys.link import find
    from .temp_keys.page import guest_page, not_found

    collective, uuid, confirms = match.groups()
    link = find(read_segment(uuid), at, others, collective=collective is not None)
    if link is None:
        return not_found()
    return guest_page(link) if confirms is None else _confirmation(link, request.query)


def _match(request: Request) -> re.Match[bytes] | None:
    return _PATH.fullmatch(request.path) if request.method in ("GET", "HEAD") else None


def _confirmation(link: "Link", query: bytes) -> Response:
    from .temp_keys.page import confirmation, not_found

    values = read_query(query)
    offline = values.get("offline") == ["true"]
    if "door" not in values:
        return confirmation(link, None, offline=offline)
    number = read_number(values["door"][-1])
    door = next((door for door in link.doors if door.id == number), None)
    return not_found() if door is None else confirmation(link, door, offline=offline)
