"""Witnesses: proof of each breaking change, run against both versions."""

from .finding import find
from .requests import accepts

__all__ = ["accepts", "find"]
