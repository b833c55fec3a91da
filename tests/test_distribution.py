"""What users install: the sdist and the wheel, in environments that hold nothing else."""

import json
import os
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement
from spkey_mock import conformance
from spkey_mock.conformance.promises import load

from .documents import GUIDE, ROOT, SERVER_GUIDE, blocks
from .environment import Environment

pytestmark = pytest.mark.xdist_group("distribution")

LANGUAGES = ("python", "js", "sh")

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


def test_the_wheel_holds_both_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"spkey_client", "spkey_mock"}
    assert {"spkey_client/py.typed", "spkey_mock/py.typed", "spkey_mock/contract.json"} <= set(names)
    assert "spkey_mock/page/assets/contract.json" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_holds_what_the_wheel_is_built_from(built: Path) -> None:
    (file,) = built.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}
    wanted = {
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "container",
        "examples",
        "contract",
        "docs",
        "hatch_build.py",
        "journeys",
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
    assert "pip install 'spkey-client[mock]'" in environment.run("python", "-c", "from spkey_mock import World", code=1)
    assert "pip install 'spkey-client[mock]'" in environment.run("spkey-mock", "serve", code=1)


def test_with_the_mock_a_key_can_be_removed(project: Environment) -> None:
    assert "Key 4 added, for the cellar: number 2" in project.run("spkey-mock", "demo")
    with project.serving() as facts:
        assert project.run("python", "-c", REMOVAL, facts["base_url"], facts["api_key"]) == "1 3 2\n"


IMPORT = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"


def test_every_module_of_the_suite_is_in_the_wheel_with_what_it_imports(project: Environment) -> None:
    files = sorted(Path(conformance.__file__).parent.glob("suite/test_*.py"))
    assert files
    project.run("python", "-c", IMPORT, *(f"{conformance.__name__}.suite.{file.stem}" for file in files))


def test_the_suite_in_the_wheel_verifies_the_mock(project: Environment, tmp_path: Path) -> None:
    """Verify some rules only, because the tests of the suite verify all of them with the same modules."""
    report = tmp_path / "report"
    with project.serving() as facts:
        options = ["--base-url", facts["base_url"], "--select", "users.*", "--report", str(report)]
        printed = project.run("spkey-mock", "verify", *options)
    found = json.loads((report / "conformance.json").read_text("utf-8"))
    assert {tested["outcome"] for tested in found["tests"]} == {"passed"}
    verified, total = found["verified"], len(load().rules)
    assert verified > 1
    assert printed.endswith(f"Verified {verified} of {total} rules ({total - verified} not exercised).\n")
    assert {file.suffix for file in report.iterdir()} >= {".json", ".xml", ".html"}


def test_the_page_of_the_mock_is_in_the_wheel(project: Environment) -> None:
    with project.serving() as facts, httpx.Client(base_url=facts["base_url"], trust_env=False) as http:
        page = http.get("/")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        names = re.findall(r'(?:src|href)="\./(_mock/page/[^"]+)"', page.text)
        assert len(names) > 2
        assert {http.get(f"/{name}").status_code for name in names} == {200}


RUN = "import runpy, sys; [runpy.run_path(script, run_name='__main__') for script in sys.argv[1:]]"


def test_a_project_that_has_only_the_wheel_runs_the_examples_of_the_guide(project: Environment, tmp_path: Path) -> None:
    guide = {
        language: [block for block in blocks(language) if block.name.startswith((GUIDE.name, SERVER_GUIDE.name))]
        for language in LANGUAGES
    }
    for index, block in enumerate(guide["python"]):
        name = f"test_{index}.py" if block.holds_tests else f"example_{index}.py"
        (tmp_path / name).write_text(block.code, "utf-8")
    tests = project.run("python", "-m", "pytest", "-q", "-W", "error", str(tmp_path))
    expected = sum(block.code.count("\ndef test_") for block in guide["python"])
    assert re.search(rf"^{expected} passed", tests, re.MULTILINE), tests
    with project.serving() as facts:
        environment = os.environ | {"SPKEY_BASE_URL": facts["base_url"], "NO_PROXY": "127.0.0.1"}
        scripts = sorted(tmp_path.glob("example_*.py"))
        subprocess.run([project.bin / "python", "-c", RUN, *scripts], env=environment, check=True, timeout=120)
        (javascript,) = guide["js"]
        (tmp_path / "example.test.mjs").write_text(javascript.code, "utf-8")
        node = [str(ROOT / ".venv/bin/node"), "--test", str(tmp_path / "example.test.mjs")]
        subprocess.run(node, env=environment, check=True, timeout=60)
        (curl,) = (block.code for block in guide["sh"] if "_mock/reset" in block.code)
        shell = curl.replace("http://localhost:8787", facts["base_url"])
        subprocess.run(["bash", "-euo", "pipefail", "-c", shell], env=environment, check=True, timeout=60)
