"""Makes attempts over HTTP, each on a connection of its own. Ignores proxy settings in the environment."""

import asyncio
import os
import ssl
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from spkey_client import __version__

from .deliveries import Attempt
from .exchange import Exchange, ResponseError

_LONGEST_REASON = 200
_RESERVED = "!#$%&'()*+,/:;=?@[]~"
_HEADERS = {
    "accept": "*/*",
    "content-type": "application/json",
    "user-agent": f"spkey-mock/{__version__}",
    "connection": "close",  # a stale connection of an earlier attempt must not fail this one
}
_UNTRUSTED = frozenset({18, 19, 20, 21})
"""OpenSSL's codes for a certificate that no trusted CA has issued."""


async def respond(attempt: Attempt) -> int | str:
    """Make an attempt. Return the status of the response, or the reason why there is none."""
    timeout = attempt.webhook.timeout
    try:
        async with asyncio.timeout(timeout):
            return await _post(attempt)
    except TimeoutError:
        return f"no response within {timeout:g} seconds"
    except Exception as error:
        # A misbehaving receiver fails only its own attempt.
        return _reason(error)


async def _post(attempt: Attempt) -> int:
    url = urlsplit(attempt.webhook.url)
    options: dict[str, Any] = {"host": url.hostname, "port": url.port or 80}
    if url.scheme == "https":
        context = _context(attempt.ca, os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        options |= {"port": url.port or 443, "ssl": context, "ssl_shutdown_timeout": 1.0}
    exchange = Exchange(_request(attempt))
    transport, _ = await asyncio.get_running_loop().create_connection(lambda: exchange, **options)
    try:
        status = await exchange.status
    except BaseException:
        transport.abort()
        raise
    transport.close()
    return status


@lru_cache(maxsize=16)
def _context(ca: str | None, *_environment: str | None) -> ssl.SSLContext:
    """Return a context that trusts a CA in addition to those of the environment, or else to the usual ones."""
    from httpx import create_ssl_context  # slow, and rarely needed

    try:
        context = create_ssl_context()
    except OSError as error:
        raise ValueError(f"SSL_CERT_FILE and SSL_CERT_DIR must name PEM files of CA certificates: {error}") from None
    if ca is not None:
        context.load_verify_locations(ca)
    return context


def _request(attempt: Attempt) -> bytes:
    url = urlsplit(attempt.webhook.url)
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    header = attempt.webhook.header
    headers = {
        "host": url.netloc,
        **_HEADERS,
        **({} if header is None else {header[0].lower(): header[1]}),
        "content-length": len(attempt.body),
    }
    lines = [f"POST {quote(target, _RESERVED)} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + attempt.body


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = f"certificate verify failed: {error.verify_message.rstrip('.')}."
        if error.verify_code in _UNTRUSTED:
            reason += " To trust the receiver's CA, set Settings.webhook_ca, --webhook-ca or SSL_CERT_FILE."
        return reason
    if isinstance(error, ResponseError):
        return str(error)[:_LONGEST_REASON]
    return f"{type(error).__name__}: {error}".removesuffix(": ")[:_LONGEST_REASON]
