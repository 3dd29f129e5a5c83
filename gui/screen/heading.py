"""What the head of the page says, from the case at hand."""

from gui.screen.casework import Casework
from gui.screen.form import Form
from gui.screen.header import Heading
from gui.screen.requests import goes_to_log
from screening.service import Site, today
from screening.wording import Words


def heading_of(site: Site, case: Casework, form: Form, words: Words) -> Heading:
    """Give whose case this is, what it is judged by, and where a save goes."""
    protocol = site.protocol
    status = words.text(f"status.{protocol.protocol.status}")
    assumptions = words.count("assumption", len(protocol.assumption))
    return Heading(
        number=case.case.number,
        name=form.who.person_name(),
        study=words.text("screen.study", id=protocol.id, version=protocol.version),
        rests_on=words.text("screen.rests_on", status=status, assumptions=assumptions),
        on=case.day,
        today=today(),
        parked=len(case.waiting),
        to_log=goes_to_log(case, form),
        practice=site.practice,
        can_save=not case.is_locked,
    )
