import shutil
import subprocess
from collections.abc import Iterator

import pytest

from ..browser.conftest import browser as browser  # the fixture
from ..documents import ROOT
from ..mock.processes import Served, served
from .node import Node

# The tests of this project run in an environment of its own.
collect_ignore = ["python"]


@pytest.fixture(scope="session")
def strict() -> Iterator[Served]:
    """A mock that rejects requests to the default world."""
    with served("--strict-worlds", "--api-key", "my-key=acme") as mock:
        yield mock


@pytest.fixture(scope="session")
def typescript(strict: Served, tmp_path_factory: pytest.TempPathFactory) -> Node:
    """The TypeScript project with its generated clients, checked and compiled."""
    folder = tmp_path_factory.mktemp("typescript") / "project"
    shutil.copytree(ROOT / "tests/outside/typescript", folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    project = Node(folder)
    contract = subprocess.check_output([ROOT / ".venv/bin/spkey-mock", "openapi"])
    (folder / "openapi.json").write_bytes(contract)
    project.run("npm", "run", "generate", SPKEY_BASE_URL=strict.base_url)
    project.run("npm", "run", "build")
    return project
