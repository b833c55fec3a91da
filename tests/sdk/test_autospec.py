"""Mocks that are made from the clients know the resources and their methods."""

import asyncio
from unittest.mock import create_autospec

import pytest

from spkey_client import AsyncSpkeyClient, SpkeyClient


@pytest.mark.parametrize("made", [lambda: create_autospec(SpkeyClient, instance=True), create_autospec(SpkeyClient)])
def test_a_mock_of_a_client_checks_calls_of_methods(made: "type[SpkeyClient]") -> None:
    client = made()
    client.physical_keys.remove("u", number=2)
    client.physical_keys.remove.assert_called_once_with("u", number=2)  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="number"):
        client.physical_keys.remove("u")  # type: ignore[call-arg]
    with pytest.raises(AttributeError, match="delete"):
        client.physical_keys.delete("u", number=2)  # type: ignore[attr-defined]


def test_methods_of_a_mock_of_the_async_client_are_awaited() -> None:
    client = create_autospec(AsyncSpkeyClient, instance=True)
    client.users.create.return_value = "created"
    assert asyncio.run(client.users.create("u")) == "created"
    client.users.create.assert_awaited_once_with("u")


def test_a_client_has_one_object_of_each_resource() -> None:
    with SpkeyClient(api_key="k") as client:
        assert client.users is client.users
        assert isinstance(client.users, SpkeyClient.users)
        assert client.with_options(timeout=1.0).users is not client.users
