"""The configuration of a run: its sources, their precedence, and errors that name the option and its source."""

from pathlib import Path
from typing import Any

import pytest
from attrs import Attribute
from spkey_mock.conformance.configuration import Configuration, ConfigurationError, flag, options, read

URL = "https://staging.example"


def pyproject(folder: Path, *lines: str) -> None:
    (folder / "pyproject.toml").write_text("\n".join(["[tool.spkey-conformance]", *lines]), "utf-8")


def test_the_command_line_precedes_the_environment_which_precedes_the_file(tmp_path: Path) -> None:
    pyproject(tmp_path, 'base-url = "https://file.example"', "timeout = 1", 'org-id = "file"', "strict = true")
    environment = {"SPKEY_CONFORMANCE_BASE_URL": "https://environment.example", "SPKEY_CONFORMANCE_TIMEOUT": "2"}
    found = read({"base_url": URL, "timeout": None}, environment, tmp_path)
    assert (found.base_url, found.timeout, found.org_id, found.strict) == ((URL,), 2.0, "file", True)


def test_every_option_can_come_from_every_source(tmp_path: Path) -> None:
    texts: dict[str, tuple[str, Any, str]] = {
        "text": ("x", "x", '"x"'),
        "secret": ("x", "x", '"x"'),
        "texts": ("a, b", ("a", "b"), '["a", "b"]'),
        "flag": ("1", True, "true"),
        "number": ("4", 4, "4"),
    }
    kinds = {option.name: option.metadata["kind"] for option in options()}
    urls = (URL, f"{URL}/b")
    texts["urls"] = (", ".join(urls), urls, str([*urls]))
    expected = {name: texts[kind][1] for name, kind in kinds.items()}
    environment = {f"SPKEY_CONFORMANCE_{name.upper()}": texts[kind][0] for name, kind in kinds.items()}
    pyproject(tmp_path, *(f"{name.replace('_', '-')} = {texts[kind][2]}" for name, kind in kinds.items()))
    for found in (
        read({}, environment, tmp_path / "nowhere"),
        read({}, {}, tmp_path),
        read(expected, {}, tmp_path / "nowhere"),
    ):
        assert {name: getattr(found, name) for name in kinds} == expected


def test_a_single_server_of_the_file_may_be_a_string(tmp_path: Path) -> None:
    pyproject(tmp_path, f'base-url = "{URL}"')
    assert read({}, {}, tmp_path) == Configuration(base_url=URL) == Configuration(base_url=(URL,))


def test_the_variables_of_the_sdk_are_not_read(tmp_path: Path) -> None:
    environment = {"SPKEY_API_KEY": "production", "SPKEY_BASE_URL": "https://production.example", "SPKEY_TOKEN": "x"}
    found = read({"base_url": URL}, environment, tmp_path)
    assert found == Configuration(base_url=URL)


@pytest.mark.parametrize("option", options(), ids=lambda option: option.name)
def test_an_empty_variable_counts_as_absent(tmp_path: Path, option: "Attribute[Any]") -> None:
    environment = {f"SPKEY_CONFORMANCE_{option.name.upper()}": ""}
    assert read({"base_url": URL}, environment, tmp_path) == Configuration(base_url=URL)


TEXTS = [it for it in options() if it.metadata["kind"] in ("text", "secret", "texts", "urls")]


@pytest.mark.parametrize("text", ["", " "])
@pytest.mark.parametrize("option", TEXTS, ids=lambda option: option.name)
def test_any_other_empty_value_is_an_error_that_names_the_option(
    tmp_path: Path, option: "Attribute[Any]", text: str
) -> None:
    several = option.metadata["kind"] == "texts"
    pyproject(tmp_path, f"{option.name.replace('_', '-')} = {[text] if several else repr(text)}")
    sources: list[tuple[dict[str, Any], dict[str, str], str]] = [
        ({option.name: [text] if several else text}, {}, "the command line"),
        ({}, {}, "[tool.spkey-conformance] of "),
    ]
    if text:
        sources.append(({}, {f"SPKEY_CONFORMANCE_{option.name.upper()}": text}, "the environment"))
    for given, environment, source in sources:
        folder = tmp_path if "tool" in source else tmp_path / "nowhere"
        base_url = {} if option.name == "base_url" else {"base_url": URL}
        with pytest.raises(ConfigurationError) as caught:
            read({**base_url, **given}, environment, folder)
        assert str(caught.value).startswith(f"{option.name} must ")
        assert f"It comes from {source}" in str(caught.value)


