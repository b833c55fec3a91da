"""The contract's changelog for a release, in the words of those who integrate the service."""

import pytest
from hypothesis import given, settings

from generator.diff.changelog import changelog
from generator.diff.changes import Change, Use

from .comparisons import (
    ADDITIVE,
    HOSTILE,
    LIST,
    NONE,
    REMOVE,
    RISKY,
    TEXT,
    change,
    comparison,
    everything,
    hostile,
    python_change,
    use,
)
from .test_reports import LINKED, rendered


def entries(*changes: Change) -> list[str]:
    return [line for line in changelog(comparison(*changes)).splitlines() if line.startswith("- ")]


def test_it_has_a_section_for_each_severity_and_the_version_that_follows() -> None:
    text = changelog(comparison(change(), change(RISKY), change(ADDITIVE, text="One."), change(TEXT)))
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "## Contract changes from `v1.2.0` to `openapi.yaml`",
        "### Breaking",
        "### Risky",
        "### Added",
        "### Changed texts",
    ]
    assert "a major version." in text


def test_sections_without_changes_are_left_out() -> None:
    assert changelog(comparison()) == "## Contract changes from `v1.2.0` to `openapi.yaml`\n\nNo changes.\n"


def test_an_entry_is_one_line_with_the_operation_the_property_and_what_to_do() -> None:
    assert entries(change()) == [
        f"- `{REMOVE}` `/number`: The property number is now required. Send it with every request."
    ]


@pytest.mark.parametrize(
    ("found", "advice"),
    [
        (change(kind="operation-removed"), "Stop calling it."),
        (change(kind="idempotency-lost"), "Do not retry it unless you know that it was not processed."),
        (change(NONE, kind="property-removed", response=RISKY), "Do not read it."),
        (change(ADDITIVE, kind="value-added", response=RISKY), "Expect the new value."),
        (change(NONE, kind="property-optional", webhook=RISKY), "Expect deliveries without it."),
        (change(kind="value-removed", response=ADDITIVE), "Send another value."),
    ],
)
def test_the_advice_is_for_those_whom_the_change_harms_most(found: Change, advice: str) -> None:
    (entry,) = entries(found)
    assert entry.endswith(f"{found.text} {advice}")


@pytest.mark.parametrize("found", [change(ADDITIVE, kind="property-added"), change(kind="some-other-kind")])
def test_there_is_no_advice_where_none_follows(found: Change) -> None:
    (entry,) = entries(found)
    assert entry.endswith(found.text)


def test_an_entry_names_at_most_three_operations() -> None:
    uses = tuple(use(f"GET /{index}") for index in range(5))
    (entry,) = entries(change(ADDITIVE, uses=uses))
    assert entry.startswith("- `GET /0`, `GET /1`, `GET /2` and 2 more `/number`:")


def test_a_property_is_named_only_if_it_is_the_same_everywhere() -> None:
    (entry,) = entries(change(ADDITIVE, uses=(use(REMOVE), use(LIST, "response", "keys", "*", "number"))))
    assert entry.startswith(f"- `{LIST}` and `{REMOVE}` `number`:")
    (entry,) = entries(change(ADDITIVE, uses=(use(REMOVE), use(LIST, "response", "keys", "*"))))
    assert entry.startswith(f"- `{LIST}` and `{REMOVE}`:")


@pytest.mark.parametrize(
    ("found", "values"),
    [
        (change(RISKY, kind="rule-changed", old="One\n *a*.", new="Two."), "Before: “One \\*a\\*.” After: “Two.”"),
        (change(ADDITIVE, kind="rule-added", new="Two."), "After: “Two.”"),
        (change(RISKY, kind="default-changed", old=10, new=20), "Before: `10`. After: `20`."),
    ],
)
def test_an_entry_has_the_old_and_the_new_text_of_a_rule_and_value_of_a_default(found: Change, values: str) -> None:
    (entry,) = entries(found)
    assert f"{found.text} {values}" in entry


@pytest.mark.parametrize(
    ("uses", "subject"),
    [
        ((), "The whole contract"),
        ((Use(LIST, "request", "query limit"),), f"`{LIST}` `query limit`"),
        ((use("key_added", "webhook", "data"),), "`webhook key_added` `/data`"),
    ],
)
def test_an_entry_names_what_it_is_about(uses: tuple[Use, ...], subject: str) -> None:
    (entry,) = entries(change(ADDITIVE, uses=uses))
    assert entry.startswith(f"- {subject}: ")


def test_a_rename_in_python_has_the_old_and_the_new_name() -> None:
    renamed = python_change(text="The method `Users.create` was renamed to `Users.add`.")
    lines = changelog(comparison(change(), python=(renamed,))).splitlines()
    assert lines[-1] == "- In Python: The method `Users.create` was renamed to `Users.add`."


def test_changed_texts_are_counted_by_file() -> None:
    texts = [change(TEXT, pointer=f"/{index}", file=file) for index in range(2) for file in ("b.yaml", "a.yaml")]
    text = changelog(comparison(*texts, change(TEXT, file="c.yaml")))
    assert text.endswith("- 2 texts in `a.yaml`\n- 2 texts in `b.yaml`\n- 1 text in `c.yaml`\n")
    assert change().text not in text


def test_it_has_no_fingerprints_and_says_the_same_once() -> None:
    found = [change(pointer=f"/{index}") for index in range(3)]
    text = changelog(comparison(*found))
    assert text.count(found[0].text) == 1
    assert not any(it.fingerprint in text for it in found)


@given(hostile)
@settings(max_examples=50, deadline=None)
def test_no_text_breaks_out_of_it(text: str) -> None:
    shown = changelog(everything(text))
    found, plain = rendered(shown), rendered(changelog(everything()))
    assert found.open == []
    assert LINKED.search(found.text) is None
    assert {"a", "img", "script", "em", "strong", "h1", "hr"}.isdisjoint(found.tags)
    assert found.tags.count("h2") == plain.tags.count("h2") == 1


def test_hostile_text_leaves_its_structure_alone() -> None:
    tags = [[tag for tag in rendered(changelog(everything(it))).tags if tag != "code"] for it in ("A text.", HOSTILE)]
    assert tags[0] == tags[1]
