"""Receivers with TLS."""

import contextlib
import ssl
from collections.abc import Generator
from pathlib import Path

import pytest
import trustme
from spkey_mock import Settings, World

from ..receiver import Receiver, receiving
from .misbehaving import WAIT


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(ca: trustme.CA, tmp_path: Path) -> str:
    file = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return str(file)


@contextlib.contextmanager
def securely_receiving(ca: trustme.CA, *names: str) -> Generator[Receiver]:
    """Run a receiver with a certificate for these names."""
    with receiving() as receiver:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with ca.issue_cert(*names).private_key_and_cert_chain_pem.tempfile() as file:
            context.load_cert_chain(file)
        receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
        receiver.url = receiver.url.replace("http:", "https:")
        yield receiver


def deliver(receiver: Receiver, settings: Settings | None = None, host: str = "127.0.0.1") -> tuple[str, str | None]:
    """Deliver an event. Return the state of the delivery, and the error of its attempt."""
    world = World(settings)
    world.clock.freeze()
    world.add_webhook(receiver.url.replace("127.0.0.1", host), detail_types=("PhysicalKeyAdded",))
    world.users.create("u1", keys=1)
    world.settle(WAIT)
    (delivery,) = world.webhooks.deliveries()
    (attempt,) = delivery.attempts
    world.close()
    return delivery.state, attempt.error


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_ca_of_a_receiver_can_be_set(ca: trustme.CA, ca_file: str, host: str) -> None:
    with securely_receiving(ca, "127.0.0.1", "localhost") as receiver:
        assert deliver(receiver, Settings(webhook_ca=ca_file), host) == ("delivered", None)
        (post,) = receiver.got()
        assert post.headers["host"].startswith(f"{host}:")


def test_the_ca_of_the_environment_is_trusted(ca: trustme.CA, ca_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    with securely_receiving(ca, "127.0.0.1") as receiver:
        assert deliver(receiver) == ("delivered", None)


def test_both_are_trusted_at_once(
    ca: trustme.CA, ca_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = trustme.CA()
    other.cert_pem.write_to_path(str(tmp_path / "other.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    settings = Settings(webhook_ca=str(tmp_path / "other.pem"))
    with securely_receiving(ca, "127.0.0.1") as receiver, securely_receiving(other, "127.0.0.1") as second:
        assert deliver(receiver, settings) == deliver(second, settings) == ("delivered", None)


def test_the_error_for_an_unknown_ca_says_how_to_trust_it(ca: trustme.CA) -> None:
    with securely_receiving(ca, "127.0.0.1") as receiver:
        state, error = deliver(receiver)
    assert state == "waiting"
    assert error is not None
    assert error.startswith("certificate verify failed: unable to get local issuer certificate.")
    assert error.endswith(" To trust the receiver's CA, set Settings.webhook_ca, --webhook-ca or SSL_CERT_FILE.")


def test_a_certificate_for_another_host_is_an_error_that_no_ca_fixes(ca: trustme.CA, ca_file: str) -> None:
    with securely_receiving(ca, "example.test") as receiver:
        state, error = deliver(receiver, Settings(webhook_ca=ca_file), "localhost")
    assert state == "waiting"
    assert error is not None
    assert "certificate is not valid for 'localhost'" in error
    assert "webhook_ca" not in error


def test_a_missing_file_of_the_environment_fails_the_attempt(
    ca: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with securely_receiving(ca, "127.0.0.1") as receiver:
        state, error = deliver(receiver)
    assert state == "waiting"
    assert error is not None
    assert "SSL_CERT_FILE and SSL_CERT_DIR must name" in error


@pytest.mark.parametrize("content", [None, "", "not a certificate"])
def test_a_file_without_certificates_is_rejected_at_once(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ValueError, match=r"webhook_ca must be a PEM file of CA certificates, not '.*ca\.pem': "):
        Settings(webhook_ca=str(file))
