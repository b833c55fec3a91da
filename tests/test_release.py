"""What a release requires of the tree, and what it is checked for."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from hatch_build import RELATIVE_LINK, sbom
from release.distributions import Distributions
from release.sources import Sources

from .documents import ROOT
from .pythons import pins

ADDRESS = "https://git.example/spkey/client"


def git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository that is ready for the release of 1.2.0."""
    (tmp_path / "spkey_client").mkdir()
    (tmp_path / "spkey_client/_version.py").write_text('__version__ = "1.2.0"\n', "utf-8")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 1.2.0\n\n## 1.1.0\n", "utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--message", "Release")
    git(tmp_path, "tag", "v1.2.0")
    return tmp_path


def test_a_tagged_commit_with_its_changelog_entry_can_be_released(tree: Path) -> None:
    assert list(Sources(tree).problems(ADDRESS)) == []


@pytest.mark.parametrize("address", ["", "git@git.example:spkey/client", "http://git.example/spkey", "https://host"])
def test_a_release_requires_the_public_address_of_the_repository(tree: Path, address: str) -> None:
    (problem,) = Sources(tree).problems(address)
    assert problem.startswith("SPKEY_REPOSITORY_URL must be the https address of the public repository.")


def test_a_release_requires_a_clean_tree(tree: Path) -> None:
    (tree / "new.py").touch()
    assert list(Sources(tree).problems(ADDRESS)) == [
        "1 files differ from the last commit. Commit or remove them: ?? new.py."
    ]


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        pytest.param(
            "CHANGELOG.md",
            "# Changelog\n\n## Unreleased\n\n## 1.2.0\n",
            "CHANGELOG.md begins with 'Unreleased', not with '1.2.0'. Rename the heading.",
            id="changelog",
        ),
        pytest.param("other.py", "", "The last commit has no tag v1.2.0. Run git tag v1.2.0.", id="tag"),
    ],
)
def test_version_changelog_and_tag_agree(tree: Path, file: str, text: str, problem: str) -> None:
    (tree / file).write_text(text, "utf-8")
    git(tree, "add", "--all")
    git(tree, "commit", "--message", "Go on")
    if file == "CHANGELOG.md":
        git(tree, "tag", "--force", "v1.2.0")
    assert list(Sources(tree).problems(ADDRESS)) == [problem]


def test_the_links_of_the_readme_lead_to_files() -> None:
    links = RELATIVE_LINK.findall((ROOT / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link.partition("#")[0]).is_file()] == []


def test_a_link_is_relative_unless_it_names_a_host_or_a_heading() -> None:
    text = "[a](docs/a.md#b), [c](https://host/c.md), [d](#d), [e](mailto:e@host), [f](LICENSE)"
    assert RELATIVE_LINK.findall(text) == ["docs/a.md#b", "LICENSE"]


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """The dist-info of a wheel that was built with an address."""
    folder = tmp_path_factory.mktemp("addressed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPKEY_REPOSITORY_URL", f"{ADDRESS}/")
        subprocess.run(
            [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, ROOT],
            check=True,
            capture_output=True,
        )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" in name]
        yield {name.partition(".dist-info/")[2]: archive.read(name) for name in names}


@pytest.mark.xdist_group("distribution")
def test_with_an_address_a_package_index_can_follow_every_link(addressed: dict[str, bytes]) -> None:
    metadata = message_from_bytes(addressed["METADATA"])
    description = str(metadata.get_payload())
    assert f"]({ADDRESS}/blob/v{metadata['version']}/docs/errors.md)" in description
    assert RELATIVE_LINK.findall(description) == []
    assert f"Source, {ADDRESS}" in metadata.get_all("Project-URL", [])


