"""A browser for the pages of temporary keys: it shows their text, presses their buttons and follows redirects."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx
from attrs import define, field


class _Parser(HTMLParser):
    """Reads the text of a page, its tags and their attributes, and the buttons with the targets of their forms."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.buttons: dict[str, str] = {}
        self._button: list[str] | None = None
        self._action = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag == "form":
            assert attributes["method"] == "post"
            self._action = attributes["action"] or ""
        elif tag == "button":
            self._button = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button is not None:
            self.buttons["".join(self._button)] = self._action
            self._button = None

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._button is not None:
            self._button.append(data)


@define
class Page:
    """A page that a browser shows.

    Attributes:
        response: The response.
        text: The text of its body, with single spaces.
        buttons: The targets of its forms, by the texts of their buttons.
        links: The targets of its links.
        tags: The names of its elements.
    """

    response: httpx.Response
    text: str = field(init=False)
    buttons: dict[str, str] = field(init=False)
    links: list[str] = field(init=False)
    tags: list[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        assert self.response.headers["content-type"] == "text/html; charset=utf-8"
        parser = _Parser()
        parser.feed(self.response.text.partition("<body>")[2])
        url = str(self.response.url)
        self.text = " ".join("".join(parser.texts).split())
        self.buttons = {name: urljoin(url, action) for name, action in parser.buttons.items()}
        self.links = [urljoin(url, attributes["href"] or "") for tag, attributes in parser.tags if tag == "a"]
        self.tags = [tag for tag, _ in parser.tags]

    @property
    def status(self) -> int:
        """The status of the response."""
        return self.response.status_code


@define
class Browser:
    """A browser.

    Attributes:
        client: The client that sends its requests. It follows redirects, and sends no credentials.
    """

    client: httpx.Client

    def visit(self, url: str) -> Page:
        """Show the page at an address."""
        return Page(self.client.get(url, headers=[("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate")]))

    def press(self, page: Page, button: str) -> Page:
        """Press a button, which sends an empty form. The page's referrer policy makes its origin null."""
        headers = {"Origin": "null", "Content-Type": "application/x-www-form-urlencoded"}
        return Page(self.client.post(page.buttons[button], headers=headers))


def browser_of(transport: httpx.BaseTransport) -> Browser:
    """Return a browser whose requests go through a transport."""
    client = httpx.Client(transport=transport, base_url="https://api.spkey.co", follow_redirects=True)
    return Browser(client)
