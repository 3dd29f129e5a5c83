"""Python's collector of cycles, kept away from work that makes many objects and no cycle."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector from walking through all there is again and again while a block makes records.

    Records are trees: nothing in them is a cycle, and the walks would take about as long as the work.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
