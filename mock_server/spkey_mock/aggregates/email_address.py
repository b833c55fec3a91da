"""E-mail addresses."""


def normalise(text: str) -> str:
    """Return an e-mail address in lower case, so that spellings of one address give the same text."""
    return text.lower()


def masked(address: str) -> str:
    """Return the first letter of an address, ***, and its domain."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}***@{domain}"
