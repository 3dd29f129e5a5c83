"""From the case at hand to what is asked of a save, or why there is nothing to save."""

from collections.abc import Sequence

from gui.screen.casework import Casework
from gui.screen.form import Form
from gui.screen.saving import Request
from gui.screen.telling import place_name
from screening.engine import Assessment
from screening.protocol import Protocol
from screening.service import today
from screening.wording import Words


def refusal(case: Casework, form: Form) -> str | None:
    """Give the key of the words that say why the case can't be saved now, None where it can."""
    if form.is_blank():
        return "screen.nothing_entered"
    if case.is_locked:
        return "screen.locked"
    if case.day > today():
        return "screen.no_future_save"
    record = case.record
    if record is not None and not case.is_former and not case.changes() and case.day.isoformat() == record.row.on_day:
        return "screen.nothing_changed"
    return None


def goes_to_log(case: Casework, form: Form) -> bool:
    """Say whether a save goes to the screening log; without consent it goes to the pre-screening list."""
    return form.who.consented or case.case.number is not None


def request_of(case: Casework, form: Form, assessment: Assessment, words: Words) -> Request:
    """Give the case as it is to be saved."""
    kept, protocol = case.case, assessment.protocol
    return Request(
        history=form.history(),
        on=case.day,
        today=today(),
        assessment=assessment,
        name=form.who.person_name(),
        to_log=goes_to_log(case, form),
        former=kept.former,
        number=kept.number,
        person=kept.person,
        others=kept.others,
        changes=_named(protocol, words, case.changes()) if kept.former is not None else (),
        unfinished=_named(protocol, words, form.unfinished_places()),
        imports=kept.imports,
        judged_by=case.record.protocol.version if case.record is not None and case.is_former else "",
    )


def _named(protocol: Protocol, words: Words, places: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place_name(protocol, words, place) for place in places))
