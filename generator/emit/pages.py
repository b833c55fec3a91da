"""The pages of the reference, and the place of each model in them."""

import re
from collections.abc import Iterator

from attrs import field, frozen

from ..ir.api import API
from ..ir.models import Alias, Enum, Model
from ..ir.names import unique
from ..ir.operations import Resource
from . import markdown
from .signatures import mentioned

README, MODELS, EVENTS, RETRIES = "README", "models", "events", "retries"

Named = Model | Enum | Alias
"""What has a section of its own, under its name."""

# Texts are words as well, so that the words in them are not taken for classes.
_WORD = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\w+")


@frozen
class Pages:
    """The pages of a reference, and the place of each model in them.

    Attributes:
        names: The page of each resource.
    """

    names: dict[str, str]
    _content: dict[str, list[Named]] = field(factory=dict[str, list[Named]])
    _places: dict[str, tuple[str, str]] = field(factory=dict[str, tuple[str, str]])

    @classmethod
    def of(cls, api: API) -> "Pages":
        """Distribute the models of an API: those of one resource go to its page, and all others to a page of theirs."""
        taken = [README.lower(), MODELS, EVENTS, RETRIES]
        resources = [resource.name for resource in api.resources]
        pages = cls(dict(zip(resources, unique([*taken, *resources])[len(taken) :], strict=True)))
        users = _users(api, pages.names)
        everything: list[Named] = [*api.models, *api.enums, *api.aliases]
        for named in sorted(everything, key=lambda each: each.name):
            pages._content.setdefault(_page(users.get(named.name, set())), []).append(named)
        before = {pages.names[resource.name]: [*headings(resource), "Models"] for resource in api.resources}
        before[EVENTS] = [EVENTS, "WebhookEvent"]
        for page, content in pages._content.items():
            above = before.get(page, [page])
            anchors = markdown.anchors([*above, *(named.name for named in content)])[len(above) :]
            pages._places.update({named.name: (page, name) for named, name in zip(content, anchors, strict=True)})
        return pages

    def models(self, page: str) -> list[tuple[str, Named]]:
        """Return the models of a page, with their kind: `Model`, `Enum` or `Alias`."""
        return [(type(named).__name__, named) for named in self._content.get(page, [])]

    def linked(self, annotation: str, page: str) -> str:
        """Return an annotation for a page, with links to the models that it names."""
        return "".join(self._linked(annotation, page))

    def _linked(self, annotation: str, page: str) -> Iterator[str]:
        position = 0
        for word in _WORD.finditer(annotation):
            if word[0] in self._places:
                yield _code(annotation[position : word.start()])
                where, anchor = self._places[word[0]]
                yield f"[`{word[0]}`]({'' if where == page else f'{where}.md'}#{anchor})"
                position = word.end()
        yield _code(annotation[position:])


def _page(users: set[str]) -> str:
    """Return the page of a model that these pages use. The data of an event that an operation returns stays with it."""
    resources = users - {EVENTS} or users
    return next(iter(resources)) if len(resources) == 1 else MODELS


def headings(resource: Resource) -> list[str]:
    """Return the headings of the page of a resource, before those of its models."""
    return [resource.name, *(f"{resource.name}.{method}" for method in methods(resource))]


def methods(resource: Resource) -> Iterator[str]:
    """Return the methods of a resource, in the order of their descriptions."""
    for operation in resource.operations:
        yield operation.method
        if operation.pages is not None:
            yield operation.pages.method


def _code(text: str) -> str:
    """Return a piece of an annotation as code, with its spaces outside."""
    before, after = " " * text.startswith(" "), " " * text.endswith(" ")
    return f"{before}{markdown.code(text)}{after}" if text.strip() else text


def _users(api: API, pages: dict[str, str]) -> dict[str, set[str]]:
    """Return the pages whose operations or events use each model, directly or not."""
    needs: dict[str, frozenset[str]] = {
        **{model.name: model.extra.models.union(*(each.type.models for each in model.fields)) for model in api.models},
        **{alias.name: alias.type.models for alias in api.aliases},
    }
    starts = {pages[resource.name]: set(mentioned(resource.operations)) for resource in api.resources}
    starts[EVENTS] = set[str]().union(*(event.data.models for event in api.events))
    users: dict[str, set[str]] = {}
    for page, pending in starts.items():
        while pending:
            name = pending.pop()
            if page not in users.setdefault(name, set()):
                users[name].add(page)
                pending |= needs.get(name, frozenset())
    return users
