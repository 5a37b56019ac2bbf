"""What the product weighs: the worker in memory, the client on the wire."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure

WORKER_MIB = 256
FIRST_LOAD_KB, CHUNK_KB = 300, 200
DIST = Path(__file__).parents[1] / "web" / "dist"


def worker() -> Iterator[Figure]:
    """Resident memory of the worker of this installation once it waits for work."""
    import time

    import psutil

    time.sleep(8)
    for process in psutil.Process().children(recursive=True):
        command = process.cmdline()
        if command[-1:] == ["worker"]:
            mib = process.memory_info().rss / 1024**2
            yield Figure("worker process, resident", f"{mib:.0f} MiB", f"≤ {WORKER_MIB} MiB", mib <= WORKER_MIB)


def client() -> Iterator[Figure]:
    """First load and largest chunk, gzipped; nothing when the client is not built."""
    page = DIST / "index.html"
    if not page.exists():
        return
    first = {DIST / each.lstrip("/") for each in re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page.read_text())}
    load = sum(_gzipped(each) for each in {page, *first} if each.exists())
    chunk = max((_gzipped(each), each.name) for each in DIST.rglob("*.js"))
    yield Figure("client, first load, gzip", f"{load:.0f} kB", f"≤ {FIRST_LOAD_KB} kB", load <= FIRST_LOAD_KB)
    yield Figure(f"client, largest chunk ({chunk[1]})", f"{chunk[0]:.0f} kB", f"≤ {CHUNK_KB} kB", chunk[0] <= CHUNK_KB)


def _gzipped(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 9)) / 1000
