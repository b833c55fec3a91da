import pytest

from generator.emit.signatures import forward, signature
from generator.ir.operations import Operation, Parameter

from .ir import ANYTHING, NUMBERS, ONLY_CARD, operation, parameter


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (parameter(required=True), "*, a: str"),
        (parameter(), "*, a: str | None = None"),
        (parameter(nullable=True), "*, a: str = OMITTED"),
        (parameter(type=ANYTHING), "*, a: Any = None"),
        (parameter(type=NUMBERS), "*, a: Sequence[int] | None = None"),
        (parameter(required=True, type=ONLY_CARD), "*, a: Literal['card'] | str = 'card'"),
        (parameter(type=ONLY_CARD), "*, a: Literal['card'] | str | None = None"),
        (parameter(location="path", required=True), "a: str"),
        (parameter(location="path", required=True, type=ONLY_CARD), "a: Literal['card'] | str"),
    ],
)
def test_an_argument_may_be_left_out_if_it_is_optional_or_has_one_value(made: Parameter, expected: str) -> None:
    assert signature(operation(made)) == expected


@pytest.fixture
def everywhere() -> Operation:
    locations = ("query", "path", "header", "cookie", "body", "extra", "content")
    return operation(*(parameter(location, location, required=True) for location in locations))


def test_parameters_in_the_path_are_positional_wherever_they_stand(everywhere: Operation) -> None:
    assert signature(everywhere) == (
        "path: str, *, query: str, header: str, cookie: str, body: str, extra: str, content: str"
    )


def test_every_argument_is_passed_on(everywhere: Operation) -> None:
    assert forward(everywhere) == (
        "path, query=query, header=header, cookie=cookie, body=body, extra=extra, content=content"
    )


def test_an_operation_without_arguments_has_an_empty_signature() -> None:
    assert (signature(operation()), forward(operation())) == ("", "")
