"""Packages for ten documents in the styles of real ones, compared with what the documents themselves say.

The documents are in documents/. The head of each says which difficult habits it has, and which operations are left out.
`oracle` says what must be sent and returned. It knows the document, but nothing of the generator.
"""

import copy
import itertools
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from ruamel.yaml import YAML

from . import oracle
from .comparison import Comparison
from .conftest import DOCUMENTS
from .support import Package

NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.yaml"))

Packages = Mapping[str, Package]

pytestmark = [
    pytest.mark.xdist_group("generated"),  # one worker generates the packages
    pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning"),
]


@cache
def text(name: str) -> str:
    return (DOCUMENTS / f"{name}.yaml").read_text("utf-8")


@cache
def document(name: str) -> dict[str, Any]:
    yaml: Any = YAML(typ="safe", pure=True)
    found: dict[str, Any] = yaml.load(text(name))
    return found


def heads(name: str, label: str) -> list[str]:
    """Return what the head of a document says after a label."""
    return re.findall(rf"^# {label}: (.*)$", text(name), re.MULTILINE)


def left_out(name: str) -> dict[str, str]:
    """Return the operations that the head says are left out, each with a part of the note that says why."""
    return dict(line.split(": ", 1) for line in heads(name, "Left out"))


def identifiers(name: str) -> list[str]:
    """Return the operationIds of a document, without reading all of it for each process that collects tests."""
    return re.findall(r"^ {6}operationId: (.*)$", text(name).partition("\npaths:\n")[2], re.MULTILINE)


EACH_DOCUMENT = pytest.mark.parametrize("name", NAMES)
EACH_OPERATION = pytest.mark.parametrize(
    ("name", "identifier"),
    [
        pytest.param(name, identifier, id=f"{name} {identifier}")
        for name in NAMES
        for identifier in identifiers(name)
        if identifier not in left_out(name)
    ],
)


def compare(styles: Packages, name: str, identifier: str, other: dict[str, Any] | None = None) -> Comparison:
    found = {operation.id: operation for operation in oracle.operations(other or document(name))}
    return Comparison(styles[name], found[identifier])


@EACH_DOCUMENT
def test_only_the_listed_operations_are_left_out(styles: Packages, name: str) -> None:
    api = styles[name].api
    generated = {operation.id for resource in api.resources for operation in resource.operations}
    documented = {operation.id for operation in oracle.operations(document(name))}
    assert documented == {*identifiers(name)}
    assert documented - generated == {*left_out(name)}
    assert generated <= documented


@EACH_DOCUMENT
def test_notes_report_parts_that_are_left_out_or_odd(styles: Packages, name: str) -> None:
    notes = styles[name].api.notes
    expected = [*left_out(name).values(), *heads(name, "Note")]
    assert [word for word in expected if not any(word in note for note in notes)] == []
    assert [note for note in notes if not any(word in note for word in expected)] == []


@EACH_DOCUMENT
def test_environments_are_the_servers(styles: Packages, name: str) -> None:
    servers = [oracle.server_url(server).rstrip("/") for server in document(name).get("servers", [])]
    assert [*styles[name].api.service.environments.values()] == servers


@EACH_OPERATION
def test_requests_are_those_that_the_document_describes(styles: Packages, name: str, identifier: str) -> None:
    assert "\n".join(compare(styles, name, identifier).request_faults()) == ""


@EACH_OPERATION
def test_each_alternative_of_credentials_suffices(styles: Packages, name: str, identifier: str) -> None:
    assert "\n".join(compare(styles, name, identifier).credential_faults()) == ""


@EACH_OPERATION
def test_documented_successes_are_returned_whole(styles: Packages, name: str, identifier: str) -> None:
    assert "\n".join(compare(styles, name, identifier).answer_faults()) == ""


def changed(name: str, path: str, value: object) -> dict[str, Any]:
    """Return a document in which one value is different. Steps of the path are separated by spaces."""
    result = copy.deepcopy(document(name))
    node: Any = result
    *steps, last = [int(step) if step.isdigit() and len(step) < 3 else step for step in path.split(" ")]
    for step in steps:
        node = node[step]
    node[last] = value
    return result


STATIONS = "paths /stations get"
TICKET = "paths /bookings/{bookingId}/ticket get"
FILE = "paths /files/{file_id}"
PART = "paths /files/upload_sessions/{upload_session_id} put"
UPLOAD = f"paths /files/content post requestBody content {oracle.MULTIPART}"
LINK = "put requestBody content application/json schema properties"
CUSTOMERS = "paths /v1/customers"
MESSAGE = "paths /2010-04-01/Accounts/{AccountSid}/Messages.json post"
LOG = "paths /api/v1/namespaces/{namespace}/pods/{name}/log get"

CHANGES: list[tuple[str, str, str, object]] = [
    ("rail", "get-stations", f"{STATIONS} parameters 2 name", "position"),
    ("rail", "get-stations", f"{STATIONS} parameters 3 style", "form"),
    ("rail", "get-stations", f"{STATIONS} parameters 4 explode", True),
    ("rail", "get-stations", f"{STATIONS} parameters 5 explode", False),
    ("rail", "get-stations", "components schemas Station properties name", {"type": "integer"}),
    ("rail", "get-booking-ticket", f"{TICKET} parameters 1 in", "header"),
    ("rail", "get-booking-ticket", f"{TICKET} responses", {"200": {}}),
    ("drive", "get_files_id", f"{FILE} get parameters 1 explode", True),
    ("drive", "get_files_id_content", f"{FILE}/content servers 0 url", "https://x.example"),
    ("drive", "put_files_id#add_shared_link", f"{FILE}#add_shared_link {LINK}", {"link": {}}),
    ("drive", "put_files_upload_sessions_id", f"{PART} requestBody content", {"image/png": {}}),
    ("drive", "post_files_content", f"{UPLOAD} encoding attributes contentType", "text/plain"),
    ("payments", "GetCustomers", f"{CUSTOMERS} get parameters 0 style", "form"),
    ("payments", "PostCustomers", f"{CUSTOMERS} post requestBody content {oracle.FORM} encoding", {}),
    ("payments", "GetCustomers", "security", [{"basicAuth": [], "bearerAuth": []}]),
    ("telephony", "CreateMessage", f"{MESSAGE} requestBody content {oracle.FORM} encoding Tags explode", True),
    ("telephony", "CreateSink", "components securitySchemes keySid name", "X-Key"),
    ("cluster", "getCodeVersion", "paths /version/ get security", [{"BearerToken": []}]),
    ("cluster", "readCoreV1NamespacedPodLog", f"{LOG} responses 200 content", {"text/html": {}}),
    ("items", "read_item_items__item_id__get", "paths /items/{item_id} get parameters 6 in", "query"),
    ("items", "login_token_post", f"paths /token post requestBody content {oracle.FORM} schema", {"const": {"x": 1}}),
]


@pytest.mark.parametrize(
    ("name", "identifier", "path", "value"),
    [pytest.param(*change, id=f"{change[2]} {change[3]}") for change in CHANGES],
)
def test_the_oracle_sees_a_difference(styles: Packages, name: str, identifier: str, path: str, value: object) -> None:
    other = compare(styles, name, identifier, changed(name, path, value))
    faults = itertools.chain(other.request_faults(), other.credential_faults(), other.answer_faults())
    assert next(faults, None) is not None
