"""Makes the SDK and its reference from the contract: load -> prepare -> render.

`load` reads and checks an OpenAPI document, `prepare` turns it into an `api.API` with the help of
openapi-python-client, and `render` writes that down as Python.
"""
