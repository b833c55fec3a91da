"""The pages of temporary keys, as HTML without scripts or external resources."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import quote

from ...service.message import Headers, Response
from ...service.times import iso, parse
from .link import Link, Status
from .state import Door

_STYLE = """
body { margin: 0 auto; max-width: 32rem; padding: 1rem; font: 1.125rem/1.5 system-ui, sans-serif; }
dt { font-weight: bold; }
dd { margin: 0 0 .5rem; }
ul { list-style: none; padding: 0; }
li { border-top: 1px solid; padding: .75rem 0; }
button { font: inherit; padding: .75rem 1rem; width: 100%; }
:root { color-scheme: light dark; }
"""

_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Headers = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", _POLICY.encode()),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),  # whoever knows the address can open the doors
    (b"x-content-type-options", b"nosniff"),
)

_WHY: dict[Status, str] = {
    "revoked": "This key has been revoked and no longer opens any door.",
    "expired": "This key has expired and no longer opens any door.",
    "used-up": "This key has been used up and no longer opens any door.",
    "not-yet-valid": "This key is not valid yet.",
}


def guest_page(link: Link) -> Response:
    """Return the page that a key's link leads to: its window, its PIN, and a button for each door that it opens."""
    why = _WHY.get(link.status)
    body = [
        "<h1>Temporary key</h1>",
        "" if why is None else f"<p><strong>{why}</strong></p>",
        f"<dl><dt>Valid from</dt> <dd>{_time(link.window.start)}</dd>",
        f"<dt>Valid until</dt> <dd>{_time(link.window.end)}</dd>",
        _pin(link),
        "</dl>",
        "<h2>Doors</h2><ul>",
        *(f"<li>{_door(link, door)}</li>" for door in link.doors),
        "</ul>",
    ]
    return _page(200, "Temporary key", *body)


def confirmation(link: Link, door: Door | None, *, offline: bool) -> Response:
    """Return the page that confirms an opening.

    Args:
        link: The link of the key.
        door: The door, or None if the address names none.
        offline: Whether the door's lock was offline.
    """
    name = "The door" if door is None else _name(door)
    title = "The lock is offline" if offline else "Door opened"
    happened = "is offline. It opens once its lock is online again." if offline else "was opened."
    # A relative link, because the world may be mounted below any path.
    back = f'<p><a href="../{quote(link.uuid, safe="")}">Back to the key</a></p>'
    return _page(200, title, f"<h1>{title}</h1>", f"<p>{name} {happened}</p>", back)


def not_found() -> Response:
    """Return the page for a key or a door that does not exist."""
    return _page(404, "Not found", "<h1>Not found</h1>", "<p>There is no such key or door. Check the link.</p>")


def _page(status: int, title: str, *body: str) -> Response:
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    lines = [
        "<!doctype html>",
        f'<html lang="en"><head>{head}<title>{title}</title><style>{_STYLE}</style></head>',
        "<body><main>",
        *filter(None, body),
        "</main></body></html>",
        "",
    ]
    return Response(status, _HEADERS, "\n".join(lines).encode(errors="replace"))


def _time(text: str) -> str:
    shown = iso(parse(text))
    return f'<time datetime="{shown}">{shown[:10]} {shown[11:16]} UTC</time>'


def _pin(link: Link) -> str:
    if link.pin is None or link.status in ("revoked", "expired"):
        return ""
    return f"<dt>PIN</dt> <dd>{escape(link.pin)}</dd>"


def _name(door: Door) -> str:
    # The label may be in a right-to-left script.
    return f"<bdi>{escape(door.label or f'Door {door.id}')}</bdi>"


def _door(link: Link, door: Door) -> str:
    name = _name(door)
    if link.opens(door):
        action = f"{quote(link.uuid, safe='')}/doors/{door.id}/open"
        return f'<form method="post" action="{action}"><button>Open {name}</button></form>'
    if link.whitelisted:
        return f"{name}: only users on the key's whitelist can open it, with their app."
    return f"{name}: enter the PIN at the door." if not door.slides else name
