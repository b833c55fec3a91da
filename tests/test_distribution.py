"""What users install: the sdist and the wheel, in environments that hold nothing else."""

import json
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from .documents import ROOT

pytestmark = pytest.mark.xdist_group("distribution")

REMOVAL = """
import sys, uuid
from spkey_client import NotFoundError, SpkeyClient

with SpkeyClient(base_url=sys.argv[1], api_key=sys.argv[2]) as client:
    user = str(uuid.uuid4())
    client.users.create(user)
    number = client.physical_keys.add(user, org_id="acme").number
    removed = client.physical_keys.remove(user, number=number)
    try:
        client.physical_keys.remove(user, number=number)
    except NotFoundError:
        print(removed.number, removed.version, client.physical_keys.add(user, org_id="acme").number)
"""


class Environment:
    """A virtual environment with nothing in it but what is installed."""

    def __init__(self, folder: Path, constraints: Path) -> None:
        venv.create(folder, with_pip=True)
        self.bin = folder / "bin"
        self._constraints = constraints

    def install(self, requirement: str) -> None:
        """Installs a requirement and what it brings, in the versions that the project is locked to."""
        self.run("python", "-m", "pip", "install", "--quiet", "--constraint", str(self._constraints), requirement)

    def run(self, program: str, *arguments: str, code: int = 0) -> str:
        """What a program prints."""
        done = subprocess.run([self.bin / program, *arguments], capture_output=True, text=True, cwd=self.bin.parent)
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr

    def packages(self) -> set[str]:
        """What is installed, pip and its helpers apart."""
        listed = json.loads(self.run("python", "-m", "pip", "list", "--format", "json"))
        return {package["name"].lower() for package in listed} - {"pip", "setuptools", "wheel"}


@pytest.fixture(scope="module")
def constraints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The locked versions, without the hashes that pip does not take for constraints on local files."""
    locked = (ROOT / "requirements/dev.txt").read_text("utf-8")
    file = tmp_path_factory.mktemp("constraints") / "constraints.txt"
    file.write_text("\n".join(re.findall(r"^[a-z0-9._-]+==[^\s;\\]+", locked, re.MULTILINE)), "utf-8")
    return file


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (file,) = built.glob("*.whl")
    return file


def test_the_wheel_holds_both_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"spkey_client", "spkey_mock"}
    assert {"spkey_client/py.typed", "spkey_mock/py.typed", "spkey_mock/contract.json"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_holds_what_the_wheel_is_built_from(built: Path) -> None:
    (file,) = built.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}
    wanted = {
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "docs",
        "README.md",
        "mock_server",
        "openapi.yaml",
        "pyproject.toml",
        "spkey_client",
    }
    assert wanted <= tops <= wanted | {"PKG-INFO", ".gitignore"}


def closure(names: set[str]) -> Iterator[str]:
    """These packages and all that they bring without an extra."""
    for name in names:
        yield name
        needed = [Requirement(text) for text in requires(name) or []]
        yield from closure({need.name for need in needed if need.marker is None or need.marker.evaluate({"extra": ""})})


def test_the_sdk_brings_httpx_and_attrs_and_nothing_else(wheel: Path, constraints: Path, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "sdk", constraints)
    environment.install(str(wheel))
    assert environment.packages() == {"spkey-client", *closure({"httpx", "attrs"})}
    assert environment.run("python", "-c", "import spkey_client; print(spkey_client.__version__)") == "0.1.0\n"
    assert "pip install 'spkey-client[mock]'" in environment.run("spkey-mock", "demo", code=1)
    assert "pip install 'spkey-client[mock]'" in environment.run(
        "python", "-c", "from spkey_mock import Engine", code=1
    )
    assert "pip install 'spkey-client[mock]'" in environment.run("spkey-mock", "serve", code=1)


def test_with_the_mock_a_key_can_be_removed(wheel: Path, constraints: Path, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "mock", constraints)
    environment.install(f"{wheel}[mock]")
    assert "number 2 is not given out again" in environment.run("spkey-mock", "demo")
    command = [str(environment.bin / "spkey-mock"), "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        facts = json.loads(server.stdout.readline())
        assert environment.run("python", "-c", REMOVAL, facts["base_url"], facts["api_key"]) == "1 3 2\n"
        server.terminate()
        assert server.wait(timeout=30) == 0
