"""A small site at which everything happened that a copy for other programs can tell, and its dossier made steady."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal

from screening.log import Act, Dossier, Moment, Privacy, Signature, Written
from screening.protocol import Protocol, loads
from screening.service import Site
from screening.service.dossiers import dossier
from screening.service.drafts import activation
from screening.wording import Words
from tests.store.act_samples import (
    DAY,
    LIN,
    PASSWORD,
    VERDICTS,
    WU,
    answered,
    at_work,
    confirmed,
    saved,
    staffed,
    with_people,
)
from tests.store.service_samples import ON, history, published, someone, with_answer
from tests.unit.protocol_text import SMALL

Level = Literal["coded", "dated", "deidentified"]
LEVELS: tuple[Level, ...] = ("coded", "dated", "deidentified")

# A count of every kind: an earlier one in another unit, below a limit, clumped, clumped but confirmed, implausible.
COUNTS = (
    {"value": "68000", "unit": "/uL", "on": "2026-11-19T08:05", "lln": "125000", "uln": "350000"},
    {"value": "<5", "unit": "10*9/L", "on": "2026-11-20", "anticoagulant": "citrate"},
    {"value": "19", "unit": "10*9/L", "on": "2026-11-21", "anticoagulant": "EDTA", "clumped": True},
    {"value": "0.50", "unit": "10*9/L", "on": "2026-11-21", "clumped": True, "smear_confirmed": True},
    {"value": "68000", "unit": "10*9/L", "on": "2026-11-22"},
    {"value": "70", "unit": "10*9/L", "on": "2026-11-22T16:00", "anticoagulant": "EDTA"},
)


def second_version() -> Protocol:
    """Give an amendment of the protocol."""
    text = published().to_toml().replace('version = "2024-published"', 'version = "2026-amended"', 1)
    return loads(text.replace("Platelet count below 75", "Platelet count <75 & falling", 1))


def busy_site(folder: Path) -> Site:
    """Begin a site with eight people, the last of them under an amended protocol; whoever opened it closes it."""
    site = staffed(folder)
    _enrolled_and_deviating(site)
    _screened_three_times(site)
    saved(site, "undetermined", "C")
    saved(site, "not_yet", "D")
    declined = saved(site, "eligible", "E")
    site.outcomes.record(declined, "declined", on=DAY, primary="not_interested")
    corrected = saved(site, "ineligible", "F", sex=None)
    _corrected(site, corrected)
    taken_back = saved(site, "ineligible", "G", sex="male")
    site.outcomes.record(taken_back, "screen_failure", on=DAY, primary="I1")
    site.outcomes.take_back(taken_back, "it was somebody else")
    site.note(activation(second_version()))
    site.close()
    amended = at_work(Site.open(folder, LIN), LIN)
    saved(amended, "eligible", "H")
    amended.save(answered("eligible", someone("G", sex="male")), ON, former=taken_back, corrects=True, reason="misread")
    return amended


def _enrolled_and_deviating(site: Site) -> None:
    seq = confirmed(site, site.save(history(), ON).seq)
    site.outcomes.record(seq, "enrolled", on=f"{DAY}T09:15", subject_number="R-101")
    site.outcomes.deviation(seq, "I2", DAY, "found at the visit")


def _screened_three_times(site: Site) -> None:
    first = site.save(answered("ineligible", someone("B")), ON)
    site.outcomes.record(first.seq, "screen_failure", on=DAY, primary="I1")
    second = site.save(answered("ineligible", someone("B")), ON, person=first.person)
    site.outcomes.record(second.seq, "screen_failure", on=DAY, primary="E3")
    site.save(answered("eligible", someone("B")), ON, person=first.person)


def _corrected(site: Site, seq: int) -> None:
    data = with_answer(someone("F", sex=None), platelets=[*COUNTS], **VERDICTS["undetermined"])
    data["answers"]["tumour_type"] = [
        {"value": "not_confirmed", "on": "2026-10-02"},
        {"value": "solid", "on": "2026-11-02T10:00"},
    ]
    again = site.save(data, ON, former=seq, corrects=True, reason="the wrong file was open")
    at_work(site, WU).signatures.sign(again.seq, "acknowledges", PASSWORD)
    at_work(site, LIN)


def dossier_at(site: Site, level: Level, language: str = "en") -> Dossier:
    """Gather a site's dossier at a level; `dated` is coded, with the contract's word for dates."""
    privacy: Privacy = "deidentified" if level == "deidentified" else "coded"
    before = site.actor
    at_work(site, WU).conduct.let_dates_leave(level == "dated")
    at_work(site, before)
    return steady(dossier(site, privacy, Words(language)))


def steady(made: Dossier) -> Dossier:
    """Take from a dossier what is other each time: the clock, its zone, the program's version, what is drawn."""
    subjects = tuple(_numbered(one, place) for place, one in enumerate(made.subjects, 1))
    return replace(
        made,
        made="2026-11-30T09:00:00Z",
        program="Eligo 1.0",
        head="0" * 64,
        since=dict.fromkeys(made.since, "2026-11-02"),
        subjects=tuple(_steady(one) for one in subjects),
    )


def _numbered(subject: Any, place: int) -> Any:
    if not subject.id.startswith("P-"):
        return subject
    id = f"P-{place:016x}"
    attempts = tuple(replace(one, number=f"{id}/{one.ordinal}") for one in subject.attempts)
    return replace(subject, id=id, attempts=attempts)


def _steady(value: Any) -> Any:
    if isinstance(value, Moment):
        return replace(value, offset=value.offset and "+08:00")
    if isinstance(value, Written | Act | Signature):
        iso = f"2026-11-23T01:{value.entry % 60:02d}:00.000000Z"
        at = replace(value.at, iso=iso if "T" in (value.at.iso or "") else value.at.iso, day=1)
        value = replace(value, at=at)
    if isinstance(value, tuple):
        return tuple(_steady(one) for one in value)
    if isinstance(value, Mapping):
        return {key: _steady(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {one.name: _steady(getattr(value, one.name)) for one in fields(value)}
        return replace(value, **parts)
    return value


def small_dossier(folder: Path) -> Dossier:
    """Gather a site with a protocol of every kind of field, and one person corrected and signed for."""
    protocol = loads(
        SMALL.replace('ask.en = "Platelets"', 'ask.en = "Platelets"\nask.zh_CN = "血小板"\nloinc = ["777-3"]')
    )
    with Site.init(folder, code="SH04", actor=LIN, protocol=protocol) as site:
        with_people(site)
        answers: dict[str, Any] = {
            "tumour": "solid",
            "given": "waiting",
            "causes": {"immune": "ruled_out"},
            "score": "1.50",
        }
        answers |= {"platelets": [COUNTS[0]], "strokes": ["2026-11-01"]}
        data = {"subject": someone("A")["subject"], "answers": answers}
        first = site.save(data, ON)
        answers |= {"given": "2026-11-10", "platelets": [*COUNTS[1:4], COUNTS[0]], "score": None}
        again = site.save(data, ON, former=first.seq, corrects=True, reason="misread")
        at_work(site, WU).signatures.sign(again.seq, "acknowledges", PASSWORD)
        at_work(site, LIN)
        site.outcomes.record(again.seq, "screen_failure", on=DAY, primary="E2", definitely=True)
        return dossier_at(site, "dated")
