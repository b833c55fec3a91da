"""Git repositories that hold a small contract, and their versions."""

import os
import subprocess
from pathlib import Path

import pytest
from attrs import frozen

ROOT = """
openapi: 3.1.0
info: {title: Things, version: '1'}
servers: [{url: 'https://a.test'}]
paths:
  /things: {$ref: 'contract/things.yaml#/things'}
"""

THINGS = """
things:
  get:
    operationId: list_things
    tags: [things]
    summary: List the things.
    description: All of them.
    parameters:
      - {name: colour, in: query, description: Only those of a colour., schema: {type: string}}
    responses:
      '200':
        description: The things.
        content:
          application/json:
            schema: {$ref: '#/schemas/Things'}
schemas:
  Things:
    type: object
    description: Things.
    required: [total]
    properties:
      total: {type: integer, description: Their number.}
      names: {type: array, description: Their names., items: {type: string}}
"""

BROKEN = THINGS.replace("in: query,", "in: query, required: true,")
"""The same with an input that has become required."""

LONGER = THINGS.replace("All of them.", "All of them, in no order.")
"""The same with another description."""


@frozen
class Repository:
    """A git repository.

    Attributes:
        folder: Its working tree.
    """

    folder: Path

    def git(self, *arguments: str | Path) -> str:
        """Run git and return its output."""
        author = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        command = ["git", *author, *map(str, arguments)]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout.strip()

    def write(self, path: str, text: str) -> Path:
        """Write a file of the working tree."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def commit(self, *, tag: str = "") -> str:
        """Commit the working tree, tag the commit, and return its id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Change the contract")
        if tag:
            self.git("tag", "--annotate", tag, "--message", tag)
        return self.git("rev-parse", "HEAD")


def isolate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let git see no settings of this machine, and no repository around a folder."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder))


def create(folder: Path) -> Repository:
    """Return a repository with the contract, tagged v1."""
    folder.mkdir(parents=True, exist_ok=True)
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch", "main")
    repository.write("openapi.yaml", ROOT)
    repository.write("contract/things.yaml", THINGS)
    repository.commit(tag="v1")
    return repository


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder, those of git included."""
    return {
        str(file.relative_to(folder)): os.fsencode(os.readlink(file)) if file.is_symlink() else file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_symlink() or file.is_file()
    }
