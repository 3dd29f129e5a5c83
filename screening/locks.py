"""A file as a lock between programs. The system lets it go with the process, however that ends."""

import sys

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
