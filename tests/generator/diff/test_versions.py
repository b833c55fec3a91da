"""The versions that are compared are read from files and from git, of which nothing changes."""

import json
from pathlib import Path

import pytest

from generator.diff.versions import VersionError, opened

from .repository import BROKEN, LONGER, ROOT, THINGS, Repository, snapshot

pytestmark = pytest.mark.usefixtures("git_alone")


def descriptions(old: str | None, new: str | None = None, *, base: str | None = None) -> tuple[str, str]:
    """The description of the operation in both versions."""
    with opened(old, new, base=base) as versions:
        first, second = (version.document.root["paths"]["/things"]["get"]["description"] for version in versions)
        return first, second


def failure(old: str | None, new: str | None = None, *, base: str | None = None) -> str:
    with pytest.raises(VersionError) as caught, opened(old, new, base=base):
        pass
    return str(caught.value)


ROOTLESS = {"openapi": "3.1.0", "info": {"title": "Things", "version": "1"}, "servers": [{"url": "https://a.test"}]}
BEFORE, AFTER = "All of them.", "All of them, in no order."


def test_a_revision_is_compared_with_another(repository: Repository) -> None:
    repository.write("contract/things.yaml", LONGER)
    repository.commit()
    assert descriptions("HEAD~1", "HEAD") == (BEFORE, AFTER)
    assert descriptions("main", "v1") == (AFTER, BEFORE)
    assert descriptions("v1^{commit}", "HEAD^{/Change}") == (BEFORE, AFTER)


def test_a_revision_is_compared_with_the_working_tree_as_it_is(repository: Repository) -> None:
    repository.write("contract/things.yaml", LONGER)
    assert descriptions("HEAD") == (BEFORE, AFTER)


def test_without_a_revision_the_last_tag_is_meant(repository: Repository) -> None:
    repository.write("contract/things.yaml", THINGS.replace("All of them.", "Most of them."))
    repository.commit()
    repository.write("contract/things.yaml", LONGER)
    assert descriptions(None) == (BEFORE, AFTER)
    assert descriptions(None, base="HEAD") == ("Most of them.", AFTER)


def test_a_version_is_labelled_as_the_user_named_it(repository: Repository) -> None:
    with opened("v1:openapi.yaml", "./openapi.yaml") as (old, new):
        assert (old.label, new.label) == ("v1:openapi.yaml", "./openapi.yaml")
    with opened(None) as (old, new):
        assert (old.label, new.label) == ("v1", "openapi.yaml")


def test_another_file_of_a_revision_is_named_after_a_colon(repository: Repository) -> None:
    repository.write("apis/other.yaml", ROOT.replace("'contract/", "'../contract/"))
    repository.commit()
    (repository.folder / "apis/other.yaml").unlink()
    assert descriptions("HEAD:apis/other.yaml", "HEAD^{/Change the}:apis/other.yaml") == (BEFORE, BEFORE)


@pytest.mark.parametrize("name", ["openapi.json", "openapi.YAML", "openapi.oas", "openapi"])
def test_a_contract_may_have_any_name(repository: Repository, name: str) -> None:
    text = json.dumps({"paths": {"$ref": f"./parts.of/{name}"}, **ROOTLESS})
    repository.write(name, text)
    repository.write(f"parts.of/{name}", json.dumps({"/things": {"$ref": "../contract/things.yaml#/things"}}))
    repository.commit()
    (repository.folder / name).unlink()
    assert descriptions(f"HEAD:{name}", "HEAD") == (BEFORE, BEFORE)


def test_a_file_is_preferred_to_a_revision(repository: Repository) -> None:
    repository.write("v1", ROOT)
    repository.write("contract/things.yaml", LONGER)
    assert descriptions("v1", "v1:openapi.yaml") == (AFTER, BEFORE)


def test_two_files_need_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    for name, text in {"a": THINGS, "b": LONGER}.items():
        (tmp_path / name / "contract").mkdir(parents=True)
        (tmp_path / name / "openapi.yaml").write_text(ROOT)
        (tmp_path / name / "contract/things.yaml").write_text(text)
    assert descriptions("a/openapi.yaml", str(tmp_path / "b/openapi.yaml")) == (BEFORE, AFTER)
    assert failure("v1", "b/openapi.yaml") == "git is not installed. Install it, or pass two files."


