"""TLS contexts for the server."""

import ssl
from ipaddress import ip_address
from pathlib import Path

from attrs import frozen


@frozen
class Issued:
    """A new certificate.

    Attributes:
        context: The context that serves it.
        authority: The certificate of its CA in PEM, for clients to trust.
    """

    context: ssl.SSLContext
    authority: bytes


def load(certificate: str, key: str) -> ssl.SSLContext:
    """Return a context for a certificate in a PEM file, possibly followed by its chain, and its private key.

    Raises:
        OSError: A file cannot be read.
        ValueError: A file is invalid, or the key belongs to another certificate.
    """
    for path in (certificate, key):
        Path(path).read_bytes()  # unlike OpenSSL, the error names the file
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(certificate)
    except ssl.SSLError:
        raise ValueError(f"{certificate} is not a certificate in PEM format.") from None
    context = _new_context()
    try:
        context.load_cert_chain(certificate, key, password=lambda: b"")  # without this, OpenSSL prompts on the terminal
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise ValueError(f"The private key {key} does not belong to the certificate {certificate}.") from None
        raise ValueError(f"{key} is not an unencrypted private key in PEM format.") from None
    return context


def issue(*hosts: str) -> Issued:
    """Return a new certificate for hosts, signed by a new CA. Hosts that a certificate cannot name are omitted.

    Raises:
        ModuleNotFoundError: The extra `tls` is not installed.
    """
    try:
        import trustme
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "Self-signed certificates need another package. Run: pip install 'spkey-client[mock,tls]'", name=error.name
        ) from None
    authority = trustme.CA(organization_name="SmartphoneKey mock")
    context = _new_context()
    certificate = authority.issue_cert(*dict.fromkeys(filter(_is_nameable, hosts)))
    certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType] # it takes pyOpenSSL's as well
    return Issued(context, authority.cert_pem.bytes())


def _new_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    context.options |= ssl.OP_NO_RENEGOTIATION
    return context


def _is_nameable(host: str) -> bool:
    import idna  # a dependency of trustme

    try:
        return not ip_address(host).is_unspecified
    except ValueError:
        pass
    try:
        idna.encode(host)
    except idna.IDNAError:
        return False
    return True
