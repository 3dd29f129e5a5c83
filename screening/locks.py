"""A file as a lock between programs. The system lets it go with the process, however that ends."""

import sys
import time

_PAUSE = 0.02

if sys.platform == "win32":
    import msvcrt

    def locked(handle: int) -> bool:
        """Take the lock of an open file, until it is closed; False where another holds it."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def locked(handle: int) -> bool:
        """Take the lock of an open file, until it is closed; False where another holds it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def waited_for(handle: int, patience: float) -> bool:
    """Take the lock of an open file within so many seconds; False where another holds it all that time."""
    until = time.monotonic() + patience
    while not locked(handle):
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE)
    return True
