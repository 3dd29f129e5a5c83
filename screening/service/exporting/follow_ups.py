"""The follow-up as a copy: a line each endpoint, measure, grade and adverse event; days are counted, not dated."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from screening.access import Permission
from screening.formats.tables import Cell, csv_parts
from screening.log import Exported
from screening.patient import read_history
from screening.protocol import ctcae
from screening.service.exporting.copies import Copy
from screening.service.following import Enrolled, FollowUp, chart_of
from screening.service.site import Site
from screening.settings import today
from screening.wording import Words
from screening.wording.endpoints import endpoint_text, outcome_name

_COLUMNS = ("number", "subject_number", "entry", "part", "id", "text", "result", "grade", "serious", "day")


def export_follow_ups(site: Site, path: Path, words: Words) -> Exported:
    """Write the follow-up of everybody enrolled as CSV: coded, days counted from the first dose, nobody's arm."""
    with site.acting(Permission.EXPORT_CODED):
        copy = Copy(site, words, view="follow_up", format="csv", privacy="coded")
        enrolled = site.following.enrolled()
        rows = copy.counted(row for one in enrolled if one.follow_up for row in _rows(one, one.follow_up, words))
        heads = [words.text(f"follow.column.{name}") for name in _COLUMNS]
        return copy.leave(path, lambda file: file.writelines(csv_parts(heads, rows)))


def _rows(one: Enrolled, said: FollowUp, words: Words) -> Iterator[list[Cell]]:
    head: list[Cell] = [one.row.number, one.row.subject_number, said.seq]
    judged, protocol = said.judged(today()), said.protocol
    history = read_history({"answers": said.history["answers"]}, chart_of(protocol))
    for result in judged.endpoints:
        text = endpoint_text(protocol, result.id, words)
        known = _day(result.known_from, judged.begun)
        kind = words.text(f"follow.kind.{result.kind}")
        yield [*head, kind, result.id, text, outcome_name(result, words), None, None, known]
    assert protocol.follow_up is not None
    for measure, found in zip(protocol.follow_up.measure, judged.measures, strict=True):
        text, kind = measure.text.in_(words.language), words.text("follow.kind.measure")
        state = "unknown" if found.days is None else "censored" if found.censored else "seen"
        ended = words.text(f"follow.ended.{state}")
        yield [*head, kind, found.id, text, ended, None, None, found.days]
    for graded in judged.graded:
        term, kind = ctcae.terms()[graded.term].label.in_(words.language), words.text("follow.kind.graded")
        count, day = f"{graded.given} {graded.unit}", _day(graded.on, judged.begun)
        yield [*head, kind, graded.term, term, count, graded.grade, None, day]
    for name, events in history.adverse.items():
        terms = getattr(chart_of(protocol).field[name], "terms", {})
        for event in events:
            serious = None if event.serious is None else words.text(f"trail.{'yes' if event.serious else 'no'}")
            label, kind = terms[event.term].label.in_(words.language), words.text("follow.kind.adverse")
            day = _day(date.fromordinal(event.on), judged.begun)
            yield [*head, kind, event.term, label, None, event.grade, serious, day]


def _day(day: date | None, begun: date | None) -> int | None:
    return None if day is None or begun is None else (day - begun).days
