"""What operations are called, and where they go."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.document.problem import ContractError
from generator.ir.api import API

from ..support import understand

OK = "responses: {'204': {description: Fine.}}"


def paths(*operations: tuple[str, str, str], tag: str = "users") -> str:
    """The paths of a document with these operations: each a method, a path and an operationId (or none)."""
    lines = ["paths:\n"]
    for path in dict.fromkeys(path for _, path, _ in operations):
        lines.append(f"  '{path}':\n")
        for method, other, identifier in operations:
            if other == path:
                named = f"operationId: '{identifier}', " if identifier else ""
                lines.append(f"    {method}: {{{named}tags: [{tag}], parameters: [{parameters(path)}], {OK}}}\n")
    return "".join(lines)


def parameters(path: str) -> str:
    names = [part[1:].partition("}")[0] for part in path.split("/") if part.startswith("{")]
    return ", ".join(f"{{name: {name}, in: path, required: true, schema: {{type: string}}}}" for name in names)


def methods(api: API) -> dict[str, str]:
    """The path of each method."""
    return {
        f"{resource.name}.{operation.method}": operation.path
        for resource in api.resources
        for operation in resource.operations
    }


@pytest.mark.parametrize(
    ("identifier", "method"),
    [
        ("users/get-authenticated", "users.get_authenticated"),
        ("users:list", "users.list"),
        ("users.list", "users.list"),
        ("list_users", "users.list"),
        ("listUsers", "users.list"),
        ("user#create!", "users.create"),
        ("users/add/key", "users.add_key"),
    ],
)
def test_punctuation_separates_the_words_of_an_operation_id(tmp_path: Path, identifier: str, method: str) -> None:
    assert list(methods(understand(tmp_path, paths(("get", "/x", identifier))))) == [method]


@pytest.mark.parametrize(
    ("method", "path", "function"),
    [
        ("get", "/users/{id}", "get_users_by_id"),
        ("get", "/v1/users/{user-id}/keys", "get_v1_users_by_user_id_keys"),
        ("post", "/users", "post_users"),
        ("get", "/", "get"),
    ],
)
def test_without_an_operation_id_method_and_path_name_an_operation(
    tmp_path: Path, method: str, path: str, function: str
) -> None:
    (resource,) = understand(tmp_path, paths((method, path, ""))).resources
    assert [operation.function for operation in resource.operations] == [function]


COLLIDING = [("get", "/a", "list_users"), ("get", "/b", "users_list"), ("post", "/c", "users.list")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_method_keeps_its_meaning_whatever_is_added_and_wherever(tmp_path: Path, order: Iterable[int]) -> None:
    found = methods(understand(tmp_path, paths(*(COLLIDING[index] for index in order))))
    assert found["users.list"] == "/a"
    assert found["users.users_list"] == "/b"


def test_ids_that_only_look_alike_are_told_apart_whatever_their_order(tmp_path: Path) -> None:
    both = [("get", "/a", "get_thing"), ("get", "/b", "getThing")]
    for index, order in enumerate((both, both[::-1])):
        folder = tmp_path / str(index)
        folder.mkdir()
        (resource,) = understand(folder, paths(*order, tag="x")).resources
        assert {each.function: each.path for each in resource.operations} == {"get_thing": "/a", "get_thing_2": "/b"}


@pytest.mark.parametrize(
    ("path", "sent", "query"),
    [
        ("/files/{id}#rename", "/files/{id}", ()),
        ("/files?beta=true", "/files", (("beta", "true"),)),
        ("/files?a=b%20c&d=#e", "/files", (("a", "b c"), ("d", ""))),
    ],
)
def test_fragment_and_query_of_a_path_only_tell_operations_apart(
    tmp_path: Path, path: str, sent: str, query: tuple[tuple[str, str], ...]
) -> None:
    (resource,) = understand(tmp_path, paths(("put", path, "a"))).resources
    (operation,) = resource.operations
    assert (operation.path, operation.fixed_query) == (sent, query)


def test_a_query_with_parameters_in_a_path_is_left_out(tmp_path: Path) -> None:
    api = understand(tmp_path, paths(("get", "/files?a={b}", "a"), ("get", "/files", "b")))
    assert list(methods(api).values()) == ["/files"]
    assert "the query in its path has parameters" in "\n".join(api.notes)


@pytest.mark.parametrize("text", ["paths: {}", "paths: {'/x': {}}", paths(("get", "/x/{a/y", "a"))])
def test_a_document_without_any_supported_operation_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(ContractError, match=r"#/paths: Nothing is left of the document\."):
        understand(tmp_path, text)


def test_an_operation_goes_to_its_own_server(tmp_path: Path) -> None:
    own = "servers: [{url: 'https://uploads.test/'}]"
    api = understand(
        tmp_path,
        f"""
        servers: [{{url: 'https://api.test'}}, {{url: 'https://eu.test'}}]
        paths:
          /path:
            {own}
            get: {{operationId: of_path, {OK}}}
          /operation:
            get: {{operationId: of_operation, {own}, {OK}}}
          /known:
            get: {{operationId: known, servers: [{{url: 'https://eu.test/'}}], {OK}}}
          /none:
            get: {{operationId: none, {OK}}}
          /relative:
            get: {{operationId: relative, servers: [{{url: '/v2'}}], {OK}}}
    """,
    )
    servers = {operation.id: operation.server for resource in api.resources for operation in resource.operations}
    uploads = "https://uploads.test"
    assert servers == {"of_path": uploads, "of_operation": uploads, "known": None, "none": None}
    assert "its server /v2 is not an absolute URL" in "\n".join(api.notes)
