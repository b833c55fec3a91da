"""Redocly's comparison of documents, `redocly diff`."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..environment import ROOT

__all__ = ["breaking", "version"]

_NODE = ROOT / ".venv/bin/node"
_PACKAGES = ROOT / "node_modules"
_QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def version() -> str:
    """Return the version of Redocly."""
    package: dict[str, str] = json.loads((_PACKAGES / "@redocly/cli/package.json").read_text("utf-8"))
    return package["version"]


def breaking(pairs: Sequence[tuple[Any, Any]], processes: int) -> Iterator[bool | None]:
    """Yield for each pair of documents whether a change needs a new major version. None if Redocly fails."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(processes) as pool:
        folders = [Path(folder, str(number)) for number in range(len(pairs))]
        yield from pool.map(_compare, folders, pairs)


def _compare(folder: Path, pair: tuple[Any, Any]) -> bool | None:
    folder.mkdir()
    files = [folder / "old.json", folder / "new.json"]
    for file, content in zip(files, pair, strict=True):
        file.write_text(json.dumps(content), "utf-8")
    command = [_NODE, _PACKAGES / ".bin/redocly", "diff", *files, "--format", "json", "--fail-on", "none"]
    process = subprocess.run(command, cwd=folder, env=os.environ | _QUIET, capture_output=True, check=False)
    try:
        return bool(json.loads(process.stdout)["summary"]["major"])
    except (ValueError, KeyError):
        return None
