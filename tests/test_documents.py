"""Every code block of the README works as it stands."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from spkey_mock import Server, Settings, World, Worlds

from spkey_client import BadRequestError, SpkeyClient, SpkeyError, testing, webhooks

from .conformance.support import PROFILE
from .documents import BUNDLE, ROOT, Block, blocks, run
from .mypy import mypy

USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
API_KEY = "my-key"
TOKEN = "my-token"

LIST_PETS = {"tags": ["pets"], "operationId": "list_pets", "responses": {"204": {"description": "There are no pets."}}}
PETSTORE = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://pets.example"}],
    "paths": {"/pets": {"get": LIST_PETS}},
}

# Commands that are tested elsewhere: test_distribution installs the package, and make runs these tests.
SHOWN_ELSEWHERE = re.compile(r"pip install .*|make (demo|test)")

PROGRAMS = [block for block in blocks("python") if not block.holds_tests]
TESTS = [block for block in blocks("python") if block.holds_tests]


def each(found: list[Block]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", found, ids=[block.name for block in found])


@pytest.fixture
def variables(block: Block) -> Iterator[dict[str, str]]:
    """The environment variables of an example: its mock, and the mock's control token if the example sends one."""
    token = {"SPKEY_MOCK_CONTROL_TOKEN": TOKEN} if "MOCK_CONTROL_TOKEN" in block.code else {}
    worlds = Worlds(Settings(api_keys=((API_KEY, "acme"),)), control_token=TOKEN if token else None)
    with Server(worlds) as server:
        yield {"SPKEY_API_KEY": API_KEY, "SPKEY_BASE_URL": server.base_url, **token}


@each(PROGRAMS)
def test_a_python_example_runs(block: Block, variables: dict[str, str], tmp_path: Path) -> None:
    with SpkeyClient(api_key=API_KEY, base_url=variables["SPKEY_BASE_URL"]) as client:
        client.users.create(USER)
        client.physical_keys.add(USER, org_id="acme")
        client.physical_keys.add(USER, org_id="acme")
        client.locks.create(42, uuid=USER)
    assert run(block.code, tmp_path, variables) == 0


@pytest.mark.parametrize("document", ["README.md", "building.md"])
def test_the_python_examples_of_a_document_run_one_after_another_and_again(document: str, tmp_path: Path) -> None:
    with Server(Worlds(Settings(api_keys=((API_KEY, "acme"),)))) as server:
        environment = {"SPKEY_API_KEY": API_KEY, "SPKEY_BASE_URL": server.base_url}
        for block in [block for block in PROGRAMS if block.name.startswith(f"{document}:")] * 2:
            assert run(block.code, tmp_path, environment) == 0, block.name


