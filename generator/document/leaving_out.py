"""Leaves out the parts of a document that would lead to wrong requests, so that the rest of it can be used."""

from attrs import evolve

from .document import Document
from .problem import Problem, tokens
from .report import Report
from .structure import METHODS


def leave_out_erroneous(document: Document, report: Report) -> None:
    """Leave out the operations, paths and components with errors. Their errors become notes."""
    fatal: list[Problem] = []
    for error in report.errors:
        noun, steps = _enclosing(tokens(error.pointer))
        if steps:
            _remove(document, steps)
            report.notes.append(evolve(error, message=f"{error.message} The {noun} is left out."))
        else:
            fatal.append(error)
    report.errors[:] = fatal


def _enclosing(steps: list[str]) -> tuple[str, list[str]]:
    """Return the kind of part that an error excludes, and the path to that part in the document."""
    match steps:
        case ["paths", _, method, *_] if method in METHODS:
            return "operation", steps[:3]
        case ["paths", _, *_]:
            return "path", steps[:2]
        case ["components", _, _, *_]:
            # The check of references leaves out the parts that refer to it.
            return "component", steps[:3]
        case _:
            return "document", []


def _remove(document: Document, steps: list[str]) -> None:
    node = document.root
    for step in steps[:-1]:
        node = node.get(step, {})
    node.pop(steps[-1], None)
