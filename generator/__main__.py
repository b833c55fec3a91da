"""The command: python -m generator."""

import argparse
import keyword
import sys
from pathlib import Path, PurePosixPath

from .build import mock_contract
from .build.api import build
from .build.mock_requests import requests
from .document.document import Document
from .document.load import load
from .document.problem import ContractError
from .emit import docs, mock, sdk
from .emit.files import ROOT, TEMPORARY, FileError, Files, differences, is_generated, write
from .emit.formatting import formatted

CONTRACT = ROOT / "openapi.yaml"
CONTROL = ROOT / "contract/control.yaml"
_MOCK = PurePosixPath("mock_server/spkey_mock")

_COMPARING = ("diff", "changelog")

# Every package has this module, so that it can be told from other folders.
_MARK = PurePosixPath("_service.py")


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit code: 0, or 1 if `--check` finds a difference, or 2 if the contract or a file cannot be used. The
        commands that compare two versions of a contract have their own.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] in _COMPARING:
        from .diff import command  # which imports validators that nothing else needs

        return command.main(arguments)
    options = _parse(arguments)
    try:
        root, files = _generate(options)
        if options.check:
            return _check(root, files)
        _write(root, files)
    except (ContractError, FileError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename or 'A temporary file'}: {error.strerror}. Nothing was written.", file=sys.stderr)
        return 2
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m generator",
        description="Generate the SDK, its reference, and the mock's contract and requests from openapi.yaml, or a "
        "package from another OpenAPI document.",
        epilog="`python -m generator diff` shows what a change to the contract breaks. `python -m generator changelog` "
        "prints its changelog. Each has its own --help.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; print a diff and fail if files differ")
    parser.add_argument("--spec", type=Path, help="another OpenAPI 3.1 or 3.0 document, as YAML or JSON")
    parser.add_argument("--out", type=Path, help="the folder to write that package into")
    parser.add_argument("--package", help="the name of that package")
    parser.add_argument("--strict", action="store_true", help="apply the rules of our own contract to that document")
    parser.add_argument("--formats", action="store_true", help="use objects for dates, times and UUIDs, not strings")
    options = parser.parse_args(arguments)
    own = (options.spec, options.out, options.package)
    if any(own) and None in own:
        parser.error("--spec, --out and --package must be given together.")
    if options.package is not None and not _is_package(options.package):
        parser.error(f"--package must be an importable name that is not taken yet, not {options.package!r}.")
    return options


def _is_package(name: str) -> bool:
    known = name in sys.stdlib_module_names or name in {"attr", "attrs", "httpx"}
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name) and not known


def _generate(options: argparse.Namespace) -> tuple[Path, Files]:
    if options.spec is None:
        return ROOT, _own_files()
    document = load(options.spec, strict=options.strict)
    api = build(document, strict=options.strict, formats=options.formats)
    for note in api.notes:
        print(f"note: {note}", file=sys.stderr)
    return options.out / options.package, sdk.package(api, options.package)


def _own_files() -> Files:
    document = load(CONTRACT, strict=True)
    api = build(document, strict=True, webhooks=True)
    modules = sdk.sources(api)
    # All Python is formatted at once, because starting ruff takes longer than its work.
    python = {
        **_below("spkey_client", modules),
        **_below(_MOCK / "aggregates/requests", mock.requests(api.source, requests(document))),
    }
    return {
        **formatted(python),
        **_below("docs/api", docs.reference(api, modules[PurePosixPath("_client.py")])),
        **_mock_files("contract", document),
        **_mock_files("control", load(CONTROL, strict=True)),
    }


def _below(folder: str | PurePosixPath, files: Files) -> Files:
    return {PurePosixPath(folder) / path: text for path, text in files.items()}


def _mock_files(name: str, document: Document) -> Files:
    """Return the contract that the mock loads, and the whole document for its page."""
    return {
        _MOCK / f"{name}.json": mock_contract.text(mock_contract.resolved(document)),
        _MOCK / f"page/assets/{name}.json": mock_contract.text(document.root),
    }


def _write(root: Path, files: Files) -> None:
    if root != ROOT and root.is_dir() and any(root.iterdir()) and not _is_package_of_ours(root):
        raise FileError(root, "The folder contains something other than a generated package: choose another")
    # The mark comes first: a run that is killed leaves a package that the next run completes.
    write(root, {_MARK: files[_MARK], **files} if _MARK in files else files)


def _is_package_of_ours(folder: Path) -> bool:
    if all(entry.is_dir() or entry.name.startswith(TEMPORARY) for entry in folder.rglob("*")):
        return True
    mark = folder / _MARK
    return mark.is_file() and is_generated(mark.read_text("utf-8", errors="replace"))


def _check(root: Path, files: Files) -> int:
    found = list(differences(root, files))
    sys.stdout.writelines(found)
    if found:
        print("The files differ from the contract. Run python -m generator.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
