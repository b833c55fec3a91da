"""Bodies of responses, read and decoded within a limit: a few kilobytes on the wire can be gigabytes once decoded."""

import zlib
from collections.abc import AsyncIterable, Iterable

from ._http import HttpResponse, Library

LIMIT = "spkey_client.max_response_bytes"
"""The extension of a request that holds the limit in bytes."""

ENCODINGS = "gzip, deflate"
"""The encodings that `decoded` knows, as the value of an Accept-Encoding header."""


class BodyError(Exception):
    """A body cannot be read. The message says why."""


def collect(parts: Iterable[bytes], limit: int) -> bytes:
    """Return the parts joined. Stop reading once they exceed the limit."""
    found: list[bytes] = []
    size = 0
    for part in parts:
        found.append(part)
        size += len(part)
        if size > limit:
            break
    return b"".join(found)


async def collect_async(parts: AsyncIterable[bytes], limit: int) -> bytes:
    """Return the parts joined. Stop reading once they exceed the limit."""
    found: list[bytes] = []
    size = 0
    async for part in parts:
        found.append(part)
        size += len(part)
        if size > limit:
            break
    return b"".join(found)


def keep(response: HttpResponse, raw: bytes, limit: int, library: Library) -> None:
    """Decode a body and make it the content of its response.

    Raises:
        BodyError: The body is longer than the limit, or is not what its Content-Encoding says. The content is then the
            part that could be decoded.
    """
    encoding = response.headers.get("content-encoding")
    content, problem = (raw[:limit], None) if encoding is None else _decoded(raw, encoding, limit)
    if problem is None and (len(raw) > limit or len(content) > limit):
        content, problem = content[:limit], f"is longer than {limit:,} bytes (max_response_bytes)"
    elapsed = getattr(response.stream, "elapsed", None)  # httpx2 keeps it there
    response.stream = library.ByteStream(content)
    if elapsed is not None:
        response.elapsed = elapsed
    if encoding is None:
        response.read()
    else:
        # httpx must not decode again.
        del response.headers["content-encoding"]
        response.read()
        response.headers["content-encoding"] = encoding
    if problem is not None:
        raise BodyError(problem)


def _decoded(raw: bytes, encoding: str, limit: int) -> tuple[bytes, str | None]:
    """Return the decoded body, at most one byte longer than the limit, and the problem with it, or None."""
    name = encoding.strip().lower()
    if name in {"", "identity"} or not raw:  # a response to HEAD has the headers of a body, but no body
        return raw, None
    if name not in {"gzip", "x-gzip", "deflate"}:
        return b"", f"has the Content-Encoding {name[:100]!r}, which was not requested"
    try:
        content, complete = _inflated(raw, limit, headless=name == "deflate")
    except zlib.error:
        return b"", f"is not {name}, as its Content-Encoding says"
    if not complete and len(content) <= limit:
        return content, f"is incomplete {name}"
    return content, None


def _inflated(raw: bytes, limit: int, *, headless: bool) -> tuple[bytes, bool]:
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)  # with the header of gzip or of zlib
    try:
        content = decoder.decompress(raw, limit + 1)
    except zlib.error:
        if not headless:
            raise
        decoder = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers send deflate without its header
        content = decoder.decompress(raw, limit + 1)
    return content, decoder.eof
