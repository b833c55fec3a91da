"""Credentials: where they come from and where they go."""

from typing import Any

import pytest
from attrs import evolve

from spkey_client import AsyncSpkeyClient, SpkeyClient, operations

from .conftest import REMOVED, USER, Connect, Recorder

CLIENTS = pytest.mark.parametrize("client", [SpkeyClient, AsyncSpkeyClient])


def credentials_sent(connect: Connect, **arguments: Any) -> dict[str, str]:
    recorder = Recorder(200, REMOVED)
    connect(recorder.transport, **{"api_key": None, **arguments})(
        lambda client: client.physical_keys.remove(USER, number=2)
    )
    headers = recorder.request.headers
    return {name: headers[name] for name in ("x-api-key", "authorization") if name in headers}


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        ({"api_key": "k"}, {"x-api-key": "k"}),
        ({"token": "t"}, {"authorization": "Bearer t"}),
        ({"api_key": "k", "token": "t"}, {"x-api-key": "k", "authorization": "Bearer t"}),
    ],
)
def test_each_credential_has_its_header(connect: Connect, arguments: Any, sent: Any) -> None:
    assert credentials_sent(connect, **arguments) == sent


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        ({}, {"x-api-key": "env-k", "authorization": "Bearer env-t"}),
        ({"api_key": "k"}, {"x-api-key": "k"}),
        ({"token": "t"}, {"authorization": "Bearer t"}),
    ],
)
def test_an_explicit_credential_overrides_those_of_the_environment(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, arguments: Any, sent: Any
) -> None:
    monkeypatch.setenv("SPKEY_API_KEY", "env-k")
    monkeypatch.setenv("SPKEY_TOKEN", "env-t")
    assert credentials_sent(connect, **arguments) == sent


@pytest.mark.parametrize("variables", [{}, {"SPKEY_API_KEY": "", "SPKEY_TOKEN": ""}])
def test_a_missing_credential_is_a_clear_error_before_anything_is_sent(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    recorder = Recorder(200, REMOVED)
    use = connect(recorder.transport, api_key=None)
    message = r"remove_physical_key requires a credential\. .*token=.*api_key=.*SPKEY_TOKEN.*SPKEY_API_KEY"
    with pytest.raises(ValueError, match=message):
        use(lambda client: client.physical_keys.remove(USER, number=2))
    assert recorder.requests == []


def test_another_credential_in_the_environment_is_not_proposed_to_a_client_that_has_one(connect: Connect) -> None:
    call = operations.add_physical_key(USER, org_id="acme")
    bearer = evolve(call, operation=evolve(call.operation, security=(("token",),)))
    with pytest.raises(ValueError, match=r"Pass token=\.\.\. to the client\.$"):
        connect(Recorder(200, REMOVED).transport)(lambda client: client.send(bearer))


@CLIENTS
@pytest.mark.parametrize("name", ["api_key", "token"])
@pytest.mark.parametrize("value", ["", " ", "\n", "a\nb", "ä", "a\x00", "\ud800"])
def test_a_credential_that_cannot_be_a_header_is_rejected_without_being_shown(
    client: Any, name: str, value: str
) -> None:
    with pytest.raises(ValueError, match=f"{name} cannot be sent in a header") as caught:
        client(**{name: f"{value}"})
    assert "a\nb" not in str(caught.value)


@CLIENTS
@pytest.mark.parametrize("value", ["Bearer a", "bearer a", " BEARER a"])
def test_a_token_with_its_scheme_is_rejected_with_the_fix(client: Any, value: str) -> None:
    with pytest.raises(ValueError, match="pass the token without the 'Bearer ' prefix"):
        client(token=value)


@CLIENTS
def test_a_credential_of_the_environment_is_named_by_its_variable(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPKEY_TOKEN", "from-a\n-file")
    with pytest.raises(
        ValueError,
        match="SPKEY_TOKEN cannot be sent in a header: it contains a line break or a non-ASCII character",
    ):
        client()


@pytest.mark.parametrize("text", ["k\n", " k", "\tk\r\n"])
def test_white_space_around_a_credential_is_dropped(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    assert credentials_sent(connect, api_key=text, token=text) == {"x-api-key": "k", "authorization": "Bearer k"}
    monkeypatch.setenv("SPKEY_API_KEY", text)
    assert credentials_sent(connect) == {"x-api-key": "k"}


@CLIENTS
@pytest.mark.parametrize("leeway", [-1, "30", None, True])
def test_an_invalid_leeway_is_rejected(client: Any, leeway: Any) -> None:
    with pytest.raises(ValueError, match="token_leeway must be a number of seconds"):
        client(api_key="k", token_leeway=leeway)


@CLIENTS
def test_a_repr_does_not_show_credentials(client: Any) -> None:
    made = client(api_key="marker-key", token="marker-token")
    assert "marker" not in repr([made, made._transport.target, made._transport.target.credentials])


def test_a_redirect_is_not_followed(connect: Connect) -> None:
    import httpx

    from spkey_client import APIStatusError

    hosts: list[str] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(307, headers={"location": "https://elsewhere.example/"})

    with pytest.raises(APIStatusError, match="307"):
        connect(httpx.MockTransport(redirect))(lambda client: client.users.get_profile(USER))
    assert hosts == ["api.spkey.co"]
