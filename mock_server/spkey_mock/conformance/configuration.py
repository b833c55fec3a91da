"""The configuration of a run: from the command line, the environment and pyproject.toml, in this order."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from attrs import Attribute, field, fields, frozen

PREFIX = "SPKEY_CONFORMANCE_"
"""The prefix of the environment variables. The variables of the SDK are not read, because they may name production."""

TABLE = "spkey-conformance"
"""The table of pyproject.toml, below `tool`."""

_VISIBLE = re.compile("[!-~]+")

Kind = Literal["text", "secret", "texts", "urls", "flag", "number"]


class ConfigurationError(ValueError):
    """The configuration is invalid. The message names the option and its source.

    Attributes:
        option: The name of the option, if the message names no source yet.
    """

    def __init__(self, message: str, option: str = "") -> None:
        super().__init__(message)
        self.option = option


def _several(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _option(kind: Kind, text: str, default: Any = None) -> Any:
    return field(default=default, repr=kind != "secret", metadata=_described(kind, text))


def _described(kind: Kind, text: str) -> dict[str, str]:
    return {"kind": kind, "help": text}


@frozen(kw_only=True)
class Configuration:
    """The configuration of a run. The options of `spkey-mock verify` have the same names."""

    # Type checkers see the converter only here.
    base_url: tuple[str, ...] = field(
        default=(),
        converter=_several,
        metadata=_described("urls", "the root of the server to verify; repeatable, for the replicas of a service"),
    )
    api_key: str | None = _option("secret", "an API key of an organisation")
    org_id: str | None = _option("text", "the id of that organisation")
    other_api_key: str | None = _option("secret", "an API key of a second organisation")
    other_org_id: str | None = _option("text", "the id of the second organisation")
    revoked_api_key: str | None = _option("secret", "an API key that was revoked")
    super_api_key: str | None = _option("secret", "an API key that gives access to every organisation")
    token: str | None = _option("secret", "a user's bearer token")
    token_user: str | None = _option("text", "the id of the user of --token")
    expired_token: str | None = _option("secret", "a bearer token that has expired")
    control_token: str | None = _option("secret", "the control token of a mock")
    user: tuple[str, ...] = _option("texts", "the id of an existing user to test with; repeatable", ())
    allow_writes: bool = _option("flag", "send commands to a server that is not a mock", False)
    select: tuple[str, ...] = _option("texts", "a rule id, with * as wildcard, or a category; repeatable", ())
    deselect: tuple[str, ...] = _option("texts", "a rule id or category to leave out; repeatable", ())
    strict: bool = _option("flag", "fail on inferred rules as well, instead of warning", False)
    deviations: str | None = _option("text", "a file of known deviations, or prism for those of Prism")
    report: str | None = _option("text", "the directory to write the reports to")
    timeout: float = _option("number", "the timeout of a request, in seconds", 10.0)
    clients: int = _option("number", "the number of parallel clients of the concurrency tests, at most 16", 8)

    def __attrs_post_init__(self) -> None:
        self._check_urls()
        self._check_texts()
        self._check_secrets()
        if not 0 < self.timeout <= 600:
            message = f"timeout must be more than 0 and at most 600 seconds, not {self.timeout:g}."
            raise ConfigurationError(message, "timeout")
        if not 2 <= self.clients <= 16:
            raise ConfigurationError(f"clients must be from 2 to 16, not {self.clients}.", "clients")
        for one, other in (("token", "token_user"), ("other_api_key", "other_org_id"), ("api_key", "org_id")):
            if getattr(self, one) and not getattr(self, other):
                raise ConfigurationError(f"{one} needs {other} as well. Pass {flag(other)}.", one)

    def _check_urls(self) -> None:
        for url in self.base_url or ("",):
            _check_url(url)
        for url in self.base_url:
            if self.base_url.count(url) > 1:
                raise ConfigurationError(f"base_url must name each server once, not {url} twice.", "base_url")

    def _check_texts(self) -> None:
        for option in options():
            value: object = getattr(self, option.name)
            texts = cast("Sequence[object]", value) if isinstance(value, list | tuple) else [value]
            if any(isinstance(text, str) and not text.strip() for text in texts):
                raise ConfigurationError(f"{option.name} must not be empty.", option.name)

    def _check_secrets(self) -> None:
        """Check the secrets here, because HTTP would reject an invalid one with an error that shows it."""
        for option in options():
            text: str | None = getattr(self, option.name)
            if option.metadata["kind"] == "secret" and text is not None and not _VISIBLE.fullmatch(text):
                message = f"{option.name} must be visible ASCII characters, without spaces and line breaks."
                raise ConfigurationError(message, option.name)

    def masked(self) -> Mapping[str, object]:
        """Return the options that were set, secrets masked, for reports."""
        shown: dict[str, object] = {
            option.name: "***" if option.metadata["kind"] == "secret" else getattr(self, option.name)
            for option in options()
            if getattr(self, option.name) != option.default
        }
        return shown if len(self.base_url) > 1 else {**shown, "base_url": "".join(self.base_url)}


def _check_url(text: str) -> None:
    try:
        url = urlsplit(text)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        usable = False
    else:
        if url.username is not None or url.password is not None:
            raise ConfigurationError("base_url must not contain credentials. Remove them.", "base_url")
        usable = usable and not url.query and not url.fragment
    if not usable:
        raise ConfigurationError(
            "base_url must be the URL of the server to verify, such as https://staging.example. Pass --base-url.",
            "base_url",
        )


def options() -> "tuple[Attribute[Any], ...]":
    """Return the options, each with its `kind` and `help` as metadata."""
    return fields(Configuration)


def flag(name: str) -> str:
    """Return the option of the command for a name."""
    return f"--{name.replace('_', '-')}"


def read(given: Mapping[str, Any], environment: Mapping[str, str], folder: Path) -> Configuration:
    """Return the configuration of a run.

    Args:
        given: The options of the command line. None means that an option was not given.
        environment: The environment variables.
        folder: The folder whose pyproject.toml is read, if there is one.

    Raises:
        ConfigurationError: An option is unknown, has the wrong type or is out of range.
    """
    file = folder / "pyproject.toml"
    sources = {
        f"[tool.{TABLE}] of {file}": _from_file(file),
        "the environment": _from_environment(environment),
        "the command line": {name: value for name, value in given.items() if value is not None},
    }
    try:
        return Configuration(**{name: value for values in sources.values() for name, value in values.items()})
    except ConfigurationError as error:
        named = [source for source, values in sources.items() if error.option in values]
        raise ConfigurationError(f"{error} It comes from {named[-1]}." if named else str(error)) from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    known = {PREFIX + option.name.upper(): option for option in options()}
    # Workflow files set a variable to the empty string if its secret does not exist.
    found = {name: text for name, text in environment.items() if name.startswith(PREFIX) and text}
    if unknown := sorted(found.keys() - known):
        raise ConfigurationError(f"Unknown environment variable {unknown[0]}. Known: {', '.join(known)}.")
    return {known[name].name: _parsed(known[name], name, text) for name, text in found.items()}


def _parsed(option: "Attribute[Any]", name: str, text: str) -> object:
    match option.metadata["kind"]:
        case "texts" | "urls":
            return tuple(map(str.strip, text.split(",")))
        case "flag":
            if text not in ("0", "1"):
                raise ConfigurationError(f"{name} must be 0 or 1, not {text!r}.")
            return text == "1"
        case "number":
            return number(name, text, option)
        case _:
            return text


def number(name: str, text: str, option: "Attribute[Any]") -> float:
    """Return a number that was given as text.

    Raises:
        ConfigurationError: The text is not a number, or not a whole one where only those are allowed.
    """
    whole = isinstance(option.default, int)
    try:
        return int(text) if whole else float(text)
    except ValueError:
        raise ConfigurationError(f"{name} must be a {'whole ' if whole else ''}number, not {text!r}.") from None


def _from_file(file: Path) -> dict[str, Any]:
    import tomllib  # on use, because most commands do not read the file

    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}") from None
    table = _table(document, file)
    known = {option.name.replace("_", "-"): option for option in options()}
    if unknown := sorted(table.keys() - known):
        raise ConfigurationError(f"Unknown key {unknown[0]!r} in [tool.{TABLE}] of {file}. Known: {', '.join(known)}.")
    place = f"[tool.{TABLE}] of {file}"
    return {known[name].name: _typed(known[name], f"{name} in {place}", value) for name, value in table.items()}


def _table(document: Mapping[str, object], file: Path) -> dict[str, object]:
    tools = document.get("tool")
    table: object = cast("dict[str, object]", tools).get(TABLE, {}) if isinstance(tools, dict) else {}
    if not isinstance(table, dict):
        raise ConfigurationError(f"tool.{TABLE} of {file} must be a table.")
    return cast("dict[str, object]", table)


_TYPES: Mapping[Kind, tuple[tuple[type, ...], str]] = {
    "text": ((str,), "a string"),
    "secret": ((str,), "a string"),
    "texts": ((list,), "an array of strings"),
    "urls": ((str, list), "a string or an array of strings"),
    "flag": ((bool,), "true or false"),
    "number": ((int, float), "a number"),
}


def _typed(option: "Attribute[Any]", name: str, value: object) -> object:
    kind = cast("Kind", option.metadata["kind"])
    types, described = _TYPES[kind]
    if kind == "number" and isinstance(option.default, int):
        types, described = (int,), "a whole number"
    fits = isinstance(value, types) and isinstance(value, bool) is (kind == "flag")
    if isinstance(value, list) and fits:
        fits = all(isinstance(item, str) for item in cast("list[object]", value))
    if not fits:
        shown = "" if kind == "secret" else f", not {value!r}"
        raise ConfigurationError(f"{name} must be {described}{shown}.")
    return tuple(cast("list[str]", value)) if isinstance(value, list) else value
