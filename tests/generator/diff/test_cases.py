"""The comparison of contracts on minimal pairs of documents. `cases/*.yaml` are the specification."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from generator.diff.changes import Change
from generator.diff.compare import compare
from generator.document.document import Document, Node
from generator.document.extensions import check_extensions
from generator.document.load import load
from generator.document.references import check_references
from generator.document.report import Report
from generator.document.validity import check_validity

from .pairs import Pair, document, observed, read
from .rewrites import in_all_of, in_reverse, through_references

_TESTS = Path(__file__).parents[2]
REAL = [_TESTS.parent / "openapi.yaml"]
REAL += [_TESTS / f"generator/documents/{name}.yaml" for name in ("assistants", "forge", "items")]

PAIRS = read()
CASES: dict[str, list[Pair]] = defaultdict(list)
SUBJECTS: dict[str, list[Pair]] = defaultdict(list)
for each in PAIRS:
    CASES[f"{each.subject}: {each.case}"].append(each)
    SUBJECTS[each.subject].append(each)


@cache
def changes_of(pair: Pair) -> tuple[Change, ...]:
    return tuple(compare(*pair.documents()))


@cache
def real(file: Path) -> Node:
    return load(file, strict=False).root


each_subject = pytest.mark.parametrize("pairs", list(SUBJECTS.values()), ids=list(SUBJECTS))


@pytest.mark.parametrize("pairs", list(CASES.values()), ids=list(CASES))
def test_a_change_means_what_the_case_says(pairs: list[Pair]) -> None:
    changes = {pair.variant: changes_of(pair) for pair in pairs}

    found = {pair.variant: observed(changes[pair.variant], list(pair.expected)) for pair in pairs}
    assert found == {pair.variant: pair.expected for pair in pairs}, changes


@each_subject
def test_every_change_is_located_described_and_told_apart(pairs: list[Pair]) -> None:
    for pair in pairs:
        old, new = pair.documents()
        changes = changes_of(pair)
        for change in changes:
            assert change.file == "openapi.yaml"
            assert _has(new, change.pointer) or _has(old, change.pointer), f"{pair.name}: {change}"
            assert change.text.endswith("."), f"{pair.name}: {change}"
        assert len({change.fingerprint for change in changes}) == len(changes), f"{pair.name}: {changes}"


@each_subject
@pytest.mark.parametrize("rewrite", [in_reverse, through_references, in_all_of])
def test_writing_a_document_in_another_way_is_no_change(pairs: list[Pair], rewrite: Callable[[Node], Node]) -> None:
    changed = {name: compare(document(root), document(rewrite(root))) for name, root in _documents(pairs)}

    assert {name: changes for name, changes in changed.items() if changes} == {}


@each_subject
def test_the_documents_of_the_cases_are_valid(pairs: list[Pair]) -> None:
    for name, root in _documents(pairs):
        content, report = document(root), Report()
        for check in (check_validity, check_references, check_extensions):
            check(content, report)
        assert [*report.errors, *report.notes] == [], name


@pytest.mark.parametrize("rewrite", [in_reverse, through_references, in_all_of])
@pytest.mark.parametrize("file", REAL, ids=[file.stem for file in REAL])
def test_writing_a_real_document_in_another_way_is_no_change(file: Path, rewrite: Callable[[Node], Node]) -> None:
    assert compare(document(real(file)), document(rewrite(real(file)))) == []


def test_moving_a_part_to_another_file_is_no_change(tmp_path: Path) -> None:
    thing = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    body = {"content": {"application/json": {"schema": {"$ref": "parts/things.json#/schemas/Thing"}}}}
    item = {"post": {"operationId": "add_thing", "requestBody": body, "responses": {"200": {"description": "Added."}}}}
    other = json.loads(json.dumps(item).replace("parts/things.json", ""))
    head = {"openapi": "3.1.0", "info": {"title": "Things", "version": "1"}}
    files: dict[str, Node] = {
        "old.json": {**head, "paths": {"/things": item}},
        "new.json": {**head, "paths": {"/things": {"$ref": "parts/all.json#/paths/things"}}},
        "parts/things.json": {"schemas": {"Thing": thing}},
        "parts/all.json": {"paths": {"things": other}, "schemas": {"Thing": thing}},
    }
    (tmp_path / "parts").mkdir()
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content), "utf-8")

    old, new = (load(tmp_path / name, strict=False) for name in ("old.json", "new.json"))

    assert compare(old, new) == []


def test_the_names_of_the_cases_are_unique() -> None:
    names = Counter((pair.subject, pair.name) for pair in PAIRS)
    assert [name for name, count in names.items() if count > 1] == []


def _documents(pairs: list[Pair]) -> Iterator[tuple[str, Node]]:
    """Yield the documents of the first variant of each case, each with the name of the case."""
    first = {pair.case: pair for pair in reversed(pairs)}
    distinct = {json.dumps(root): (pair.case, root) for pair in first.values() for root in (pair.new, pair.old)}
    yield from distinct.values()


def _has(content: Document, pointer: str) -> bool:
    try:
        content.lookup(f"#{pointer}")
    except LookupError:
        return pointer == ""
    return True
