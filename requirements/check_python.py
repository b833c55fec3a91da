"""Exit with a message if this Python is too old for the project."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 # this is what is checked
    version = ".".join(map(str, sys.version_info[:2]))
    sys.exit(f"{sys.executable} is Python {version}, but 3.11 or newer is required. Run make PYTHON=python3.11")
