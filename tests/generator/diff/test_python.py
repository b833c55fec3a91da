"""What changes in the generated SDK.

Each case has a resource and schemas of its own in one pair of documents, so that both packages are generated and
checked only once.
"""

import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import griffe
import pytest
from attrs import evolve, field, frozen

from generator.diff.changes import Severity
from generator.diff.python import checks
from generator.diff.python.annotations import Relation, parse, relation
from generator.diff.python.changes import PythonChange, PythonDiff
from generator.diff.python.comparison import python_changes
from generator.diff.python.packages import generate
from generator.document.document import Document
from generator.document.load import load

from ...documents import BUNDLE

pytestmark = pytest.mark.xdist_group("python_changes")  # one worker generates and checks the packages

BREAKING, RISKY, ADDITIVE, TEXT = Severity.BREAKING, Severity.RISKY, Severity.ADDITIVE, Severity.TEXT

Node = dict[str, Any]

STRING: Node = {"type": "string"}
INTEGER: Node = {"type": "integer"}
EITHER: Node = {"type": ["string", "integer"]}
NULLABLE: Node = {"type": ["string", "null"]}


def query(name: str, schema: Node = STRING, *, required: bool = False, **others: Any) -> Node:
    return {"name": name, "in": "query", "schema": schema, "required": required, **others}


def in_path(name: str) -> Node:
    return {"name": name, "in": "path", "schema": STRING, "required": True}


def get(operation_id: str, *parameters: Node, returns: str | None = None, **others: Any) -> Node:
    media = {"application/json": {"schema": {"$ref": f"#/components/schemas/{returns}"}}}
    responses = {"200": {"description": "Done.", "content": media}} if returns else {"204": {"description": "Done."}}
    return {"get": {"operationId": operation_id, "parameters": [*parameters], "responses": responses, **others}}


def post(operation_id: str, *parameters: Node, body: Node) -> Node:
    request = {"required": True, "content": {"application/json": {"schema": body}}}
    return {"post": get(operation_id, *parameters, requestBody=request)["get"]}


def record(*required: str, **properties: Node) -> Node:
    return {"type": "object", "required": [*required], "properties": properties}


def enum(*values: str) -> Node:
    return {"type": "string", "enum": [*values]}


@frozen
class Version:
    """What a version of a document has for a case: operations by path, and schemas by name."""

    paths: Mapping[str, Node] = field(factory=dict[str, Node])
    schemas: Mapping[str, Node] = field(factory=dict[str, Node])


def at(path: str, operation: Node) -> Version:
    return Version({path: operation})


def read(**schemas: Node) -> Version:
    """Responses have the first schema."""
    first = next(iter(schemas))
    return Version({f"/{first}": get(f"fetch_{first}", returns=first)}, schemas)


def sent(**schemas: Node) -> Version:
    """Requests have the first schema in a property of their body."""
    first = next(iter(schemas))
    body = record("part", part={"$ref": f"#/components/schemas/{first}"})
    return Version({f"/{first}": post(f"send_{first}", body=body)}, schemas)


def paged(name: str, **others: Node) -> Version:
    """A list whose response is a page of this schema."""
    page = record("items", "total", items={"type": "array", "items": STRING}, total=INTEGER)
    return Version({f"/{name}": get(f"list_{name}", query("page", INTEGER), returns=name, **others)}, {name: page})


PAGES: Node = {"parameter": "page", "items": "items", "total": "total"}


@frozen
class Case:
    """A difference of two versions.

    Attributes:
        name: Its name, which is also that of its resource.
        old: The version before.
        new: The version after.
        expected: The severity of each change, by its kind and its path without the package and the resource.
        witness: The witness of the breaking one.
        tags: The names of the resource, if they differ from the name of the case.
    """

    name: str
    old: Version
    new: Version
    expected: Mapping[str, Severity]
    witness: str | None = None
    tags: tuple[str, str] | None = None

    @property
    def resources(self) -> tuple[str, str]:
        own = self.name.replace(" ", "_")
        return self.tags or (own, own)


