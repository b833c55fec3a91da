"""Sums: each addition of a process counts once, whatever happens to its transaction."""

from threading import Lock
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spkey_mock.record.archive import Tally
from spkey_mock.record.sums import Sum
from spkey_mock.service.errors import Overtaken
from spkey_mock.store.recorded import Data

from .processes import Database, Process, failing


class Counter:
    """A process that counts."""

    def __init__(self, database: Database) -> None:
        self.process = Process(database)
        self.lock = Lock()
        self.new = 0
        self.sum = Sum("count", self.lock, Tally(), lambda data: Tally(**data))
        self.process.keepers["count"] = self

    def items_to_keep(self) -> list[Any]:
        return []

    def forget(self) -> None:
        with self.lock:
            self.sum.forget()

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        with self.lock:
            self.sum.restore(data)

    def flush(self) -> None:
        self.sum.add(self.process, self._take)

    def _take(self) -> Tally:
        taken, self.new = self.new, 0
        return Tally(taken)

    @property
    def value(self) -> int:
        return self.sum.value.total


HOW = st.sampled_from(
    ["alone", "in a larger transaction", "after a lost race", "unrecorded", "recorded, but reported as failed"]
)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9), HOW), max_size=12))
def test_every_addition_counts_once(additions: list[tuple[int, int, str]]) -> None:
    database = Database()
    counters = [Counter(database) for _ in range(3)]
    for index, count, how in additions:
        counter, other = counters[index], counters[index - 1]
        counter.new += count
        if how in ("in a larger transaction", "after a lost race"):
            counter.process.before_commit = lambda other=other: other.flush()
        elif how == "unrecorded":
            counter.process.before_commit = failing
        elif how == "recorded, but reported as failed":
            counter.process.after_commit = failing
        try:
            if how == "in a larger transaction":
                counter.process.run(counter.flush)
            else:
                counter.flush()
        except Overtaken:
            assert "recorded" in how
    for counter in (*counters, *counters):
        counter.flush()
    assert {counter.value for counter in counters} == {sum(count for _, count, _ in additions)}
    assert database.documents["count"][1]["sum"]["total"] == counters[0].value


def test_an_addition_that_failed_is_a_part_of_the_value_and_added_next_time() -> None:
    database = Database()
    counter = Counter(database)
    counter.process.before_commit = failing
    counter.new = 3
    with pytest.raises(Overtaken):
        counter.flush()
    assert counter.value == 3
    counter.process.run(lambda: None)
    assert (counter.value, counter.sum.complete, database.documents) == (3, False, {})
    counter.flush()
    assert (counter.value, counter.sum.complete) == (3, True)


def test_a_document_names_only_so_many_processes() -> None:
    database = Database()
    for _ in range(120):
        counter = Counter(database)
        counter.new = 1
        counter.flush()
    _, data = database.documents["count"]
    assert (data["sum"]["total"], len(data["added"])) == (120, 100)
