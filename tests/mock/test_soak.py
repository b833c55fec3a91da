"""A short soak. `make soak` is a long one."""

from .soak import MOST_GROWTH, soak


def test_after_many_requests_the_mock_is_right_and_its_memory_flat() -> None:
    soaked = soak(5_000)
    assert soaked.requests >= 5_000
    assert soaked.growth <= MOST_GROWTH, soaked