CASES = [
    Case("added", Version(), at("/added", get("go")), {"method-added go": ADDITIVE}),
    Case(
        "removed",
        at("/removed/{id}", get("drop", in_path("id"), query("how", required=True))),
        Version(),
        {"method-removed drop": BREAKING},
        'client.removed.drop("x", how="x")',
    ),
    Case(
        "renamed",
        at("/renamed", get("find", query("a"))),
        at("/renamed", get("search", query("a"))),
        {"method-renamed search (before: find)": BREAKING},
        "client.renamed.find()",
    ),
    # Its docstring names the path.
    Case("moved", at("/moved", get("see")), at("/away", get("see")), {"method-docstring-changed see": TEXT}),
    Case(
        "resource renamed",
        at("/before", get("turn")),
        at("/before", get("turn")),
        {"resource-renamed DemoClient.after (before: DemoClient.before)": BREAKING},
        "client.before",
        tags=("before", "after"),
    ),
    Case("deprecated", at("/d", get("use")), at("/d", get("use", deprecated=True)), {"method-deprecated use": RISKY}),
    Case(
        "described",
        at("/described", get("tell", summary="Before.")),
        at("/described", get("tell", summary="After.")),
        {"method-docstring-changed tell": TEXT},
    ),
    Case(
        "argument removed",
        at("/p1", get("p1", query("a"))),
        at("/p1", get("p1")),
        {"parameter-removed p1(a)": BREAKING},
        'client.argument_removed.p1(a="x")',
    ),
    Case("argument added", at("/p2", get("p2")), at("/p2", get("p2", query("a"))), {"parameter-added p2(a)": ADDITIVE}),
    Case(
        "required argument added",
        at("/p3", get("p3")),
        at("/p3", get("p3", query("a", required=True))),
        {"parameter-added p3(a)": BREAKING},
        "client.required_argument_added.p3()",
    ),
    Case(
        "argument required",
        at("/p4", get("p4", query("a"))),
        at("/p4", get("p4", query("a", required=True))),
        {"parameter-required p4(a)": BREAKING},
        "client.argument_required.p4()",
    ),
    Case(
        "argument optional",
        at("/p5", get("p5", query("a", required=True))),
        at("/p5", get("p5", query("a"))),
        {"parameter-optional p5(a)": ADDITIVE},
    ),
    Case(
        "argument retyped",
        at("/p6", get("p6", query("a"))),
        at("/p6", get("p6", query("a", INTEGER))),
        {"parameter-type-changed p6(a)": BREAKING},
        'client.argument_retyped.p6(a="x")',
    ),
    Case(
        "argument narrowed",
        at("/p7", get("p7", query("a", EITHER))),
        at("/p7", get("p7", query("a"))),
        {"parameter-type-changed p7(a)": BREAKING},
        "client.argument_narrowed.p7(a=1)",
    ),
    Case(
        "argument widened",
        at("/p8", get("p8", query("a"))),
        at("/p8", get("p8", query("a", EITHER))),
        {"parameter-type-changed p8(a)": ADDITIVE},
    ),
    Case(
        "argument deprecated",
        at("/p9", get("p9", query("a"))),
        at("/p9", get("p9", query("a", deprecated=True))),
        {"parameter-deprecated p9(a)": RISKY},
    ),
    Case(
        "argument in the path renamed",
        at("/p10/{key}", get("p10", in_path("key"))),
        at("/p10/{code}", get("p10", in_path("code"))),
        {"parameter-renamed p10(code) (before: p10(key))": BREAKING},
        'client.argument_in_the_path_renamed.p10(key="x")',
    ),
    Case(
        "argument that had a prefix",
        at("/p11", post("p11", query("a"), body=record(a=STRING))),
        at("/p11", post("p11", body=record(a=STRING))),
        {"parameter-removed p11(a)": BREAKING, "parameter-renamed p11(a) (before: p11(body_a))": BREAKING},
    ),
    Case(
        "argument moved to the body",
        at("/p12", post("p12", query("a"), body=record(b=STRING))),
        at("/p12", post("p12", body=record(a=STRING, b=STRING))),
        {},
    ),
    Case(
        "null in the body",
        at("/p13", post("p13", body=record(a=STRING))),
        at("/p13", post("p13", body=record(a=NULLABLE))),
        {"parameter-default-changed p13(a)": RISKY},
    ),
    Case(
        "argument no longer positional",
        at("/p14/{a}", get("p14", in_path("a"))),
        at("/p14", get("p14", query("a", required=True))),
        {"parameter-kind-changed p14(a)": BREAKING},
        'client.argument_no_longer_positional.p14("x")',
    ),
    Case(
        "path turned",
        at("/p15/{a}/{b}", get("p15", in_path("a"), in_path("b"))),
        at("/turned/{b}/{a}", get("p15", in_path("a"), in_path("b"))),
        {"parameter-moved p15(a)": BREAKING, "parameter-moved p15(b)": BREAKING},
    ),
    Case(
        "path shortened",
        at("/p16/{a}/{b}", get("p16", in_path("a"), in_path("b"))),
        at("/shortened/{b}", get("p16", in_path("b"))),
        {"parameter-removed p16(a)": BREAKING, "parameter-moved p16(b)": BREAKING},
    ),
    Case(
        "attribute added",
        read(M1=record(a=STRING)),
        read(M1=record("b", a=STRING, b=STRING)),
        {"attribute-added M1.b": ADDITIVE},
    ),
    Case(
        "attribute removed",
        read(M2=record("a", "b", a=STRING, b=STRING)),
        read(M2=record("a", a=STRING)),
        {"attribute-removed M2.b": BREAKING},
        "client.attribute_removed.fetch_m2().b",
    ),
    Case(
        "attribute retyped",
        read(M3=record("a", a=STRING)),
        read(M3=record("a", a=INTEGER)),
        {"attribute-type-changed M3.a": BREAKING},
        "value: str = client.attribute_retyped.fetch_m3().a",
    ),
    Case(
        "attribute optional",
        read(M4=record("a", a=STRING)),
        read(M4=record(a=STRING)),
        {"attribute-optional M4.a": BREAKING},
        "value: str = client.attribute_optional.fetch_m4().a",
    ),
    Case(
        "attribute required",
        read(M5=record(a=STRING)),
        read(M5=record("a", a=STRING)),
        {"attribute-required M5.a": ADDITIVE},
    ),
    Case(
        "attribute of an inner object",
        read(
            M6=record("all", all={"type": "array", "items": {"$ref": "#/components/schemas/M6Item"}}),
            M6Item=record("a", "b", a=STRING, b=STRING),
        ),
        read(
            M6=record("all", all={"type": "array", "items": {"$ref": "#/components/schemas/M6Item"}}),
            M6Item=record("a", a=STRING),
        ),
        {"attribute-removed M6Item.b": BREAKING},
        "client.attribute_of_an_inner_object.fetch_m6().all[0].b",
    ),
    Case(
        "attribute described",
        read(M7=record(a={**STRING, "description": "Before."})),
        read(M7=record(a={**STRING, "description": "After."})),
        {"class-docstring-changed models.M7": TEXT},
    ),
    Case(
        "attribute of an argument added",
        sent(M8=record(a=STRING)),
        sent(M8=record("b", a=STRING, b=STRING)),
        {"attribute-added M8.b": BREAKING},
        "models.M8()",
    ),
    Case(
        "attribute of an argument narrowed",
        sent(M9=record(a=EITHER)),
        sent(M9=record(a=STRING)),
        {"attribute-type-changed M9.a": BREAKING},
        "models.M9(a=1)",
    ),
    Case(
        "class renamed",
        read(M10=record("a", a=STRING, b=INTEGER)),
        Version({"/M10": get("fetch_M10", returns="Ten")}, {"Ten": record("a", a=STRING, b=INTEGER)}),
        {"class-renamed models.Ten (before: models.M10)": BREAKING},
        "models.M10.from_dict({})",
    ),
    Case(
        "another class returned",
        read(M11=record("a", a=STRING)),
        Version({"/M11": get("fetch_M11", returns="Eleven")}, {"Eleven": record("x", "y", x=STRING, y=STRING)}),
        {
            "class-removed models.M11": BREAKING,
            "class-added models.Eleven": ADDITIVE,
            "method-return-type-changed fetch_m11": BREAKING,
        },
    ),
    Case(
        "value removed",
        read(M12=record("a", a={"$ref": "#/components/schemas/M12State"}), M12State=enum("ON", "OFF")),
        read(M12=record("a", a={"$ref": "#/components/schemas/M12State"}), M12State=enum("ON", "DIM")),
        {"alias-value-removed models.M12State": RISKY, "alias-value-added models.M12State": ADDITIVE},
    ),
    Case(
        "alternative added",
        read(M14={"oneOf": [STRING, INTEGER]}),
        read(M14={"oneOf": [STRING, INTEGER, {"type": "array", "items": STRING}]}),
        {"alias-type-changed models.M14": BREAKING},
        "value: str | int = client.alternative_added.fetch_m14()",
    ),
    Case(
        "alternative of an argument removed",
        sent(M15={"oneOf": [STRING, INTEGER]}),
        sent(M15={"oneOf": [STRING, {"type": "boolean"}]}),
        {"alias-type-changed models.M15": BREAKING},
        "value: models.M15 = 1",
    ),
    Case(
        "null of an argument removed",
        sent(M16=record("a", a=NULLABLE)),
        sent(M16=record("a", a=STRING)),
        {"attribute-required M16.a": BREAKING},
        "models.M16(a=None)",
    ),
    Case(
        "resource gone",
        at("/gone", get("vanish", tags=["lost"])),
        Version(),
        {"resource-removed DemoClient.lost": BREAKING},
        "client.lost",
    ),
    Case(
        "resource new",
        Version(),
        at("/new", get("appear", tags=["fresh"])),
        {"resource-added DemoClient.fresh": ADDITIVE},
    ),
    Case(
        "ticket",  # A schema takes the name of the class of the resource.
        at("/ticket", get("buy")),
        Version({"/ticket": get("buy"), "/tickets": get("win", returns="Ticket")}, {"Ticket": record(a=STRING)}),
        {
            "class-renamed resources.ticket.TicketResource (before: resources.ticket.Ticket)": BREAKING,
            "class-added models.Ticket": ADDITIVE,
            "method-added win": ADDITIVE,
        },
        "import demo.resources.ticket\nvalue: demo.resources.ticket.Ticket",
    ),
    Case(
        "moved to another resource",
        at("/elsewhere", get("far")),
        at("/elsewhere", get("far", tags=["removed"])),
        {"method-renamed far (before: far)": BREAKING},
        "client.moved_to_another_resource.far()",
    ),
    Case(
        "nothing returned",
        at("/nothing", get("ping")),
        Version({"/nothing": get("ping", returns="M13")}, {"M13": record(a=STRING)}),
        {"class-added models.M13": ADDITIVE, "method-return-type-changed ping": ADDITIVE},
    ),
    Case(
        "secret",
        read(Guest=record("pin", pin=STRING)),
        read(Guest=record("pin", pin={**STRING, "x-secret": True})),
        {},
    ),
    Case("pages added", paged("Log"), paged("Log", **{"x-pages": PAGES}), {"method-added iterate_items": ADDITIVE}),
    Case(
        "pages removed",
        paged("Book", **{"x-pages": PAGES}),
        paged("Book"),
        {"method-removed iterate_items": BREAKING},
        "client.pages_removed.iterate_items()",
    ),
]
PARTNER = {"type": "apiKey", "in": "header", "name": "X-Partner"}


