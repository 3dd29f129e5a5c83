"""From a list to what it offers for one patient: every row below the headings ends in exactly one place.

In a list with a column a test, a row is as many as it has results.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import tzinfo
from functools import partial

from screening.engine import Reason
from screening.formats.lists.headings import folded, score, told_in
from screening.formats.lists.mapping import RESULT, ListMapping, only_sure, recognise
from screening.formats.lists.persons import person_in
from screening.formats.lists.results import Reader, Result
from screening.formats.lists.standing import Standing
from screening.formats.lists.table import Table, read_table
from screening.formats.lists.text import Row
from screening.formats.lists.values import Value, decimal_comma, read_value
from screening.formats.people import Identity, People, Telling
from screening.formats.proposal import IDENTITY, LeftOut, Place, Proposal
from screening.protocol import Protocol
from screening.wording import refused

_SHOWN = 300
_HEADINGS = 3
"""So many different headings in a row are no result."""


def propose(
    raw: bytes,
    name: str,
    protocol: Protocol,
    *,
    zone: tzinfo | None = None,
    person: str | None = None,
    mapping: ListMapping | None = None,
    recall: Callable[[Table], ListMapping | None] | None = None,
) -> Proposal:
    """Read a list of results by a `mapping`, or as `recall` has it from the last time; else by what is recognised.

    Of what is only recognised, nothing counts at which a person would have to look.

    The proposal is for the first person whom the list names, or for the one whose `Person.key` is given.
    InputError where it can't be read, its columns can't be told, or it has nothing of that person.
    """
    table = read_table(raw, name)
    if mapping is not None and mapping.fingerprint != table.fingerprint:
        raise refused("lists.other_layout")
    if mapping is None and recall is not None:
        mapping = recall(table)
    return read_by(table, mapping or recognise(table, protocol), protocol, zone=zone, person=person)


def read_by(
    table: Table, mapping: ListMapping, protocol: Protocol, *, zone: tzinfo | None = None, person: str | None = None
) -> Proposal:
    """Read a list that is a table already, by a mapping of its columns; as `propose` does."""
    known = only_sure(mapping)
    if not known.is_whole:
        raise refused("lists.unmapped", headings=", ".join(filter(None, table.headings))[:_SHOWN])
    intake = _Intake(table, known, protocol, zone)
    intake.know_everybody(person)
    if person is not None and intake.chosen is None:
        raise refused("lists.nobody", person=person)
    return intake.proposal()


class _Intake:
    """What has been read of a list, for one person."""

    def __init__(self, table: Table, mapping: ListMapping, protocol: Protocol, zone: tzinfo | None) -> None:
        self.table, self.mapping = table, mapping
        self.reader = Reader(table, mapping, zone)
        kinds = ("value", RESULT)
        self.standing = Standing(
            table.file,
            protocol,
            decimal_comma(cell for place in mapping.places(*kinds) for cell in table.column(place)),
        )
        self.people = People()
        self.chosen: int | None = None
        self.strange = False
        """Whether the rows stand under other headings by now, so that their cells mean something else."""
        self.rows = 0
        self.order: dict[str, int] = {}
        self.told = Telling()
        self.left_out: list[LeftOut] = []
        self.notes: Counter[str] = Counter()
        self._whose: list[tuple[Row, dict[str, str], Identity | None, int | None]] = []

    # --- whose they are ---

    def know_everybody(self, wanted: str | None) -> None:
        """Find out whose each row is; the person wanted is the first one where nobody is named."""
        told: dict[str, str] = {}
        columns = bool(self.mapping.places(*IDENTITY))
        above, begins = len(self.table.above), False
        for number, row in enumerate((*self.table.above, *self.table.rows)):
            reports = number >= above and self._reports(row)
            found = told_in(row.cells)
            if found and (not reports or found.keys() & set(IDENTITY)):
                # Lines before any result tell of the same report; one after results begins another, maybe of another.
                told, begins = {**({} if begins else told), **found}, False
            begins = begins or reports
            if number >= above:
                one = self._identity(row, told, columns)
                self._whose.append((row, told, one, self._place_of(one, wanted)))

    def _reports(self, row: Row) -> bool:
        """Say whether a row has a result that is a number."""
        cells = self.reader.cells(row, "value", RESULT)
        return any(isinstance(read_value(cell, comma=True), Value) for cell in cells)

    def _identity(self, row: Row, told: dict[str, str], columns: bool) -> Identity | None:
        """Say whom a row names; None where the list names nobody anywhere."""
        parts = {part: " ".join(self.reader.cells(row, part)[:1]) for part in IDENTITY} if columns else told
        if not columns and not any(told.get(part) for part in IDENTITY):
            return None
        numbers = bool(self.mapping.places("hospital_number", "birth_date")) if columns else False
        return person_in(parts, self.mapping.day_order or "", name_alone=not numbers)

    def _place_of(self, one: Identity | None, wanted: str | None) -> int | None:
        place = self.people.find(one) if one is not None else None
        if place is not None and self.chosen is None and wanted in (None, self.people.key(place)):
            self.chosen = place
        return place

    # --- rows ---

    def proposal(self) -> Proposal:
        """Say what it all comes to."""
        for row, told, one, place in self._whose:
            self._take(row, told, one, place)
        given = self.standing.told()
        chosen = self.people.known[self.chosen] if self.chosen is not None else Identity()
        who = self.told
        return Proposal(
            files=(self.table.file,),
            rows=self.rows + len(who.places),
            subject={key: value for key, value in chosen.subject.items() if value},
            facts=[*who.facts, *given.facts],
            hints=[*who.hints, *given.hints],
            left_out=sorted([*self.left_out, *given.left_out], key=lambda one: self.order[one.place.row]),
            people=self.people.persons(self.chosen) if self.people.known else (),
            notes=[*self.table.notes, *self._notes()],
        )

    def _take(self, row: Row, told: dict[str, str], one: Identity | None, place: int | None) -> None:
        results = list(self.reader.results(row, told))
        why = self._why_not(row, results)
        if why is None and self.people.known and place != self.chosen:
            why = Reason("intake.other_patient" if place is not None else "lists.no_patient", {})
        if place is not None:
            self.people.count(place, len(results) if place == self.chosen and why is None else 1)
        if why is not None:
            # What others had is nobody's business here.
            seen = "" if self.people.known and place != self.chosen else " ".join(filter(None, row.cells))[:_SHOWN]
            self._count(row.place)
            self.left_out.append(LeftOut(Place(self.table.file, row.place), seen, why))
            return
        if one is not None:
            self.told.hear(one, partial(self._cell, row), _unread)
        for result in results:
            self._count(result.place)
            self.notes["lists.by_report"] += result.by_report
            self.standing.take(result)

    def _count(self, place: str) -> None:
        self.rows += 1
        self.order[place] = self.rows

    def _why_not(self, row: Row, results: Sequence[Result]) -> Reason | None:
        """Say why a row holds no results, or none that can be told apart."""
        cells = len(row.cells) - next((n for n, cell in enumerate(reversed(row.cells)) if cell), 0)
        if tuple(map(folded, row.cells[:cells])) == tuple(map(folded, self.table.headings)):
            self.strange = False
            return Reason("lists.heading_again", {})
        self.strange = self.strange or score(row.cells) >= _HEADINGS
        if self.strange:
            return Reason("lists.other_headings", {})
        if cells > len(self.table.headings):
            return Reason("lists.cells", {"cells": cells, "headings": len(self.table.headings)})
        return None if results else Reason("lists.no_result", {})

    # --- who it is ---

    def _cell(self, row: Row, part: str) -> Place:
        """Name the cell that tells a part of who it is, or the row under a line that does."""
        places = self.mapping.places(part)
        where = self.table.title(places[0]) if places else part
        return Place(self.table.file, f"{row.place}, {where}")

    # --- what holds for the list ---

    def _notes(self) -> Iterator[Reason]:
        unused = [one.heading for one in self.mapping.columns if not one.means and one.heading]
        if unused:
            yield Reason("lists.unused", {"headings": ", ".join(unused)[:_SHOWN], "count": len(unused)})
        if self.mapping.told == "remembered":
            yield Reason("lists.as_last_time", {})
        if self.mapping.day_order is None:
            yield Reason("lists.order_asked", {})
        if any(one.name_alone for one in self.people.known) and len(self.people.known) > 1:
            yield Reason("lists.by_name", {})
        yield from (Reason(code, {"count": count}) for code, count in self.notes.items() if count)


def _unread(_part: str, value: str) -> Reason:
    return Reason("lists.unread", {"value": value[:40]})
