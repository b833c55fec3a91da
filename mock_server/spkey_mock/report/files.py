"""The files of a report."""

from collections.abc import Iterable
from pathlib import Path

from ..reporting import files
from ..reporting.files import ReportError, prepare
from .document import dumps, loads
from .report import Report, merge
from .summary import summarised
from .thresholds import Thresholds

NAME = "coverage.json"
"""The name of the JSON document, from which a report can be read again."""


def write(report: Report, directory: Path, thresholds: Thresholds) -> None:
    """Write a report as `coverage.json`, `junit.xml` and `report.md`. No reader sees half a file.

    Raises:
        ReportError: A file cannot be written. The previous one, if any, is unchanged.
    """
    # Not imported above, because a server that writes no report need not load an XML library.
    from .junit import junit
    from .markdown import markdown

    summary = summarised(report)
    prepare(directory)
    files.write(directory / NAME, dumps(report) + b"\n")
    files.write(directory / "junit.xml", junit(summary, thresholds))
    files.write(directory / "report.md", markdown(summary, thresholds).encode("utf-8", "replace"))


def read(path: Path) -> Report:
    """Read a report from its JSON document, or from the directory that contains it.

    Raises:
        ReportError: The file cannot be read, or is not a report about this contract.
    """
    file = path / NAME if path.is_dir() else path
    try:
        return loads(file.read_bytes())
    except OSError as error:
        raise ReportError(f"cannot read {file}: {error.strerror}.") from None
    except ValueError as error:
        raise ReportError(f"{file} {error}.") from None


def read_all(paths: Iterable[Path]) -> Report:
    """Read and merge the reports of these files and directories.

    Raises:
        ReportError: A file cannot be read, or is not a report about this contract.
    """
    return merge(map(read, paths))
