"""A sandbox to experiment with: `python -m tests.mock.sandbox` runs PostgreSQL and two replicas until Ctrl-C.

`python -m tests.mock.sandbox --verify [OPTION ...]` runs `spkey-mock verify --strict` with these options against both
replicas instead, and ends with its exit code.
"""

import signal
import subprocess
import sys

from ..postgres import MISSING, programs, running
from .sandbox import Sandbox, serving


def main(arguments: list[str]) -> int:
    """Run the sandbox and return the exit code."""
    if programs() is None:
        print(MISSING, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with running() as postgres, serving(postgres.database(), count=2) as sandbox:
        print(_description(sandbox), flush=True)
        return _verify(sandbox, arguments[1:]) if arguments[:1] == ["--verify"] else _wait()


def _description(sandbox: Sandbox) -> str:
    facts = sandbox.replicas[0].facts
    return "\n".join(
        [
            f"PostgreSQL  {sandbox.store}",
            *(f"Replica     {replica.base_url}" for replica in sandbox.replicas),
            f"API key     {facts['api_key']}",
            f"Token       {facts['token']}",
        ]
    )


def _verify(sandbox: Sandbox, options: list[str]) -> int:
    urls = [argument for replica in sandbox.replicas for argument in ("--base-url", replica.base_url)]
    command = [sys.executable, "-m", "spkey_mock", "verify", "--strict", *urls, *options]
    return subprocess.run(command, check=False).returncode


def _wait() -> int:
    print("Ctrl-C to stop.", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print("Stopping.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
