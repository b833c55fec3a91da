"""The hosts that mean this machine."""

from ipaddress import IPv4Address, IPv6Address


def is_loopback(host: str) -> bool:
    """Return whether a host without a port means only this machine.

    These are `localhost`, every address in 127.0.0.0/8, `::1`, and the former as IPv4-mapped IPv6. The host may come
    from a bind address, a Host header or a URL, so an IPv6 address may stand in brackets. Everything else is not
    loopback, also where some resolvers would accept it: other names, `localhost.`, `127.1`, `::1%lo`.
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
