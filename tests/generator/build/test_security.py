"""The credentials of a document, as arguments of the client and alternatives of each operation."""

from pathlib import Path

import pytest

from generator.ir.api import API

from ..support import understand

SCHEMES = """
components:
  securitySchemes:
    bearer: {type: http, scheme: Bearer}
    oauth: {type: oauth2, flows: {}}
    oidc: {type: openIdConnect, openIdConnectUrl: 'https://a.test'}
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
    same-key: {type: apiKey, in: header, name: x-key}
    App-Id: {type: apiKey, in: header, name: X-App-Id}
    in_query: {type: apiKey, in: query, name: key}
    in_cookie: {type: apiKey, in: cookie, name: session}
    digest: {type: http, scheme: digest}
    bad: {type: apiKey, in: header, name: 'X Bad'}
"""


def api(folder: Path, *security: str) -> API:
    """The API whose operations have these requirements, and one that has none."""
    operations = {
        f"a{index}": f"{{get: {{operationId: a{index}, tags: [a], security: {each}}}}}"
        for index, each in enumerate(security)
    }
    operations["open"] = "{get: {operationId: open, tags: [a]}}"
    paths = "".join(f"  /{name}: {node}\n" for name, node in operations.items())
    return understand(folder, f"paths:\n{paths}", SCHEMES)


def alternatives(found: API) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {each.id: each.security for resource in found.resources for each in resource.operations}


def credentials(found: API) -> list[tuple[str, str, str]]:
    return [(each.name, each.kind, each.wire) for each in found.service.credentials]


@pytest.mark.parametrize(
    ("scheme", "credential"),
    [
        ("bearer", ("token", "bearer", "Authorization")),
        ("oauth", ("token", "bearer", "Authorization")),
        ("oidc", ("token", "bearer", "Authorization")),
        ("basic", ("username", "basic", "Authorization")),
        ("key", ("api_key", "header", "X-Key")),
        ("in_query", ("api_key", "query", "key")),
        ("in_cookie", ("api_key", "cookie", "session")),
    ],
)
def test_each_scheme_is_an_argument_of_the_client(
    tmp_path: Path, scheme: str, credential: tuple[str, str, str]
) -> None:
    found = api(tmp_path, f"[{{{scheme}: []}}]")
    assert credentials(found) == [credential]
    assert alternatives(found) == {"a0": ((credential[0],),), "open": ()}


def test_schemes_that_send_the_same_are_one_argument(tmp_path: Path) -> None:
    found = api(tmp_path, "[{key: []}, {same-key: []}, {bearer: []}, {oauth: [read]}]")
    assert credentials(found) == [("api_key", "header", "X-Key"), ("token", "bearer", "Authorization")]
    assert alternatives(found)["a0"] == (("api_key",), ("token",))


def test_further_keys_are_named_after_their_schemes(tmp_path: Path) -> None:
    found = api(tmp_path, "[{key: [], App-Id: []}]", "[{in_query: [], bearer: []}]")
    assert [name for name, _, _ in credentials(found)] == ["api_key", "app_id", "in_query", "token"]
    assert alternatives(found) == {"a0": (("api_key", "app_id"),), "a1": (("in_query", "token"),), "open": ()}


@pytest.mark.parametrize(
    ("security", "expected"), [("[]", ()), ("[{}]", ((),)), ("[{bearer: []}, {}]", (("token",), ()))]
)
def test_a_credential_may_be_needless_or_optional(
    tmp_path: Path, security: str, expected: tuple[tuple[str, ...], ...]
) -> None:
    found = api(tmp_path, security, "[{bearer: []}]")
    assert alternatives(found)["a0"] == expected
    assert not found.service.credential_required


def test_an_alternative_that_cannot_be_sent_is_none(tmp_path: Path) -> None:
    assert alternatives(api(tmp_path, "[{digest: []}, {key: [], digest: []}, {bearer: []}]"))["a0"] == (("token",),)


@pytest.mark.parametrize(
    ("security", "reason"),
    [
        ("[{digest: []}]", "none of its security schemes can be sent"),
        ("[{bad: []}]", "none of its security schemes can be sent"),
        ("[{admin: []}]", "its security scheme admin is not declared"),
        ("[{bearer: [], admin: []}]", "its security scheme admin is not declared"),
    ],
)
def test_an_operation_without_a_sendable_alternative_is_left_out(tmp_path: Path, security: str, reason: str) -> None:
    found = api(tmp_path, security)
    assert list(alternatives(found)) == ["open"]
    expected = f"#/paths/~1a0/get: The operation is left out because {reason}."
    assert [note for note in found.notes if expected in note]


def test_a_credential_is_required_if_every_operation_requires_one(tmp_path: Path) -> None:
    for index, (security, required) in enumerate({"[{bearer: []}]": True, "[]": False}.items()):
        folder = tmp_path / str(index)
        folder.mkdir()
        text = f"paths: {{/a: {{get: {{security: {security}}}}}}}"
        assert understand(folder, text, SCHEMES).service.credential_required is required
