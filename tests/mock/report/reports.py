"""Reports for the tests: any, and that of a few requests."""

from hypothesis import strategies as st
from spkey_mock.report.ledger import collecting
from spkey_mock.report.report import Finding, Report, bounded
from spkey_mock.service import contract

from ..support import Mock

OPERATIONS = contract.load().operations
STATUSES = [(name, status) for name, operation in OPERATIONS.items() for status in (0, *operation.statuses, 418)]
PROPERTIES = [
    (name, status, it.pointer)
    for name, operation in OPERATIONS.items()
    for status, served in operation.served.items()
    for it in served
]
RULES = [rule.id for rule in contract.load().rules.values() if rule.subject == "request"]

findings = st.builds(
    Finding,
    st.sampled_from(["schema.type", "users.get_profile.user_must_exist", "fault.drop"]),
    st.sampled_from(["client", "state", "mock"]),
    st.text(max_size=5),
    place=st.sampled_from(["", "/body/number"]),
    operation=st.sampled_from(["", "create_user"]),
    world=st.sampled_from(["", "w"]),
    test=st.sampled_from(["", "test_a.py::test_a"]),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Any report."""
    times = st.integers(1, 9)
    violations, dropped = bounded(draw(st.dictionaries(findings, times, max_size=9)))
    return Report(
        requests=draw(times),
        responses=draw(st.dictionaries(st.sampled_from(STATUSES), times, max_size=5)),
        properties=draw(st.frozensets(st.sampled_from(PROPERTIES), max_size=5)),
        rules=draw(st.frozensets(st.sampled_from(RULES), max_size=5)),
        violations=violations,
        dropped=dropped,
        notes=draw(st.frozensets(st.text(max_size=5), max_size=2)),
    )


def sample() -> Report:
    """The report of a creation, a removal of an unknown key, and a removal with an invalid body."""
    with collecting() as ledger:
        mock = Mock()
        ledger.test = "test_a.py::test_a"
        mock.create()
        mock.remove(1)
        mock.remove("one")
        return ledger.report