def test_a_subfolder_sees_the_whole_repository(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("contract/things.yaml", LONGER)
    monkeypatch.chdir(repository.folder / "contract")
    assert descriptions("v1") == (BEFORE, AFTER)
    assert descriptions("v1:openapi.yaml", "../openapi.yaml") == (BEFORE, AFTER)
    assert descriptions("v1:../openapi.yaml") == (BEFORE, AFTER)
    assert failure("v1:./openapi.yaml") == "The revision v1 has no file 'contract/openapi.yaml'. Pass REV:path."


def test_a_worktree_has_the_revisions_of_its_repository(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("worktree", "add", "--quiet", "--detach", tmp_path / "worktree")
    (tmp_path / "worktree/contract/things.yaml").write_text(LONGER)
    monkeypatch.chdir(tmp_path / "worktree")
    assert descriptions(None) == (BEFORE, AFTER)


def test_a_shallow_clone_has_its_last_commit(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("contract/things.yaml", LONGER)
    repository.commit()
    repository.git("clone", "--quiet", "--depth", "1", "--no-tags", repository.folder.as_uri(), tmp_path / "clone")
    monkeypatch.chdir(tmp_path / "clone")
    assert descriptions("HEAD") == (AFTER, AFTER)
    assert failure("HEAD~1") == "Unknown file or revision 'HEAD~1'. Pass a file, a git revision, or REV:path."
    assert failure(None) == "There is no tag to compare with. Pass --base REV, or the old contract as OLD."


def test_nothing_in_the_repository_changes(repository: Repository) -> None:
    repository.write("contract/things.yaml", BROKEN)
    repository.write("new.txt", "new")
    repository.git("add", "contract/things.yaml")
    before = snapshot(repository.folder)
    with opened("HEAD") as (old, _):
        folder = old.root.parent
        assert folder.is_dir()
    with opened("HEAD", "v1"):
        pass
    assert snapshot(repository.folder) == before
    assert not folder.exists()


@pytest.mark.parametrize(
    "name",
    [
        "--upload-pack=touch stolen",
        "--output=stolen",
        "--output=stolen:openapi.yaml",
        "-x",
        "--",
        "",
        ":openapi.yaml",
        "^HEAD",
        "v1..HEAD",
        "missing.yaml",
        "contract",
        "a b",
        "v1 --output=stolen",
        "$(touch stolen)",
        "a\nb",
        "a\0b",
        "x" * 10_000,
    ],
)
def test_an_unknown_name_is_one_line_and_never_an_option_of_git(repository: Repository, name: str) -> None:
    before = snapshot(repository.folder)
    for message in (failure(name), failure("v1", name), failure(None, base=name)):
        assert message.startswith("Unknown file or revision ")
        assert message.endswith(". Pass a file, a git revision, or REV:path.")
        assert "\n" not in message
        assert len(message) < 500
    assert snapshot(repository.folder) == before


@pytest.mark.parametrize("path", ["missing.yaml", "contract", "../outside.yaml", "contract/../../outside.yaml", "link"])
def test_a_file_that_is_not_in_the_revision_is_one_line(repository: Repository, tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.yaml").write_text(ROOT)
    (repository.folder / "link").symlink_to(tmp_path / "outside.yaml")
    repository.commit()
    message = failure(f"HEAD:{path}")
    assert message.startswith("The revision HEAD has no file '")
    assert message.endswith("'. Pass REV:path.")


def test_a_link_within_the_revision_is_followed(repository: Repository) -> None:
    (repository.folder / "link.yaml").symlink_to("openapi.yaml")
    repository.commit()
    assert descriptions("HEAD:link.yaml") == (BEFORE, BEFORE)


def test_a_revision_before_the_contract_is_one_line(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--orphan", "empty")
    repository.git("rm", "-rf", "--quiet", ".")
    repository.commit()
    assert failure("HEAD", "v1") == "The revision HEAD has no file 'openapi.yaml'. Pass REV:path."
    message = "The working tree has no file 'openapi.yaml' at its top. Pass the new contract as NEW."
    assert failure("v1") == message


@pytest.mark.parametrize("old", [None, "v1"])
def test_a_folder_without_a_repository_is_one_line(
    old: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").mkdir()
    monkeypatch.chdir(tmp_path / "plain")
    message = failure(old)
    assert message.startswith(f"git cannot be used in {tmp_path}/plain: not a git repository")
    assert message.endswith(". Pass two files.")
    assert "\n" not in message


def test_the_problems_of_a_revision_name_it_and_not_a_temporary_file(repository: Repository) -> None:
    repository.write("openapi.yaml", ROOT.replace("#/things", "#/nothing"))
    repository.commit()
    assert failure("HEAD", "v1").startswith(
        "HEAD:openapi.yaml#/paths/~1things: The reference contract/things.yaml#/noth"
    )
    assert "HEAD:contract/things.yaml has no #/nothing" in failure("v1", "HEAD")
    assert failure("v1").startswith(f"{repository.folder}/openapi.yaml#/paths/~1things: ")
