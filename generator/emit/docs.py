"""The reference of the SDK, as Markdown."""

from ..ir.api import API
from .templating import comment, environment


def reference(api: API) -> str:
    """The reference of the SDK, as Markdown."""
    templates = environment(f"<!-- Generated from {comment(api.source)} by python -m generator. Do not edit. -->")
    return templates.get_template("docs/api.md.jinja").render(
        resources=api.resources, service=api.service, models=api.models, enums=api.enums
    )
