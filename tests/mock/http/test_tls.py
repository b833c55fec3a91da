"""The server over TLS."""

import contextlib
import logging
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from spkey_mock import Limits, Response, Server
from spkey_mock.http.tls import issue, load
from spkey_mock.service.message import Ending

from ..sockets import closed, connected, port_of, read_response, refused, send
from .echo import GET, Recorder, Threaded, echoed, rejected, until

pytestmark = pytest.mark.usefixtures("loop")

ISSUED = issue("localhost", "127.0.0.1", "::1", "::", "0.0.0.0", "mock.example", "not_a_name")
TRUSTING = ssl.create_default_context(cadata=ISSUED.authority.decode())


@pytest.fixture
def tls_server(recorder: Recorder, loop: None) -> Iterator[Server]:
    with Server(recorder, tls=ISSUED.context) as server:
        yield server


@contextlib.contextmanager
def secured(server: Server, data: bytes = b"", context: ssl.SSLContext = TRUSTING) -> Iterator[ssl.SSLSocket]:
    """Connect to a server and send some bytes over TLS. An end without close_notify raises an error."""
    with (
        connected(server) as plain,
        context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False) as client,
    ):
        client.sendall(data)
        yield client


def responding(ending: Ending) -> Recorder:
    return Recorder(
        lambda request: Response(200, (), b"x" * 1_000, ending=ending if request.path == b"/a" else "whole")
    )


def test_requests_are_served_over_tls(tls_server: Server) -> None:
    assert tls_server.base_url.startswith("https://127.0.0.1:")
    with httpx.Client(base_url=tls_server.base_url, verify=TRUSTING, trust_env=False) as http:
        for number in range(3):
            assert http.post(f"/{number}", content=b"x" * 1_000).json()["body"] == "x" * 1_000


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_the_connection_is_closed_properly_at_the_clients_request(
    tls_server: Server, recorder: Recorder, version: ssl.TLSVersion
) -> None:
    context = ssl.create_default_context(cadata=ISSUED.authority.decode())
    context.minimum_version = context.maximum_version = version
    with secured(tls_server, b"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n" + GET, context) as client:
        assert send(client).headers["connection"] == "close"
        assert client.recv(1) == b""
    assert len(recorder.requests) == 1


def test_requests_may_be_pipelined_and_cut_anywhere(tls_server: Server) -> None:
    with secured(tls_server) as client, client.makefile("rb") as stream:
        for byte in GET * 3:
            client.sendall(bytes([byte]))
        assert [echoed(read_response(stream))["path"] for _ in range(3)] == ["/a"] * 3


def test_a_handshake_may_arrive_byte_by_byte(tls_server: Server) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = TRUSTING.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with connected(tls_server) as plain:
        while True:
            try:
                client.do_handshake()
                break
            except ssl.SSLWantReadError:
                for byte in outgoing.read():
                    plain.sendall(bytes([byte]))
                incoming.write(plain.recv(65_536))
        client.write(GET)
        plain.sendall(outgoing.read())
        received = b""
        while b"/a" not in received:
            incoming.write(plain.recv(65_536))
            with contextlib.suppress(ssl.SSLWantReadError):
                received += client.read(65_536)


def test_a_long_response_waits_for_the_client_to_read() -> None:
    recorder = Recorder(lambda _: Response(200, (), b"x" * 1_000_000))
    with Server(recorder, tls=ISSUED.context) as server, secured(server, GET * 20) as client:
        assert until(lambda: len(recorder.requests) > 0)
        with client.makefile("rb") as stream:
            assert all(len(read_response(stream).body) == 1_000_000 for _ in range(20))


def test_the_last_response_reaches_a_client_that_is_still_sending(tls_server: Server) -> None:
    with secured(tls_server, b"POST / HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n") as client:
        client.sendall(b"x" * 3_000_000)
        received = send(client)
        assert (received.whole, received.headers["connection"]) == (True, "close")
        assert client.recv(1) == b""


def test_a_truncated_response_ends_at_once() -> None:
    with Server(responding("truncated"), tls=ISSUED.context) as server:
        with secured(server, GET) as client:
            client.settimeout(3)
            received = send(client)
            assert (len(received.body), received.headers["content-length"]) == (500, "1000")
            assert client.recv(1) == b""
        with secured(server, b"GET /b HTTP/1.1\r\n\r\n") as client:
            assert send(client).whole


def test_a_dropped_response_ends_the_connection() -> None:
    with Server(responding("dropped"), tls=ISSUED.context) as server:
        with secured(server, GET) as client:
            client.settimeout(3)
            assert client.recv(1) == b""
        with secured(server, b"GET /b HTTP/1.1\r\n\r\n") as client:
            assert send(client).whole


def test_a_client_that_ends_its_session_receives_its_responses(tls_server: Server) -> None:
    with secured(tls_server, GET * 2) as client, client.makefile("rb") as stream:
        first = read_response(stream)
        assert (first.whole, read_response(stream).whole) == (True, True)
        client.unwrap().close()


@pytest.mark.parametrize("tail", [b"\x17\x03\x03\x00\x20" + b"x" * 32, b"hello hello"], ids=["record", "plain"])
@pytest.mark.parametrize("last", [b"", b"GET /b HTTP/1.1\r\nConnection: close\r\n\r\n"], ids=["kept", "closed"])
def test_a_client_that_breaks_its_session_affects_no_other_connection(
    tls_server: Server, caplog: pytest.LogCaptureFixture, tail: bytes, last: bytes
) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = TRUSTING.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with connected(tls_server) as plain:
        while True:
            try:
                client.do_handshake()
                break
            except ssl.SSLWantReadError:
                plain.sendall(outgoing.read())
                incoming.write(plain.recv(65_536))
        client.write(GET + last)
        plain.sendall(outgoing.read() + tail)
        while plain.recv(65_536):
            pass
    with secured(tls_server, GET) as other:
        assert send(other).status == 200
    assert caplog.records == []


