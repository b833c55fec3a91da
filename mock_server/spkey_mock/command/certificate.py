"""The certificate of `spkey-mock serve`."""

from argparse import Namespace
from typing import TYPE_CHECKING

from .failure import Failure

if TYPE_CHECKING:
    import ssl


def context_of(options: Namespace) -> "tuple[ssl.SSLContext | None, bytes | None]":
    """Return the TLS context for the options, and the CA certificate if it is new.

    Raises:
        Failure: The options contradict each other, or a file is missing or invalid.
    """
    if options.tls is not None:
        if options.tls_cert is not None or options.tls_key is not None:
            raise Failure("--tls self-signed generates a certificate. Omit --tls-cert and --tls-key.")
        return _issued(options.host)
    if options.tls_ca_out is not None:
        raise Failure("--tls-ca-out requires --tls self-signed, which generates the CA certificate.")
    if options.tls_cert is not None:
        return _loaded(options.tls_cert, options.tls_key or options.tls_cert), None
    if options.tls_key is not None:
        raise Failure("--tls-key requires --tls-cert, the certificate for the key.")
    return None, None


def _issued(host: str) -> "tuple[ssl.SSLContext, bytes]":
    import socket

    from ..http import tls

    issued = tls.issue("localhost", "127.0.0.1", "::1", host, socket.gethostname())
    return issued.context, issued.authority


def _loaded(certificate: str, key: str) -> "ssl.SSLContext":
    from ..http import tls

    try:
        return tls.load(certificate, key)
    except OSError as error:
        raise Failure(f"cannot read {error.filename}: {error.strerror}.") from None
    except ValueError as error:
        raise Failure(str(error)) from None
