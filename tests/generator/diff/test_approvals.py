"""An approval says who accepts which change, why, and until when. It is read strictly."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from generator.diff.approvals import Approval, judge, pasted, read
from generator.diff.changes import Change, Severity
from generator.document.problem import ContractError

TODAY = date(2026, 11, 26)
APPROVAL = Approval("0123456789abcdef", "Nobody sends it.", "ada", date(2026, 12, 31))
ENTRY = """
- fingerprint: '0123456789abcdef'
  reason: Nobody sends it.
  owner: ada
  until: 2026-12-31
"""
CHANGE = Change(
    "parameter-removed",
    "contract/things.yaml",
    "/things/get/parameters/0",
    Severity.BREAKING,
    Severity.NONE,
    Severity.NONE,
    "The parameter colour was removed.",
    old={"name": "colour"},
)

Read = Callable[[str], list[Approval]]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def call(text: str) -> list[Approval]:
        file = tmp_path / "approvals.yaml"
        file.write_text(text, "utf-8")
        return read(file)

    return call


def test_an_entry_is_read(reading: Read) -> None:
    assert reading(ENTRY) == [APPROVAL]
    assert reading(ENTRY.replace("2026-12-31", "'2026-12-31'")) == [APPROVAL]


@pytest.mark.parametrize("text", ["", "# Nothing is approved.\n", "[]", "---\n"])
def test_a_file_may_have_no_entries(reading: Read, text: str) -> None:
    assert reading(text) == []


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("approvals: []", "", "The approvals are not a list. Begin each with `- fingerprint:`."),
        ("- abc", "/0", "The approval is not an object. Give it fingerprint, reason, owner, until."),
        (f"{ENTRY}  note: x", "/0/note", "Unknown key 'note'. Known: fingerprint, reason, owner, until."),
        (ENTRY.replace("  owner: ada\n", ""), "/0", "The approval has no owner. Add the key 'owner'."),
        (ENTRY.replace("ada", "' '"), "/0/owner", "owner must not be ' '. Write who decided."),
        (ENTRY.replace("ada", "[ada]"), "/0/owner", "owner must not be ['ada']. Write who decided."),
        (
            ENTRY.replace("Nobody sends it.", "''"),
            "/0/reason",
            "reason must not be ''. Write why the change is right.",
        ),
        (
            ENTRY.replace("'0123456789abcdef'", "1234567890123456"),
            "/0/fingerprint",
            "fingerprint must not be 1234567890123456. Copy the 16 characters from the report, in quotation marks.",
        ),
        (
            ENTRY.replace("0123456789abcdef", "0123456789ABCDEF"),
            "/0/fingerprint",
            "fingerprint must not be '0123456789ABCDEF'. Copy the 16 characters from the report, in quotation marks.",
        ),
        *[
            (ENTRY.replace("2026-12-31", until), "/0/until", f"until must not be {shown}. Use the form 2027-01-31.")
            for until, shown in [
                ("2026-02-30", "'2026-02-30'"),
                ("20261231", "20261231"),
                ("'20261231'", "'20261231'"),
                ("2026-W50-1", "'2026-W50-1'"),
                ("31.12.2026", "'31.12.2026'"),
                ("soon", "'soon'"),
                ("null", "None"),
                ("2026-12-31T00:00:00Z", "'2026-12-31T00:00:00Z'"),
            ]
        ],
        (
            ENTRY + ENTRY,
            "/1/fingerprint",
            "The change is already approved at /0. Remove one, and extend the date of the other if it has expired.",
        ),
        ("- a: 1\n  a: 2", "/0", "The key a appears twice in one object. Remove one of the two."),
    ],
)
def test_a_wrong_entry_is_named_with_its_fix(
    reading: Read, tmp_path: Path, text: str, place: str, message: str
) -> None:
    with pytest.raises(ContractError) as caught:
        reading(text)
    assert str(caught.value) == f"{tmp_path}/approvals.yaml#{place}: {message}"


def test_all_wrong_entries_are_named_at_once(reading: Read) -> None:
    with pytest.raises(ContractError) as caught:
        reading(ENTRY.replace("ada", "''") + ENTRY.replace("2026-12-31", "never"))
    assert [problem.pointer for problem in caught.value.problems] == ["/0/owner", "/1/until"]


@pytest.mark.parametrize("content", [b"- [", b"\xff\xfe", b"- &a [*a]"])
def test_a_file_that_is_not_yaml_is_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "approvals.yaml"
    file.write_bytes(content)
    with pytest.raises(ContractError) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}#")
    assert "\n" not in str(caught.value)


def test_an_approval_is_in_force_up_to_its_last_day() -> None:
    for today in (TODAY, APPROVAL.until):
        verdict = judge([APPROVAL], {APPROVAL.fingerprint}, today=today)
        assert verdict.approved == {APPROVAL.fingerprint: APPROVAL}
        assert verdict.problems == ()


def test_an_expired_approval_is_a_problem() -> None:
    verdict = judge([APPROVAL], {APPROVAL.fingerprint}, today=date(2027, 1, 1))
    assert verdict.approved == {}
    (problem,) = verdict.problems
    assert problem == (
        "The approval 0123456789abcdef of ada expired on 2026-12-31. Undo the change, or renew the approval."
    )


def test_an_unused_approval_is_a_problem_even_if_it_has_expired() -> None:
    for today in (TODAY, date(2027, 1, 1)):
        verdict = judge([APPROVAL], {"fedcba9876543210"}, today=today)
        assert verdict.approved == {}
        assert verdict.problems == (
            "The approval 0123456789abcdef of ada is unused: there is no such change. Remove it.",
        )


def test_an_approval_is_not_called_unused_if_not_all_changes_were_sought() -> None:
    assert judge([APPROVAL], set(), today=TODAY, complete=False).problems == ()


def test_an_entry_to_paste_is_read_once_reason_and_owner_are_filled_in(reading: Read) -> None:
    text = pasted([CHANGE], today=TODAY)
    assert text == (
        "# contract/things.yaml#/things/get/parameters/0: The parameter colour was removed.\n"
        f"- fingerprint: '{CHANGE.fingerprint}'\n"
        "  reason: ''\n"
        "  owner: ''\n"
        "  until: 2027-02-24\n"
    )
    with pytest.raises(ContractError) as caught:
        reading(text)
    assert [problem.pointer for problem in caught.value.problems] == ["/0/reason", "/0/owner"]
    (found,) = reading(text.replace("''", "x"))
    assert judge([found], {CHANGE.fingerprint}, today=TODAY).approved == {CHANGE.fingerprint: found}


def test_changes_with_one_fingerprint_share_an_entry(reading: Read) -> None:
    text = pasted([CHANGE, evolve(CHANGE, text="It is gone.")], today=TODAY)
    assert text.splitlines()[:3] == [
        "# contract/things.yaml#/things/get/parameters/0: The parameter colour was removed.",
        "# contract/things.yaml#/things/get/parameters/0: It is gone.",
        f"- fingerprint: '{CHANGE.fingerprint}'",
    ]
    assert len(reading(text.replace("''", "x"))) == 1


@pytest.mark.parametrize("text", ["a\n- b: c", "a\u2028- b: c", "a\x85- b: c", "\x1b[31mred", "a\r\n\tb" * 500])
def test_a_text_of_the_contract_stays_in_the_comment(reading: Read, text: str) -> None:
    written = pasted([evolve(CHANGE, text=text)], today=TODAY)
    assert len(written.splitlines()) == 5
    assert written.isascii()
    assert len(reading(written.replace("''", "x"))) == 1
