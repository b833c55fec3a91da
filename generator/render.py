"""Third stage: writes an API down as Python."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import source
from .api import API, Enum, Model, Operation
from .names import class_name

ROOT = Path(__file__).parent.parent
RUNTIME = ROOT / "spkey_client"

Files = dict[PurePosixPath, str]
"""The text of files by their path."""

_RUFF = (
    "--isolated",
    "--target-version=py311",
    f"--line-length={source.WIDTH}",
    # What fits into a line stands in one, also where the template ends it with a comma.
    "--config=format.skip-magic-trailing-comma=true",
    "--config=lint.isort.split-on-trailing-comma=false",
)


def package(api: API) -> Files:
    """The generated modules of a package, by their path in it."""
    environment = _environment(f"# Generated from {_comment(api.source)} by python -m generator. Do not edit.")
    operations = [operation for resource in api.resources for operation in resource.operations]
    classes: list[Model | Enum] = sorted([*api.models, *api.enums], key=lambda item: item.name)

    def text(template: str, **context: object) -> str:
        return environment.get_template(f"{template}.jinja").render(context)

    files = {
        "_service.py": text("_service.py", service=api.service),
        "operations.py": text("operations.py", operations=operations, classes=_used(classes, operations)),
        "models/__init__.py": text("models/__init__.py", classes=classes),
        "resources/__init__.py": text("resources/__init__.py", resources=api.resources),
    }
    for model in api.models:
        files[f"models/{model.module}.py"] = text("models/model.py", model=model)
    for enum in api.enums:
        files[f"models/{enum.module}.py"] = text("models/enum.py", enum=enum)
    for resource in api.resources:
        used = _used(classes, resource.operations)
        files[f"resources/{resource.name}.py"] = text("resources/resource.py", resource=resource, classes=used)
    return _formatted({PurePosixPath(path): text for path, text in files.items()})


def reference(api: API) -> str:
    """The reference of the SDK, as Markdown."""
    environment = _environment(f"<!-- Generated from {_comment(api.source)} by python -m generator. Do not edit. -->")
    return environment.get_template("docs/api.md.jinja").render(
        resources=api.resources, service=api.service, models=api.models, enums=api.enums
    )


def runtime(name: str) -> Files:
    """The hand-written modules of the SDK, under the name of another package."""
    words = {"spkey_client": name, "SPKEY": name.upper(), "Spkey": class_name(name), "spkey-client": name}
    files: Files = {}
    for file in sorted(RUNTIME.glob("_*.py")):
        text = file.read_text("utf-8")
        if not is_generated(text):
            for word, replacement in words.items():
                text = text.replace(word, replacement)
            files[PurePosixPath(file.name)] = text
    return _formatted(files) | {PurePosixPath("py.typed"): ""}


def write(root: Path, files: Mapping[PurePosixPath, str]) -> None:
    """Writes the files below `root`, each whole or not at all, and removes generated ones that are not among them.

    Raises:
        OSError: A file cannot be written.
    """
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_file() and target.read_bytes() == text.encode():
            continue
        with tempfile.NamedTemporaryFile("wb", dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(text.encode())
                file.close()
                temporary.chmod(0o644)
                os.replace(temporary, target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    for stale in stale_files(root, files):
        stale.unlink()


def stale_files(root: Path, files: Mapping[PurePosixPath, str]) -> Iterator[Path]:
    """Generated files below the folders of `files` that are not among them."""
    for folder in sorted({root / path.parent for path in files if path.suffix == ".py"}):
        for file in sorted(folder.glob("*.py")):
            relative = PurePosixPath(file.relative_to(root).as_posix())
            if relative not in files and is_generated(file.read_text("utf-8", errors="replace")):
                yield file


def is_generated(text: str) -> bool:
    """Whether the first line says that the file is generated."""
    return text.partition("\n")[0].startswith("# Generated from ")


def _used(classes: list[Model | Enum], operations: list[Operation] | tuple[Operation, ...]) -> list[Model | Enum]:
    types = [parameter.type for operation in operations for parameter in operation.parameters]
    types += [answer.type for operation in operations for answer in operation.answers]
    names = frozenset[str]().union(*(kind.models for kind in types))
    return [item for item in classes if item.name in names]


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text).replace("--", "__")


def _environment(header: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 # Python, not HTML; `source` quotes
    )
    environment.globals["header"] = header
    for name in ("arguments", "body", "described", "doc", "forward", "quoted", "signature"):
        environment.filters[name] = getattr(source, name)
    return environment


def _formatted(files: Files) -> Files:
    """The same files as ruff writes them, without the imports that they do not use."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        _ruff("check", "--select=F401,I", "--fix", "--quiet", "--no-cache", folder)
        _ruff("format", "--quiet", "--no-cache", folder)
        return {path: (root / path).read_text("utf-8") for path in files}


def _ruff(command: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "ruff", command, *_RUFF, *arguments], check=True)  # noqa: S603
