from generator.document.problem import ContractError, Problem, pointer, short, tokens


def test_a_pointer_escapes_its_tokens() -> None:
    assert pointer("paths", "/a~b", "get", 0) == "/paths/~1a~0b/get/0"
    assert pointer() == ""


def test_a_pointer_is_made_of_tokens() -> None:
    assert tokens(pointer("paths", "/a~b", "get", 0)) == ["paths", "/a~b", "get", "0"]
    assert tokens("") == []


def test_a_problem_may_name_its_file() -> None:
    error = ContractError("a.yaml", [Problem("/a", "It is wrong.", "Fix it.", "b.yaml")])
    assert str(error) == "b.yaml#/a: It is wrong. Fix it."


def test_an_error_has_a_line_for_each_problem() -> None:
    error = ContractError("a.yaml", [Problem("/a", "It is wrong.", "Fix it."), Problem("", "So is this.", "Fix it.")])
    assert str(error) == "a.yaml#/a: It is wrong. Fix it.\na.yaml#: So is this. Fix it."


def test_a_problem_is_one_visible_line() -> None:
    shown = str(Problem("/\n", "A \x1b[31m\u202e\u00fc.", "Fix it."))
    assert shown == "#/\\n: A \\x1b[31m\\u202e\u00fc. Fix it."


def test_a_long_message_loses_its_middle() -> None:
    assert short("a\n b") == "a b"
    assert short("x" * 201) == f"{'x' * 100} ... {'x' * 100}"
