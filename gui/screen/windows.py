"""Which window holds a form that is not saved: told by a lock that ends with its program, however that ends."""

import secrets
from functools import cache

from PySide6.QtCore import QDir, QLockFile


class Windows:
    """This window of the program among all that run on this computer; a window is known by a word made by chance."""

    def __init__(self) -> None:
        self.own = secrets.token_hex(8)
        self._lock = _lock_of(self.own)
        self._lock.tryLock(0)

    def close(self) -> None:
        """End as the program ends."""
        self._lock.unlock()

    def is_open_elsewhere(self, window: str) -> bool:
        """Answer whether another window, which runs now, is the one of this word."""
        if window in ("", self.own):
            return False
        other = _lock_of(window)
        if other.tryLock(0):
            other.unlock()
            return False
        return other.error() is QLockFile.LockError.LockFailedError


@cache
def this_window() -> Windows:
    """Give this window, the same for as long as the program runs."""
    return Windows()


def _lock_of(window: str) -> QLockFile:
    """Make the lock of a window, in no folder of anybody's data; one that a crash left behind counts for nothing."""
    lock = QLockFile(QDir.temp().filePath(f"eligo-{window}.lock"))
    lock.setStaleLockTime(0)
    return lock
