"""The examples from which the package `testing` is generated."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from ..document.document import Document, Node, json_media
from ..document.located import LocatedSchema, referred
from ..document.problem import pointer
from ..ir import names
from ..ir.events import Event
from ..ir.models import Model
from ..ir.testing import ErrorExample, EventExample, Factory, Testing, is_repeated
from .components import Component
from .engine_document import EngineDocument, EngineOperation
from .examples import Examples
from .media import request_media


def testing(
    document: Document,
    for_engine: EngineDocument,
    components: Mapping[str, Component],
    models: Iterable[Model],
    events: Iterable[Event],
) -> Testing:
    """Return the examples of a document.

    Args:
        document: The document.
        for_engine: What the engine reads of it.
        components: The component of each model, by the name of its class.
        models: The models.
        events: The events.
    """
    builder = _Builder(document, for_engine, Examples(document))
    return Testing(
        factories=tuple(builder.factories(components, models)),
        errors=tuple(builder.errors()),
        events=tuple(builder.events({each.data.annotation: each for each in events}, list(models))),
    )


@frozen
class _Builder:
    document: Document
    for_engine: EngineDocument
    examples: Examples

    def factories(self, components: Mapping[str, Component], models: Iterable[Model]) -> Iterator[Factory]:
        """Return a factory for each model, or one for each outcome if the model is the result of several."""
        found: list[Factory] = []
        shown = self._results()
        for model in models:
            component = components[model.name]
            found += self._outcomes(model, component) or [
                Factory(
                    function=model.module,
                    model=model,
                    description=model.description,
                    example=self.examples.of_model(component, shown.get(component.pointer)),
                )
            ]
        functions = names.unique([*names.TESTING_RESERVED, *(each.function for each in found)])
        for function, each in zip(functions[len(names.TESTING_RESERVED) :], found, strict=True):
            yield evolve(each, function=function)

    def _outcomes(self, model: Model, component: Component) -> list[Factory]:
        """Return a factory for each success of the operation that merges its successes into this model."""
        return [
            Factory(
                function=names.identifier(body.title),
                model=model,
                description=body.schema.get("description", ""),
                example=self.examples.of_schema(body, shown),
                fixed=dict(success.outcome),
            )
            for operation in self.for_engine.operations.values()
            for success in operation.successes.values()
            if success.outcome
            for body, shown in [self._body(operation, success.status)]
            if component.pointer.startswith(f"{operation.source.pointer}/")
        ]

    def _results(self) -> dict[str, Any]:
        """Return the examples of successful responses, by the pointer of their schema."""
        bodies = [
            self._body(operation, success.status)
            for operation in self.for_engine.operations.values()
            for success in operation.successes.values()
        ]
        return {body.pointer: shown for body, shown in reversed(bodies) if shown is not None}

    def _body(self, operation: EngineOperation, status: str) -> tuple[LocatedSchema, Any]:
        """Return the schema of a JSON body, and its example or None."""
        response = self.document.responses(operation.source.node).get(status, {})
        media = json_media(response.get("content", {})) or {}
        shown = self._shown(media, self.document.error_format(operation.source.node, status))
        schema = media.get("schema", {})
        if isinstance(schema, dict) and "$ref" in schema:
            return referred(self.document, schema["$ref"]), shown
        where = operation.source.pointer + pointer("responses", status)
        return LocatedSchema(schema, where, f"{operation.id} {status}"), shown

    def errors(self) -> Iterator[ErrorExample]:
        """Return the errors of all operations. Operations with the same body share an example."""
        found: dict[tuple[str, str, str | None], list[str]] = {}
        for operation in self.for_engine.operations.values():
            node = operation.source.node
            for status, response in self.document.responses(node).items():
                if status[0] in "123":
                    continue
                if self.document.error_format(node, status) == "empty":
                    found.setdefault((status, "null", response["description"]), []).append(operation.id)
                elif json_media(response.get("content", {})) is not None:
                    body = self.examples.of_schema(*self._body(operation, status))
                    found.setdefault((status, json.dumps(body), None), []).append(operation.id)
        for (status, text, meaning), ids in sorted(found.items(), key=lambda each: each[0][0]):
            operations = tuple(dict.fromkeys(ids))
            yield ErrorExample(status=status, body=json.loads(text), operations=operations, meaning=meaning)

    def _shown(self, media: Node, name: str | None) -> Any:
        """Return the example of a media type, that of this name if it has several. None if it has none."""
        if "example" in media:
            return media["example"]
        known: Node = media.get("examples", {})
        chosen: Node = known.get(name or "") or next(iter(known.values()), {})
        return self.document.deref(chosen).get("value")

    def events(self, events: Mapping[str, Event], models: list[Model]) -> Iterator[EventExample]:
        """Return the events whose data is a model."""
        by_type = {events[model.name].detail_type: model for model in models if model.name in events}
        for name, node in self.document.webhooks():
            if name in by_type:
                media = request_media(self.document, (self.document.request_body(node) or {})["content"])
                envelope = (media and self._shown(media.node, None)) or {}
                detail = {**envelope.get("detail", {})}
                data = detail.pop("data", {})
                yield EventExample(
                    detail_type=name,
                    model=by_type[name].name,
                    envelope={**envelope, "detail": detail},
                    repeated=_repeated(detail, data, by_type[name]),
                )


def _repeated(detail: Node, data: Node, model: Model) -> dict[str, str]:
    return {
        wire: field.name
        for wire, value in detail.items()
        for field in model.fields
        if field.required and field.wire in data and _repeats(wire, value, field.wire, data[field.wire])
    }


def _repeats(wire: str, value: Any, other_wire: str, other: Any) -> bool:
    """Return whether a property of the detail repeats one of the data, perhaps a number as text."""
    as_text = str(other) if type(other) is int and isinstance(value, str) and names.is_id(other_wire) else other
    return is_repeated(wire, value, other_wire, other) or (names.is_id(wire) and value == as_text != other)
