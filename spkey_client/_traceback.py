"""Tracebacks without the frames that hold the headers of a request in their local variables.

Tools that show the local variables of a traceback would otherwise show credentials.
"""

from collections.abc import Iterator
from types import TracebackType

_LIBRARIES = {
    *("httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "hpack", "httpx_aiohttp", "aiohttp"),
    *("anyio", "asyncio", "trio", "ssl", "socket"),
}
_OWN = {f"{__package__}.{name}" for name in ("_network", "_request", "aiohttp")}


def hide_headers(error: BaseException) -> None:
    """Remove those frames from the tracebacks of an error and its causes. Frames of hooks and other code stay."""
    found: BaseException | None = error
    # An error that the caller of the SDK is handling is a context too, but its traceback begins elsewhere.
    while found is not None and _is_internal(found.__traceback__):
        found.__traceback__ = _without_headers(found.__traceback__)
        found = found.__cause__ or found.__context__


def _is_internal(traceback: TracebackType | None) -> bool:
    return traceback is not None and (
        _root(traceback) == (__package__ or "").partition(".")[0] or _holds_headers(traceback)
    )


def _without_headers(traceback: TracebackType | None) -> TracebackType | None:
    first: TracebackType | None = None
    last: TracebackType | None = None
    for each in [*_entries(traceback)]:
        if _holds_headers(each):
            continue
        if last is None:
            first = each
        else:
            last.tb_next = each
        last = each
    if last is not None:
        last.tb_next = None
    return first


def _entries(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _holds_headers(traceback: TracebackType) -> bool:
    return _root(traceback) in _LIBRARIES or _module(traceback) in _OWN


def _root(traceback: TracebackType) -> str:
    return _module(traceback).partition(".")[0]


def _module(traceback: TracebackType) -> str:
    return str(traceback.tb_frame.f_globals.get("__name__"))
