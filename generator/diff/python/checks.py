"""Runs mypy on user code with both packages, so witnesses are observed rather than claimed."""

import os
import re
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from ..changes import Witness
from .packages import Package

__all__ = ["Checker", "checker"]

_SECONDS = 120
"""The limit for each run of mypy."""


@contextmanager
def checker(package: Package) -> Generator["Checker"]:
    """Fill the cache of mypy with a package and its imports, in the background.

    Args:
        package: The package. Another version of it imports the same.
    """
    cache = package.folder.parent / "mypy"
    file = package.folder / "imports.py"
    file.write_text(f"import {package.name}\n", "utf-8")
    with _mypy(file, cache) as reading:
        try:
            yield Checker(cache, reading)
        finally:
            reading.kill()


@frozen
class Checker:
    """Checks user code.

    Attributes:
        cache: The folder in which mypy keeps what it has read.
        reading: The run that fills it.
    """

    cache: Path
    reading: subprocess.Popen[str]

    def witnesses(self, codes: Sequence[str], *, header: str, client: str, old: Path, new: Path) -> list[Witness]:
        """Return a witness for each piece of user code, checked with both packages.

        Args:
            codes: The pieces.
            header: The imports that they need.
            client: The class of `client`, which they use.
            old: The folder of the old package.
            new: The folder of the new package.
        """
        if not codes:
            return []
        source = _Source.of(codes, header, client)
        try:
            _output(self.reading)
            before, after = (source.check(folder, self.cache) for folder in (old, new))
        except _CheckError as error:
            return [Witness("python", code, str(error), confirmed=False) for code in codes]
        return [_witness(code, was, now) for code, was, now in zip(codes, before, after, strict=True)]


class _CheckError(Exception):
    """User code could not be checked."""


def _witness(code: str, before: str, after: str) -> Witness:
    if before:
        outcome = f"mypy rejects it with the old package, too: {before}"
    elif after:
        outcome = f"mypy: {after}"
    else:
        outcome = "mypy accepts it with the new package."
    return Witness("python", code, outcome, confirmed=bool(after and not before))


@frozen
class _Source:
    """Pieces of user code, each in a function of its own.

    Attributes:
        text: The module.
        lines: The piece of each line.
        count: The number of pieces.
    """

    text: str
    lines: tuple[int | None, ...]
    count: int

    @classmethod
    def of(cls, codes: Sequence[str], header: str, client: str) -> "_Source":
        found: list[tuple[str, int | None]] = [(line, None) for line in header.splitlines()]
        for index, code in enumerate(codes):
            found.append((f"def witness_{index}(client: {client}) -> None:", None))
            found += [(f"    {line}", index) for line in code.splitlines()]
        return cls("".join(f"{line}\n" for line, _ in found), tuple(index for _, index in found), len(codes))

    def check(self, folder: Path, cache: Path) -> list[str]:
        """Return mypy's error for each piece that it rejects with the package in a folder."""
        file = folder / "witnesses.py"
        file.write_text(self.text, "utf-8")
        with _mypy(file, cache) as run:
            output = _output(run)
        messages = [""] * self.count
        for number, message in _ERROR.findall(output):
            index = self.lines[int(number) - 1]
            if index is not None and not messages[index]:
                messages[index] = message
        return messages


_ERROR = re.compile(r"^witnesses\.py:(\d+): error: (.+)$", re.MULTILINE)


def _mypy(file: Path, cache: Path) -> subprocess.Popen[str]:
    options = ["--strict", "--config-file=", f"--cache-dir={cache}", "--follow-imports=silent"]
    looks = ["--no-pretty", "--no-color-output", "--no-error-summary", "--hide-error-context"]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "mypy", *options, *looks, file.name],
        cwd=file.parent,
        env={**os.environ, "MYPYPATH": str(file.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _output(run: subprocess.Popen[str]) -> str:
    """Return what a run prints.

    Raises:
        _CheckError: It takes too long or fails.
    """
    try:
        output, _ = run.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        run.kill()
        raise _CheckError(f"mypy takes longer than {_SECONDS} seconds.") from None
    if run.returncode != 0 and not (run.returncode == 1 and _ERROR.search(output)):
        raise _CheckError(f"mypy failed: {' '.join(output.splitlines()[-1:])}")
    return output
