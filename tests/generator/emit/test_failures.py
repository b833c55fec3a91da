from attrs import evolve

from generator.emit.failures import common, special
from generator.ir.operations import Failure

from .ir import failing


def shown(failures: tuple[Failure, ...]) -> list[str]:
    return [f"{failure.status} {failure.meaning}" for failure in failures]


def test_an_error_is_common_if_every_operation_declares_it_with_the_same_meaning() -> None:
    operations = [failing(s401="Who?", s404=f"No {name}.") for name in ("user", "lock", "key")]
    assert shown(common(operations)) == ["401 Who?"]
    assert common([*operations, failing(s500="Oh.")]) == ()


def test_an_error_that_a_single_operation_declares_is_its_own() -> None:
    assert common([failing(s404="No such thing.")]) == ()
    assert common([]) == ()


def test_common_errors_are_in_the_order_of_their_status() -> None:
    operations = [failing(s503="Down.", s401="Who?"), failing(s401="Who?", s503="Down.")]
    assert shown(common(operations)) == ["401 Who?", "503 Down."]


def test_an_error_that_an_operation_repeats_counts_once() -> None:
    twice = evolve(failing(s404="No."), failures=(Failure(status="404", meaning="No."),) * 2)
    assert shown(common([twice, twice])) == ["404 No."]


def test_an_operation_keeps_errors_that_are_not_common_or_have_another_meaning() -> None:
    shared = common([failing(s401="Who?", s404="No user.")] * 3)
    assert shown(special(failing(s401="Who?", s404="No lock.", s409="Twice."), shared)) == [
        "404 No lock.",
        "409 Twice.",
    ]
