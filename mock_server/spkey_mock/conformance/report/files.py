"""The files of a report."""

from pathlib import Path

from ...reporting import files
from ..result import Result
from . import document, har
from .junit import junit
from .page import page


def write(result: Result, directory: Path) -> None:
    """Write `conformance.json`, `junit.xml`, `report.html` and `traffic.har`. No reader sees half a file.

    Raises:
        ReportError: A file cannot be written. The previous one, if any, is unchanged.
    """
    files.prepare(directory)
    files.write(directory / "conformance.json", document.dumps(result))
    files.write(directory / "junit.xml", junit(result))
    files.write(directory / "report.html", page(result).encode("utf-8", "replace"))
    files.write(directory / "traffic.har", har.dumps(result))