def written(versions: Mapping[str, Version], **others: Any) -> Node:
    """Return the document of versions of cases, by the names of their resources."""
    paths: dict[str, Node] = {}
    schemas: dict[str, Node] = {}
    for index, (tag, version) in enumerate(versions.items()):
        every = {f"/stay/{index}": get(f"stay{index}"), **version.paths}
        for path, item in every.items():
            paths[path] = {method: {"tags": [tag], **operation} for method, operation in item.items()}
        schemas |= version.schemas
    return {
        "openapi": "3.1.0",
        "info": {"title": "Demo", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {**PARTNER, "name": "X-Key"}, "partner": PARTNER},
        },
        **others,
    }


def document(folder: Path, content: Node, name: str = "spec.json") -> Document:
    file = folder / name
    file.write_text(json.dumps(content))
    return load(file, strict=False)


def shown(change: PythonChange) -> str:
    """Return the kind and the path of a change as the cases have them."""
    before = f" (before: {_short(change.before)})" if change.before else ""
    return f"{change.kind} {_short(change.path)}{before}"


def _short(path: str) -> str:
    path = path.removeprefix("demo.")
    path = re.sub(r"^resources\.\w+\.\w+\.", "", path)
    return re.sub(r"^models\.(?=\w+\.\w)", "", path)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> PythonDiff:
    """The changes of all cases, with their witnesses."""
    folder = tmp_path_factory.mktemp("cases")
    old, new = documents()
    return python_changes(document(folder, old, "old.json"), document(folder, new, "new.json"), "demo")


