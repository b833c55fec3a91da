"""The formatter of generated Python."""

import subprocess
import tempfile
from pathlib import Path

from ruff import find_ruff_bin  # type: ignore[import-untyped]

from .docstrings import WIDTH
from .files import Files

_RUFF = (
    "--isolated",
    "--target-version=py311",
    f"--line-length={WIDTH}",
    # What fits into a line stands in one, also where the template ends it with a comma.
    "--config=format.skip-magic-trailing-comma=true",
    "--config=lint.isort.split-on-trailing-comma=false",
)


def formatted(files: Files) -> Files:
    """Return the files as ruff formats them, without unused imports and with their lists of names in order."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for parent in {path.parent for path in files}:
            (root / parent).mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            (root / path).write_text(text, "utf-8")
        _ruff("check", "--select=F401,I,RUF022", "--fix", "--quiet", "--no-cache", folder)
        _ruff("format", "--quiet", "--no-cache", folder)
        return {path: (root / path).read_text("utf-8") for path in files}


def _ruff(command: str, *arguments: str) -> None:
    subprocess.run([find_ruff_bin(), command, *_RUFF, *arguments], check=True)  # noqa: S603
