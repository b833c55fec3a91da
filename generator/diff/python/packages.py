"""The packages that are generated for two versions, side by side in a temporary folder."""

from pathlib import Path, PurePosixPath

from attrs import frozen

from ...build.api import build
from ...document.document import Document
from ...emit import sdk
from ...emit.naming import OWN
from ...ir.api import API

__all__ = ["Package", "generate"]


@frozen
class Package:
    """A package that was generated for a version.

    Attributes:
        name: Its name.
        folder: The folder that it is in.
        api: The API that it was generated from.
    """

    name: str
    folder: Path
    api: API


def generate(document: Document, name: str, folder: Path) -> Package:
    """Generate the package of a document, without formatting it.

    Args:
        document: The document.
        name: The name of the package. Only our own has the module `webhooks`.
        folder: The folder to write it into.

    Raises:
        ContractError: Nothing can be generated for the document.
    """
    api = build(document, strict=False, webhooks=name == OWN)
    files = {**sdk.runtime(name, api.service), **sdk.sources(api, name), PurePosixPath("py.typed"): ""}
    if api.events:
        files |= {PurePosixPath(file): (sdk.RUNTIME / file).read_text("utf-8") for file in _OF_WEBHOOKS}
    for file, text in files.items():
        target = folder / name / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return Package(name, folder, api)


_OF_WEBHOOKS = ("webhooks.py", "_deliveries.py")
