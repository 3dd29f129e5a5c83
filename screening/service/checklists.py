"""The eligibility checklist of one patient: gathered from the book, and leaving it as a copy of its own."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from screening.access import Permission
from screening.formats.pdf.checklists import Checklist, SignedBy, checklist_pdf
from screening.log import Exported, WhyIdentified, as_assessed, first_days
from screening.service.exporting.copies import Copy
from screening.service.headcode import HeadCode
from screening.service.judging import second_look_back
from screening.service.signing import Signature
from screening.service.site import Record, Site
from screening.wording import Words

_USUAL: WhyIdentified = "site_file"


def export_checklist(
    site: Site,
    path: Path,
    words: Words,
    seq: int,
    *,
    identified: bool = False,
    reason: WhyIdentified | None = None,
) -> Exported:
    """Write the checklist of a case, as an entry has it, as PDF, its manifest beside it, and note it in the book.

    Coded, it holds no name, hospital number, birth date or free text, and dates where the contract lets them leave;
    identified it is for the site's own file, or for another `reason`, which the book keeps.
    """
    with site.acting(Permission.EXPORT_IDENTIFIED if identified else Permission.EXPORT_CODED):
        made = checklist_pdf(checklist(site, seq, identified=identified), words)
        level = "identified" if identified else "coded"
        copy = Copy(
            site,
            words,
            view="checklist",
            format="pdf",
            privacy=level,
            reason=(reason or _USUAL) if identified else None,
        )
        copy.rows = 1
        return copy.leave(path, lambda file: _whole(file, made))


def checklist(site: Site, seq: int, *, identified: bool) -> Checklist:
    """Gather what a checklist says; the head of the ledger on it is that of the book before the copy."""
    with site.acting(Permission.EXPORT_IDENTIFIED if identified else Permission.EXPORT_CODED):
        record = site.record(seq)
        dated = identified or site.conduct.dates_leave()
        sealed = site.seal()
        history = record.history if identified else record.said.history
        on = date.fromisoformat(record.row.on_day)
        return Checklist(
            study=site.study,
            practice=site.practice,
            row=record.row,
            engine=record.said.engine,
            assessment=as_assessed(record.said, record.protocol),
            history=history,
            person=record.person if identified else None,
            signatures=tuple(_signed(one, identified) for one in site.signatures.of(seq)),
            anchor=None if dated else _first_day(site, record),
            code=HeadCode.of(sealed).text,
            made=datetime.now().astimezone(),
            made_by=site.actor.name,
            second_look=second_look_back(record.protocol, history, on, record.said.verdict),
            struck_because=record.struck_because if identified else None,
            corrected_because=record.reason if identified else None,
            on_record=site.trail.on_record(seq) if identified else (),
        )


def _signed(one: Signature, identified: bool) -> SignedBy:
    why = (one.why or "") if identified else ""
    return SignedBy(
        one.name, one.role, one.meaning, one.at, one.zone, one.seq, one.genuine, one.state == "current", why
    )


def _first_day(site: Site, record: Record) -> date:
    """Give the day from which a person's study days count."""
    row = record.row
    return first_days(site.reader, site.study).get(row.person) or date.fromisoformat(row.on_day)


def _whole(file: Any, content: bytes) -> None:
    file.write(content)
