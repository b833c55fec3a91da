"""The names of worlds and of their snapshots."""

import re

NAME = re.compile(r"(?!\.\.?\Z)[A-Za-z0-9._~-]{0,64}", re.ASCII)
"""The pattern of names. It excludes `.` and `..`. The name of a world outside a server is empty."""

NAME_RULE = "The name of a world must be 1 to 64 letters, digits, dots, hyphens, underscores and tildes."
"""The rule for the names of a server's worlds, for messages."""
