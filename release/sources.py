"""The tree that a release is built from."""

import fnmatch
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from hatch_build import REPOSITORY, SBOM

WHEEL_FILES = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", f"sboms/{SBOM}")
SDIST_FILES = ("PKG-INFO", ".gitignore", "pyproject.toml")


class Sources:
    """A clone of the repository.

    Attributes:
        root: Its folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def version(self) -> str:
        """The version of the package."""
        return self._first(r'^__version__ = "(.+)"$', "spkey_client/_version.py")

    @cached_property
    def files(self) -> list[str]:
        """The files that git tracks, and new ones that it does not ignore."""
        listed = self.git("ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
        return sorted(name for name in set(listed) if name and (self.root / name).is_file())

    @cached_property
    def time(self) -> str:
        """The time of the commit, in seconds since the epoch."""
        return self.git("log", "-1", "--format=%ct").strip()

    @cached_property
    def dependencies(self) -> list[str]:
        """What the package requires without an extra."""
        required: list[str] = self._settings["project"]["dependencies"]
        return required

    def problems(self, repository: str) -> Iterator[str]:
        """Yield everything that forbids a release of this tree, with its fix."""
        tag = f"v{self.version}"
        if not re.fullmatch(r"https://[^\s/]+/\S+", repository):
            yield f"{REPOSITORY} must be the https address of the public repository. Links in the README begin with it."
        if changed := self.git("status", "--porcelain").splitlines():
            yield f"{len(changed)} files differ from the last commit. Commit or remove them: {changed[0].strip()}."
        if tag not in self.git("tag", "--points-at", "HEAD").split():
            yield f"The last commit has no tag {tag}. Run git tag {tag}."
        if (entry := self._first(r"^## (\S+)", "CHANGELOG.md")) != self.version:
            yield f"CHANGELOG.md begins with {entry!r}, not with {self.version!r}. Rename the heading."

    def wheel_files(self) -> set[str]:
        """Return the files that the wheel must hold."""
        packages: list[str] = self._settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
        code = {
            f"{Path(package).name}/{name.removeprefix(f'{package}/')}"
            for package in packages
            for name in self.files
            if name.startswith(f"{package}/")
        }
        patterns: list[str] = self._settings["project"]["license-files"]
        licences = [name for name in self.files if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]
        own = [*WHEEL_FILES, *(f"licenses/{name}" for name in licences)]
        return code | {f"spkey_client-{self.version}.dist-info/{name}" for name in own}

    def sdist_files(self) -> set[str]:
        """Return the files that the sdist must hold."""
        include: list[str] = self._settings["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
        chosen = [name for name in self.files if any(f"/{name}/".startswith(f"{folder}/") for folder in include)]
        return {f"spkey_client-{self.version}/{name}" for name in [*chosen, *SDIST_FILES]}

    def git(self, *arguments: str) -> str:
        """Return the output of a git command."""
        return subprocess.run(["git", *arguments], cwd=self.root, check=True, capture_output=True, text=True).stdout

    @cached_property
    def _settings(self) -> dict[str, Any]:
        return tomllib.loads((self.root / "pyproject.toml").read_text("utf-8"))

    def _first(self, pattern: str, file: str) -> str:
        found = re.search(pattern, (self.root / file).read_text("utf-8"), re.MULTILINE)
        return found[1] if found else ""
