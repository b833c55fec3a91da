"""The templates, with the filters that make text safe in them."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import python


def environment(header: str) -> Environment:
    """Return the templates, each of which begins with a header."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 # Python, not HTML; `python` quotes
    )
    templates.globals["header"] = header
    for name in ("arguments", "body", "cell", "described", "doc", "forward", "method_described", "quoted", "signature"):
        templates.filters[name] = getattr(python, name)
    return templates


def python_header(source: str) -> str:
    """Return the first line of every generated module."""
    return f"# Generated from {comment(source)} by python -m generator. Do not edit."


def comment(text: str) -> str:
    """Return text that cannot end a comment."""
    return "".join(char if char.isprintable() else "?" for char in text).replace("--", "__")
