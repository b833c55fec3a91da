"""A receiver of webhooks on this machine."""

import contextlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from threading import Thread

from attrs import frozen


@frozen
class Post:
    """A request that a receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def version(self) -> int:
        return int(json.loads(self.body)["detail"]["version"])


class Receiver(ThreadingHTTPServer):
    """Takes posts. Responds with the statuses that it was given, and then with 204."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook"
        self.posts: Queue[Post] = Queue()
        self.responses: Queue[int] = Queue()
        self.headers: dict[str, str] = {}

    def will_respond(self, *statuses: int) -> None:
        for status in statuses:
            self.responses.put(status)

    def got(self) -> list[Post]:
        """Return what was posted since the last call."""
        posts: list[Post] = []
        with contextlib.suppress(Empty):
            while True:
                posts.append(self.posts.get_nowait())
        return posts


class Handler(BaseHTTPRequestHandler):
    server: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers["content-length"]))
        self.server.posts.put(Post(self.path, headers, body))
        try:
            status = self.server.responses.get_nowait()
        except Empty:
            status = 204
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("content-length", "2")
        self.end_headers()
        if status != 204:
            self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    with Receiver() as receiver:
        thread = Thread(target=receiver.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()
