"""The edges: sockets, ASGI, httpx, and the routing of requests to worlds."""
