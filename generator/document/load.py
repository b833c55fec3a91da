"""Reads a document and checks all that can be checked before it is understood."""

from collections.abc import Callable
from pathlib import Path

from attrs import evolve

from .bundle import Bundle, bundle
from .conventions import check_conventions
from .conversion import convert
from .document import Document
from .extensions import EXTENSIONS, check_extensions, check_unknown_extensions
from .leaving_out import leave_out_erroneous
from .pages import check_pages
from .problem import Problem, summed_up
from .references import check_names, check_references
from .report import Report
from .unused import check_callbacks, check_webhooks
from .validity import check_validity

__all__ = ["EXTENSIONS", "load"]

Check = Callable[[Document, Report], None]


def load(file: Path, *, strict: bool) -> Document:
    """Read and check a document.

    Args:
        file: The root of an OpenAPI 3.1 or 3.0 document, as YAML or JSON.
        strict: Whether the document must follow the rules of our own contract. Notes are errors then.

    Returns:
        The document as OpenAPI 3.1. What was wrong with it but harmless has been dropped, and is in its notes.

    Raises:
        ContractError: The document cannot be read, or requests made from it would be wrong.
    """
    bundled = bundle(file)
    document = Document(str(file), bundled.root, find_origin=lambda where: _origin(bundled, where))
    checks: list[Check] = [convert, check_validity, check_references, check_extensions, check_names, check_callbacks]
    checks += [check_pages, check_unknown_extensions, check_conventions] if strict else [check_pages, check_webhooks]
    notes: list[Problem] = []
    # Each check relies on the ones before it.
    for check in checks:
        report = Report()
        check(document, report)
        if not strict:
            leave_out_erroneous(document, report)
        if problems := [*report.errors, *(report.notes if strict else [])]:
            raise document.error(problems)
        notes += report.notes
    return evolve(document, notes=tuple(summed_up(notes)))


def _origin(bundled: Bundle, where: str) -> tuple[str, str]:
    origin = bundled.origin(where)
    return str(origin.file), origin.pointer