def documents() -> tuple[Node, Node]:
    """Return the documents of all cases."""
    production = {"url": "https://a.test", "x-environment": "production"}
    staging = {"url": "https://b.test", "x-environment": "staging"}
    return (
        written(
            {case.resources[0]: case.old for case in CASES},
            security=[{"key": []}, {"partner": []}],
            servers=[production, staging],
        ),
        written(
            {case.resources[1]: case.new for case in CASES},
            security=[{"key": []}],
            servers=[production],
        ),
    )


@pytest.fixture
def found(compared: PythonDiff) -> dict[str, PythonChange]:
    return {shown(change): change for change in compared.changes}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_change_is_found_once(case: Case, found: Mapping[str, PythonChange]) -> None:
    assert {name: found[name].severity for name in case.expected if name in found} == case.expected


def test_nothing_else_is_found(found: Mapping[str, PythonChange]) -> None:
    expected = {name for case in CASES for name in case.expected}
    whole = {"parameter-removed DemoClient(partner)", "alias-value-removed Environment"}
    assert set(found) - expected == whole


@pytest.mark.parametrize("case", [case for case in CASES if case.witness], ids=lambda case: case.name)
def test_a_breaking_change_has_user_code_that_the_type_checker_rejects_only_after_it(
    case: Case, found: Mapping[str, PythonChange]
) -> None:
    (witness,) = [found[name].witness for name, severity in case.expected.items() if severity is BREAKING]
    assert witness is not None
    assert (witness.value, witness.confirmed) == (case.witness, True), witness.outcome


