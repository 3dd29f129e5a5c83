"""What can be wrong with a server, said plainly, in place of its own errors."""

import psycopg

from screening.ledger.address import Server
from screening.ledger.faults import LedgerError

_CODES = {
    "08": "away",
    "25006": "read_only",
    "42501": "read_only",
    "53100": "full",
    "53200": "memory",
    "53300": "crowded",
    "55P03": "locked",
    "57014": "locked",
    "57P": "away",
    "58030": "disk",
    "XX001": "damaged",
    "XX002": "damaged",
    "22": "refused",
    "23": "refused",
    "28": "shut_out",
    "3D": "shut_out",
    "40": "locked",
}
"""Codes of SQLSTATE, or how they begin."""

_SHUT_OUT = ("password", "pg_hba", "does not exist", "not permitted", "no encryption", "certificate", "SSL")
_UNPROVEN = ("certificate verify failed", "does not match host name", "root certificate")
_NO_TLS = ("does not support SSL",)
_COMING_BACK = ("starting up", "shutting down", "recovery")


class plainly:  # noqa: N801 - reads as a phrase: `with plainly(server)`
    """Turn the server's errors into a LedgerError; errors of our own making pass through."""

    __slots__ = ("_server",)

    def __init__(self, server: Server) -> None:
        self._server = server

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, psycopg.Error):
            fault = told(error, self._server)
            if fault is not None:
                raise fault from error


def told(error: psycopg.Error, server: Server) -> LedgerError | None:
    """Give what is wrong; None where it is a mistake of ours."""
    state = error.sqlstate or ""
    code = next((code for begin, code in _CODES.items() if state.startswith(begin)), None)
    if code is None and not state and isinstance(error, psycopg.OperationalError):
        code = "away"  # the connection is gone: no server was there to give a code
    if code is None:
        return None
    return LedgerError(code, server, _words(error))


def not_connected(error: psycopg.Error, server: Server) -> LedgerError:
    """Tell why there is no connection: nobody answers, or not whom we asked for, or who answers lets nobody in."""
    words = _words(error)
    for code, signs in (
        ("away", _COMING_BACK),
        ("unproven", _UNPROVEN),
        ("no_tls", _NO_TLS),
        ("shut_out", _SHUT_OUT),
    ):
        if any(one in words for one in signs):
            return LedgerError(code, server, words)
    return LedgerError("away", server, words)


def is_away(error: BaseException) -> bool:
    """Say whether the server went away, or has not come back yet."""
    return isinstance(error, LedgerError) and error.code == "away"


def _words(error: psycopg.Error) -> str:
    """Give the server's first line; it says nothing of what was to be written."""
    return str(error.diag.message_primary or error).strip().partition("\n")[0]
