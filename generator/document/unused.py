"""Notes for the parts of a document that are not generated."""

from .document import Document
from .report import Report


def check_webhooks(document: Document, report: Report) -> None:
    """Add a note if a document has webhooks."""
    if count := len(document.root.get("webhooks", {})):
        webhooks = "webhook is" if count == 1 else f"{count} webhooks are"
        report.note("/webhooks", f"The {webhooks} not generated.", "Handle them without the package.")


def check_callbacks(document: Document, report: Report) -> None:
    """Add a note for each operation that has callbacks."""
    for operation in document.operations():
        if operation.node.get("callbacks"):
            where = f"{operation.pointer}/callbacks"
            report.note(where, "Callbacks are not generated.", "Handle them without the package.")