@pytest.mark.parametrize("text", [",", "a,", "a,,b", " , a"])
def test_a_list_in_a_variable_has_no_empty_items(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^user must not be empty\. It comes from the environment\.$"):
        read({"base_url": URL}, {"SPKEY_CONFORMANCE_USER": text}, tmp_path)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "base_url must be the URL of the server to verify"),
        ({"base_url": "localhost:8000"}, "base_url must be the URL .* It comes from the command line"),
        ({"base_url": "ftp://a"}, "base_url must be the URL"),
        ({"base_url": "https://"}, "base_url must be the URL"),
        ({"base_url": "https://a:99999"}, "base_url must be the URL"),
        ({"base_url": "https://a/?q=1"}, "base_url must be the URL"),
        ({"base_url": "https://me:hidden@a"}, "base_url must not contain credentials"),
        ({"base_url": [URL, "https://a/?q=1"]}, "base_url must be the URL"),
        ({"base_url": [URL, "https://me:hidden@a"]}, "base_url must not contain credentials"),
        ({"base_url": [URL, "https://b", URL]}, f"base_url must name each server once, not {URL} twice. It comes from"),
        ({"base_url": URL, "timeout": 0.0}, "timeout must be more than 0 .* from the command line"),
        ({"base_url": URL, "timeout": float("nan")}, "timeout must be more than 0"),
        ({"base_url": URL, "clients": 1}, "clients must be from 2 to 16, not 1"),
        ({"base_url": URL, "clients": 17}, "clients must be from 2 to 16, not 17"),
        ({"base_url": URL, "token": "t"}, "token needs token_user as well. Pass --token-user"),
        ({"base_url": URL, "api_key": "k"}, "api_key needs org_id as well. Pass --org-id"),
        ({"base_url": URL, "other_api_key": "k"}, "other_api_key needs other_org_id as well"),
    ],
)
def test_a_bad_value_of_the_command_line_is_named(tmp_path: Path, given: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        read(given, {}, tmp_path)
    assert "hidden" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("STRICT", "yes", "SPKEY_CONFORMANCE_STRICT must be 0 or 1, not 'yes'"),
        ("TIMEOUT", "soon", "SPKEY_CONFORMANCE_TIMEOUT must be a number, not 'soon'"),
        ("TIMEOUT", "-1", "timeout must be more than 0 .* It comes from the environment"),
        ("CLIENTS", "3.5", "SPKEY_CONFORMANCE_CLIENTS must be a whole number, not '3.5'"),
        ("CLIENTS", "99", "clients must be from 2 to 16, not 99. It comes from the environment"),
        (
            "APIKEY",
            "hidden",
            "Unknown environment variable SPKEY_CONFORMANCE_APIKEY. Known: .*_CONFORMANCE_API_KEY",
        ),
    ],
)
def test_a_bad_variable_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        read({"base_url": URL}, {f"SPKEY_CONFORMANCE_{name}": text}, tmp_path)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("timeout = 0", r"timeout must be more than 0 .* It comes from \[tool.spkey-conformance\] of .*pyproject.toml"),
        ('timeout = "2"', r"timeout in \[tool.spkey-conformance\] of .*pyproject.toml must be a number, not '2'"),
        ("timeout = true", "timeout in .* must be a number, not True"),
        ("clients = 3.5", "clients in .* must be a whole number, not 3.5"),
        ("strict = 1", "strict in .* must be true or false, not 1"),
        ('select = "auth"', "select in .* must be an array of strings, not 'auth'"),
        ("select = [1]", r"select in .* must be an array of strings, not \[1\]"),
        ("base-url = 7", "base-url in .* must be a string or an array of strings, not 7"),
        ("base-url = [7]", "base-url in .* must be a string or an array of strings"),
        ("org-id = 7", "org-id in .* must be a string, not 7"),
        ("api-key = 4711", r"api-key in .* must be a string\.$"),
        ("base_url = 1", "Unknown key 'base_url' in .*pyproject.toml. Known: base-url"),
        ("= 1", "pyproject.toml cannot be read: "),
    ],
)
def test_a_bad_value_of_the_file_is_named(tmp_path: Path, line: str, message: str) -> None:
    pyproject(tmp_path, line)
    with pytest.raises(ConfigurationError, match=message) as caught:
        read({"base_url": URL}, {}, tmp_path)
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize("content", ['tool = "x"', "[project]", "[tool.ruff]", ""])
def test_a_file_without_the_table_configures_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "pyproject.toml").write_text(content, "utf-8")
    assert read({"base_url": URL}, {}, tmp_path) == Configuration(base_url=URL)


def test_a_table_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nspkey-conformance = 1", "utf-8")
    with pytest.raises(ConfigurationError, match=r"tool.spkey-conformance of .*pyproject.toml must be a table"):
        read({"base_url": URL}, {}, tmp_path)


def test_reports_get_the_options_that_were_set_without_the_secrets() -> None:
    names = [option.name for option in options() if option.metadata["kind"] == "secret"]
    secrets: dict[str, Any] = {name: f"secret-{name}" for name in names}
    found = Configuration(base_url=URL, org_id="acme", other_org_id="umbrella", token_user="u", strict=True, **secrets)
    assert found.masked() == {
        "base_url": URL,
        "org_id": "acme",
        "other_org_id": "umbrella",
        "token_user": "u",
        "strict": True,
        **dict.fromkeys(secrets, "***"),
    }
    assert "secret-" not in repr(found)


def test_reports_get_the_urls_of_all_replicas() -> None:
    assert Configuration(base_url=(URL, "https://b")).masked() == {"base_url": (URL, "https://b")}


def test_options_of_the_command_are_the_names_with_dashes() -> None:
    assert flag("other_api_key") == "--other-api-key"


@pytest.mark.parametrize("secret", ["a-key\n", " a-key", "a key", "schlüssel"])
def test_a_secret_that_no_header_can_carry_is_an_error_that_does_not_show_it(tmp_path: Path, secret: str) -> None:
    environment = {"SPKEY_CONFORMANCE_BASE_URL": URL, "SPKEY_CONFORMANCE_REVOKED_API_KEY": secret}
    with pytest.raises(ConfigurationError) as caught:
        read({}, environment, tmp_path)
    assert str(caught.value) == (
        "revoked_api_key must be visible ASCII characters, without spaces and line breaks. "
        "It comes from the environment."
    )