def test_every_breaking_change_is_confirmed_that_a_type_checker_can_see(compared: PythonDiff) -> None:
    breaking = [change for change in compared.changes if change.severity is BREAKING]
    unconfirmed = {shown(change) for change in breaking if not (change.witness and change.witness.confirmed)}
    # The argument a is another one now, of the same type, and so are those that have another place.
    moved = {"parameter-moved p15(a)", "parameter-moved p15(b)"}
    assert unconfirmed == {"parameter-removed p11(a)"} | moved


def test_an_outcome_is_what_the_type_checker_says(found: Mapping[str, PythonChange]) -> None:
    witness = found["parameter-removed p1(a)"].witness
    assert witness is not None
    assert witness.outcome == 'mypy: Unexpected keyword argument "a" for "p1" of "ArgumentRemoved"  [call-arg]'


def test_griffe_finds_no_name_that_is_not_reported(compared: PythonDiff, tmp_path: Path) -> None:
    found: list[griffe.Object | griffe.Alias] = []
    for name, content in zip(("old", "new"), documents(), strict=True):
        generate(document(tmp_path, content), "demo", tmp_path / name)
        found.append(griffe.load("demo", search_paths=[tmp_path / name], try_relative_path=False, resolve_aliases=True))
    # It names the modules of classes, too, and knows nothing of what stands for the same operation or schema.
    breakages = [each.obj for each in griffe.find_breaking_changes(*found) if not each.obj.is_module]
    names = {(each.parent or each if each.name == "__init__" else each).name for each in breakages}
    reported = " ".join(f"{change.path} {change.before} {change.text}" for change in compared.changes)
    known = {*re.findall(r"\w+", reported.lower().replace("_", ""))}
    assert len(names) > 10
    assert {name for name in names if name.lower().replace("_", "").removeprefix("async") not in known} == set()


