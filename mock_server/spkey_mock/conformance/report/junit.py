"""The result of a run as JUnit XML: a test case for each rule."""

from ...reporting.junit import Case, Suite, document
from ..result import Result
from ..verdicts import Judged


def junit(result: Result) -> bytes:
    """Return the result as JUnit XML. It has a failure or an error exactly if the run fails."""
    run = [Case("run", error=result.problem)] if result.problem else []
    return document("spkey-conformance", [Suite("rules", [*run, *map(_case, result.rules)])])


def _case(judged: Judged) -> Case:
    seconds = sum(tested.seconds for tested in judged.tests)
    rule = f"{judged.rule.text} ({judged.rule.source})"
    told = f"{judged.verdict}: {judged.reason}" if judged.reason else judged.verdict
    match judged.verdict:
        case "passed":
            return Case(judged.rule.id, output=rule, seconds=seconds)
        case "failed" | "unexpectedly passed":
            return Case(judged.rule.id, failure=told, output=rule, seconds=seconds)
        case "engine error":
            return Case(judged.rule.id, error=told, output=rule, seconds=seconds)
        case _:
            return Case(judged.rule.id, skipped=told, output=rule, seconds=seconds)
