"""The modules of the SDK."""

import re
from pathlib import PurePosixPath

from ..ir.api import API
from ..ir.models import Enum, Model
from ..ir.names import class_name
from ..ir.operations import Operation
from .files import ROOT, Files, is_generated
from .formatting import formatted
from .templating import environment, python_header

RUNTIME = ROOT / "spkey_client"


def package(api: API) -> Files:
    """The generated modules of a package, by their path in it."""
    return formatted(sources(api))


def sources(api: API) -> Files:
    """The modules as the templates write them."""
    templates = environment(python_header(api.source))
    operations = [operation for resource in api.resources for operation in resource.operations]
    classes: list[Model | Enum] = sorted([*api.models, *api.enums], key=lambda item: item.name)

    def text(template: str, **context: object) -> str:
        return templates.get_template(f"{template}.jinja").render(context)

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
    types += [answer.type for operation in operations for answer in operation.successes]
    names = frozenset[str]().union(*(kind.models for kind in types))
    return [item for item in classes if item.name in names]
