"""What a request broke: a rule or schema of the contract, with a stable code, whose doing it is, and an explanation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..service.contract import Contract, Operation, Rule
from ..service.errors import Blame, Problem, Refusal
from ..service.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule or schema that a request ran into.

    Attributes:
        code: The id of the rule, or the keyword of the schema as `schema.KEYWORD`. It does not change.
        blame: Whose doing it is: the client's, who broke the contract; the state's, which did not allow it; or the
            mock's, on purpose or because it is full.
        message: What happened.
        explanation: What the contract says about it.
        place: Where in the request it is, as a JSON pointer that begins with body, query or params.
    """

    code: str
    blame: Blame
    message: str
    explanation: str = ""
    place: str = ""

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return f"{self.code} ({self.blame}): {place}{self.message}"


def findings(contract: Contract, exchange: Exchange) -> Iterator[Finding]:
    """What a request ran into."""
    if exchange.fault is not None:
        yield Finding(f"fault.{exchange.fault.kind}", "mock", "A fault that was asked for struck this request.")
    if exchange.refusal is not None:
        for problem in exchange.refusal.problems:
            yield _refused(contract, exchange.operation, exchange.refusal, problem)
    yield from _unnoticed(contract, exchange)


def _refused(contract: Contract, operation: Operation | None, refusal: Refusal, problem: Problem) -> Finding:
    rule = violated(contract, operation, refusal, problem)
    schema = f"schema.{problem.keyword}" if problem.keyword else f"mock.{refusal.kind}"
    code, text = (schema, "") if rule is None else (rule.id, rule.text)
    return Finding(code, refusal.blame, problem.message, text, _pointer(problem))


def violated(contract: Contract, operation: Operation | None, refusal: Refusal, problem: Problem) -> Rule | None:
    """The rule because of which the request is refused, unless it is a schema."""
    own: Mapping[str, Rule] = {} if operation is None else operation.rules
    if problem.keyword == "x-server-set":
        return own.get("caller_org_id_never_trusted")
    if problem.place[:1] == ("query",) and problem.keyword == "minLength":
        return own.get("filter_not_empty")
    if problem.place[:1] == ("query",) and problem.keyword == "type":
        return own.get("filter_given_once")
    return own.get(refusal.rule) or contract.rules.get(refusal.rule)


def _unnoticed(contract: Contract, exchange: Exchange) -> Iterator[Finding]:
    """What a client did wrong and the service does not mind."""
    operation, values = exchange.operation, exchange.values
    if operation is None or values is None:
        return
    for part in ("body", "query"):
        for name in operation.server_set:
            if name in values.get(part, ()):
                rule = operation.rules["caller_org_id_never_trusted"]
                message = "The service replaced this by the organisation of the credential; clients must not send it."
                yield Finding(rule.id, "client", message, rule.text, f"/{part}/{name}")
    if operation.id == "create_user" and values["body"]["userId"] != values["params"]["id"]:
        rule = operation.rules["path_names_the_user"]
        message = "The userId in the body is not the id in the path."
        yield Finding(rule.id, "client", message, rule.text, "/body/userId")


def _pointer(problem: Problem) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in problem.place)
