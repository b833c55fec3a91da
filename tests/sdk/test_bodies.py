"""Request bodies that are not JSON. The module is copied into packages that use it."""

from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import pytest

from generator.emit.runtime._bodies import binary_request, form_request, multipart_request, text_request
from generator.emit.runtime._styles import comma_separated, deep_object
from spkey_client import models
from spkey_client._call import BodyWriter, Call, Operation, empty_body

FORM = "application/x-www-form-urlencoded"


def call(writer: BodyWriter, **arguments: Any) -> Call[None]:
    operation = Operation(
        id="op",
        method="POST",
        path="/things",
        command=True,
        idempotent=False,
        responses={"204": empty_body},
        body=writer,
    )
    return operation.call(**arguments)


@pytest.mark.parametrize(
    ("properties", "content"),
    [
        ({"a": 1, "b": "2"}, b"a=1&b=2"),
        ({"a b": "c&d=ä +"}, b"a+b=c%26d%3D%C3%A4+%2B"),
        ({"flag": True, "none": None, "number": 1.5}, b"flag=true&number=1.5"),
        ({"many": ["x", None, 2], "empty": []}, b"many=x&many=2"),
        ({"address": {"city": "Ulm"}}, b"address=%7B%22city%22%3A%22Ulm%22%7D"),
        ({"items": [{"id": 1}, {"id": 2}]}, b"items=%7B%22id%22%3A1%7D&items=%7B%22id%22%3A2%7D"),
        ({"meta": deep_object({"k": "v"}), "ids": comma_separated([1, 2])}, b"meta[k]=v&ids=1,2"),
    ],
)
def test_a_form_has_a_field_for_each_value(properties: dict[str, Any], content: bytes) -> None:
    made = call(form_request(FORM, required=True), members=properties)
    assert (made.content, made.content_type) == (content, FORM)


def test_a_form_can_be_given_as_a_whole() -> None:
    data = models.PhysicalKeyRemoved(user_id="u", number=2, removed_at=3)
    assert call(form_request(FORM, required=True), body=data).content == b"userId=u&number=2&removedAt=3"
    assert call(form_request(FORM, required=True), body={"a": "b"}).content == b"a=b"


@pytest.mark.parametrize("make", [form_request, multipart_request])
def test_a_form_must_be_an_object(make: Any) -> None:
    with pytest.raises(TypeError, match="The body must be an object, not list"):
        call(make(FORM, required=True), body=["a"])


@pytest.mark.parametrize("make", [form_request, multipart_request, binary_request, text_request])
def test_an_optional_body_that_is_not_given_is_not_sent(make: Any) -> None:
    made = call(make("a/b", required=False), optional={"a": None})
    assert (made.content, made.content_type) == (None, None)


def test_a_required_form_without_fields_is_empty() -> None:
    assert call(form_request(FORM, required=True)).content == b""


def parts(made: Call[None]) -> list[tuple[Any, ...]]:
    """The name, file name, media type and content of each part, as another implementation reads them."""
    assert made.content is not None
    head = f"Content-Type: {made.content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + made.content)
    assert message.get_content_type() == "multipart/form-data"
    found = message.iter_parts() if message.is_multipart() else iter(())
    return [
        (
            part["Content-Disposition"].params.get("name"),
            part["Content-Disposition"].params.get("filename"),
            part.get("Content-Type"),
            part.get_payload(decode=True),
        )
        for part in found
    ]


def test_a_multipart_form_has_a_part_for_each_value() -> None:
    made = call(
        multipart_request("multipart/form-data", required=True),
        members={
            "file": b"\x00\r\n--",
            "named": ("photo.png", b"png"),
            "files": [b"1", ("b.unknown", b"2")],
            "purpose": "a=ä",
            "count": 3,
            "flags": (True, False),
            "meta": {"a": [1]},
            "none": None,
        },
    )
    assert parts(made) == [
        ("file", "file", "application/octet-stream", b"\x00\r\n--"),
        ("named", "photo.png", "image/png", b"png"),
        ("files", "files", "application/octet-stream", b"1"),
        ("files", "b.unknown", "application/octet-stream", b"2"),
        ("purpose", None, None, "a=ä".encode()),
        ("count", None, None, b"3"),
        ("flags", None, None, b"true"),
        ("flags", None, None, b"false"),
        ("meta", None, "application/json", b'{"a":[1]}'),
    ]


def test_a_multipart_form_may_have_no_parts() -> None:
    made = call(multipart_request("multipart/form-data", required=True))
    assert made.content is not None
    assert made.content.startswith(b"--")
    assert made.content.endswith(b"--\r\n")


def test_a_name_cannot_end_the_header_of_its_part() -> None:
    made = call(
        multipart_request("multipart/form-data", required=True),
        extra={'a"; b="': "x", "file": ('c"\r\nX-Evil: 1.txt', b"y")},
    )
    assert [(name, filename) for name, filename, _, _ in parts(made)] == [
        ("a%22; b=%22", None),
        ("file", "c%22%0D%0AX-Evil: 1.txt"),
    ]


def test_every_multipart_form_has_a_boundary_of_its_own() -> None:
    writer = multipart_request("multipart/form-data", required=True)
    assert call(writer, members={"a": 1}).content_type != call(writer, members={"a": 1}).content_type


def test_bytes_are_sent_as_they_are() -> None:
    made = call(binary_request("application/octet-stream", required=True), body=b"\x00\xff")
    assert (made.content, made.content_type) == (b"\x00\xff", "application/octet-stream")
    assert call(binary_request("image/png", required=False), body=b"").content_type == "image/png"


def test_a_body_of_bytes_must_be_bytes() -> None:
    with pytest.raises(TypeError, match="body must be bytes, not str"):
        call(binary_request("application/octet-stream", required=True), body="text")


def test_text_is_sent_as_utf_8() -> None:
    made = call(text_request("text/csv", required=True), body="a,ä")
    assert (made.content, made.content_type) == ("a,ä".encode(), "text/csv")
