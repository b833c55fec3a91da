"""Runs the client that is generated from the old version, in a process of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal

from attrs import asdict, frozen

from ...build.api import build
from ...document.document import Document
from ...document.problem import ContractError, short
from ...emit import sdk
from ...emit.files import Files
from ...emit.naming import Naming
from ...ir.api import API
from .receiving import Question

_PACKAGE = "old_contract"

_WEBHOOKS = PurePosixPath("webhooks.py")

_TIMEOUT = 60.0
"""The limit for all questions, in seconds."""


@frozen
class Reply:
    """The behaviour of the client of the old version.

    Attributes:
        result: Whether it accepted or rejected what it was given, or whether it could not be run.
        text: Its error, or the reason why it could not be run, as a sentence.
        pointer: The place in the body that it rejects, as a JSON pointer. Empty for the whole body.
    """

    result: Literal["accepted", "rejected", "failed"]
    text: str = ""
    pointer: str = ""


def ask(document: Document, questions: Sequence[Question]) -> list[Reply]:
    """Generate the client of a document, and return its replies to the questions.

    Args:
        document: The document.
        questions: The responses and deliveries to pass to it.
    """
    if not questions:
        return []
    try:
        api = build(document, strict=False, webhooks=True)
    except ContractError as error:
        reason = short(f"No client can be generated from the old version: {error.problems[0].message}")
        return [Reply("failed", reason)] * len(questions)
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder) / _PACKAGE, _files(api))
        replies = list(_run(Path(folder), api, questions))
    return replies + [Reply("failed", "The client of the old version did not reply.")] * (len(questions) - len(replies))


def _files(api: API) -> Files:
    """Return the package, with our reader of webhooks. It is not formatted, because it is only run."""
    files = {**sdk.runtime(_PACKAGE, api.service), **sdk.sources(api, _PACKAGE)}
    if not api.events:
        return files
    webhooks = (sdk.RUNTIME / _WEBHOOKS).read_text("utf-8")
    return {**files, _WEBHOOKS: Naming.of(_PACKAGE, [webhooks]).rename(webhooks)}


def _write(root: Path, files: Files) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def _run(folder: Path, api: API, questions: Sequence[Question]) -> Iterator[Reply]:
    credentials: dict[str, str] = {}
    for credential in api.service.credentials:
        names = ["username", "password"] if credential.kind == "basic" else [credential.name]
        credentials |= dict.fromkeys(names, "credential")
    lines = [json.dumps(asdict(question)) for question in questions]
    command = [sys.executable, "-P", str(Path(__file__).with_name("reading.py")), str(folder), _PACKAGE]
    try:
        finished = subprocess.run(  # noqa: S603
            command,
            input="\n".join([json.dumps(credentials), *lines]),
            capture_output=True,
            encoding="utf-8",
            timeout=_TIMEOUT,
            check=False,
        )
        output: str | bytes | None = finished.stdout
    except subprocess.TimeoutExpired as error:
        output = error.stdout
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output or ""
    for line in text.splitlines(keepends=True):
        if line.endswith("\n"):
            yield Reply(**json.loads(line))
