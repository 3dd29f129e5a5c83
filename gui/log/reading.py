"""Reading a case for the details pane; the ledger's worker does it."""

from datetime import date

from gui.log.acts import offered
from gui.log.decided import standing_conclusions
from gui.log.details import Shown
from gui.log.query_list import shown_query
from gui.values.marks import read_marks
from screening.access import Permission
from screening.log import CaseRow, Change
from screening.service import Site, second_look_back


def read_case(site: Site, seq: int) -> Shown:
    """Read a case for the details: its record, its person's entries, signatures, queries and changes."""
    record = site.record(seq)
    family = tuple(site.cases_of(record.row.person))
    numbers = {row.seq for row in family}
    closed = site.conduct.standing().state == "closed"
    queries = tuple(shown_query(site, one, closed=closed) for one in site.queries.all() if one.about in numbers)
    signatures = tuple(site.signatures.of(seq))
    may_ask = site.permits(Permission.RAISE_QUERY) and site.actor.account is not None and not closed
    return Shown(
        record,
        family,
        signatures,
        offered(
            record,
            site.permits,
            closed=closed,
            concluded=standing_conclusions(signatures),
            again=_again(site, record.row),
            followed=site.protocol.follow_up is not None or bool(site.following.of(seq)),
            practice=site.practice,
        ),
        queries,
        may_ask,
        site.permits(Permission.EXPORT_CODED),
        tuple(_changes(site, record.row)),
        read_marks(site, seq),
        may_screen=site.permits(Permission.SCREEN) and not closed,
        identified=site.permits(Permission.READ_IDENTIFIED),
        second_look=second_look_back(
            record.protocol, record.history, date.fromisoformat(record.row.on_day), record.said.verdict
        ),
        in_use=site.protocol.version,
        on_record=site.trail.on_record(seq),
    )


def _again(site: Site, row: CaseRow) -> bool:
    """Answer whether an amendment asks whoever is at work to screen somebody again, or to say that nobody will."""
    may = site.permits(Permission.RECORD_OUTCOME) and site.permits(Permission.READ_IDENTIFIED)
    return may and row.outcome == "screen_failure" and site.amendments.may_screen_again(row.seq)


def _changes(site: Site, row: CaseRow) -> list[Change]:
    """Give every change of a field since the first entry of the case."""
    first = row
    while first.former is not None:
        first = site.record(first.former).row
    return site.changes(row.seq, first.seq) if first.seq != row.seq else []
