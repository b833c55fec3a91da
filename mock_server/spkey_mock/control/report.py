"""The report of the server, in the control API."""

from collections.abc import Mapping

from ..report.document import to_json
from ..report.ledger import Ledger, current
from ..report.summary import summarised
from ..reporting.files import ReportError
from .call import JSON, Call, Handler


def _ledger() -> Ledger:
    ledger = current()
    if ledger is None:
        raise ValueError("This mock collects no report. Start it with --report DIR.")
    return ledger


def _get(_call: Call) -> JSON:
    return to_json(summarised(_ledger().report))


def _write(_call: Call) -> None:
    write = _ledger().write
    if write is None:
        raise ValueError("This mock writes no report. Start it with --report DIR.")
    try:
        write()
    except ReportError as error:
        raise ValueError(f"The mock {error}") from None


OPERATIONS: Mapping[str, Handler] = {"get_report": _get, "write_report": _write}
