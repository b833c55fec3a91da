"""The sockets of a server."""

import errno
import socket
from ipaddress import ip_address

LOOPBACK = "127.0.0.1"

BACKLOG = 4_096
"""The maximum number of connections waiting to be accepted. The system may allow fewer."""

_ANY = "0.0.0.0"  # noqa: S104 # only if the caller asks for it
_ANY_V6 = "::"
_LOOPBACK_V6 = "::1"

_ABSENT = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}
"""The errors on a machine without IPv6."""


def bind(host: str, port: int) -> list[socket.socket]:
    """Return the listening sockets for an address: two for `localhost`, if the machine has IPv6, else one.

    Raises:
        OSError: The address cannot be bound.
    """
    if host.lower() == "localhost":
        return _bind_localhost(port)
    if ":" in host and _is_unspecified(host):
        return [_bind_everywhere(port)]
    return [_bind(host, port)]


def reachable(host: str) -> str:
    """Return the URL host that reaches the bound address from this machine."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return LOOPBACK  # `::` serves IPv4 as well
    return f"[{address}]" if address.version == 6 else str(address)


def _is_unspecified(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def _bind_everywhere(port: int) -> socket.socket:
    if not socket.has_dualstack_ipv6():
        return _bind(_ANY, port)
    return socket.create_server((_ANY_V6, port), family=socket.AF_INET6, backlog=BACKLOG, dualstack_ipv6=True)


def _bind_localhost(port: int, trials: int = 20) -> list[socket.socket]:
    first = _bind(LOOPBACK, port)
    try:
        return [first, _bind(_LOOPBACK_V6, first.getsockname()[1])]
    except OSError as error:
        if error.errno in _ABSENT:
            return [first]
        first.close()
        if port or trials == 1 or error.errno != errno.EADDRINUSE:
            raise
    return _bind_localhost(port, trials - 1)  # the port that was free for IPv4 is in use for IPv6
