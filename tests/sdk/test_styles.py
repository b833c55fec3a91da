"""Parameters in the styles of OpenAPI. The module is copied into packages that use it."""

from typing import Any

import pytest

from generator.emit.runtime._styles import (
    comma_separated,
    deep_object,
    exploded_object,
    json_text,
    object_list,
    object_pairs,
    pipe_separated,
    space_separated,
)
from spkey_client import models
from spkey_client._call import Call, Operation, empty_body

BOOKS = {"category": "books", "size": 3}


def call(template: str = "/things", /, **arguments: Any) -> Call[None]:
    operation = Operation(
        id="op", method="GET", path=template, command=False, idempotent=True, responses={"204": empty_body}
    )
    return operation.call(**arguments)


@pytest.mark.parametrize(
    ("value", "query"),
    [
        (comma_separated(["a", "b,c"]), "p=a,b%2Cc"),
        (comma_separated([1, True, None, 1.5]), "p=1,true,1.5"),
        (comma_separated(("a",)), "p=a"),
        (comma_separated("a,b"), "p=a%2Cb"),
        (comma_separated([]), ""),
        (comma_separated([""]), "p="),
        (space_separated(["a", "b c"]), "p=a%20b%20c"),
        (pipe_separated(["a", "b"]), "p=a%7Cb"),
        (exploded_object(BOOKS), "category=books&size=3"),
        (exploded_object({"a b": "&=", "none": None, "flag": False}), "a%20b=%26%3D&flag=false"),
        (exploded_object({"many": ["x", "y,z"]}), "many=x%2Cy%2Cz"),
        (object_list(BOOKS), "p=category,books,size,3"),
        (deep_object({"gt": 1, "lt": None}), "p[gt]=1"),
        (deep_object({"a&b": "c d"}), "p[a%26b]=c%20d"),
        (deep_object({"ids": [1, None, 2], "on": True}), "p[ids][0]=1&p[ids][1]=2&p[on]=true"),
        (deep_object({"a": {"b": 1}}), "p[a][b]=1"),
        (
            deep_object({"items": [{"id": 1, "n": 2}, {"id": 3}]}),
            "p[items][0][id]=1&p[items][0][n]=2&p[items][1][id]=3",
        ),
        (deep_object({}), ""),
        (json_text({"size": 3, "a": [None]}), "p=%7B%22size%22%3A3%2C%22a%22%3A%5Bnull%5D%7D"),
        (json_text("ä"), "p=%22%5Cu00e4%22"),
    ],
)
def test_a_value_is_written_in_its_style(value: Any, query: str) -> None:
    assert call(query={"p": value}).query == query


def test_the_name_of_a_parameter_is_encoded() -> None:
    assert call(query={"a b[]": comma_separated(["x"])}).query == "a%20b%5B%5D=x"


STYLES = (
    comma_separated,
    space_separated,
    pipe_separated,
    exploded_object,
    object_list,
    object_pairs,
    deep_object,
    json_text,
)


@pytest.mark.parametrize("style", STYLES)
def test_none_is_not_sent(style: Any) -> None:
    assert call(query={"p": style(None)}, headers={"X-P": style(None)}, cookies={"p": style(None)}) == call()


def test_models_are_objects() -> None:
    data = models.PhysicalKeyRemoved(user_id="u", number=2, removed_at=3)
    assert call(query={"p": deep_object(data)}).query == "p[userId]=u&p[number]=2&p[removedAt]=3"


@pytest.mark.parametrize(
    ("value", "path", "header", "cookie"),
    [
        (comma_separated(["a", "b,c"]), "/a,b%2Cc", "a,b,c", "p=a,b%2Cc"),
        (object_list(BOOKS), "/category,books,size,3", "category,books,size,3", "p=category,books,size,3"),
        (object_pairs(BOOKS), "/category=books,size=3", "category=books,size=3", "p=category=books,size=3"),
        (json_text([1]), "/%5B1%5D", "[1]", "p=[1]"),
    ],
)
def test_paths_headers_and_cookies_have_styles_too(value: Any, path: str, header: str, cookie: str) -> None:
    made = call("/{p}", path={"p": value}, headers={"X-P": value}, cookies={"p": value})
    assert (made.path, made.headers, made.cookies) == (path, (("X-P", header),), cookie)


@pytest.mark.parametrize("value", [comma_separated([]), comma_separated([".."])])
def test_a_styled_value_never_changes_the_path(value: Any) -> None:
    with pytest.raises(ValueError, match="would change the path"):
        call("/{p}", path={"p": value})


def test_a_styled_header_cannot_hold_a_line_break() -> None:
    with pytest.raises(ValueError, match="X-P cannot be sent in the header"):
        call(headers={"X-P": comma_separated(["a\r\nX-Evil: 1"])})


def test_deep_object_is_a_style_of_queries() -> None:
    with pytest.raises(TypeError, match="only in a query"):
        call(headers={"X-P": deep_object({"a": 1})})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_rejected(value: float) -> None:
    with pytest.raises(ValueError, match="must not be"):
        comma_separated([value])
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text(value)


def test_styles_of_objects_require_an_object() -> None:
    with pytest.raises(TypeError, match="must be an object, not list"):
        exploded_object(["a"])
