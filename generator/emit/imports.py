"""The imports of generated modules."""

import re

# Strings and attributes are skipped. Neither descriptions nor names of the contract use what is imported.
_NAME = re.compile(
    r'"""(?:[^"\\]+|\\.|"(?!""))*"""|"(?:[^"\\\n]+|\\.)*"|\'(?:[^\'\\\n]+|\\.)*\'|\.\w+|(\w+)', re.DOTALL
)
_IMPORT = re.compile(r"((?:from \S+ )?import )(.+)\n")


def used_in(imports: str, code: str) -> str:
    """Return those of the imports that code may use.

    Ruff removes unused imports as well, but takes four times as long for a module in which it has to change something.

    Args:
        imports: One statement a line, in the order of ruff.
        code: The rest of the module. It has no names in strings, such as quoted annotations.
    """
    used = set(_NAME.findall(code))

    def kept(statement: re.Match[str]) -> str:
        names = [name for name in statement[2].split(", ") if name.split()[-1] in used]
        return f"{statement[1]}{', '.join(names)}\n" if names else ""

    return re.sub(r"\n{3,}", "\n\n", _IMPORT.sub(kept, imports))
