"""Run the SDK's tests on other Pythons, or with the lowest versions of its dependencies: python -m tests.pythons.

Each run has its own environment in `.pythons`, which is built again when what it installs has changed.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = ROOT / ".pythons"
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")

TOOLS = ("hypothesis", "openapi-python-client", "packaging", "pytest", "pytest-asyncio", "pyyaml", "ruff", "trustme")
"""What the SDK's tests use beside the SDK, the mock and aiohttp."""


def pins(file: str) -> dict[str, str]:
    """Return the versions that a requirements file pins, by package."""
    text = (ROOT / "requirements" / file).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))


def interpreters() -> Iterator[tuple[str, str]]:
    """Yield the supported versions of Python that are installed, each with its program."""
    for version in SUPPORTED:
        pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        for program in (shutil.which(f"python{version}"), *map(str, pyenv)):
            if program and _is_python(program, version):
                yield version, program
                break


def _is_python(program: str, version: str) -> bool:
    # A name on the path may be a shim that only prints an error.
    command = [program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == version


HTTPX2 = "import sys\n\nimport httpx\n\nsys.modules[__name__] = httpx\n"
"""Stands for httpx2 where the versions are lower than httpx2 accepts, so that the tests of httpx can be imported."""


def environment(name: str, program: str, versions: Mapping[str, str], *, httpx2: bool) -> Path:
    """Return the Python of an environment with the SDK, the mock and the tools, in these versions."""
    extras = "mock,aiohttp,httpx2" if httpx2 else "mock,aiohttp"
    folder = ENVIRONMENTS / name
    constraints = "".join(f"{package}=={version}\n" for package, version in sorted(versions.items()))
    wanted = hashlib.sha256(constraints.encode() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    python, stamp = folder / "bin/python", folder / "installed"
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        subprocess.run([program, "-m", "venv", "--clear", folder], check=True)
        (folder / "constraints.txt").write_text(constraints, "utf-8")
        install: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        limits: list[str | Path] = ["--constraint", folder / "constraints.txt"]
        subprocess.run([*install, *limits, "--editable", f"{ROOT}[{extras}]", *TOOLS], check=True)
        if not httpx2:
            (packages,) = folder.glob("lib/python*/site-packages")
            (packages / "httpx2.py").write_text(HTTPX2, "utf-8")
        stamp.write_text(wanted, "utf-8")
    return python


def passes(python: Path, tests: list[str]) -> bool:
    """Run tests and return whether they pass."""
    command: list[str | Path] = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(tests or ["tests/sdk"])]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.pythons", description=__doc__)
    parser.add_argument("--lowest", action="store_true", help="use this Python and the lowest versions instead")
    parser.add_argument("tests", nargs="*", help="the tests to run, and options of pytest (tests/sdk)")
    arguments = parser.parse_args()
    locked = pins("dev.txt")
    runs = {version: (program, locked) for version, program in interpreters()}
    tests = arguments.tests
    if arguments.lowest:
        runs = {"lowest": (sys.executable, locked | pins("lowest.txt"))}
        tests = tests or ["tests/sdk", "-k", "not httpx2"]
    missing = set() if arguments.lowest else set(SUPPORTED) - set(runs)
    failed = [
        name
        for name, (program, versions) in runs.items()
        if not passes(environment(name, program, versions, httpx2=not arguments.lowest), tests)
    ]
    print(f"Passed: {', '.join(sorted(set(runs) - set(failed))) or 'none'}.", end=" ")
    print(f"Not installed: {', '.join(sorted(missing))}." if missing else "")
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