def test_a_connection_over_the_limit_returns_503() -> None:
    recorder = Recorder(limits=Limits(connections=1))
    with Server(recorder, tls=ISSUED.context) as server, secured(server, GET) as first:
        assert send(first).status == 200
        with secured(server) as second:
            assert rejected(send(second), 503, "Too many connections")


def test_a_client_without_tls_gets_an_explanation(tls_server: Server, caplog: pytest.LogCaptureFixture) -> None:
    for method in (b"GET", b"POST", b"OPTIONS", b"DELETE"):
        with connected(tls_server, b"%b / HTTP/1.1\r\nHost: x\r\n\r\n" % method) as client:
            assert rejected(send(client), 400, "This server speaks HTTPS.")
            assert closed(client)
    assert caplog.records == []


def test_a_broken_handshake_affects_no_other_connection(
    tls_server: Server, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hello, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        TRUSTING.wrap_bio(hello, out, server_hostname="localhost").do_handshake()
    start = out.read()
    for data in (b"", start[:7], start, b"\x16\x03\x01\x00\x05hello", b"\0" * 100):
        with connected(tls_server, data):
            pass
    with pytest.raises(ssl.SSLCertVerificationError), secured(tls_server, context=ssl.create_default_context()):
        pass
    with secured(tls_server, GET) as client:
        assert send(client).status == 200
    assert [request.path for request in recorder.requests] == [b"/a"]
    assert [record for record in caplog.records if record.name in ("asyncio", "spkey_mock")] == []


def test_the_server_stops_while_handshakes_are_incomplete(recorder: Recorder) -> None:
    with contextlib.ExitStack() as stack:
        with Server(recorder, tls=ISSUED.context) as server:
            silent = stack.enter_context(connected(server))
            started = stack.enter_context(connected(server, b"\x16\x03\x01"))
            established = stack.enter_context(secured(server, GET))
            assert send(established).status == 200
        assert closed(silent)
        assert closed(started)


def test_a_certificate_names_what_it_can(tls_server: Server) -> None:
    for name in ("127.0.0.1", "::1", "mock.example"):
        with connected(tls_server) as plain, TRUSTING.wrap_socket(plain, server_hostname=name):
            pass
    with connected(tls_server) as plain, pytest.raises(ssl.SSLCertVerificationError):
        TRUSTING.wrap_socket(plain, server_hostname="other.example")


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    """A folder with a certificate, its key, other keys, certificate and key in one file, and a file that is neither."""
    authority = trustme.CA()
    certificate, other = authority.issue_cert("localhost"), authority.issue_cert("localhost")
    chain = b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
    (tmp_path / "cert").write_bytes(chain)
    (tmp_path / "key").write_bytes(certificate.private_key_pem.bytes())
    (tmp_path / "other").write_bytes(other.private_key_pem.bytes())
    (tmp_path / "both").write_bytes(certificate.private_key_pem.bytes() + chain)
    (tmp_path / "neither").write_text("nothing")
    encryption = BestAvailableEncryption(b"passphrase")
    encrypted = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    (tmp_path / "encrypted").write_bytes(encrypted)
    authority.cert_pem.write_to_path(str(tmp_path / "ca"))
    return tmp_path


@pytest.mark.parametrize(("certificate", "key"), [("cert", "key"), ("both", "both")])
def test_a_certificate_is_loaded_from_files(recorder: Recorder, pem: Path, certificate: str, key: str) -> None:
    trusting = ssl.create_default_context(cafile=str(pem / "ca"))
    with (
        Server(recorder, tls=load(str(pem / certificate), str(pem / key))) as server,
        secured(server, GET, trusting) as client,
    ):
        assert send(client).status == 200


@pytest.mark.parametrize(
    ("certificate", "key", "message"),
    [
        ("cert", "other", "The private key {key} does not belong to the certificate {certificate}."),
        ("cert", "neither", "{key} is not an unencrypted private key in PEM format."),
        ("cert", "encrypted", "{key} is not an unencrypted private key in PEM format."),
        ("neither", "key", "{certificate} is not a certificate in PEM format."),
        ("key", "key", "{certificate} is not a certificate in PEM format."),
    ],
)
def test_an_invalid_certificate_or_key_is_named(pem: Path, certificate: str, key: str, message: str) -> None:
    names = {"certificate": str(pem / certificate), "key": str(pem / key)}
    with pytest.raises(ValueError, match=f"^{re.escape(message.format(**names))}$"):
        load(names["certificate"], names["key"])


def test_a_missing_file_is_named(pem: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        load(str(pem / "cert"), str(pem / "nowhere"))
    assert missing.value.filename == str(pem / "nowhere")


def test_a_server_that_stops_finishes_requests_and_closes_properly() -> None:
    handler = Threaded()
    server = Server(handler, tls=ISSUED.context, grace=10.0)
    with connected(server) as silent, server, secured(server, GET) as client, secured(server) as idle:
        future = handler.next()
        server.stop()
        assert until(lambda: refused(port_of(server)))
        assert idle.recv(1) == b""
        assert closed(silent)
        future.set_result(Response(200, (), b"done"))
        assert send(client).body == b"done"
        assert client.recv(1) == b""
