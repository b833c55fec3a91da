"""The compose file of the shared sandbox has no default secrets, and fits the command and the image."""

import re
from argparse import ArgumentParser
from typing import Any

import pytest
import yaml
from spkey_mock.command.options import declare

from .documents import ROOT

CONTAINER = ROOT / "container"
TEXT = (CONTAINER / "sandbox.yaml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
MOCKS = {name: service for name, service in SERVICES.items() if "build" in service}
CONTAINERFILE = (CONTAINER / "Containerfile").read_text("utf-8")

SECRET = re.compile("PASSWORD|TOKEN|SECRET|API_KEY")


def test_every_secret_is_required_and_comes_from_the_environment() -> None:
    secrets = {
        f"{service} {name}": value
        for service, it in SERVICES.items()
        for name, value in it.get("environment", {}).items()
        if SECRET.search(name)
    }
    assert len(secrets) == 2 * len(MOCKS) + 1
    assert [name for name, value in secrets.items() if not re.fullmatch(r"\$\{SPKEY_[A-Z_]+:\?[^}]+\}", value)] == []
    assert not any(SECRET.search(name) for name in re.findall(r"\$\{(\w+):-", TEXT))


def test_only_the_proxy_is_published_and_by_default_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"proxy": ["${SPKEY_SANDBOX_BIND:-127.0.0.1}:8787:8787"]}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == ["inside"]


def test_there_are_two_replicas_which_the_proxy_knows() -> None:
    caddyfile = (CONTAINER / "Caddyfile").read_text("utf-8")
    (upstreams,) = re.findall(r"reverse_proxy (.*) \{", caddyfile)
    assert upstreams.split() == [f"{name}:8787" for name in MOCKS]
    assert len(MOCKS) == 2
    assert "health_uri /_mock/ready" in caddyfile


def test_every_service_reports_its_health_and_returns_after_a_failure() -> None:
    assert "mock.request('HEAD', '/_mock/ready')" in CONTAINERFILE
    for name, service in SERVICES.items():
        assert "healthcheck" in service or name in MOCKS
        assert service["restart"] == "unless-stopped"
    waits = {name: set(service["depends_on"]) for name, service in SERVICES.items() if "depends_on" in service}
    assert waits == {"proxy": set(MOCKS)} | {name: {"database"} for name in MOCKS}


def test_what_the_database_and_the_proxy_must_keep_is_on_volumes() -> None:
    used = [volume for service in SERVICES.values() for volume in service.get("volumes", ())]
    assert {volume.partition(":")[0] for volume in used if not volume.startswith(".")} == COMPOSE["volumes"].keys()


@pytest.mark.parametrize("name", MOCKS)
def test_the_mock_understands_its_command(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = MOCKS[name]["environment"]
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    (entrypoint,) = re.findall(r'ENTRYPOINT \["spkey-mock", "serve", (.*)\]', CONTAINERFILE)
    serve = ArgumentParser(exit_on_error=False)
    declare(serve)
    options = serve.parse_args([*re.findall(r'"([^"]*)"', entrypoint), *MOCKS[name]["command"]])
    database = SERVICES["database"]["environment"]
    assert options.store == f"postgresql://{database['POSTGRES_USER']}@database/{database['POSTGRES_DB']}"
    assert environment["PGPASSWORD"] == database["POSTGRES_PASSWORD"]
    assert options.control_token == environment["SPKEY_MOCK_CONTROL_TOKEN"]
    assert (options.world_ttl, options.log, options.host) == (None, "json", "::")


def test_the_image_has_the_driver_of_the_database() -> None:
    assert CONTAINERFILE.count("[mock,tls,postgres]") == 3
