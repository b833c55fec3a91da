"""Errors about the URL of a store that cannot be used, which may contain a password."""

import pytest
from spkey_mock.store.connect import connect
from spkey_mock.store.durable import UnusableError


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:se/cret@127.0.0.1:1/mock",
        "postgresql://ada:se@cret@127.0.0.1:1/mock",
        "postgresql://ada:secret@127.0.0.1:port/mock",
        "postgresql://ada:secret@127.0.0.1:1/mock?unknown=1",
    ],
)
def test_a_url_with_an_unescaped_password_is_rejected_without_showing_it(url: str) -> None:
    with pytest.raises(UnusableError, match="Escape special characters in a password, such as / as %2F") as error:
        connect(url)
    assert "cret" not in str(error.value).partition("Example")[0]


@pytest.mark.parametrize(
    "url", ["mysql://ada@host/mock?password=secret", "mysql:ada:secret@host", "sqlite:", "state.db"]
)
def test_an_unknown_kind_of_store_is_rejected(url: str) -> None:
    with pytest.raises(
        UnusableError, match=r"The store must be memory, sqlite:PATH or postgresql://\.\.\., not '"
    ) as error:
        connect(url)
    assert "secret" not in str(error.value)
