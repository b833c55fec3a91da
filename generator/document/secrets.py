"""Checks the properties whose values are secrets."""

import re
from collections.abc import Sequence

from .document import Document, Part
from .json_types import json_types
from .problem import pointer
from .report import Report

_SECRETS = {"password", "pin", "secret", "token"}
"""The last words of names that are those of secrets."""

_WORDS = re.compile("[A-Z]?[a-z]+|[A-Z]+")


def check_secrets(document: Document, parts: Sequence[Part], report: Report) -> None:
    """Check that secrets are properties that are texts, and that no property with the name of a secret is none."""
    for part in parts:
        if part.kind != "schema":
            continue
        *_, keyword, name = ["", *part.pointer.split("/")]
        is_text = keyword == "properties" and json_types(document, part.node) - {"null"} == {"string"}
        if "x-secret" in part.node:
            if not is_text:
                where = part.pointer + pointer("x-secret")
                report.error(where, "x-secret has a meaning only for a property that is a string.", "Remove it.")
        elif is_text and _last_word(name) in _SECRETS:
            message = f"The property {name} has the name of a secret, but no x-secret."
            report.error(part.pointer, message, "Add x-secret: true, or choose another name.")


def _last_word(name: str) -> str:
    return next(reversed(_WORDS.findall(name)), "").lower()
