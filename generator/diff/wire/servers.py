"""The servers of a document."""

from itertools import product

from ...document.document import Node
from ...document.problem import pointer
from ..changes import Severity, Use
from .ledger import Ledger
from .texts import add_texts

_MOST_URLS = 200


def urls(servers: list[Node] | None) -> dict[str, int]:
    """Return the base URLs of servers, each with the position of its server. A document without servers has `/`."""
    found: dict[str, int] = {}
    for index, server in enumerate(servers or [{"url": "/"}]):
        for url in _urls(server):
            found.setdefault(url.rstrip("/") or "/", index)
    return found


def _urls(server: Node) -> list[str]:
    url: str = server["url"]
    listed = {name: each["enum"] for name, each in server.get("variables", {}).items() if each.get("enum")}
    listed = {name: values for name, values in listed.items() if f"{{{name}}}" in url}
    count = 1
    for values in listed.values():
        count *= len(values)
    if count > _MOST_URLS:
        return [url]
    found = []
    for values in product(*listed.values()):
        each = url
        for name, value in zip(listed, values, strict=True):
            each = each.replace(f"{{{name}}}", value)
        found.append(each)
    return found


def add_servers(
    ledger: Ledger,
    before: list[Node] | None,
    old_where: str,
    after: list[Node] | None,
    new_where: str,
    uses: tuple[Use, ...] = (),
) -> None:
    """Add the changes of the servers of a document or of an operation."""
    left, right = urls(before), urls(after)
    for url in left.keys() - right.keys():
        where = (f"{old_where}/{left[url]}", "")
        ledger.add(
            "server-removed", where, f"The server {url} was removed.", {"request": Severity.BREAKING}, url, None, uses
        )
    for url in right.keys() - left.keys():
        where = ("", f"{new_where}/{right[url]}")
        ledger.add(
            "server-added", where, f"The server {url} was added.", {"request": Severity.ADDITIVE}, None, url, uses
        )
    for url in left.keys() & right.keys():
        if before and after:
            where = (f"{old_where}/{left[url]}", f"{new_where}/{right[url]}")
            add_texts(ledger, before[left[url]], after[right[url]], where, ("request",))
            add_variables(ledger, before[left[url]], after[right[url]], where, uses)


def add_variables(ledger: Ledger, old: Node, new: Node, where: tuple[str, str], uses: tuple[Use, ...]) -> None:
    """Add the changes of the defaults of a server's variables."""
    before, after = old.get("variables", {}), new.get("variables", {})
    for name in before.keys() & after.keys():
        left, right = before[name].get("default"), after[name].get("default")
        if left != right:
            places = (
                where[0] + pointer("variables", name, "default"),
                where[1] + pointer("variables", name, "default"),
            )
            text = f"The default of the variable {name} is {right} instead of {left}."
            ledger.add("default-changed", places, text, {"request": Severity.RISKY}, left, right, uses)
