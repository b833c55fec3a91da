"""Redocly's comparison of documents, `redocly diff`."""

import hashlib
import json
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from ..environment import FOLDER, ROOT

__all__ = ["breaking", "version"]

Pair: TypeAlias = tuple[Any, Any]

_NODE = ROOT / ".venv/bin/node"
_PACKAGES = ROOT / "node_modules"
_QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def version() -> str:
    """Return the version of Redocly."""
    package: dict[str, str] = json.loads((_PACKAGES / "@redocly/cli/package.json").read_text("utf-8"))
    return package["version"]


def breaking(pairs: Sequence[Pair], processes: int) -> list[bool | None]:
    """Return for each pair of documents whether a change needs a new major version. None if Redocly fails.

    Verdicts are remembered in `.benchmarks/`, because each takes half a second.
    """
    memory = FOLDER / f"redocly-diff-{version()}.json"
    known: dict[str, bool | None] = json.loads(memory.read_text("utf-8")) if memory.exists() else {}
    new = {key: pair for pair in pairs if (key := _key(pair)) not in known}
    with TemporaryDirectory() as folder, ThreadPoolExecutor(processes) as pool:
        folders = [Path(folder, key) for key in new]
        known |= zip(new, pool.map(_compare, folders, new.values()), strict=True)
    FOLDER.mkdir(exist_ok=True)
    memory.write_text(json.dumps(known), "utf-8")
    return [known[_key(pair)] for pair in pairs]


def _key(pair: Pair) -> str:
    return hashlib.sha256(json.dumps(pair).encode()).hexdigest()


def _compare(folder: Path, pair: Pair) -> bool | None:
    folder.mkdir()
    files = [folder / "old.json", folder / "new.json"]
    for file, content in zip(files, pair, strict=True):
        file.write_text(json.dumps(content), "utf-8")
    options = ("--format", "json", "--fail-on", "none")
    command = [str(part) for part in (_NODE, _PACKAGES / ".bin/redocly", "diff", *files, *options)]
    process = subprocess.run(command, cwd=folder, env=os.environ | _QUIET, capture_output=True, check=False)  # noqa: S603
    try:
        return bool(json.loads(process.stdout)["summary"]["major"])
    except (ValueError, KeyError):
        return None
