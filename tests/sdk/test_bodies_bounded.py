"""Bodies of responses are read and decoded within a limit, and a body that cannot be read is a clear error."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any, cast

import httpx
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spkey_client import APIResponseError, BadRequestError, SpkeyError
from spkey_client._body import BodyError, keep
from spkey_client._http import Library

from .conftest import Connect
from .listener import listening, response

LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])


def raw_deflate(content: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()


ENCODERS: list[tuple[bytes, Callable[[bytes], bytes]]] = [
    (b"gzip", gzip.compress),
    (b"X-GZIP", gzip.compress),
    (b"deflate", zlib.compress),
    (b"deflate", raw_deflate),
    (b"identity", bytes),
]
ENCODINGS = pytest.mark.parametrize(
    ("encoding", "encode"), ENCODERS, ids=["gzip", "x-gzip", "deflate", "raw deflate", "identity"]
)


def kept(library: Any, raw: bytes, encoding: bytes, limit: int) -> Any:
    """A response whose body was read and kept."""
    found = library.Response(200, headers=[(b"Content-Encoding", encoding)], stream=library.ByteStream(b""))
    keep(found, raw, limit, cast("Library", library))
    return found


@LIBRARIES
@ENCODINGS
@given(content=st.binary(max_size=300))
def test_a_body_within_the_limit_is_what_was_encoded(
    library: Any, encoding: bytes, encode: Callable[[bytes], bytes], content: bytes
) -> None:
    found = kept(library, encode(content), encoding, limit=400)
    assert found.content == content
    assert found.headers["content-encoding"] == encoding.decode()


@LIBRARIES
@ENCODINGS
@given(content=st.binary(min_size=1, max_size=300))
def test_a_body_above_the_limit_is_not(
    library: Any, encoding: bytes, encode: Callable[[bytes], bytes], content: bytes
) -> None:
    found = library.Response(200, headers=[(b"Content-Encoding", encoding)], stream=library.ByteStream(b""))
    with pytest.raises(BodyError):
        keep(found, encode(content), len(content) - 1, cast("Library", library))
    assert len(found.content) <= len(content) - 1


PROFILE = b'{"userId":"u"}'


def failed(connect: Connect, answer: bytes, **arguments: Any) -> SpkeyError:
    """The error of a call."""
    with listening(lambda _: answer) as listener, pytest.raises(SpkeyError) as caught:
        connect(base_url=listener.url, **arguments)(lambda client: client.users.get_profile("u"))
    return caught.value


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (response(gzip.compress(PROFILE)[:-9], b"Content-Encoding: gzip"), "the body is incomplete gzip"),
        (response(PROFILE, b"Content-Encoding: gzip"), "the body is not gzip, as its Content-Encoding says"),
        (response(b"\xff" * 9, b"Content-Encoding: deflate"), "the body is not deflate, as its Content-Encoding"),
        (response(b"\x0b\x02\x80xx", b"Content-Encoding: br"), "the body has the Content-Encoding 'br', which was not"),
        (
            response(gzip.compress(gzip.compress(PROFILE)), b"Content-Encoding: gzip, gzip"),
            "'gzip, gzip', which was not",
        ),
        (response(b"", b"Content-Encoding: gzip"), "the body is not JSON because it is empty"),
    ],
    ids=["truncated", "not gzip", "not deflate", "br", "layers", "empty"],
)
def test_a_body_that_cannot_be_decoded_is_a_response_error(connect: Connect, answer: bytes, problem: str) -> None:
    error = failed(connect, answer)
    assert isinstance(error, APIResponseError)
    assert problem in str(error)


@pytest.mark.parametrize("per_call", [False, True], ids=["client", "call"])
def test_the_limit_is_that_of_the_call_or_else_of_the_client(connect: Connect, per_call: bool) -> None:
    def get(limit: int) -> Any:
        of_client, of_call = (1, {"max_response_bytes": limit}) if per_call else (limit, {})
        use = connect(base_url=listener.url, max_response_bytes=of_client)
        return use(lambda client: client.users.get_profile("u", **of_call))

    with listening(lambda _: response(PROFILE)) as listener:
        assert get(len(PROFILE)).user_id == "u"
        with pytest.raises(APIResponseError, match=r"is longer than 13 bytes \(max_response_bytes\)"):
            get(len(PROFILE) - 1)


def bomb(byte: bytes) -> bytes:
    """64 MiB in 64 kB."""
    return gzip.compress(byte * (64 << 20), 9)


def test_a_bomb_costs_neither_memory_nor_the_status_of_an_error(connect: Connect) -> None:
    answer = response(bomb(b"a"), b"Content-Encoding: gzip", b"Content-Type: text/plain", status=b"400 Bad Request")
    tracemalloc.start()
    try:
        error = failed(connect, answer)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(error, BadRequestError)
    assert len(str(error)) < 1100
    assert peak < 32 << 20


def test_a_bomb_as_a_success_is_a_response_error(connect: Connect) -> None:
    error = failed(connect, response(bomb(b"0"), b"Content-Encoding: gzip"))
    assert isinstance(error, APIResponseError)
    assert "the body is longer than 4,194,304 bytes (max_response_bytes)" in str(error)


def test_an_endless_body_is_read_up_to_the_limit(connect: Connect) -> None:
    chunks = b"10000\r\n" + b" " * 65536 + b"\r\n"
    error = failed(connect, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks * 200)
    assert isinstance(error, APIResponseError)
    assert "is longer than 4,194,304 bytes" in str(error)
