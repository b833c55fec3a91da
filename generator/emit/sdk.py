"""The modules of the SDK."""

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path, PurePosixPath

from jinja2 import Environment
from packaging.version import InvalidVersion, Version

from ..ir import names
from ..ir.api import API
from ..ir.events import Event
from ..ir.models import Alias, Enum, Model
from ..ir.operations import Resource
from ..ir.service import Service
from ..ir.types import one_of
from . import expressions
from .deprecation import is_warned
from .docstrings import doc
from .failures import common
from .files import ROOT, Files, is_generated
from .formatting import formatted
from .naming import OWN, Naming
from .templating import environment, python_header
from .testing import testing

RUNTIME = ROOT / "spkey_client"
"""The hand-written modules, which every package needs."""

ON_DEMAND = Path(__file__).parent / "runtime"
"""Further hand-written modules, for packages whose operations use them."""


def package(api: API, name: str) -> Files:
    """Return a whole package for another document, by the path of each module in it."""
    return {**formatted({**runtime(name, api.service), **sources(api, name)}), PurePosixPath("py.typed"): ""}


def sources(api: API, name: str = OWN) -> Files:
    """Return the generated modules of a package as the templates write them, by their path in it."""
    templates = environment(python_header(api.source), naming=_naming(name))
    files = {
        **_whole_service(api, templates),
        **_models(api, templates),
        **_operations(api, templates),
        **_resources(api, templates),
        **_on_demand(api),
        **testing(api, templates),
    }
    if api.events:
        files["_events.py"] = _events(api.events, templates)
    return {PurePosixPath(path): text for path, text in files.items()}


def runtime(name: str, service: Service) -> Files:
    """Return the hand-written modules under the name of another package, not yet formatted again."""
    naming = _naming(name)
    texts = {file: naming.rename(text) for file, text in _hand_written().items()}
    texts["__init__.py"] = _ABOUT_OURS.sub(lambda _: _about(service.title), texts["__init__.py"])
    texts["_version.py"] = f'"""The version of the API\'s document."""\n\n__version__ = "{_version(service.version)}"\n'
    return {PurePosixPath(file): text for file, text in texts.items()}


_ABOUT_OURS = re.compile(r'(?<=\A""")A typed client for .*')


def _about(title: str) -> str:
    return doc(f"A typed client for {title}, for sync and async code.", 0, 3)


def _version(version: str) -> str:
    """Return the version of a document if it can be that of a package."""
    try:
        return str(Version(version))
    except InvalidVersion:
        return "0"


def _hand_written() -> dict[str, str]:
    texts = {file.name: file.read_text("utf-8") for file in sorted(RUNTIME.glob("_*.py"))}
    return {name: text for name, text in texts.items() if not is_generated(text) and name not in _OURS_ALONE}


# Other packages have no `webhooks`.
_OURS_ALONE = {"_deliveries.py"}


def _naming(name: str) -> Naming:
    return Naming.of(name, _hand_written().values())


def _whole_service(api: API, templates: Environment) -> dict[str, str]:
    """Return the modules that hold for all operations."""
    operations = chain.from_iterable(resource.operations for resource in api.resources)
    servers = sorted({operation.server for operation in operations if operation.server is not None})
    return {
        file: templates.get_template(f"{file}.jinja").render(service=api.service, servers=servers)
        for file in ("_client.py", "_service.py")
    }


def _models(api: API, templates: Environment) -> dict[str, str]:
    kinds: tuple[tuple[str, tuple[Model | Enum | Alias, ...]], ...] = (
        ("model", api.models),
        ("enum", api.enums),
        ("alias", api.aliases),
    )
    files = {
        f"models/{each.module}.py": templates.get_template(f"models/{kind}.py.jinja").render({kind: each})
        for kind, every in kinds
        for each in every
    }
    classes: list[Model | Enum] = [*api.models, *api.enums]
    classes.sort(key=lambda each: each.name)
    index = templates.get_template("models/__init__.py.jinja").render(classes=classes, aliases=api.aliases)
    return {**files, "models/__init__.py": index}


def _operations(api: API, templates: Environment) -> dict[str, str]:
    """Return the modules of operations."""
    modules = _operation_modules(api.resources)
    functions = {
        modules[resource.name]: [operation.function for operation in resource.operations] for resource in api.resources
    }
    template = templates.get_template("operations/module.py.jinja")
    files = {
        f"operations/{modules[resource.name]}.py": template.render(
            resource=resource,
            imports=expressions.imports(resource.operations),
        )
        for resource in api.resources
    }
    index = templates.get_template("operations/__init__.py.jinja").render(modules=functions)
    return {**files, "operations/__init__.py": index}


def _resources(api: API, templates: Environment) -> dict[str, str]:
    """Return the modules of resources: for each a sync one, and an async one."""
    operations = _operation_modules(api.resources)
    modules = _resource_modules(api.resources)
    failures = common(list(chain.from_iterable(resource.operations for resource in api.resources)))
    template = templates.get_template("resources/module.py.jinja")
    files = {
        f"resources/{modules[resource.name, prefix]}.py": template.render(
            resource=resource,
            Async=prefix,
            operations=operations[resource.name],
            failures=failures,
        )
        for resource in api.resources
        for prefix in _PREFIXES
    }
    index = templates.get_template("resources/__init__.py.jinja").render(
        resources=api.resources, modules=modules, failures=failures, has_public=api.has_public
    )
    return {**files, "resources/__init__.py": index}


_PREFIXES = ("", "Async")
"""What the names of sync and async classes begin with."""


def _operation_modules(resources: Iterable[Resource]) -> dict[str, str]:
    """Return the module of the operations of each resource.

    It has the name of the resource, unless a function of the package has this name.
    """
    resources = list(resources)
    functions = [operation.function for resource in resources for operation in resource.operations]
    found = names.unique([*functions, *(resource.name for resource in resources)])[len(functions) :]
    return dict(zip((resource.name for resource in resources), found, strict=True))


def _resource_modules(resources: Iterable[Resource]) -> dict[tuple[str, str], str]:
    """Return the modules of each resource, by its name and the prefix of the class."""
    wanted = [(resource.name, prefix) for prefix in _PREFIXES for resource in resources]
    found = names.unique(f"async_{name}" if prefix else name for name, prefix in wanted)
    return dict(zip(wanted, found, strict=True))


def _on_demand(api: API) -> dict[str, str]:
    """Return the further modules that the operations use. They are written as modules of our own package."""
    operations = [operation for resource in api.resources for operation in resource.operations]
    needed = [*expressions.imports(operations)]
    needed += ["_deprecation"] if any(map(is_warned, operations)) else []
    needed += ["_pages"] if any(operation.pages is not None for operation in operations) else []
    files = (ON_DEMAND / f"{module}.py" for module in needed)
    texts = {file.name: file.read_text("utf-8").replace(f"from {OWN}.", "from .") for file in files if file.is_file()}
    return {name: f"{python_header(api.source)}\n{text}" for name, text in texts.items()}


def _events(events: Iterable[Event], templates: Environment) -> str:
    events = list(events)
    data = one_of((event.data for event in events), "")
    return templates.get_template("_events.py.jinja").render(
        events=events,
        union=data.annotation,
        classes=sorted(data.models),
        decoders=sorted(set[str]().union(*(expressions.decoders(event.data.decoder) for event in events))),
    )
