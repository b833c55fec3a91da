"""Third stage: writes an API down as Python."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import source
from .api import API, Enum, Model, Operation
from .files import ROOT, Files, is_generated
from .names import class_name
from .request import Module
from .requests import SHARED

RUNTIME = ROOT / "spkey_client"

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
    return formatted(sources(api))


def sources(api: API) -> Files:
    """The modules as the templates write them."""
    environment = _environment(_header(api.source))
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
    return {PurePosixPath(path): text for path, text in files.items()}


def requests(source: str, modules: list[Module]) -> Files:
    """The modules of the mock's typed requests, as the templates write them, by their path in the package."""
    environment = _environment(_header(source))
    template = environment.get_template("mock/requests.py.jinja")
    files = {f"{module.name}.py": template.render(module=module, shared=SHARED) for module in modules}
    names = sorted(each.name for module in modules for each in module.classes)
    files["__init__.py"] = environment.get_template("mock/__init__.py.jinja").render(modules=modules, names=names)
    return {PurePosixPath(path): text for path, text in files.items()}


def reference(api: API) -> str:
    """The reference of the SDK, as Markdown."""
    environment = _environment(f"<!-- Generated from {_comment(api.source)} by python -m generator. Do not edit. -->")
    return environment.get_template("docs/api.md.jinja").render(
        resources=api.resources, service=api.service, models=api.models, enums=api.enums
    )


def runtime(name: str) -> Files:
    """The hand-written modules of the SDK, under the name of another package."""
    texts = {file.name: file.read_text("utf-8") for file in sorted(RUNTIME.glob("_*.py"))}
    texts = {name: text for name, text in texts.items() if not is_generated(text)}
    words = {"spkey_client": name, "spkey-client": name, "SPKEY": name.upper(), "Spkey": class_name(name)}
    pattern = re.compile("|".join(words))
    others = pattern.sub("", "\n".join(texts.values()))
    if re.search(rf"\b{words['Spkey']}(Client|Error)\b", others):
        words["Spkey"] += "API"
    renamed = {PurePosixPath(file): pattern.sub(lambda word: words[word[0]], text) for file, text in texts.items()}
    return {**formatted(renamed), PurePosixPath("py.typed"): ""}


def _used(classes: list[Model | Enum], operations: list[Operation] | tuple[Operation, ...]) -> list[Model | Enum]:
    types = [parameter.type for operation in operations for parameter in operation.parameters]
    types += [answer.type for operation in operations for answer in operation.answers]
    names = frozenset[str]().union(*(kind.models for kind in types))
    return [item for item in classes if item.name in names]


def _header(source: str) -> str:
    return f"# Generated from {_comment(source)} by python -m generator. Do not edit."


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
    for name in ("arguments", "body", "cell", "described", "doc", "forward", "method_described", "quoted", "signature"):
        environment.filters[name] = getattr(source, name)
    return environment


def formatted(files: Files) -> Files:
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
