from collections.abc import Iterator

import pytest
from spkey_mock.webhooks.dispatcher import Dispatcher

from ..receiver import Receiver, receiving
from .dispatched import Dispatched


@pytest.fixture
def dispatcher() -> Iterator[Dispatcher]:
    dispatcher = Dispatcher()
    yield dispatcher
    dispatcher.close()


@pytest.fixture
def dispatched(dispatcher: Dispatcher) -> Dispatched:
    """Webhooks that a dispatcher serves."""
    return Dispatched(dispatcher)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver
