"""Violations: the rules and schemas that a request broke, each with a stable code, a cause and an explanation."""

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from ..service.aggregate import Warned
from ..service.contract import Contract, Operation, Values
from ..service.errors import Blame, Problem, Rejection
from ..service.outcome import Outcome
from ..service.properties import step
from ..service.registry import Registry
from ..service.rules import violated


@frozen
class Violation:
    """A rule or schema that a request broke, or a failure that the mock caused.

    Attributes:
        code: The id of the rule, or the keyword of the schema as `schema.KEYWORD`. Codes are stable.
        blame: Who caused it: `client` if the request broke the contract, `server` if the response of a server behind a
            proxy did, `state` if the current state did not allow the request, or `mock` for an injected fault or an
            exceeded limit.
        message: What happened.
        explanation: The text of the rule, if any.
        place: The location in the request, as a JSON pointer that begins with body, query or params.
    """

    code: str
    blame: Blame
    message: str
    explanation: str = ""
    place: str = ""

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return f"{self.code} ({self.blame}): {place}{self.message}"


def rejected(contract: Contract, operation: Operation | None, error: Rejection) -> Iterator[Violation]:
    """Yield the violations because of which a request was rejected."""
    for problem in error.problems:
        rule = violated(contract, operation, error, problem)
        schema = f"schema.{problem.keyword}" if problem.keyword else f"mock.{error.kind}"
        code, text = (schema, "") if rule is None else (rule.id, rule.text)
        yield Violation(code, error.blame, problem.message, text, _pointer(problem))


def injected(fault: str) -> Violation:
    """Return the violation for an injected fault of this kind."""
    return Violation(f"fault.{fault}", "mock", "An injected fault fired.")


def unnoticed(registry: Registry, outcome: Outcome) -> tuple[Violation, ...]:
    """Return the violations that the service tolerates."""
    if outcome.route is None or outcome.values is None:
        return ()
    operation = outcome.route.operation
    warnings = registry.warnings(operation.id)
    if not operation.server_set and not warnings:
        return ()
    return (*_server_set(operation, outcome.values), *_warned(operation, warnings, outcome.typed))


def _server_set(operation: Operation, values: Values) -> Iterator[Violation]:
    for part in ("body", "query"):
        for name in operation.server_set:
            if name in values.get(part, ()):
                rule = operation.rules["caller_org_id_never_trusted"]
                message = "The service replaced this with the organisation of the credential; clients must not send it."
                yield Violation(rule.id, "client", message, rule.text, f"/{part}/{name}")


def _warned(operation: Operation, warnings: Iterable[Warned], typed: Any) -> Iterator[Violation]:
    for warned in warnings:
        if typed is not None and warned.test(typed):
            rule = operation.rules[warned.rule.rpartition(".")[2]]
            yield Violation(rule.id, "client", warned.message, rule.text, warned.place)


def _pointer(problem: Problem) -> str:
    return "".join(f"/{step(str(it))}" for it in problem.place)
