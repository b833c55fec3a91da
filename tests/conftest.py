"""The distribution as users install it, and Prism. Tests that use one of them belong to one group."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from .documents import ROOT
from .environment import Environment
from .prism import prism
from .workers import in_order, scheduling

# The tests start hundreds of processes, and pytest rewrites every test module in each worker. Without the bytecode
# cache, every process would compile the project again, which would take a large part of the time.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# No test is timed: a machine may be slow, or shared.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    return scheduling(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    in_order(items)


@pytest.fixture(scope="session")
def prism_mock() -> Iterator[str]:
    """The base URL of `prism mock openapi.yaml`, which knows nothing but the contract."""
    with prism("mock", str(ROOT / "openapi.yaml")) as base_url:
        yield base_url


@pytest.fixture(scope="session")
def constraints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The locked versions, without hashes, because pip rejects those in constraints on local files."""
    locked = (ROOT / "requirements/dev.txt").read_text("utf-8")
    file = tmp_path_factory.mktemp("constraints") / "constraints.txt"
    file.write_text("\n".join(re.findall(r"^[a-z0-9._-]+==[^\s;\\]+", locked, re.MULTILINE)), "utf-8")
    return file


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (file,) = built.glob("*.whl")
    return file


@pytest.fixture(scope="session")
def project(wheel: Path, constraints: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The environment of another project: the wheel with the mock and the suite, and the project's test tools."""
    environment = Environment(tmp_path_factory.mktemp("project") / "environment", constraints)
    environment.install(f"{wheel}[mock,conformance]", "pip", "pytest", "pytest-xdist", "respx")
    return environment
