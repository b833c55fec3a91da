"""The typed requests of the mock."""

from pathlib import PurePosixPath

from ..ir.mock_requests import SHARED, Module
from .files import Files
from .templating import environment, python_header


def requests(source: str, modules: list[Module]) -> Files:
    """Return the modules of the typed requests as the templates write them, by their path in the package."""
    templates = environment(python_header(source))
    template = templates.get_template("mock/requests.py.jinja")
    files = {f"{module.name}.py": template.render(module=module, shared=SHARED) for module in modules}
    names = sorted(each.name for module in modules for each in module.classes)
    files["__init__.py"] = templates.get_template("mock/__init__.py.jinja").render(modules=modules, names=names)
    return {PurePosixPath(path): text for path, text in files.items()}
