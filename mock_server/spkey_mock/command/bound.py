"""Servers bound to the address of the options."""

import errno
from argparse import Namespace
from collections.abc import Callable
from typing import TypeVar

from .failure import Failure

S = TypeVar("S")


def bound(bind: Callable[..., S], options: Namespace) -> S:
    """Return a server that is bound to `--host` and `--port`.

    Args:
        bind: Creates the server with the arguments `host` and `port`, and binds the address.
        options: The options.

    Raises:
        Failure: The address cannot be bound.
    """
    host, port = options.host, options.port
    try:
        return bind(host=host, port=port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Failure(
                f"port {port} on {host} is in use. Choose another, or pass --port 0 for any free port."
            ) from None
        raise Failure(f"cannot listen on {host}, port {port}: {error.strerror}.") from None
