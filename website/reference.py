"""The methods that the reference of the SDK describes."""

import re
from collections.abc import Mapping
from pathlib import Path

from generator.emit.markdown import anchors

_METHOD = re.compile(r"^## `(?P<method>\w+\.\w+)`$(?:(?!^## ).)*?\(`(?P<operation>\w+)`\) is ", re.M | re.S)


def methods(folder: Path) -> Mapping[str, tuple[str, str]]:
    """Return the method of each operation, and the link to its description within the folder.

    Args:
        folder: The folder of the reference.
    """
    found: dict[str, tuple[str, str]] = {}
    for file in sorted(folder.glob("*.md")):
        for match in _METHOD.finditer(file.read_text("utf-8")):
            method = match["method"]
            found[match["operation"]] = (method, f"{file.name}#{anchors([method])[0]}")
    return found
