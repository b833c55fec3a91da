"""`python -m spkey_mock`: the command `spkey-mock`."""

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())
