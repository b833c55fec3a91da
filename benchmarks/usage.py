"""The time and memory that a command takes: `python -I benchmarks/usage.py COMMAND...`. The result is printed as JSON.

Runs as a file in a process of its own: the peak of a new process includes that of the process that starts it.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path


def usage(command: list[str]) -> dict[str, float]:
    """Return the seconds of a command, elapsed and of the processor, and its peak memory.

    The processes that it starts count as well, for the peak only the largest of all.
    """
    # Stock openapi-python-client leaves formatting out, and is faster, unless it finds ruff on the path.
    folders = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PATH": folders})  # noqa: S603
    elapsed = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"seconds": elapsed, "processor": used.ru_utime + used.ru_stime, "mebibytes": used.ru_maxrss / 1024}


if __name__ == "__main__":
    print(json.dumps(usage(sys.argv[1:])))
