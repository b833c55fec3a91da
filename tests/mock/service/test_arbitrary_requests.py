"""Arbitrary requests, each of which gets a response that fits the contract."""

import json
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st
from spkey_mock.aggregates import REGISTRY

from ..support import CONTRACT, OTHER_ORG, USER, Header, Mock

PROPERTIES = sorted({name for item in CONTRACT["operations"] for name in (item["body"] or {}).get("properties", ())})

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
properties = st.dictionaries(
    st.sampled_from(PROPERTIES),
    json_values | st.integers(-1, 5) | st.just(USER) | st.just("1234") | st.just("2026-11-05T16:00:00Z"),
)
bodies = st.binary(max_size=60) | json_values.map(lambda it: json.dumps(it).encode()) | properties
raw_paths = st.binary(max_size=40).map(lambda path: b"/" + path)
segments = st.text(st.characters(codec="ascii", exclude_characters="/?"), min_size=1, max_size=8)
known_paths = st.builds(
    lambda path, id_, number: re.sub(r"{(\w+)}", lambda it: id_ if it[1] in ("id", "uuid") else number, path).encode(),
    st.sampled_from([it["path"] for it in CONTRACT["operations"] if it["id"] in REGISTRY.handlers]),
    st.just(USER) | st.just("1") | segments,
    st.integers(-1, 5).map(str) | segments,
)
queries = st.text(st.sampled_from("qorgIdNamecl_=&%+2F\ud800\u00fc"), max_size=12).map(
    lambda text: text.encode("utf-8", "replace").decode()
)
header_names = st.sampled_from(["X-API-Key", "Authorization", "Content-Type", "X-Org-Id", "Accept", "Host"])
extra_headers = st.lists(st.tuples(header_names, st.text(st.characters(codec="latin-1"), max_size=12)), max_size=2)


@settings(max_examples=150, deadline=None)
@example(method="GET", path=f"/temp-keys/{USER}".encode(), body=b"", query="", extra=[], credential="none")
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE"]),
    path=known_paths | raw_paths,
    body=bodies,
    query=queries,
    extra=st.just([]) | extra_headers,
    credential=st.sampled_from(["key", "other", "user", "both", "none"]),
)
def test_every_request_gets_a_response_that_fits_the_contract(
    method: str, path: bytes, body: object, query: str, extra: list[Header], credential: str
) -> None:
    mock = Mock()
    mock.create()
    mock.add()
    mock.add(OTHER_ORG)
    mock.world.locks.create(1, keys=1, holders=[USER], residents=[USER])
    credentials: dict[str, list[Header]] = {
        "key": [mock.key()],
        "other": [mock.other],
        "user": [mock.bearer()],
        "both": [mock.key(), mock.bearer()],
        "none": [],
    }
    mock.send(method, path, body, query=query, headers=credentials[credential] + extra)
    assert mock.version == len(mock.events)
