"""The values of options."""

from argparse import ArgumentTypeError

_MOST = 10**12


def host(text: str) -> str:
    """Return a host name or IP address to bind."""
    try:
        text.encode("idna")
    except UnicodeError:
        raise ArgumentTypeError(f"{text!r} is not a host name or IP address") from None
    # The system would bind all interfaces for these.
    if not text or text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is not a host name or IP address; use 0.0.0.0 for all interfaces")
    return text


def port(text: str) -> int:
    """Return a port, possibly 0."""
    if text.isascii() and text.isdigit() and int(text[:6]) <= 65535:
        return int(text)
    raise ArgumentTypeError(f"a port must be a number from 0 to 65535, not {text!r}")


def count(text: str) -> int:
    """Return the value of a limit."""
    if (number := _number(text)) > 0:
        return number
    raise ArgumentTypeError(f"a limit must be a number from 1 to {_MOST}, not {text!r}")


def seconds(text: str) -> int:
    """Return a duration, possibly 0."""
    if (number := _number(text)) >= 0:
        return number
    raise ArgumentTypeError(f"a duration must be a number of seconds from 0 to {_MOST}, not {text!r}")


def api_key(text: str) -> tuple[str, str]:
    """Return an API key and its organisation."""
    key, _, org_id = text.rpartition("=")
    if not org_id or not key or not all("!" <= character <= "~" for character in key):
        raise ArgumentTypeError(f"an API key must be KEY=ORG with printable ASCII characters, not {text!r}")
    return key, org_id


def _number(text: str) -> int:
    """Return a number of at most `_MOST`, or -1."""
    if text.isascii() and text.isdigit() and len(text) <= len(str(_MOST)) and int(text) <= _MOST:
        return int(text)
    return -1
