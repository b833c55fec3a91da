"""`python -m spkey_mock`: the command `spkey-mock`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