def test_the_worst_changes_come_first(compared: PythonDiff) -> None:
    severities = [change.severity for change in compared.changes]
    assert severities == sorted(severities, reverse=True)


def test_a_change_says_what_it_was_and_is(found: Mapping[str, PythonChange]) -> None:
    change = found["parameter-type-changed p6(a)"]
    assert (change.old, change.new) == ("str | None", "int | None")
    assert change.text == "The type of the parameter `ArgumentRetyped.p6(a)` is `int | None` instead of `str | None`."


def test_a_rename_shows_both_names(found: Mapping[str, PythonChange]) -> None:
    change = found["method-renamed search (before: find)"]
    assert change.text == (
        "The method `Renamed.find` was renamed to `Renamed.search`. "
        "The function `operations.find` was renamed to `operations.search`."
    )
    assert change.before == "demo.resources.renamed.Renamed.find"


def compare(folder: Path, old: Node, new: Node) -> PythonDiff:
    documents = document(folder, old, "old.json"), document(folder, new, "new.json")
    return python_changes(*documents, "demo", with_witnesses=False)


def created(**outcomes: Node) -> Version:
    """An operation that returns an object of one schema with 200 and of another with 201."""
    names = {"200": "Found", "201": "Made"}
    responses = {
        status: {
            "description": name,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
            **outcomes.get(name, {}),
        }
        for status, name in names.items()
    }
    operation = {"operationId": "make", "responses": responses}
    return Version({"/it": {"put": operation}}, {"Found": record("a", a=STRING), "Made": record("a", a=STRING)})


def test_a_factory_that_returns_another_class_is_not_renamed(tmp_path: Path) -> None:
    merged = created(Found={"x-outcome": {"new": False}}, Made={"x-outcome": {"new": True}})
    found = compare(tmp_path, written({"things": created()}), written({"things": merged}))
    assert {shown(change): change.new for change in found.changes if "testing" in change.path} == {
        "function-return-type-changed testing.found": "_models.MakeResult",
        "function-return-type-changed testing.made": "_models.MakeResult",
    }


def test_the_example_of_a_factory_is_text(tmp_path: Path) -> None:
    old, new = (written({"things": read(Thing=record(a={**STRING, "examples": [text]}))}) for text in ("x", "y"))
    (change,) = compare(tmp_path, old, new).changes
    assert (shown(change), change.severity) == ("parameter-example-changed testing.thing(a)", TEXT)
    assert (change.old, change.new) == ("'x'", "'y'")


def test_equal_documents_have_no_changes(tmp_path: Path) -> None:
    same = written({"things": read(Thing=record("a", a=STRING))})
    found = compare(tmp_path, same, same)
    assert (found.changes, found.version, found.reason) == ((), "none", None)


@pytest.mark.parametrize(("worst", "version"), [(TEXT, "patch"), (ADDITIVE, "minor"), (BREAKING, "major")])
def test_the_worst_change_implies_the_version(compared: PythonDiff, worst: Severity, version: str) -> None:
    changes = tuple(change for change in compared.changes if change.severity <= worst)
    assert worst in {change.severity for change in changes}
    assert PythonDiff(package="demo", changes=changes).version == version


def test_a_document_that_cannot_be_generated_is_a_reason(tmp_path: Path) -> None:
    empty = {"openapi": "3.1.0", "info": {"title": "Demo", "version": "1"}, "paths": {}}
    found = compare(tmp_path, written({"things": Version()}), empty)
    assert found.changes == ()
    assert found.reason is not None
    assert found.reason.startswith("No package can be generated for the new version. ")
    assert "It has no operations." in found.reason


