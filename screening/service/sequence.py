"""What comes first: the order in which the acts on a case may follow each other. Nothing overrides it."""

from collections.abc import Mapping
from datetime import date

from screening.errors import AccessError
from screening.ledger import Reader
from screening.log import (
    Assessed,
    CaseRow,
    CauseAnswer,
    Meaning,
    accounts,
    delegated_on,
    delegations,
    event_of,
    genuine,
    key_then,
    subject_numbered,
)
from screening.patient import parse_day
from screening.protocol import CAUSES, PRESENT, RULED_OUT, Protocol, WorksheetField
from screening.protocol.text import Text
from screening.service.placing import row_of
from screening.settings import today
from screening.wording import Words, languages, refused


def current_row(reader: Reader, study: str, seq: int) -> CaseRow:
    """Give a row that still speaks for its person; InputError where it is struck through or was continued."""
    row = row_of(reader, study, seq)
    if row.struck_by is not None:
        raise refused("struck", entry=seq)
    if row.superseded_by is not None:
        raise refused("superseded", entry=seq, later=row.superseded_by)
    return row


def day_of(text: str | None, place: str) -> str:
    """Give a day, or a day and a time, as it is kept; today where nothing is said."""
    if text is None:
        return today().isoformat()
    found = parse_day(text)
    if found is None:
        raise refused("no_day", place)
    if found[0] > today().toordinal():
        raise refused("future", place)
    return text.strip().replace(" ", "T")


# Signing


def refuse_signing(row: CaseRow, meaning: Meaning, protocol: Protocol) -> None:
    """Refuse to sign what is not to be signed so."""
    if meaning == "acknowledges":
        return
    _refuse_unproposed(row)
    if meaning == "confirms":
        refuse_without_consent(row, protocol)
        if row.outcome not in (None, "enrolled"):
            raise refused("ended")
    elif row.outcome is not None:
        raise refused("ended")
    if row.signed == {"confirms": "confirmed", "declines": "declined"}[meaning]:
        raise refused("signed_already", who=row.signed_by)


def refuse_conclusion(causes: Mapping[str, CauseAnswer], meaning: Meaning, protocol: Protocol) -> None:
    """Refuse a conclusion that what was answered about the causes does not bear out: not assessed is not ruled out."""
    if not causes:
        raise refused("no_causes")
    present = [item for item, said in causes.items() if said.state == PRESENT]
    if meaning == "other_cause":
        if not present:
            raise refused("none_present")
    elif present:
        raise refused("cause_present", causes=_named(present, protocol))
    elif still_open := [item for item, said in causes.items() if said.state != RULED_OUT]:
        raise refused("causes_open", causes=_named(still_open, protocol))


def _named(items: list[str], protocol: Protocol) -> Text:
    """Name some causes, in every language."""
    field = protocol.field[CAUSES]
    assert isinstance(field, WorksheetField)
    labels = [field.items[item].label for item in items]
    return Text({one: Words(one).listed([label.in_(one) for label in labels]) for one in languages()})


def refuse_undelegated(reader: Reader, study: str, account: str, name: str) -> None:
    """Refuse whoever is not delegated for a study today; without delegations, who set the book up answers for it."""
    if not delegations(reader, study):
        if accounts(reader)[0].id != account:
            raise AccessError(
                "acts.no_principal",
                "Nobody is named as the investigator of this study yet; an administrator names one on the page People, "
                "or with: eligo people delegate NAME --principal",
            )
    elif all(one.account != account for one in delegated_on(reader, study, today())):
        raise AccessError(
            "acts.not_delegated", "{name} is not delegated as an investigator of this study today.", name=name
        )


def refuse_without_consent(row: CaseRow, protocol: Protocol) -> None:
    """Refuse where the protocol asks for consent and none is recorded, or where it was denied."""
    asked = protocol.protocol.consent == "before_screening"
    if row.consent_given is False or (asked and row.consent_given is None):
        raise refused("no_consent")


def _refuse_unproposed(row: CaseRow) -> None:
    if row.verdict == "undetermined":
        raise refused("undetermined", n=row.open_count)
    if row.verdict != "eligible":
        raise refused("ineligible")


# Enrolling


def refuse_enrolment(reader: Reader, row: CaseRow, protocol: Protocol, on: str, *, signed: bool) -> None:
    """Refuse to enrol without consent, a proposal that holds on the day, and a signature that confirms it.

    Only in a practice book, where nobody has a password to sign with, it need not be `signed`.
    """
    _refuse_unproposed(row)
    refuse_without_consent(row, protocol)
    if signed:
        _refuse_unsigned(reader, row)
    entry = event_of(reader.entry(row.seq))
    assert isinstance(entry, Assessed)
    day = on[:10]
    if not any(_holds(start, until, day) for start, until, verdict in entry.calendar if verdict == "eligible"):
        raise refused("not_eligible_on", "on", day=date.fromisoformat(day), entry=row.seq)
    if row.consent_on is not None and day < row.consent_on[:10]:
        raise refused("before_consent", "on")


def refuse_subject_number(reader: Reader, study: str, number: str) -> None:
    """Refuse a subject number that can't be written, or is somebody's already."""
    if not number.isprintable() or len(number) > 40:
        raise refused("subject_number", "subject_number")
    if subject_numbered(reader, study, number) is not None:
        raise refused("subject_number_taken", "subject_number", number=number)


def _refuse_unsigned(reader: Reader, row: CaseRow) -> None:
    if row.signed == "superseded":
        raise refused("signature_superseded", who=row.signed_by)
    if row.signed != "confirmed" or row.signature is None:
        raise refused("unsigned")
    entry = reader.entry(row.signature)
    if not genuine(reader, entry, key_then(reader, str(entry.payload.get("account")), entry.seq)):
        raise refused("signature_false", entry=row.signature)


def _holds(start: str, until: str | None, day: str) -> bool:
    return start <= day and (until is None or day <= until)
