"""The public surface of the packages, recorded so that no change of it goes unnoticed: python -m tests.surface.

The record, `surface.txt`, holds a line for each public name, and in its head the digest of the CHANGELOG's unreleased
part. It is only written anew where that part has changed too: what users can see, they are told.
"""

import hashlib
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from spkey_client import AsyncSpkeyClient, SpkeyClient

ROOT = Path(__file__).parents[1]
RECORD = Path(__file__).with_name("surface.txt")
MODULES = (
    "spkey_client",
    "spkey_client.models",
    "spkey_client.operations",
    "spkey_client.testing",
    "spkey_client.webhooks",
    "spkey_mock",
)


def surface() -> list[str]:
    """A line for each public name, with its signature."""
    return sorted({line for name in MODULES for line in _module(importlib.import_module(name))})


def _module(module: ModuleType) -> Iterator[str]:
    names = getattr(module, "__all__", None) or [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]
    for name in names:
        value = getattr(module, name)
        if inspect.isclass(value):
            yield from _class(f"{module.__name__}.{name}", value)
        elif inspect.isfunction(value):
            yield f"{module.__name__}.{name}{_signature(value)}"
        elif not inspect.ismodule(value):
            yield f"{module.__name__}.{name}"


def _class(path: str, cls: type[Any]) -> Iterator[str]:
    yield f"{path}{_signature(cls)}"
    for name, member in inspect.getmembers(cls):
        if not name.startswith("_") and not any(name in vars(base) for base in cls.__mro__ if _is_builtin(base)):
            yield f"{path}.{name}{_signature(member) if callable(member) else ''}"
    if cls in (SpkeyClient, AsyncSpkeyClient):
        client = cls(api_key="k")
        for name, _ in inspect.getmembers(cls, lambda value: isinstance(value, cached_property)):
            yield from _class(f"{path}.{name}", type(getattr(client, name)))


def _is_builtin(cls: type[Any]) -> bool:
    return cls.__module__ == "builtins"


def _signature(value: Any) -> str:
    try:
        return re.sub(r" at 0x[0-9a-f]+", "", str(inspect.signature(value)))
    except (TypeError, ValueError):
        return ""


def unreleased() -> str:
    """The digest of what the CHANGELOG says of the next release."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    part = text.partition("## Unreleased")[2].partition("\n## ")[0]
    return hashlib.sha256(part.encode()).hexdigest()


def record() -> tuple[str, list[str]]:
    """The recorded digest and lines."""
    head, *lines = RECORD.read_text("utf-8").splitlines() if RECORD.exists() else [""]
    return head.removeprefix("# CHANGELOG "), lines


def main() -> int:
    """Records the surface as it is, unless it has changed and the CHANGELOG has not."""
    digest, lines = record()
    found, now = surface(), unreleased()
    if lines not in ([], found) and digest == now:
        print("The public surface has changed: say so in CHANGELOG.md under Unreleased first.", file=sys.stderr)
        return 1
    RECORD.write_text("\n".join([f"# CHANGELOG {now}", *found]) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
