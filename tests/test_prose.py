"""The check of our words finds those that we do not write, in every kind of file, and nothing else."""

import subprocess
from pathlib import Path

import pytest

from . import prose
from .prose import Allowed, check

PLANTED = {
    "Makefile": "# Mend the links.\n",
    "guide.md": "# Guide\n\nThe dispatcher is a courier.\n",
    "contract.yaml": "info:\n  description: A missing user is answered 404.\n",
    "module.py": '"""A module."""\n\n\ndef mend() -> None:\n    pass\n',
    "page.css": "/* A remark on the colours. */\n",
    "page.html": "<p>The clock stands still.</p>\n",
    "page.js": "const note = 'A fault strikes once.'\n",
    "pyproject.toml": 'description = "The dialect of errors."\n',
    "template.jinja": "{# The id, as a rule a UUID. #}\n",
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    monkeypatch.setattr(prose, "ROOT", tmp_path)
    return tmp_path


def write(repository: Path, name: str, text: str) -> None:
    file = repository / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def test_a_planted_word_is_found_in_every_kind_of_file(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in PLANTED.items():
        write(repository, name, text)
    assert prose.main() == 1
    assert capsys.readouterr().err.splitlines() == [
        "Makefile:1: 'Mend': write 'fix'",
        "contract.yaml:2: 'is answered': write 'returns'",
        "guide.md:3: 'courier': write 'dispatcher'",
        "module.py:4: 'mend': write 'fix'",
        "page.css:1: 'remark': write 'note'",
        "page.html:1: 'stands still': write 'is frozen'",
        "page.js:1: 'strikes': write 'fire'",
        "pyproject.toml:1: 'dialect': write 'error format'",
        "template.jinja:1: 'as a rule': write 'normally'",
    ]


@pytest.mark.parametrize(
    "name",
    ["LICENSE", "NOTICE", "page/vendor/library.js", "package-lock.json", "requirements/dev.txt", "contract.json"],
)
def test_files_that_others_or_tools_write_are_skipped(repository: Path, name: str) -> None:
    write(repository, name, "Mend this.\n")
    assert prose.main() == 0


def test_files_that_git_ignores_or_no_longer_finds_are_skipped(repository: Path) -> None:
    write(repository, ".gitignore", "build/\n")
    write(repository, "build/guide.md", "Mend this.\n")
    write(repository, "deleted.md", "Mend this.\n")
    subprocess.run(["git", "add", "deleted.md"], cwd=repository, check=True)
    (repository / "deleted.md").unlink()
    assert prose.main() == 0


def test_without_such_words_nothing_is_printed(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(repository, "guide.md", "Fix the amendment, and note what is remarkable.\n")
    assert prose.main() == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("text", ["gives\nout", "gives\n    # out", "gives\n// out", "gives\n * out"])
def test_a_phrase_may_continue_on_the_next_line(text: str) -> None:
    assert list(check("a.py", f"\n{text}\n")) == ["a.py:2: 'gives out': write 'issue'"]


def test_the_name_of_a_test_is_read_as_a_sentence() -> None:
    text = "\n\ndef test_a_number_is_given_out_once() -> None: ..."
    assert list(check("a.py", text)) == ["a.py:3: 'given out': write 'issue'"]


def test_a_word_within_a_longer_name_is_left_alone() -> None:
    assert not list(check("a.py", 'rules["service.refusal_changes_nothing"] = SCHEMA_DIALECT'))


@pytest.mark.parametrize(
    ("text", "word", "instead"),
    [
        ("the behavior of the service", "behavior", "behaviour"),
        ("An organization has one key.", "organization", "organisation"),
        ("the license of the bundle", "the license", "licence"),
        ("# serialize the body", "serialize", "serialise"),
        ("the call is canceled.", "canceled", "cancelled"),
    ],
)
def test_american_spelling_is_found_in_prose(text: str, word: str, instead: str) -> None:
    assert list(check("a.py", text)) == [f"a.py:1: {word!r}: write {instead!r}"]


@pytest.mark.parametrize(
    "text",
    [
        'unroute_all(behavior="wait")',
        "scrollIntoView({ behavior: 'smooth' })",
        "json.serialize(value)",
        "event.organization",
        "organizationId",
        'license-files = ["LICENSE"]',
        'license = "MIT"',
        "color: #fff; text-align: center",
        "--no-color",
    ],
)
def test_american_spelling_is_left_alone_in_code(text: str) -> None:
    assert not list(check("a.py", text))


def test_a_word_of_the_allow_list_is_right_in_its_file_only() -> None:
    allowed = (Allowed("schema.md", "dialect", "JSON Schema's own word"),)
    text = "Mend the dialect."
    assert list(check("schema.md", text, allowed)) == ["schema.md:1: 'Mend': write 'fix'"]
    assert len(list(check("other.md", text, allowed))) == 2


def test_every_exception_has_a_reason_and_is_still_needed() -> None:
    for one in prose.ALLOWED:
        assert one.reason
        assert f"{one.word!r}" in "".join(check(one.file, (prose.ROOT / one.file).read_text("utf-8"), ()))
