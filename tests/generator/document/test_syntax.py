from pathlib import Path

import pytest

from generator.document import json_values
from generator.document.problem import ContractError
from generator.document.syntax import read


def written(folder: Path, content: str | bytes, name: str = "a.yaml") -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_yaml_is_read_like_the_same_json(tmp_path: Path) -> None:
    text = """
        200: number
        true: truth
        null: nothing
        1.5: fraction
        time: 2026-11-05T16:00:00Z
        day: 2026-11-05
        yes: on
        octal: 0o17
        version: 1.10
        list: [1, 2.5, true, null, "a"]
    """
    assert read(written(tmp_path, text)) == {
        "200": "number",
        "true": "truth",
        "null": "nothing",
        "1.5": "fraction",
        "time": "2026-11-05T16:00:00Z",
        "day": "2026-11-05",
        "yes": "on",
        "octal": 15,
        "version": 1.1,
        "list": [1, 2.5, True, None, "a"],
    }


def test_aliases_and_merges_are_written_out(tmp_path: Path) -> None:
    text = "a: &a {x: 1, y: 2}\nb: *a\nc:\n  <<: *a\n  y: 3\n"
    assert read(written(tmp_path, text)) == {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 2}, "c": {"x": 1, "y": 3}}


def test_the_first_of_several_merges_wins(tmp_path: Path) -> None:
    text = "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {y: 3, <<: [*a, *b]}\nd: {'<<': 4}\n"
    found = read(written(tmp_path, text))
    assert (found["c"], found["d"]) == ({"x": 1, "y": 3}, {"<<": 4})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!!str 1", "1"),
        ("!!int '1'", 1),
        ("!!float 1", 1),
        ("!!null ''", None),
        ("!!bool 'true'", True),
        ("! 1", "1"),
        ("'1'", "1"),
        ("|\n  1\n", "1\n"),
        ("+1", 1),
        ("-.5e1", -5.0),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("-", [None]),
        ("0o8", "0o8"),
        ("NO", "NO"),
        ("~", None),
    ],
)
def test_a_scalar_is_read_as_yaml_1_2_defines(tmp_path: Path, text: str, value: object) -> None:
    assert read(written(tmp_path, f"a: {text}" if text != "-" else "a:\n-")) == {"a": value}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: !!int x", "The YAML tag !!int has no form in JSON"),
        ("a: !mine x", "The YAML tag !mine has no form in JSON"),
        ("a: !!omap []", "The YAML tag !!omap has no form in JSON"),
        ("<<: 1", "Only mappings can be merged"),
        ("? {a: 1}\n: b", "A key is not text"),
        ("a: &a {b: 1}\n? *a\n: b", "A key is not text"),
        ("a: .inf", "inf is not a number in JSON"),
        ("a: 1e999", "inf is not a number in JSON"),
        ("a: &a [&b {c: *a}]", "The anchor &a contains itself"),
    ],
)
def test_yaml_without_a_form_in_json_is_rejected(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ContractError, match=message):
        read(written(tmp_path, text))


def test_aliases_are_copies(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a: &a {b: [1]}\nc: *a\n"))
    found["a"]["b"].append(2)
    assert found["c"] == {"b": [1]}


def test_an_alias_may_not_reach_too_deep(tmp_path: Path) -> None:
    deep = "[" * 60 + "]" * 60
    with pytest.raises(ContractError, match="nested more than 100 levels"):
        read(written(tmp_path, f"a: &a {deep}\nb: {'[' * 60}*a{']' * 60}\n"))


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"\xef\xbb\xbfa: 1")) == {"a": 1}
    assert read(written(tmp_path, b'\xef\xbb\xbf{"a": 1}', "a.json")) == {"a": 1}


def test_json_may_be_indented_with_tabs(tmp_path: Path) -> None:
    assert read(written(tmp_path, '{\n\t"a": [\n\t\t1\n\t]\n}', "a.JSON")) == {"a": [1]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,}', "not YAML or JSON"),
        ('{"a": 1, "a": 2}', "The key a appears twice"),
        ('{"a": NaN}', "nan is not a number in JSON"),
        ('{"a": -Infinity}', "-inf is not a number in JSON"),
        ('{"a": "\\ud800"}', "half of a surrogate pair"),
        ('{"\\ud800": 1}', "half of a surrogate pair"),
        ("[" * 200 + "]" * 200, "nested more than 100 levels"),
        ("[" * 100_000, "nested more than 100 levels"),
        ("[]", "not an object"),
        ("", "not YAML or JSON"),
    ],
)
def test_bad_json_is_rejected(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ContractError, match=message):
        read(written(tmp_path, text, "a.json"))


def test_a_missing_file_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="cannot be read: No such file or directory"):
        read(tmp_path / "missing.yaml")


def test_a_folder_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="cannot be read: Is a directory"):
        read(tmp_path)


def test_as_many_values_as_allowed_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_values, "LARGEST", 13)
    assert read(written(tmp_path, "a: &a [1, 1]\nb: [*a, *a]\n")) == {"a": [1, 1], "b": [[1, 1], [1, 1]]}
    with pytest.raises(ContractError, match=r"Too many values .* \(limit 13\)"):
        read(written(tmp_path, "a: &a [1, 1]\nb: [*a, *a, 1]\n"))