def test_a_fingerprint_survives_another_wording(compared: PythonDiff) -> None:
    fingerprints = [evolve(change, text="Another text.").fingerprint for change in compared.changes]
    assert fingerprints == [change.fingerprint for change in compared.changes]
    assert len({*fingerprints}) == len(fingerprints)


def test_user_code_that_cannot_be_checked_is_unconfirmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_SECONDS", 0)
    old, new = (written({"things": at("/it", get("go", *parameters))}) for parameters in ([query("a")], []))
    versions = document(tmp_path, old, "old.json"), document(tmp_path, new, "new.json")
    (change,) = python_changes(*versions, "demo").changes
    assert change.witness is not None
    assert not change.witness.confirmed
    assert change.witness.outcome == "mypy takes longer than 0 seconds."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("str", "str", Relation.SAME),
        ("str | None", "None | str", Relation.SAME),
        ("Optional[str]", "str | None", Relation.SAME),
        ("Literal['a'] | str", "str", Relation.SAME),
        ("str", "str | UUID", Relation.WIDER),
        ("int", "float", Relation.WIDER),
        ("Literal['a']", "Literal['a', 'b']", Relation.WIDER),
        ("Literal[1]", "int", Relation.WIDER),
        ("str", "Any", Relation.WIDER),
        ("Sequence[int]", "Sequence[int | str]", Relation.WIDER),
        ("tuple[int, ...]", "Sequence[int]", Relation.WIDER),
        ("dict[str, int]", "Mapping[str, float]", Relation.WIDER),
        ("str | None", "str", Relation.NARROWER),
        ("Literal['a', 'b']", "Literal['b']", Relation.NARROWER),
        ("str", "int", Relation.OTHER),
        ("Literal['a']", "Literal['b']", Relation.OTHER),
        ("str | int", "int | bytes", Relation.OTHER),
        ("list[int]", "list[float]", Relation.OTHER),
        ("Thing", "Other", Relation.OTHER),
    ],
)
def test_the_direction_of_a_type_is_that_of_its_values(old: str, new: str, expected: Relation) -> None:
    assert relation(parse(old, {}), parse(new, {})) is expected


PROFILE, REMOVAL = "/users/{id}/profile", "/users/{id}/RemovePhysicalKey"


@pytest.fixture(scope="module")
def ours() -> PythonDiff:
    """The changes of our own contract, which has webhooks, cut down to two operations and two webhooks."""
    contract: Node = json.loads(BUNDLE.read_text("utf-8"))
    webhooks = {name: contract["webhooks"][name] for name in ("PhysicalKeyAdded", "PhysicalKeyRemoved")}
    paths = {path: contract["paths"][path] for path in (PROFILE, REMOVAL)}
    old = {**contract, "paths": paths, "webhooks": webhooks}
    new = copy.deepcopy(old)
    new["paths"][PROFILE]["get"]["operationId"] = "read_user_profile"
    del new["webhooks"]["PhysicalKeyRemoved"]
    return python_changes(Document("openapi.yaml", old), Document("openapi.yaml", new))


def test_our_own_package_is_compared_with_its_webhooks(ours: PythonDiff) -> None:
    assert ours.reason is None
    assert {(change.kind, change.path) for change in ours.changes if change.severity is BREAKING} == {
        ("method-renamed", "spkey_client.resources.users.Users.read_profile"),
        ("event-removed", "spkey_client.webhooks.PhysicalKeyRemoved"),
    }


def test_witnesses_of_our_own_package_are_confirmed(ours: PythonDiff) -> None:
    witnesses = [change.witness for change in ours.changes if change.severity is BREAKING]
    assert [witness.value for witness in witnesses if witness and witness.confirmed] == [
        'client.users.get_profile("x")',
        "import spkey_client.webhooks\nvalue: spkey_client.webhooks.PhysicalKeyRemoved",
    ]
