"""The hosts that denote this machine."""

from ipaddress import IPv4Address, IPv6Address


def is_loopback(host: str) -> bool:
    """Return whether a host, without a port, denotes only this machine.

    Loopback hosts are `localhost`, 127.0.0.0/8, `::1`, and 127.0.0.0/8 as IPv4-mapped IPv6. The host may come from a
    bind address, a Host header or a URL, so an IPv6 address may be in brackets. All other hosts return False, even
    those that some resolvers map to loopback: other names, `localhost.`, `127.1`, `::1%lo`.
    """
    if host.lower() == "localhost":
        return True
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        if ":" not in bare:
            return bare == host and IPv4Address(bare).is_loopback
        address = IPv6Address(bare)
    except ValueError:
        return False
    return address.scope_id is None and (address.ipv4_mapped or address).is_loopback
