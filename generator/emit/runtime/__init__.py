"""Modules of the SDK's runtime that only some documents need, written as modules of `spkey_client`.

A generated package gets a copy of each module that its operations use. Our own SDK uses none of them.
"""
