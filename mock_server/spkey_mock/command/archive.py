"""Archives of worlds: files with one line of JSON per world, or with one exported state."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from attrs import frozen

from .failure import Failure

FORMAT = 1

_KIND = "spkey-mock worlds"


@frozen
class ArchivedWorld:
    """A world in an archive.

    Attributes:
        place: Where it is, for messages.
        name: The name, or None if the archive does not have it.
        state: The state, as the control API exports it.
    """

    place: str
    name: str | None
    state: dict[str, Any]


class Writer:
    """Writes an archive.

    Args:
        file: The file.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._count = 0
        self._write({"kind": _KIND, "format": FORMAT})

    def add(self, name: str, state: object) -> None:
        """Add a world."""
        self._write({"world": name, "state": state})
        self._count += 1

    def finish(self) -> None:
        """Write the last line, which distinguishes a complete archive from a truncated one."""
        self._write({"worlds": self._count})

    def _write(self, line: object) -> None:
        self._file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")


def read(path: Path) -> Iterator[ArchivedWorld]:
    """Yield the worlds of an archive, each as it is read. A single state, as the control API exports it, is one world.

    Raises:
        Failure: The file cannot be read, or is not a complete archive. The message names the line.
    """
    try:
        with path.open("rb") as file:
            first = _parse(file.readline(), f"{path}:1", whole=file)
            if "users" in first:
                yield ArchivedWorld(str(path), None, first)
            else:
                yield from _worlds(path, file, first)
    except OSError as error:
        raise Failure(f"cannot read {path}: {error.strerror}.") from None


def _worlds(path: Path, file: BinaryIO, header: dict[str, Any]) -> Iterator[ArchivedWorld]:
    _check_header(path, header)
    count = 0
    for number, text in enumerate(file, 2):
        place = f"{path}:{number}"
        line = _parse(text, place)
        if isinstance(line.get("world"), str) and isinstance(line.get("state"), dict):
            count += 1
            yield ArchivedWorld(place, line["world"], line["state"])
        elif line.get("worlds") == count:
            return
        else:
            raise Failure(f"{place}: The line must have a world and its state, or the number of worlds above it.")
    raise Failure(f"{path}: The file is truncated: its last line, with the number of worlds, is missing.")


def _check_header(path: Path, header: dict[str, Any]) -> None:
    if header.get("kind") != _KIND:
        raise Failure(f"{path}:1: The file is neither an archive of `spkey-mock state export` nor an exported state.")
    version = header.get("format")
    if not isinstance(version, int) or version > FORMAT:
        raise Failure(f"{path}:1: format must be at most {FORMAT}, not {version!r}. Upgrade the mock.")


def _parse(text: bytes, place: str, whole: BinaryIO | None = None) -> dict[str, Any]:
    """Return the JSON object of a line, or of the whole file if it is one object over several lines."""
    try:
        value = json.loads(text)
    except ValueError as error:
        if whole is not None and text and (rest := whole.read()):
            return _parse(text + rest, place.rpartition(":")[0])
        raise Failure(f"{place}: The line is not JSON: {error}.") from None
    if not isinstance(value, dict):
        raise Failure(f"{place}: The line must be a JSON object.")
    return cast("dict[str, Any]", value)
