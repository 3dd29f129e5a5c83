"""Opening a store, or making one, wherever it lies."""

from screening.ledger.address import Server, Where
from screening.ledger.database import Database, companions
from screening.ledger.dialect import PATIENCE, Dialect


def open_database(where: Where, key: bytes, patience: float = PATIENCE, version: int | None = None) -> Dialect:
    """Open a store of a version of the schema (this program's); LedgerError when it can't be used as it is."""
    if isinstance(where, Server):
        from screening.ledger.postgres.database import Database as ServerDatabase

        return ServerDatabase.open(where, key, patience, version)
    return Database.open(where, key, patience, version)


def create_database(where: Where, key: bytes) -> None:
    """Make an empty store, whole or not at all; LedgerError when anything is there already."""
    if isinstance(where, Server):
        from screening.ledger.postgres import making

        making.create(where, key)
    else:
        Database.create(where, key)


def discard_database(where: Where) -> None:
    """Remove a store that did not come to be; nothing happens where there is none."""
    if isinstance(where, Server):
        from screening.ledger.postgres import making

        making.discard(where)
    else:
        for one in (where, *companions(where)):
            one.unlink(missing_ok=True)


def is_there(server: Server) -> bool:
    """Say whether a book lies on a server; LedgerError where the server can't be asked."""
    from screening.ledger.postgres import making

    return making.is_there(server)
