"""The command reads two versions, prints what changed, and fails on what is not approved."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml

from generator.__main__ import main
from generator.emit.files import ROOT as PROJECT

from ...documents import Block, blocks
from .repository import BROKEN, LONGER, ROOT, THINGS, Repository, snapshot
from .test_consumers import report

pytestmark = pytest.mark.usefixtures("git_alone")

Run = Callable[..., tuple[int, str, str]]

QUICK = ("--no-python", "--no-witnesses")

RISKY = THINGS.replace("required: [total]", "required: [total]\n    additionalProperties: false").replace(
    "names:", "count: {type: integer, description: Another number.}\n      names:"
)


@pytest.fixture
def broken(repository: Repository) -> Repository:
    """A repository in whose working tree an input has become required."""
    repository.write("contract/things.yaml", BROKEN)
    return repository


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the quick form of `diff`. Returns its exit code and output."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main(["diff", *QUICK, *map(str, arguments)])
        output, errors = capsys.readouterr()
        return code, output, errors

    return call


def approval(fingerprint: str, until: str = "9999-12-31") -> str:
    return f"- {{fingerprint: '{fingerprint}', reason: Nobody omits it., owner: ada, until: {until}}}\n"


def found(run: Run, *arguments: object) -> list[dict[str, Any]]:
    """The changes that the command prints as JSON."""
    changes: list[dict[str, Any]] = json.loads(run("--json", *arguments)[1])["changes"]
    return changes


def test_no_change_passes(repository: Repository, run: Run) -> None:
    code, output, errors = run()
    assert (code, errors) == (0, "")
    assert "No changes" in output
    assert json.loads(run("--json")[1])["overall"] == "none"


def test_a_change_of_a_text_passes(repository: Repository, run: Run) -> None:
    repository.write("contract/things.yaml", LONGER)
    code, output, errors = run("--json")
    assert (code, errors) == (0, "")
    assert (json.loads(output)["overall"], json.loads(output)["version"]) == ("text", "patch")


def test_a_breaking_change_fails(broken: Repository, run: Run) -> None:
    code, output, errors = run()
    assert (code, errors) == (1, "")
    assert "contract/things.yaml#/things/get/parameters/0" in output
    code, output, errors = run("--json")
    assert code == 1
    assert errors == (
        "1 change is not approved. Add entries to contract/approvals.yaml for intended changes. "
        "--approve prints them.\n"
    )
    result = json.loads(output)
    assert (result["overall"], result["version"]) == ("breaking", "major")
    (change,) = result["changes"]
    assert (change["request"], change["response"], change["webhook"]) == ("breaking", "none", "none")
    assert (change["file"], change["kind"]) == ("contract/things.yaml", "parameter-required")


def test_by_default_a_change_is_shown_in_python_too_and_with_witnesses(
    broken: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    (wire,), (python,) = result["changes"], result["python"]
    assert "list(colour)" in python["path"]
    for change in (wire, python):
        assert change["witness"]["confirmed"]


def test_a_package_that_cannot_be_generated_is_no_obstacle(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("openapi.yaml", ROOT.partition("paths:")[0] + "paths: {}")
    repository.commit(tag="v2")
    repository.write("openapi.yaml", ROOT)
    repository.write("contract/approvals.yaml", approval("0123456789abcdef"))
    assert main(["diff", "v2", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["version"], result["wire_version"], result["python_version"]) == ("minor", "minor", None)
    assert "v2:openapi.yaml#/paths: " in result["python_problem"]


def test_revisions_and_files_are_compared_alike(broken: Repository, run: Run) -> None:
    broken.commit(tag="v2")
    expected = found(run, "v1", "v2")
    assert expected
    assert found(run, "v1") == found(run, "v1", "openapi.yaml") == found(run, "--base", "v1") == expected
    assert found(run, "v1:openapi.yaml", broken.folder / "openapi.yaml") == expected
    assert run("v2", "v1")[0] == 0
    assert run()[0] == 0


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--fail-on", "breaking"), 0), (("--fail-on", "risky"), 1)])
def test_a_risky_change_fails_on_request(repository: Repository, run: Run, options: tuple[str, ...], code: int) -> None:
    repository.write(
        "contract/things.yaml", RISKY.replace("      count: {type: integer, description: Another number.}\n", "")
    )
    repository.commit(tag="v2")
    repository.write("contract/things.yaml", RISKY)
    assert json.loads(run("--json")[1])["overall"] == "risky"
    assert run(*options)[0] == code


@pytest.mark.parametrize(
    "arguments", [("v9",), ("v1", "v9"), ("--base", "v9"), ("v1:missing.yaml",), ("--", "-x", "v1")]
)
@pytest.mark.parametrize("command", ["diff", "changelog"])
def test_a_version_that_does_not_exist_is_one_line(
    broken: Repository, capsys: pytest.CaptureFixture[str], command: str, arguments: tuple[str, ...]
) -> None:
    assert main([command, *arguments]) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.count("\n") == 1
    assert errors.endswith("Pass a file, a git revision, or REV:path.\n" if ":" not in arguments[0] else "REV:path.\n")


def test_without_a_tag_there_is_nothing_to_compare_with(broken: Repository, run: Run) -> None:
    broken.git("tag", "--delete", "v1")
    message = "There is no tag to compare with. Pass --base REV, or the old contract as OLD.\n"
    assert run() == (2, "", message)
    assert run("--base", "HEAD")[0] == 1


def test_a_document_that_cannot_be_read_is_named_with_its_problems(repository: Repository, run: Run) -> None:
    file = repository.write("openapi.yaml", ROOT + "  /others: {$ref: others.yaml}\n")
    code, output, errors = run()
    assert (code, output) == (2, "")
    assert errors.startswith(f"{file}#/paths/~1others: The reference others.yaml leads nowhere")
    assert run("openapi.yaml", "v1")[2].startswith("openapi.yaml#/paths/~1others: ")
    repository.commit()
    assert run("HEAD", "v1")[2].startswith("HEAD:openapi.yaml#/paths/~1others: ")


def test_a_part_that_cannot_be_compared_is_noted(repository: Repository, run: Run) -> None:
    text = ROOT + "  /others: {get: {parameters: [{$ref: '#/components/parameters/No'}], responses: {}}}\n"
    repository.write("openapi.yaml", text)
    repository.commit(tag="v2")
    code, output, errors = run("v1", "v2")
    assert (code, errors.count("\n")) == (0, 1)
    assert errors.startswith("note: v2:openapi.yaml#/paths/~1others/get/parameters/0")
    assert errors.endswith("\n")
    assert "No changes" in output


def test_strict_documents_follow_the_rules_of_our_own_contract(repository: Repository, run: Run) -> None:
    code, output, errors = run("--strict")
    assert (code, output) == (2, "")
    assert errors.startswith("v1:")


@pytest.mark.parametrize(
    "arguments",
    [("v1", "--base", "v1"), ("--json", "--markdown"), ("--approve", "--json"), ("--fail-on", "text"), ("--j",)],
)
def test_arguments_that_contradict_each_other_are_rejected(run: Run, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    assert caught.value.code == 2


def test_an_approved_change_passes(broken: Repository, run: Run) -> None:
    (change,) = found(run)
    file = broken.write("contract/approvals.yaml", approval(change["fingerprint"]))
    code, output, errors = run("--json")
    assert (code, errors) == (0, "")
    assert json.loads(output)["overall"] == "none"
    assert json.loads(output)["version"] == "major"
    assert "ada" in run()[1]
    moved = file.rename(broken.folder / "elsewhere.yaml")
    assert run()[0] == 1
    assert run("--approvals", moved)[0] == 0


def test_the_approvals_of_a_revision_are_its_own(broken: Repository, run: Run) -> None:
    (change,) = found(run)
    file = broken.write("contract/approvals.yaml", approval(change["fingerprint"]))
    broken.commit(tag="v2")
    file.unlink()
    assert run("v1", "v2")[0] == 0
    assert run("v1")[0] == 1


def test_an_expired_approval_fails(broken: Repository, run: Run) -> None:
    (change,) = found(run)
    broken.write("contract/approvals.yaml", approval(change["fingerprint"], until="2000-01-01"))
    code, output, errors = run("--json")
    assert code == 1
    assert json.loads(output)["overall"] == "breaking"
    assert "of ada expired on 2000-01-01." in errors
    assert "expired on 2000-01-01" in " ".join(run()[1].split())


def test_an_unused_approval_fails_if_every_change_was_sought(
    repository: Repository, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("contract/approvals.yaml", approval("0123456789abcdef"))
    assert main(["diff", "--no-witnesses", "--markdown"]) == 1
    output, errors = capsys.readouterr()
    message = "The approval 0123456789abcdef of ada is unused: there is no such change. Remove it."
    assert message in output
    assert errors == f"{message}\n"
    assert run()[0] == 0  # it may be for a change in Python


@pytest.mark.parametrize("text", ["", "# None yet.\n", "[]\n"])
def test_a_file_without_approvals_passes(repository: Repository, run: Run, text: str) -> None:
    repository.write("contract/approvals.yaml", text)
    assert run()[0] == 0


def test_approvals_that_are_wrong_are_named_with_their_file(broken: Repository, run: Run) -> None:
    file = broken.write("contract/approvals.yaml", approval("0123456789abcdef", until="soon"))
    message = "#/0/until: until must not be 'soon'. Use the form 2027-01-31.\n"
    assert run() == (2, "", f"{file}{message}")
    broken.commit(tag="v2")
    assert run("v1", "v2") == (2, "", f"v2:contract/approvals.yaml{message}")


def test_an_entry_that_is_printed_approves_once_it_is_filled_in(broken: Repository, run: Run) -> None:
    code, entry, errors = run("--approve")
    assert (code, errors) == (1, "")
    file = broken.write("contract/approvals.yaml", entry)
    code, output, errors = run()
    assert (code, output) == (2, "")
    assert [line.partition(": ")[0] for line in errors.splitlines()] == [f"{file}#/0/reason", f"{file}#/0/owner"]
    file.write_text(entry.replace("''", "Nobody omits it."))
    assert run()[0] == 0
    assert run("--approve") == (0, "", "")


def test_a_change_shows_how_many_consumers_it_hits(broken: Repository, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "consumers"
    folder.mkdir()
    for name, operation in {"acme": "list_things", "initech": "add_thing"}.items():
        (folder / f"{name}.json").write_text(json.dumps(report(operation, s200=1)), "utf-8")
    for form in ("--markdown", "--no-python"):
        assert "1 of 2 suites uses this: acme" in run("--consumers", folder, form)[1]
    (change,) = found(run, "--consumers", folder)
    assert change["consumers"] == {"suites": ["acme"], "total": 2}
    assert "suites" not in run()[1]
    (folder / "wrong.json").write_text("{")
    code, output, errors = run("--consumers", folder)
    assert (code, output) == (2, "")
    assert errors == f"{folder}/wrong.json is not JSON. Copy the coverage.json of the suite again.\n"


def test_every_format_can_be_written_at_once(broken: Repository, run: Run, tmp_path: Path) -> None:
    out, page = tmp_path / "out/deep", tmp_path / "page.html"
    assert run("--report", out, "--html", page)[0] == 1
    assert set(snapshot(out)) == {"changes.html", "changes.json", "changes.md", "changes.txt"}
    assert (out / "changes.json").read_text() == run("--json")[1]
    assert (out / "changes.md").read_text() == run("--markdown")[1]
    assert (out / "changes.txt").read_text() == run()[1]
    assert (out / "changes.html").read_bytes() == page.read_bytes()
    assert page.stat().st_mode & 0o777 == 0o644
    before = snapshot(broken.folder)
    run()
    assert snapshot(broken.folder) == before


def test_the_reports_are_written_even_if_nothing_changed(repository: Repository, run: Run, tmp_path: Path) -> None:
    assert run("--report", tmp_path / "out")[0] == 0
    assert len(snapshot(tmp_path / "out")) == 4


def test_a_report_that_cannot_be_written_is_one_line_and_replaces_nothing(
    broken: Repository, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    (out / "changes.html").mkdir(parents=True)
    (out / "changes.md").write_text("before")
    message = f"{out}/changes.html: Is a directory. Nothing was written.\n"
    assert run("--report", out) == (2, "", message)
    assert snapshot(out) == {"changes.md": b"before"}


def test_a_report_is_written_to_where_a_link_leads(broken: Repository, run: Run, tmp_path: Path) -> None:
    link = tmp_path / "link.html"
    link.symlink_to("real.html")
    assert run("--html", link)[0] == 1
    assert link.is_symlink()
    assert "<html" in (tmp_path / "real.html").read_text()


def test_a_report_replaces_neither_a_device_nor_a_version(broken: Repository, run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert run("--html", pipe)[::2] == (2, f"{pipe}: It is not a regular file. Nothing was written.\n")
    assert pipe.is_fifo()
    before = (broken.folder / "openapi.yaml").read_text()
    code, _, errors = run("--html", "openapi.yaml")
    assert (code, errors) == (2, "openapi.yaml: It is one of the versions that are compared. Nothing was written.\n")
    assert (broken.folder / "openapi.yaml").read_text() == before


def test_a_file_of_approvals_that_does_not_exist_is_named(broken: Repository, run: Run) -> None:
    code, _, errors = run("--approvals", "missing.yaml")
    assert (code, errors.count("\n")) == (2, 1)
    assert "missing.yaml" in errors


def test_without_standard_output_only_the_exit_code_tells(broken: Repository) -> None:
    command = [sys.executable, "-m", "generator", "diff", *QUICK]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", *command]
    done = subprocess.run(shell, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_full_disk_is_one_line(broken: Repository, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("generator.diff.command.os.fdopen", full)
    assert run("--html", tmp_path / "page.html") == (
        2,
        "",
        "A temporary file: No space left on device. Nothing was written.\n",
    )
    assert [file.name for file in tmp_path.iterdir()] == ["repository"]


@pytest.mark.parametrize("terminal", [False, True])
def test_progress_is_shown_on_a_terminal_only_and_removed(
    repository: Repository, run: Run, monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    errors = run()[2]
    assert errors == ("Comparing the contracts ...\r\x1b[K" if terminal else "")


def test_the_changelog_is_markdown(broken: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["changelog", "v1", "openapi.yaml", "--no-python"]) == 0
    output, errors = capsys.readouterr()
    assert output.startswith("## ")
    assert "colour" in output
    assert errors == ""


def test_the_help_of_the_generator_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["diff", "--help"], ["changelog", "--help"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 0
    assert "python -m generator diff" in capsys.readouterr().out


def test_a_reader_that_stops_early_is_no_problem(broken: Repository) -> None:
    command = f"{sys.executable} -m generator diff {' '.join(QUICK)} --json | head -c 0; echo ${{PIPESTATUS[0]}}"
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr.count("\n")) == ("1\n", 1)


def guide(language: str) -> Block:
    """The only block of this language in the guide."""
    (block,) = [block for block in blocks(language) if block.name.startswith("changes.md")]
    return block


def test_the_example_of_the_guide_is_what_the_command_prints(tmp_path: Path) -> None:
    for name in ("contract", "openapi.yaml"):
        (tmp_path / name).symlink_to(PROJECT / name)
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
    }
    command = ["bash", "-euo", "pipefail", "-c", guide("sh").code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
    assert done.stdout == guide("text").code


def test_the_approval_of_the_guide_is_one(broken: Repository, run: Run) -> None:
    (change,) = found(run)
    text = guide("yaml").code.replace("0123456789abcdef", change["fingerprint"]).replace("2027-", "9999-")
    broken.write("contract/approvals.yaml", text)
    assert run()[0] == 0


WORKFLOW = PROJECT / "docs/ci/contract-diff.yml"


@pytest.fixture
def jobs() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]
    return found


@pytest.mark.parametrize("schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"])
def test_the_workflow_has_the_form_that_its_reader_expects(schema: str) -> None:
    command: list[str | Path] = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, WORKFLOW]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_job_that_comments_may_write_and_it_runs_no_code_of_the_repository(jobs: dict[str, Any]) -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert {name: job.get("permissions") for name, job in jobs.items()} == {
        "compare": None,
        "comment": {"pull-requests": "write"},
    }
    used = [step.get("uses", "") for step in jobs["comment"]["steps"]]
    assert [action.partition("@")[0] for action in used] == ["actions/download-artifact", ""]
    assert "python" not in str(jobs["comment"])


def step(job: dict[str, Any], name: str) -> str:
    (script,) = [step["run"] for step in job["steps"] if step.get("name") == name]
    return str(script)


@pytest.mark.parametrize("tagged", [True, False])
def test_the_workflow_compares_with_the_last_tag_or_the_branch_that_is_merged_into(
    broken: Repository, jobs: dict[str, Any], tmp_path: Path, tagged: bool
) -> None:
    broken.git("update-ref", "refs/remotes/origin/main", "v1")
    if not tagged:
        broken.git("tag", "--delete", "v1")
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
        "GITHUB_BASE_REF": "main",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }
    script = step(jobs["compare"], "Compare").replace("diff --base", f"diff {' '.join(QUICK)} --base")
    done = subprocess.run(["bash", "-ec", script], env=environment, check=False)
    assert done.returncode == 1
    subprocess.run(["bash", "-ec", step(jobs["compare"], "Show the report")], env=environment, check=True)
    assert (tmp_path / "summary").read_bytes() == (broken.folder / "contract-diff/changes.md").read_bytes()
    assert f"`{'v1' if tagged else 'origin/main'}`" in (tmp_path / "summary").read_text()


@pytest.mark.parametrize(("known", "request_"), [("", "--method POST"), ("41\n42\n", "comments/41 --method PATCH")])
def test_the_workflow_keeps_one_comment(jobs: dict[str, Any], tmp_path: Path, known: str, request_: str) -> None:
    (tmp_path / "contract-diff").mkdir()
    (tmp_path / "contract-diff/changes.md").write_text("## Contract\n")
    (tmp_path / "known").write_text(known)
    gh = tmp_path / "gh"
    gh.write_text('#!/bin/sh\necho "$@" >> calls\ncase "$*" in *--jq*) cat known;; esac\n')
    gh.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "GITHUB_REPOSITORY": "acme/contract",
        "NUMBER": "7",
    }
    subprocess.run(["bash", "-ec", step(jobs["comment"], "Comment")], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "comment.md").read_text() == "<!-- contract-diff -->\n## Contract\n"
    search, call = (tmp_path / "calls").read_text().splitlines()
    assert search.startswith("api repos/acme/contract/issues/7/comments --paginate --jq ")
    assert f"{request_} --field body=@comment.md" in call
    assert call.startswith("api repos/acme/contract/issues/")
