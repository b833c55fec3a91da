"""The sdist and the wheel: how they are built, and what must be true of them."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory

from hatch_build import RELATIVE_LINK, SBOM

from .sources import Sources

# Duplicates are allowed, because the mock and its page each have their copy of some files.
TOOLS = (("twine", "check", "--strict"), ("check_wheel_contents", "--no-config", "--ignore", "W002,W009"))

VALIDATION = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

sys.exit(JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read()) and "The SBOM does not fit its schema.")
"""


def build(folder: Path, output: Path, *options: str) -> None:
    """Build distributions. Without options, build the sdist, and the wheel from it."""
    command: list[str | Path] = [sys.executable, "-m", "build", "--no-isolation", "--outdir", output, *options, folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"The build failed: {done.stdout}{done.stderr}")


def build_twice(sources: Sources, output: Path) -> Iterator[str]:
    """Build the distributions, and again from a copy of the tree. Yield the names of those that differ."""
    shutil.rmtree(output, ignore_errors=True)
    build(sources.root, output)
    with TemporaryDirectory() as folder:
        copy, again = Path(folder, "copy"), Path(folder, "again")
        for name in sources.files:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(sources.root / name, copy / name)
        build(copy, again, "--sdist")
        build(copy, again, "--wheel")
        for file in sorted(again.iterdir()):
            if not (output / file.name).exists() or file.read_bytes() != (output / file.name).read_bytes():
                yield f"A second build of {file.name} differs, so the build is not reproducible."


class Distributions:
    """The sdist and the wheel in a folder.

    Attributes:
        folder: The folder.
        wheel: The wheel.
        sdist: The sdist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (self.wheel,) = folder.glob("*.whl")
        (self.sdist,) = folder.glob("*.tar.gz")

    def problems(self, sources: Sources) -> Iterator[str]:
        """Yield everything that is wrong with the distributions."""
        yield from self.differences(sources)
        yield from self._relative_links()
        yield from self._complaints()
        yield from self._sbom_problems()
        yield from self._installation_problems(sources.version)

    def differences(self, sources: Sources) -> Iterator[str]:
        """Yield the files that are missing, and those that are not of the repository."""
        with tarfile.open(self.sdist) as archive:
            yield from _differences(self.sdist, set(archive.getnames()), sources.sdist_files())
        with zipfile.ZipFile(self.wheel) as archive:
            yield from _differences(self.wheel, set(archive.namelist()), sources.wheel_files())

    def write_sbom(self) -> None:
        """Write the wheel's SBOM beside it."""
        self.wheel.with_name(f"{self.sdist.name.removesuffix('.tar.gz')}.cdx.json").write_bytes(self._read(SBOM))

    def write_checksums(self) -> None:
        """Write `SHA256SUMS`, which `sha256sum --check` reads."""
        files = sorted(file for file in self.folder.iterdir() if file.name != "SHA256SUMS")
        lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
        (self.folder / "SHA256SUMS").write_text("".join(lines), "utf-8")

    def _relative_links(self) -> Iterator[str]:
        description = message_from_bytes(self._read("METADATA")).get_payload()
        for link in RELATIVE_LINK.findall(str(description)):
            yield f"The description has the relative link {link!r}, which a package index cannot follow."

    def _complaints(self) -> Iterator[str]:
        for module, *options in TOOLS:
            files = [self.wheel] if module == "check_wheel_contents" else [self.wheel, self.sdist]
            done = _run(sys.executable, "-m", module, *options, *map(str, files))
            if done.returncode:
                yield f"{module} rejects the distributions: {done.stdout}{done.stderr}"

    def _sbom_problems(self) -> Iterator[str]:
        text = self._read(SBOM).decode()
        if error := _run(sys.executable, "-c", VALIDATION, given=text).stderr:
            yield error.strip()
        with zipfile.ZipFile(self.wheel) as archive:
            for component in json.loads(text)["components"]:
                for file in component.get("components", ()):
                    if hashlib.sha256(archive.read(file["name"])).hexdigest() != file["hashes"][0]["content"]:
                        yield f"The SBOM has another hash of {file['name']} than the wheel."

    def _installation_problems(self, version: str) -> Iterator[str]:
        with TemporaryDirectory() as folder:
            venv.create(folder, with_pip=True)
            programs = Path(folder, "bin")
            install = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            show = "import spkey_client; print(spkey_client.__version__)"
            for command, output in (
                ([*install, str(self.wheel)], ""),
                ([str(programs / "python"), "-c", show], f"{version}\n"),
                ([str(programs / "spkey-mock"), "--version"], f"spkey-mock {version} "),
            ):
                done = _run(*command, folder=folder)
                if done.returncode or not done.stdout.startswith(output):
                    yield f"In an empty environment, {' '.join(command)} fails: {done.stdout}{done.stderr}"
                    return

    def _read(self, name: str) -> bytes:
        """Return a file of the wheel's dist-info."""
        with zipfile.ZipFile(self.wheel) as archive:
            (path,) = (path for path in archive.namelist() if ".dist-info/" in path and path.endswith(f"/{name}"))
            return archive.read(path)


def _differences(distribution: Path, found: set[str], wanted: set[str]) -> Iterator[str]:
    for name in sorted(wanted - found):
        yield f"{distribution.name} lacks {name}."
    for name in sorted(found - wanted):
        yield f"{distribution.name} holds {name}, which is not a file of the repository."


def _run(*command: str, given: str | None = None, folder: str | None = None) -> subprocess.CompletedProcess[str]:
    # Without the variables that would let the tree be imported.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, input=given, cwd=folder, env=variables, capture_output=True, text=True, check=False)
