"""Renewal of locks and connections in the child of a fork.

The locks may be held by threads that the child does not have, and the connections belong to the parent as well.
"""

import os
from typing import Protocol
from weakref import WeakSet


class Renewed(Protocol):
    """An object with locks or connections."""

    def after_fork(self) -> None:
        """Replace locks and connections, in the child. Nothing else runs yet."""
        ...


_alive: WeakSet[Renewed] = WeakSet()


def renew_after_fork(renewed: Renewed) -> None:
    """Renew an object in every process that is forked while it exists."""
    _alive.add(renewed)


def _renew() -> None:
    for each in [*_alive]:
        each.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
