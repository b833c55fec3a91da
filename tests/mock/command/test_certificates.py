"""The TLS options of `spkey-mock serve`."""

import json
import os
import ssl
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import trustme

from .support import facts_of, run, run_alone, serving

PROGRAM = "from spkey_client import SpkeyClient; print(SpkeyClient().users.create('{user}').version)"
USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def answers(base_url: str, trusted: ssl.SSLContext) -> bool:
    with httpx.Client(verify=trusted, trust_env=False) as http:
        return http.get(f"{base_url}/_mock/ready").status_code == 200


def test_a_self_signed_certificate_is_trusted_through_the_env_file(tmp_path: Path) -> None:
    env = tmp_path / "mock.env"
    with serving("--json", "--tls", "self-signed", "--env-file", str(env)) as process:
        facts = facts_of(process)
        variables = dict(line.partition("=")[::2] for line in env.read_text("utf-8").splitlines())
        assert variables["SPKEY_BASE_URL"].startswith("https://127.0.0.1:")
        names = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
        assert {variables[name] for name in names} == {facts["ca_file"]}
        command = [sys.executable, "-c", PROGRAM.format(user=USER)]
        done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, timeout=20)
        assert (done.stdout, done.stderr) == ("1\n", "")
        process.terminate()
        assert process.wait(10) == 0
    assert not Path(facts["ca_file"]).exists()


def test_the_ca_certificate_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    file, ready = tmp_path / "ca.pem", tmp_path / "ready.json"
    options = ("--tls", "self-signed", "--tls-ca-out", str(file), "--ready-file", str(ready), "--host", "localhost")
    with serving("--json", *options) as process:
        facts = facts_of(process)
        assert facts["ca_file"] == str(file)
        assert json.loads(ready.read_text("utf-8")) == facts
        assert stat.S_IMODE(file.stat().st_mode) == 0o644
        trusted = ssl.create_default_context(cafile=str(file))
        port = urlsplit(facts["base_url"]).port
        assert answers(f"https://localhost:{port}", trusted)
        assert answers(f"https://127.0.0.1:{port}", trusted)
        process.terminate()
        assert process.wait(10) == 0
    assert os.listdir(tmp_path) == []


def test_people_read_where_the_ca_certificate_is(tmp_path: Path) -> None:
    with serving("--tls", "self-signed", "--tls-ca-out", str(tmp_path / "ca.pem")) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(4)]
        assert lines[3] == f"  CA       {tmp_path / 'ca.pem'}  (clients must trust this certificate)\n"


def test_a_certificate_may_be_given(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "both.pem"))
    trusted = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    with serving("--json", "--tls-cert", str(tmp_path / "both.pem")) as process:
        facts = facts_of(process)
        assert "ca_file" not in facts
        assert answers(facts["base_url"], trusted)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--tls-cert", "missing.pem"], "cannot read missing.pem: No such file or directory."),
        (["--tls-cert", "."], "cannot read .: Is a directory."),
        (["--tls-cert", os.devnull], f"{os.devnull} is not a certificate in PEM format."),
        (["--tls-key", "key.pem"], "--tls-key requires --tls-cert, the certificate for the key."),
        (
            ["--tls", "self-signed", "--tls-cert", "cert.pem"],
            "--tls self-signed generates a certificate. Omit --tls-cert and --tls-key.",
        ),
        (
            ["--tls-ca-out", "ca.pem"],
            "--tls-ca-out requires --tls self-signed, which generates the CA certificate.",
        ),
    ],
)
def test_impossible_options_are_reported_in_one_clear_line(options: list[str], message: str) -> None:
    done = run("serve", "--port", "0", *options)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"spkey-mock: {message}\n")


def test_a_ca_certificate_that_cannot_be_written_is_reported_in_one_clear_line() -> None:
    done = run_alone("serve", "--port", "0", "--tls", "self-signed", "--tls-ca-out", "missing/ca.pem")
    message = "spkey-mock: cannot write --tls-ca-out missing/ca.pem: No such file or directory.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)
