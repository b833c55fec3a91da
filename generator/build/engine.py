"""The type engine: openapi-python-client, which turns schemas into typed properties."""

import re
from collections.abc import Iterator
from pathlib import Path

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from ..document.document import Document
from ..document.problem import Problem, short
from .engine_document import EngineDocument


def parse(document: Document, engine_document: EngineDocument) -> GeneratorData:
    """What the engine makes of the document.

    Raises:
        ContractError: The engine rejects the document.
    """
    config = Config.from_sources(
        ConfigFile(literal_enums=True),
        meta_type=MetaType.NONE,
        document_source=Path(),
        file_encoding="utf-8",
        overwrite=False,
        output_path=None,
    )
    data = GeneratorData.from_dict(engine_document.root, config=config)
    if isinstance(data, GeneratorError):
        detail = short(data.detail or data.header)
        raise document.error([Problem("", f"The engine rejects it: {detail}.", "Simplify that part.")])
    return data


def engine_problems(data: GeneratorData, engine_document: EngineDocument) -> Iterator[Problem]:
    """What the engine warned of, as problems of the document."""
    pointers = {name: component.pointer for name, component in engine_document.schemas.components.items()}
    pointers |= {name: operation.source.pointer for name, operation in engine_document.operations.items()}
    for error in data.errors:
        text = f"{error.header} {error.detail or ''}"
        known = [name for name in re.findall(r"\w+", text) if name in pointers]
        where = pointers[known[0]] if known else ""
        yield Problem(where, f"The engine warns: {short(text)}.", "Simplify that part.")
