"""What each case needs: what the calendar of its assessment asks for, and what the log has of it."""

from screening.engine import Assessment, Need, NeedKind, holding, lacking
from screening.log.cases import CaseRow

_SIGNED: dict[str, NeedKind] = {"superseded": "sign_again", "confirmed": "enrol", "declined": "declined"}


def needs_of(assessment: Assessment, row: CaseRow | None = None) -> tuple[Need, ...]:
    """List what an open case needs, judged today; `row` is what the log has of it, None for a form not saved."""
    if row is not None and row.forgotten_by is not None:
        return (Need("forgotten"),)
    if row is not None and row.consent_given is False:
        return (Need("refused"),)
    if assessment.verdict != "eligible":
        return lacking(assessment)
    return (holding(assessment, _next_step(row)),)


def needs_after(row: CaseRow) -> tuple[Need, ...]:
    """List what a correction left to be done of a case that has ended."""
    kind: NeedKind | None = "sign_again" if row.due == "signature" else row.due
    return () if kind is None else (Need(kind),)


def _next_step(row: CaseRow | None) -> NeedKind:
    if row is None:
        return "save"
    if row.verdict != "eligible":
        return "assess"
    return "consent" if row.number is None else _SIGNED.get(row.signed, "sign")
