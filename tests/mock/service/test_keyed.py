"""The persistent map of texts, against a dict."""

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from spkey_mock.service import keyed
from spkey_mock.service.keyed import Keyed

KEYS = st.integers(0, 60).map(str) | st.text(max_size=3)


class AgainstADict(RuleBasedStateMachine):
    """A map and a dict that are changed in the same way, and every version that there was."""

    def __init__(self) -> None:
        super().__init__()
        self.keyed = Keyed[int]()
        self.model: dict[str, int] = {}
        self.versions: list[tuple[Keyed[int], dict[str, int]]] = []

    def keep(self, changed: Keyed[int]) -> None:
        self.versions.append((self.keyed, dict(self.model)))
        self.keyed = changed

    @step(keys=st.lists(KEYS, max_size=20), value=st.integers())
    def put(self, keys: list[str], value: int) -> None:
        for key in keys:
            self.keep(self.keyed.put(key, value))
            self.model[key] = value

    @step(key=KEYS)
    def remove(self, key: str) -> None:
        if key in self.model:
            self.keep(self.keyed.remove(key))
            del self.model[key]
        else:
            with pytest.raises(KeyError):
                self.keyed.remove(key)

    @step(key=KEYS)
    def look_up(self, key: str) -> None:
        assert self.keyed.get(key) == self.model.get(key)
        assert (key in self.keyed) is (key in self.model)
        if key not in self.model:
            with pytest.raises(KeyError):
                self.keyed[key]

    @invariant()
    def it_holds_what_the_dict_holds(self) -> None:
        assert list(self.keyed.items()) == list(self.model.items())
        assert list(self.keyed) == list(self.model.values())
        assert list(reversed(self.keyed)) == list(reversed(self.model.values()))
        assert len(self.keyed) == len(self.model)
        assert self.keyed == Keyed(self.model.items())
        assert hash(self.keyed) == hash(Keyed(self.model.items()))

    def teardown(self) -> None:
        for version, model in self.versions:
            assert list(version.items()) == list(model.items())


@pytest.mark.parametrize(
    "code", [hash, lambda text: len(text) % 2, lambda text: -hash(text) << 55], ids=["usual", "few", "deep"]
)
def test_a_map_holds_what_a_dict_holds_even_if_hashes_collide(
    code: Callable[[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyed, "hash", code, raising=False)
    run_state_machine_as_test(AgainstADict, settings=settings(max_examples=30, stateful_step_count=20, deadline=None))


def test_a_change_shares_almost_everything_with_the_map_before_it() -> None:
    large = Keyed((str(number), number) for number in range(5_000))
    changed = large.put("new", 0).remove("7")
    assert (len(large), len(changed), large["7"], "7" in changed) == (5_000, 5_000, 7, False)
    assert repr(Keyed([("a", 1)])) == "Keyed([('a', 1)])"
