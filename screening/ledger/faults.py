"""What can be wrong with the store, said plainly, in place of the database's own errors."""

from pathlib import Path

from sqlcipher3 import dbapi2

from screening.errors import StoreError
from screening.ledger.address import Where

SENTENCES = {
    "missing": "There is no log at {path}. Check the folder, or set up the site first.",
    "exists": "There is already something at {path}. Nothing was changed; choose another folder.",
    "locked": "Another program is using the log at {path}. Close it, or wait a moment, then try again.",
    "full": "The disk that holds {path} is full. Nothing was saved; free some space, then try again.",
    "read_only": "The log at {path} can't be written to. Nothing was saved; get the right to write there.",
    "disk": "The disk that holds {path} gave an error. Nothing was saved; check the disk and its connection.",
    "unreachable": "The log at {path} can't be opened. Check the folder and your right to write there.",
    "not_a_log": "The file {path} is not an Eligo log. Nothing was changed; check the folder.",
    "wrong_key": "The log at {path} can't be opened with this key. "
    "Either the key is another log's, or the beginning of the file is damaged; look for a backup.",
    "damaged": "The log at {path} is damaged. Stop using it, keep the file, and restore the newest backup.",
    "newer": "The log at {path} was written by a newer Eligo. Nothing was changed; update Eligo.",
    "older": "The log at {path} was written by an Eligo too old for this one. Nothing was changed.",
    "altered": "The safeguards inside the log at {path} were altered by another program ({detail}). "
    "Keep the file, and restore the newest backup.",
    "private": "The private data of entry {detail} in {path} are not those that were recorded. "
    "Keep the file, and restore the newest backup.",
    "unsound": "The copy {path} does not verify ({detail}), so it counts for nothing. "
    "Nothing else was changed; try again, or take another copy.",
    "unwritable": "{path} can't be written ({detail}). Nothing was changed; choose another place.",
    "refused": "The log at {path} refused to change what is written ({detail}).",
    "memory": "There is not enough memory for the log at {path}. Close other programs, then try again.",
    "held": "Another program is reading the log at {path}, and would keep what is to be forgotten. "
    "Nothing was forgotten; close that program, or wait a moment, then try again.",
    "lingers": "Nobody reads it in Eligo any more, but another program that is reading the log keeps the pages "
    "as they were in the files at {path}. Close that program, then forget once more.",
    "away": "The server of the log at {path} can't be reached now. What you entered is kept; go on when it is back.",
    "unsure": "The server of the log at {path} went away at the very moment of saving. "
    "When it is back, look whether this was saved before you save it again.",
    "shut_out": "The server of the log at {path} lets nobody in ({detail}). "
    "Check the address, and the user and password that PGPASSFILE or PGSERVICE gives.",
    "no_tls": "The server of the log at {path} offers no TLS, without which no other computer is talked to. "
    "Nothing was sent; ask whoever keeps the server.",
    "unproven": "The server of the log at {path} does not prove that it is the one that was meant ({detail}). "
    "Nothing was sent; check its address and the file that sslrootcert names, and ask whoever keeps the server.",
    "crowded": "The server of the log at {path} takes no more connections ({detail}). Wait a moment, then try again.",
    "key_missing": "The key file {path} is missing. Without it the log can't be read; look for a copy of it.",
    "key_exists": "There is already a key file at {path}. It was left alone, since a log may depend on it.",
    "key_shared": "The key file {path} can be read by others on this computer. Close it to them with: chmod 600 {path}",
    "key_bad": "The file {path} is not a key of Eligo's (64 hexadecimal digits). Look for a copy of it.",
    "key_unreachable": "The key file {path} can't be read or written ({detail}).",
}
"""What is wrong, where, and what to do about it."""

_CODES = {
    3: "read_only",  # SQLITE_PERM
    5: "locked",  # SQLITE_BUSY
    6: "locked",  # SQLITE_LOCKED
    7: "memory",  # SQLITE_NOMEM
    8: "read_only",  # SQLITE_READONLY
    10: "disk",  # SQLITE_IOERR
    11: "damaged",  # SQLITE_CORRUPT
    13: "full",  # SQLITE_FULL
    14: "unreachable",  # SQLITE_CANTOPEN
    15: "locked",  # SQLITE_PROTOCOL
    19: "refused",  # SQLITE_CONSTRAINT
    26: "damaged",  # SQLITE_NOTADB
}

_MESSAGES = {
    "database is locked": "locked",
    "attempt to write a readonly database": "read_only",
    "disk I/O error": "disk",
    "database disk image is malformed": "damaged",
    "database or disk is full": "full",
    "file is not a database": "damaged",
}
"""The same, for the errors of a copy, which come without their number."""

_OUR_OWN = (dbapi2.ProgrammingError, dbapi2.InterfaceError, dbapi2.NotSupportedError)


class LedgerError(StoreError):
    """A store that can't be used as it is; `code` is a key of SENTENCES, `path` where it lies."""

    def __init__(self, code: str, path: Where, detail: str = "") -> None:
        super().__init__(SENTENCES[code].format(path=path, detail=detail), code, path=path, detail=detail)
        self.path = path
        self.detail = detail


class plainly:  # noqa: N801 - reads as a phrase: `with plainly(path)`
    """Turn the database's errors into a LedgerError; errors of our own making pass through."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, dbapi2.Error) or isinstance(error, _OUR_OWN):
            return
        code = _CODES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF) or _MESSAGES.get(str(error))
        if code is not None:
            raise LedgerError(code, self._path, str(error)) from error
