import pytest

from generator.emit.imports import used_in


@pytest.mark.parametrize(
    ("imports", "code", "expected"),
    [
        ("from a import x, Y\n", "print(x)\n", "from a import x\n"),
        ("from a import x\nfrom b import y\n", "print(y)\n", "from b import y\n"),
        ("from a import x\n\nfrom b import y\n\nfrom c import z\n", "x(z)\n", "from a import x\n\nfrom c import z\n"),
        ("import a as _a\nfrom b import Set as AbstractSet\n", "_a.run()\n", "import a as _a\n"),
        ("from b import Set as AbstractSet\n", "kinds: AbstractSet[str]\n", "from b import Set as AbstractSet\n"),
    ],
)
def test_only_names_that_the_code_uses_are_imported(imports: str, code: str, expected: str) -> None:
    assert used_in(imports, code) == expected


@pytest.mark.parametrize(
    "code",
    [
        '"""Reads x."""\n',
        '"""Says \\"\\"\\"x\\"\\"\\" and "x"."""\n',
        "'x'\n",
        '"x"\n',
        "'\\'x'\n",
        "reader.x(1)\n",
    ],
)
def test_texts_and_attributes_use_nothing(code: str) -> None:
    assert used_in("from a import x\n", code) == ""


@pytest.mark.parametrize("text", ['"', "'", '"""', "\\", '\\"', "it's", 'a"""b', "'''"])
def test_no_text_hides_what_follows_it(text: str) -> None:
    code = f"print({text!r}, x)\n"
    assert used_in("from a import x\n", code) == "from a import x\n"
