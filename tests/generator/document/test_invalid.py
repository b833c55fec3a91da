"""Documents with one problem each. The first line of each names the location and a part of the message."""

from pathlib import Path

import pytest

from generator.__main__ import main

DOCUMENTS = sorted((Path(__file__).parent / "invalid").glob("*.yaml"))


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_a_problem_is_named_and_nothing_is_written(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where, word = _expected(file)
    code = main(["--spec", str(file), "--out", str(tmp_path / "out"), "--package", "made", "--strict"])
    output = capsys.readouterr()
    assert (code, output.out) == (2, "")
    lines = [line for line in output.err.splitlines() if line.startswith(f"{file}#{where}: ") and word in line]
    assert lines, output.err
    message, _, fix = lines[0].rstrip(".").rpartition(". ")
    assert message
    assert fix[0].isupper()
    assert not (tmp_path / "out").exists()


def _expected(file: Path) -> tuple[str, str]:
    first = file.read_bytes().partition(b"\n")[0].decode()
    where, _, word = first.removeprefix("# ").partition(" ")
    return where.rstrip("/"), word