def test_the_tests_of_the_examples_pass(tmp_path: Path) -> None:
    for block in TESTS:
        module = re.sub(r"\W", "_", block.name)
        (tmp_path / f"test_{module}.py").write_text(block.code, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:asyncio", "-p", "no:hypothesispytest", "--rootdir", "."]
    command += ["--junitxml", "junit.xml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    ran = {case.get("classname") for case in ET.parse(tmp_path / "junit.xml").iter("testcase")}
    assert len(ran) == len(TESTS)


def test_mypy_accepts_the_python_examples(tmp_path: Path) -> None:
    files: list[Path] = []
    for index, block in enumerate(blocks("python")):
        files.append(tmp_path / f"example_{index}.py")
        files[-1].write_text(block.code, "utf-8")
    assert mypy(*files) == ""  # pyright checks them together with examples/


@each(blocks("js"))
def test_a_javascript_example_runs(block: Block, variables: dict[str, str], tmp_path: Path) -> None:
    script = tmp_path / "example.test.mjs"
    script.write_text(block.code, "utf-8")
    node, environment = ROOT / ".venv/bin/node", os.environ | variables
    done = subprocess.run([node, "--test", script], env=environment, check=True, timeout=60, capture_output=True)
    assert b"pass 1\n" in done.stdout


@each([block for block in blocks("sh") if not all(map(SHOWN_ELSEWHERE.fullmatch, block.code.splitlines()))])
def test_a_shell_example_runs(block: Block, variables: dict[str, str], tmp_path: Path) -> None:
    lines = [line for line in block.code.splitlines() if not SHOWN_ELSEWHERE.fullmatch(line)]
    for line in [line for line in lines if line.startswith("spkey-mock serve") and "&" not in line]:
        lines.remove(line)
        starts_and_stops(line.replace("8787", "0"), tmp_path)
    script = "\n".join(lines).replace("http://localhost:8787", variables["SPKEY_BASE_URL"])
    (tmp_path / "petstore.yaml").write_text(json.dumps(PETSTORE))
    for name in ("contract", "journeys", "node_modules", "openapi.yaml"):
        (tmp_path / name).symlink_to(ROOT / name)
    environment = (
        os.environ
        | variables
        | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "NO_PROXY": "127.0.0.1",
            "PYTEST_ADDOPTS": "-p no:asyncio -p no:hypothesispytest",  # the first warns unless it is configured
            "SPKEY_CONFORMANCE_SELECT": PROFILE,  # other tests run the whole suite
            "npm_config_offline": "true",
            "npm_config_update_notifier": "false",
            "npm_config_userconfig": os.devnull,
        }
    )
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    assert b"error" not in done.stdout
    assert done.stderr == b""


def executed(document: str, code: str) -> dict[str, Any]:
    """The names of the block in this document that holds this code."""
    (block,) = [block for block in blocks("python") if block.name.startswith(document) and code in block.code]
    names: dict[str, Any] = {}
    exec(compile(block.code, block.name, "exec"), names)
    return names


def test_a_removal_with_a_lost_response_is_looked_up(spkey: SpkeyClient, spkey_world: World) -> None:
    remove = executed("errors.md", "def is_gone")["remove"]
    spkey_world.users.create("u1", keys=1)
    client = spkey.with_options(max_retries=0)
    spkey_world.lose_next_answer("remove_physical_key")
    remove(client, "u1", 1)
    assert spkey_world.inventory("u1") == ()
    number = client.physical_keys.add("u1", org_id="another").number
    spkey_world.fail_next("remove_physical_key")
    with pytest.raises(SpkeyError):
        remove(client, "u1", number)
    assert [key.number for key in spkey_world.inventory("u1")] == [number]


def test_an_addition_with_a_lost_response_is_looked_up(spkey: SpkeyClient, spkey_world: World) -> None:
    add_resident = executed("errors.md", "def add_resident")["add_resident"]
    lock = spkey_world.locks.create().lock_id
    spkey_world.lose_next_answer("add_resident")
    add_resident(spkey, lock, "u1", "Ada")
    assert [resident.user_id for resident in spkey.residents.list(lock)] == ["u1"]
    with pytest.raises(BadRequestError):
        add_resident(spkey, lock, "u1", "Ada")
    spkey_world.fail_next("add_resident", times=3)
    with pytest.raises(SpkeyError):
        add_resident(spkey, lock, "u2", "Grace")


@pytest.mark.parametrize(
    ("secret", "partner", "accepted"),
    [("acme", "acme", True), ("initech", "acme", False), ("acme", "unknown", False), ("unknown", "acme", False)],
)
def test_a_secret_does_not_vouch_for_another_organisation(secret: str, partner: str, accepted: bool) -> None:
    read = executed("webhooks.md", "SECRETS = {")["read"]
    delivery = testing.delivery(testing.physical_key_removed(), secret=f"the secret of {secret}", partner_id=partner)
    if accepted:
        assert read(delivery.headers["Authorization"], delivery.body).partner_id == partner
    else:
        with pytest.raises(webhooks.WebhookError):
            read(delivery.headers["Authorization"], delivery.body)


def test_the_webhook_receiver_takes_what_the_service_sends(capsys: pytest.CaptureFixture[str]) -> None:
    names = executed("webhooks.md", "class Receiver")
    names["Receiver"].log_message = lambda *_: None
    contract = json.loads(BUNDLE.read_bytes())
    media = contract["webhooks"]["PhysicalKeyRemoved"]["post"]["requestBody"]["content"]["application/json"]
    with HTTPServer(("127.0.0.1", 0), names["Receiver"]) as server, httpx.Client(trust_env=False) as http:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()

        def post(secret: str) -> int:
            headers = {"Authorization": f"Bearer {secret}"}
            url = f"http://127.0.0.1:{server.server_port}"
            return http.post(url, json=media["example"], headers=headers).status_code

        assert [post(names["SECRET"]), post(names["SECRET"]), post("wrong")] == [204, 204, 400]
        server.shutdown()
        thread.join()
    assert capsys.readouterr().out == "removed 7c9e6679-7425-40de-944b-e07fc1f90ae7 2 version 5\n"


def starts_and_stops(command: str, folder: Path) -> None:
    program = Path(sys.executable).parent / command.split()[0]
    with subprocess.Popen([program, *command.split()[1:]], stdout=subprocess.PIPE, cwd=folder) as process:
        assert process.stdout is not None
        assert b"http://" in process.stdout.readline()
        process.terminate()
        assert process.wait(timeout=30) == 0
