"""Comparisons to report about, and text that tries to break out of a report."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from generator.diff.approvals import Approval
from generator.diff.changes import Audience, Change, Severity, Use, Witness
from generator.diff.comparison import Comparison
from generator.diff.consumers import Hit
from generator.diff.python.changes import PythonChange, PythonDiff
from generator.diff.versions import Version
from generator.document.document import Document

BREAKING, RISKY, ADDITIVE, TEXT, NONE = sorted(Severity, reverse=True)

REMOVE = "POST /users/{id}/RemovePhysicalKey"
LIST = "GET /users/{id}/PhysicalKeys"

HOSTILE = (
    "\x1b[2J\x07\u202e`a` ``b` @octocat #12 GH-3 octo/repo#4 https://evil.example/#5 www.evil.example me@evil.example "
    "[x](javascript:alert(1)) ![x](//evil.example/x.png) <javascript:alert(1)> | </details> *b* _i_ ~~s~~ $m$ &lt; "
    "\n\n# heading\n\n- item\n```\n</pre></summary><script>document.title='broken'</script>"
    "<img src=x onerror=\"document.title='broken'\">'\"&\x00\ud800 \\"
)

hostile = st.one_of(
    st.just(HOSTILE),
    st.text(min_size=1, max_size=40),
    st.text("`\\@#[]()<>|*_~!&:/wW.\n\r\t 1aG-H$'\"\x1b\u2028", min_size=1, max_size=40),
)


def change(
    severity: Severity = BREAKING,
    *,
    kind: str = "property-required",
    file: str = "contract/physical_keys.yaml",
    pointer: str = "/schemas/RemovePhysicalKeyRequest/required",
    request: Severity | None = None,
    response: Severity = NONE,
    webhook: Severity = NONE,
    text: str = "The property number is now required.",
    old: Any = None,
    new: Any = None,
    uses: tuple[Use, ...] | None = None,
    witness: Witness | None = None,
) -> Change:
    """Return a change that is this severe for senders of requests."""
    return Change(
        kind=kind,
        file=file,
        pointer=pointer,
        request=severity if request is None else request,
        response=response,
        webhook=webhook,
        text=text,
        old=old,
        new=new,
        uses=(use(),) if uses is None else uses,
        witness=witness,
    )


def use(
    operation: str = REMOVE, audience: Audience = "request", *path: str, status: str = "", part: str = "body"
) -> Use:
    return Use(operation, audience, part, status, "application/json" if part == "body" else "", path or ("number",))


def python_change(severity: Severity = BREAKING, **facts: Any) -> PythonChange:
    known = {
        "kind": "parameter-removed",
        "path": "spkey_client.Users.create(name)",
        "text": "The parameter name was removed.",
    }
    return PythonChange(severity=severity, **{**known, **facts})


def request(**facts: Any) -> Witness:
    """Return a request that is rejected now."""
    value = {"method": "POST", "path": "/users/u1/RemovePhysicalKey", "query": {}, "headers": {}, "body": {}}
    return Witness("request", {**value, **facts}, "The property number is missing.", confirmed=True)


def approval(
    of: Change | PythonChange, reason: str = "Nobody uses it.", owner: str = "api-team"
) -> dict[str, Approval]:
    return {of.fingerprint: Approval(of.fingerprint, reason, owner, date(2027, 1, 31))}


def comparison(
    *changes: Change,
    python: tuple[PythonChange, ...] | None = None,
    reason: str | None = None,
    approved: Mapping[str, Approval] | None = None,
    problems: tuple[str, ...] = (),
    hit: Mapping[str, Hit] | None = None,
    labels: tuple[str, str] = ("v1.2.0", "openapi.yaml"),
) -> Comparison:
    old, new = (Version(label, Document(label, {}), Path(label)) for label in labels)
    diff = None if python is None else PythonDiff(package="spkey_client", changes=python, reason=reason)
    return Comparison(old, new, changes, diff, approved or {}, problems, hit)


def everything(text: str = "A text.") -> Comparison:
    """Return a comparison in which every part is there, and has this text wherever a text can stand."""
    place = Use(text, "response", text, text, text, (text,))
    sent = {"method": text, "path": f"/{text}", "query": {text: text}, "headers": {text: text}, "body": {text: [text]}}
    wire = [
        change(
            severity,
            kind=text,
            file=text,
            pointer=f"/{number}{text}",
            response=severity,
            text=text,
            old={text: text},
            new=[text],
            uses=(place, use(text, "webhook"), use(), use(LIST)),
            witness=Witness("request", sent, text, confirmed=number % 2 == 0),
        )
        for number, severity in enumerate(Severity)
    ]
    python = [
        python_change(severity, path=text, before=text, text=text, old=text, new=f"{text}{severity}")
        for severity in (BREAKING, ADDITIVE)
    ]
    python[0] = python[0].with_witness(Witness("python", text, text, confirmed=True))
    known = {it.fingerprint: Hit((text,), 2) for it in wire}
    approved = {**approval(wire[0], text, text), **approval(python[1], text, text)}
    return comparison(
        *sorted(wire, key=lambda it: (-it.severity, it.file, it.pointer)),
        python=tuple(python),
        reason=text,
        approved=approved,
        problems=(text,),
        hit=known,
        labels=(text, text),
    )
