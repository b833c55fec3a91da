"""The files of a report: written atomically, read with clear errors, and merged."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from spkey_mock.report.files import read, read_all, write
from spkey_mock.report.report import Report, merge
from spkey_mock.report.thresholds import Thresholds
from spkey_mock.reporting.files import ReportError

from .reports import sample

FILES = ["coverage.json", "junit.xml", "report.md"]


def test_a_report_is_written_and_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "report"
    write(sample(), folder, Thresholds())
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert read(folder) == read(folder / "coverage.json") == sample()


def test_the_files_have_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    write(sample(), tmp_path, Thresholds())
    assert {(tmp_path / name).stat().st_mode for name in FILES} == {(tmp_path / "other").stat().st_mode}


def test_reports_of_files_and_folders_merge(tmp_path: Path) -> None:
    write(sample(), tmp_path / "a", Thresholds())
    write(Report(requests=5), tmp_path / "b", Thresholds())
    merged = read_all([tmp_path / "a", tmp_path / "b" / "coverage.json", tmp_path / "a"])
    assert merged == merge([sample(), sample(), Report(requests=5)])


def test_a_full_disk_leaves_the_previous_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(sample(), tmp_path, Thresholds())
    before = (tmp_path / "coverage.json").read_bytes()

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ReportError, match=r"cannot write .*coverage\.json: No space left on device\.$"):
        write(Report(), tmp_path, Thresholds())
    assert (tmp_path / "coverage.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES


def test_a_directory_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match=r"cannot create .*file: File exists\.$"):
        write(sample(), tmp_path / "file", Thresholds())
    with pytest.raises(ReportError, match=r"cannot create .*deep: Not a directory\.$"):
        write(sample(), tmp_path / "file" / "deep", Thresholds())


def test_a_file_that_is_a_directory_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").mkdir()
    with pytest.raises(ReportError, match=r"cannot write .*junit\.xml: Is a directory\.$"):
        write(sample(), tmp_path, Thresholds())
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, r"cannot read .*coverage\.json: No such file or directory\.$"),
        (b"<testsuites/>", r"coverage\.json is not JSON: .*\.$"),
        (b"{}", r"coverage\.json is not a report of spkey-mock\.$"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: Any, problem: str) -> None:
    if content is not None:
        (tmp_path / "coverage.json").write_bytes(content)
    with pytest.raises(ReportError, match=problem):
        read(tmp_path)
