"""The examples pass the strictest type checks, with the types of their frameworks, and so do those of the documents."""

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from ..documents import ROOT, blocks
from .programs import BIN, EXAMPLES


def test_mypy_accepts_the_examples() -> None:
    options = ["--config-file=", "--strict", "--follow-imports=silent", "--python-executable", str(BIN / "python")]
    options += ["--cache-dir", str(ROOT / ".mypy_cache/examples")]
    command = [sys.executable, "-m", "mypy", *options, *map(str, sorted(EXAMPLES.glob("*.py")))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pyright_accepts_the_examples_and_those_of_the_documents(tmp_path: Path) -> None:
    for file in EXAMPLES.glob("*.py"):
        shutil.copy(file, tmp_path)
    for index, block in enumerate(blocks("python")):
        (tmp_path / f"block_{index}.py").write_text(f"# {block.name}\n{block.code}", "utf-8")
    paths = [str(ROOT), str(ROOT / "mock_server"), sysconfig.get_path("purelib")]
    settings = tmp_path / "pyrightconfig.json"
    settings.write_text(json.dumps({"typeCheckingMode": "strict", "extraPaths": paths, "pythonVersion": "3.11"}))
    pyright = [str(ROOT / ".venv/bin/node"), str(ROOT / "node_modules/.bin/pyright")]
    command = [*pyright, "--pythonpath", str(BIN / "python"), "--project", str(settings)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