@pytest.mark.xdist_group("distribution")
def test_the_wheel_holds_every_licence(addressed: dict[str, bytes]) -> None:
    vendored = "licenses/mock_server/spkey_mock/page/assets/vendor"
    assert {name for name in addressed if name.startswith("licenses/")} == {
        "licenses/LICENSE",
        f"{vendored}/LICENSE",
        f"{vendored}/NOTICE",
        f"{vendored}/swagger-ui-bundle.js.LICENSE.txt",
    }


@pytest.mark.xdist_group("distribution")
def test_the_sbom_of_the_wheel_lists_what_is_vendored_and_what_is_declared(addressed: dict[str, bytes]) -> None:
    document = json.loads(addressed["sboms/spkey-client.cdx.json"])
    assert document["metadata"]["component"]["name"] == "spkey-client"
    metadata = message_from_bytes(addressed["METADATA"])
    declared = {Requirement(text).name for text in metadata.get_all("Requires-Dist", [])}
    assert {component["name"] for component in document["components"]} == declared | {"swagger-ui-dist"}


def _sbom(**project: str) -> dict[str, Any]:
    facts = {"name": "spkey-client", "version": "1.2.0", "licence": "MIT", **project}
    return sbom(facts, ["httpx>=0.27,<1"], ["httpx", "aiohttp>=3"], ROOT)


def test_the_same_inputs_give_the_same_sbom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert _sbom() == _sbom()
    assert _sbom()["serialNumber"] != _sbom(version="1.2.1")["serialNumber"]
    assert "timestamp" not in _sbom()["metadata"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793926800")
    assert _sbom()["metadata"]["timestamp"] == "2026-11-06T01:00:00+00:00"


def test_a_dependency_that_is_required_is_not_listed_as_optional() -> None:
    scopes = {component["name"]: component.get("scope") for component in _sbom()["components"]}
    assert scopes == {"swagger-ui-dist": None, "aiohttp": "optional", "httpx": "required"}


def test_the_sbom_has_the_hashes_of_the_vendored_files() -> None:
    vendored = _sbom()["components"][0]
    assert (vendored["name"], vendored["version"]) == ("swagger-ui-dist", "5.35.0")
    for file in vendored["components"]:
        content = (ROOT / "mock_server" / file["name"]).read_bytes()
        assert file["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(content).hexdigest()}]


@pytest.mark.xdist_group("distribution")
def test_every_file_of_the_distributions_is_accounted_for(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    distributions, sources = Distributions(tmp_path), Sources(ROOT)
    assert list(distributions.differences(sources)) == []
    with zipfile.ZipFile(distributions.wheel, "a") as archive:
        archive.writestr("spkey_client/.env", "SPKEY_API_KEY=k")
    assert list(distributions.differences(sources)) == [
        f"{distributions.wheel.name} holds spkey_client/.env, which is not a file of the repository."
    ]


def test_the_lowest_versions_are_those_that_the_project_allows() -> None:
    lowest = pins("lowest.txt")
    declared = [Requirement(text) for text in Sources(ROOT).dependencies]
    assert {need.name: f">={lowest[need.name]}" for need in declared} == {
        need.name: next(str(limit) for limit in need.specifier if limit.operator == ">=") for need in declared
    }


WORKFLOW = ROOT / "docs/ci/release.yml"


@pytest.mark.parametrize("schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"])
def test_the_workflow_has_the_form_that_its_reader_expects(schema: str) -> None:
    command: list[str | Path] = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, WORKFLOW]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_job_that_publishes_may_request_an_identity_and_it_runs_no_code_of_the_repository() -> None:
    jobs = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]
    assert [name for name, job in jobs.items() if "id-token" in job.get("permissions", {})] == ["publish"]
    used = [step.get("uses", "") for step in jobs["publish"]["steps"]]
    assert not any(action.startswith("actions/checkout") for action in used)
    assert re.fullmatch(r"pypa/gh-action-pypi-publish@[0-9a-f]{40}", used[-1])
    assert {"run": "make release"}.items() <= jobs["build"]["steps"][3].items()
