"""The command: python -m generator."""

import argparse
import difflib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from . import contract, render
from .load import json_text, load
from .prepare import prepare
from .problem import ContractError

CONTRACT = render.ROOT / "openapi.yaml"


def main(arguments: list[str] | None = None) -> int:
    """Runs the command.

    Returns:
        The exit code: 0, or 1 where `--check` finds a difference, or 2 where the contract or a file cannot be used.
    """
    options = _parse(arguments)
    try:
        root, files = _generate(options)
        if options.check:
            return _check(root, files)
        render.write(root, files)
    except ContractError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}. Nothing more was written.", file=sys.stderr)
        return 2
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m generator",
        description="Makes the SDK, its reference and the contract of the mock from openapi.yaml, or a package from "
        "another OpenAPI 3.1 document.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail with a diff where files differ")
    parser.add_argument("--spec", type=Path, help="another OpenAPI 3.1 document, as YAML or JSON")
    parser.add_argument("--out", type=Path, help="the folder to write that package into")
    parser.add_argument("--package", help="the name of that package")
    parser.add_argument("--strict", action="store_true", help="hold that document to the rules of our own contract")
    options = parser.parse_args(arguments)
    own = (options.spec, options.out, options.package)
    if any(own) and not all(own):
        parser.error("--spec, --out and --package go together")
    if options.package is not None and not (options.package.isidentifier() and options.package.isascii()):
        parser.error(f"--package must be a Python identifier, not {options.package!r}")
    return options


def _generate(options: argparse.Namespace) -> tuple[Path, render.Files]:
    if options.spec is None:
        return render.ROOT, _own_files()
    document = load(options.spec, strict=options.strict)
    api = prepare(document, strict=options.strict)
    for note in api.notes:
        print(f"note: {document.file}{note}", file=sys.stderr)
    files = render.runtime(options.package) | render.package(api)
    return options.out / options.package, files


def _own_files() -> render.Files:
    document = load(CONTRACT, strict=True)
    api = prepare(document, strict=True)
    files = {PurePosixPath("spkey_client") / path: text for path, text in render.package(api).items()}
    files[PurePosixPath("docs/api.md")] = render.reference(api)
    files[PurePosixPath("mock_server/spkey_mock/contract.json")] = json_text(contract.resolved(document))
    return files


def _check(root: Path, files: Mapping[PurePosixPath, str]) -> int:
    differences = list(_differences(root, files))
    sys.stdout.writelines(differences)
    if differences:
        print("The files differ from the contract: run python -m generator.", file=sys.stderr)
    return 1 if differences else 0


def _differences(root: Path, files: Mapping[PurePosixPath, str]) -> Iterator[str]:
    for path, text in files.items():
        target = root / path
        found = target.read_text("utf-8", errors="replace") if target.is_file() else ""
        yield from difflib.unified_diff(
            found.splitlines(keepends=True), text.splitlines(keepends=True), f"{path} (as it is)", f"{path} (generated)"
        )
    for stale in render.stale_files(root, files):
        yield f"{stale.relative_to(root)} is no longer generated\n"


if __name__ == "__main__":
    sys.exit(main())
