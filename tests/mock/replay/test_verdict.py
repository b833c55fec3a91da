"""The verdict about a run: what it did more often than the test without faults, what it lost, and how it ended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spkey_mock import Fault
from spkey_mock.replay.plan import Run
from spkey_mock.replay.trace import Event, Sent, Trace
from spkey_mock.replay.verdict import Outcome, judge

OPERATION = "add_physical_key"
RUN = Run(1, OPERATION, "drop", Fault(kind="drop", operation=OPERATION))

CREATED, ADDED, REMOVED = "UserCreated", "PhysicalKeyAdded", "PhysicalKeyRemoved"
EVENTS = st.lists(
    st.builds(Event, st.just("user"), st.sampled_from(["u1", "u2"]), st.sampled_from([CREATED, ADDED, REMOVED])),
    max_size=8,
).map(tuple)
OUTCOMES = st.sampled_from(["passed", "surfaced"])


def of(*types: str, user: str = "u1") -> tuple[Event, ...]:
    return tuple(Event("user", user, it) for it in types)


def verdict(
    baseline: tuple[Event, ...], events: tuple[Event, ...], outcome: Outcome = "passed", error: str = ""
) -> str:
    fired = (Sent(OPERATION, fault="drop", succeeded=False),)
    return "; ".join(judge(Trace((Sent(OPERATION),), baseline), RUN, Trace(fired, events), outcome, error))


@given(EVENTS, OUTCOMES)
def test_a_run_that_records_what_the_baseline_recorded_breaks_nothing(
    events: tuple[Event, ...], outcome: Outcome
) -> None:
    assert verdict(events, events, outcome) == ""


@given(EVENTS, EVENTS, OUTCOMES)
def test_each_additional_event_is_surplus(events: tuple[Event, ...], more: tuple[Event, ...], outcome: Outcome) -> None:
    words = verdict(events, events + more, outcome)
    assert words.count("surplus") == len(set(more))
    assert "lost" not in words


@given(EVENTS, EVENTS)
def test_what_is_missing_is_lost_only_if_the_test_passed(events: tuple[Event, ...], more: tuple[Event, ...]) -> None:
    assert verdict(events + more, events, "passed").count("lost") == len(set(more))
    assert verdict(events + more, events, "surfaced") == ""


def test_a_surplus_names_the_event_and_the_aggregate() -> None:
    words = verdict(of(CREATED, ADDED), of(CREATED, ADDED, ADDED))
    assert words == "surplus PhysicalKeyAdded of user u1 (2 instead of 1)"


def test_a_loss_names_the_event_and_the_aggregate() -> None:
    assert verdict(of(ADDED, REMOVED), of(ADDED)) == "lost PhysicalKeyRemoved of user u1 (0 instead of 1)"


def test_an_unhandled_error_comes_after_a_surplus_and_does_not_count_losses() -> None:
    words = verdict(of(CREATED, ADDED), of(ADDED, ADDED), "failed", "KeyError: 'number'")
    assert words == "surplus PhysicalKeyAdded of user u1 (2 instead of 1); unhandled error: KeyError: 'number'"
    assert verdict((), (), "failed") == "unhandled error"


def test_a_run_whose_fault_did_not_fire_has_not_passed() -> None:
    (words,) = judge(Trace((Sent(OPERATION),)), RUN, Trace((Sent(OPERATION),)), "passed")
    assert words == "the fault did not fire, because the test did not send the same requests as without faults"


@pytest.mark.parametrize("outcome", ["passed", "surfaced"])
def test_random_ids_are_matched_in_the_order_in_which_they_were_addressed(outcome: Outcome) -> None:
    baseline = of(CREATED, user="a") + of(CREATED, ADDED, user="b")
    assert verdict(baseline, of(CREATED, user="x") + of(CREATED, ADDED, user="y"), outcome) == ""
    again = of(CREATED, user="x") + of(CREATED, ADDED, ADDED, user="y")
    assert verdict(baseline, again, outcome) == "surplus PhysicalKeyAdded of user b (2 instead of 1)"


def test_a_request_that_had_no_effect_still_counts_as_the_first_address() -> None:
    baseline = Trace(
        (Sent(OPERATION, ("user", "a")), Sent(OPERATION, ("user", "b"))),
        of(ADDED, user="a") + of(ADDED, ADDED, user="b"),
    )
    dropped = Sent(OPERATION, ("user", "x"), "drop", succeeded=False)
    run = Trace((dropped, Sent(OPERATION, ("user", "y"))), of(ADDED, ADDED, user="y"))
    assert judge(baseline, RUN, run, "surfaced") == []


def test_an_additional_aggregate_is_surplus() -> None:
    words = verdict(of(CREATED, user="a"), of(CREATED, user="x") + of(CREATED, user="y"))
    assert words == "surplus UserCreated of user y (1 instead of 0)"


def test_an_event_without_the_id_of_its_aggregate_is_counted_by_its_name() -> None:
    issued = Event("temp-key", None, "TempKeyIssued")
    assert verdict((issued,), (issued, issued)) == "surplus TempKeyIssued (2 instead of 1)"
    assert verdict((issued, issued), (issued,)) == "lost TempKeyIssued (1 instead of 2)"
    assert verdict((issued,), (issued,)) == ""
