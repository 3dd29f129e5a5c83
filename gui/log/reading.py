"""Reading a case for the details pane; the ledger's worker does it."""

from gui.log.acts import offered
from gui.log.details import Shown
from gui.log.query_list import ShownQuery
from gui.log.query_list import offered as on_query
from screening.access import Permission
from screening.log import CaseRow, Change
from screening.service import Site


def read_case(site: Site, seq: int) -> Shown:
    """Read a case for the details: its record, its person's entries, signatures, queries and changes."""
    record = site.record(seq)
    family = tuple(site.cases_of(record.row.person))
    asks, answers = site.permits(Permission.RAISE_QUERY), site.permits(Permission.ANSWER_QUERY)
    numbers = {row.seq for row in family}
    closed = site.conduct.standing().state == "closed"
    queries = tuple(
        ShownQuery(one, tuple(site.queries.turns(one.id)), on_query(one, asks=asks, answers=answers, closed=closed))
        for one in site.queries.all()
        if one.about in numbers
    )
    signatures = tuple(site.signatures.of(seq))
    may_ask = site.permits(Permission.RAISE_QUERY) and site.actor.account is not None and not closed
    return Shown(
        record,
        family,
        signatures,
        offered(record, site.permits, closed=closed),
        queries,
        may_ask,
        site.permits(Permission.EXPORT_CODED),
        tuple(_changes(site, record.row)),
        may_screen=site.permits(Permission.SCREEN) and not closed,
    )


def _changes(site: Site, row: CaseRow) -> list[Change]:
    """Give every change of a field since the first entry of the case."""
    first = row
    while first.former is not None:
        first = site.record(first.former).row
    return site.changes(row.seq, first.seq) if first.seq != row.seq else []
