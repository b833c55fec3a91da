"""The log of the SDK: one line for each attempt and each pause."""

import logging
import os
import time
import warnings
from typing import Any, TextIO

from ._call import Operation
from ._errors import request_id
from ._response import Outcome, Received

logger = logging.getLogger("spkey_client")

_LEVELS = {each.lower(): getattr(logging, each) for each in ("DEBUG", "INFO", "WARNING", "ERROR")}


class _StderrHandler(logging.StreamHandler[TextIO]):
    """The handler that SPKEY_LOG adds."""


def log_to_stderr() -> None:
    """Log to stderr if the environment variable SPKEY_LOG names a level. Warn of an unknown level."""
    level = os.environ.get("SPKEY_LOG", "").lower()
    if not level:
        return
    if level not in _LEVELS:
        warnings.warn(f"SPKEY_LOG must be one of {', '.join(_LEVELS)}, not {level!r}. It is ignored.", stacklevel=2)
        return
    if not any(isinstance(each, _StderrHandler) for each in logger.handlers):
        handler = _StderrHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)
    logger.setLevel(_LEVELS[level])


def log_attempt(operation: Operation[Any], outcome: Outcome, attempt: int, begun: float) -> None:
    """Log an attempt: the operation and its outcome, but no value, no id of a user, and no credential."""
    if not logger.isEnabledFor(logging.INFO):
        return
    if isinstance(outcome, Received):
        result, found = str(outcome.response.status_code), request_id(outcome.response)
    else:
        result, found = type(outcome.error).__name__, None
    seconds = time.perf_counter() - begun
    text = "%s %s: %s in %.3f s, attempt %d" + (", request id %s" if found else "")
    values = (operation.method, operation.path, result, seconds, attempt)
    logger.info(text, *values, *([found] if found else []))


def log_pause(operation: Operation[Any], seconds: float) -> None:
    """Log the pause before another attempt."""
    logger.info("%s %s: another attempt in %.3f s", operation.method, operation.path, seconds)
