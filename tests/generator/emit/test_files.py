import errno
import os
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import pytest

from generator.emit import files
from generator.emit.files import FileError, differences, stale_files, write

GENERATED = "# Generated from openapi.yaml by python -m generator. Do not edit.\n"


def made(**texts: str) -> dict[PurePosixPath, str]:
    return {PurePosixPath(f"{name.replace('__', '/')}.py"): text for name, text in texts.items()}


def tree(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def test_files_are_written_below_new_folders(tmp_path: Path) -> None:
    write(tmp_path / "new", made(a="1\n", deep__deeper__b="\u00fc\n"))
    assert tree(tmp_path) == {"new/a.py": b"1\n", "new/deep/deeper/b.py": "\u00fc\n".encode()}
    assert (tmp_path / "new/a.py").stat().st_mode & 0o777 == 0o644


def test_files_that_are_right_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, made(a="1\n", b="2\n"))
    os.utime(tmp_path / "a.py", (1, 1))
    write(tmp_path, made(a="1\n", b="3\n"))
    assert (tmp_path / "a.py").stat().st_mtime == 1
    assert (tmp_path / "b.py").read_text() == "3\n"


def test_generated_files_that_are_no_longer_made_are_removed(tmp_path: Path) -> None:
    write(tmp_path, made(a=GENERATED, sub__b=GENERATED))
    (tmp_path / "mine.py").write_text("# Mine.\n")
    (tmp_path / "sub/notes.txt").write_text(GENERATED)
    write(tmp_path, made(c=GENERATED, sub__d=GENERATED))
    assert [*tree(tmp_path)] == ["c.py", "mine.py", "sub/d.py", "sub/notes.txt"]


def test_without_a_difference_there_is_no_diff(tmp_path: Path) -> None:
    write(tmp_path, made(a="1\n", empty=""))
    assert list(differences(tmp_path, made(a="1\n", empty=""))) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (None, "a.py is missing"),
        ("1\nold\n", "-old"),
        ("1\r\n2\r\n", "-1\r"),
        ("1\n2", "+2"),
        ("", "+1"),
    ],
)
def test_a_difference_names_the_file(tmp_path: Path, found: str | None, expected: str) -> None:
    if found is not None:
        (tmp_path / "a.py").write_bytes(found.encode())
    diff = "".join(differences(tmp_path, made(a="1\n2\n")))
    assert "a.py" in diff
    assert expected in diff


def test_an_empty_file_may_be_missing_too(tmp_path: Path) -> None:
    assert list(differences(tmp_path, made(empty=""))) == ["empty.py is missing\n"]


def test_a_stale_file_is_a_difference(tmp_path: Path) -> None:
    write(tmp_path, made(a="1\n", old=GENERATED, mine="# Mine.\n"))
    assert stale_files(tmp_path, made(a="1\n")) == [tmp_path / "old.py"]
    assert list(differences(tmp_path, made(a="1\n"))) == ["old.py is no longer generated\n"]


@pytest.mark.parametrize("first", ["<!-- Generated from a.yaml by python -m generator. Do not edit. -->\n", GENERATED])
def test_generated_pages_can_be_stale_as_well(tmp_path: Path, first: str) -> None:
    page = PurePosixPath("api/users.md")
    write(tmp_path, {page: f"{first}# Users\n", PurePosixPath("api/mine.md"): "# Mine\n"})
    other = {PurePosixPath("api/locks.md"): first}
    assert stale_files(tmp_path, other) == [tmp_path / page]
    write(tmp_path, other)
    assert [*tree(tmp_path)] == ["api/locks.md", "api/mine.md"]


def full(*_: Any, **__: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("name", ["tempfile.mkstemp", "os.replace", "os.fdopen"])
def test_on_a_full_disk_nothing_is_written_and_nothing_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write(tmp_path, made(a="1\n"))
    with monkeypatch.context() as patch:
        patch.setattr(f"generator.emit.files.{name}", full)
        with pytest.raises(FileError, match=r"a\.py: No space left on device\. Nothing was written\."):
            write(tmp_path, made(a="2\n", new__b="3\n"))
    assert tree(tmp_path) == {"a.py": b"1\n"}
    assert not (tmp_path / "new").exists()


def test_a_disk_that_fills_up_later_leaves_nothing_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_beside = files._write_beside

    def second_fails(target: Path, content: bytes) -> Path:
        return full() if target.name == "c.py" else write_beside(target, content)

    monkeypatch.setattr(files, "_write_beside", second_fails)
    with pytest.raises(FileError, match=r"c\.py: No space left"):
        write(tmp_path, made(a="2\n", new__b="3\n", new__c="4\n"))
    assert [*tmp_path.iterdir()] == []


def test_an_interrupt_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, made(new__b="3\n"))
    assert [*tmp_path.iterdir()] == []


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "sub").write_text("in the way")
    with pytest.raises(FileError, match=r"sub/b\.py: (Not a directory|File exists)"):
        write(tmp_path, made(a="1\n", sub__b="2\n"))
    assert tree(tmp_path) == {"sub": b"in the way"}


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.py").mkdir()
    with pytest.raises(FileError, match=r"b\.py: Is a directory"):
        write(tmp_path, made(a="1\n", b="2\n"))
    assert tree(tmp_path) == {}
