"""What was recorded of people: with every change where dates may leave, as it stands where they may not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from xml.etree.ElementTree import Element

from screening.formats.labels import label
from screening.formats.odm.elements import Node, add
from screening.formats.odm.items import forms_of, items_of
from screening.formats.odm.metadata import EVENT, unit_oid, version_oid
from screening.formats.odm.staff import Users, add_audit, add_signature, add_site_ref
from screening.formats.odm.states import Step
from screening.formats.odm.values import Place
from screening.log import Dossier, Subject
from screening.protocol import Protocol

Told = list[tuple[Subject, list[tuple[int, list[Step]]]]]
"""Each person with the steps of each attempt."""

_UNREASONED = ("first", "signed")


@dataclass(frozen=True, slots=True)
class _Change:
    """What a step did to one value; the value is None where it took it away."""

    place: Place
    value: str | None
    kind: str


def add_clinical(root: Node, dossier: Dossier, told: Told, users: Users) -> None:
    """Add the people under the version of the protocol by which each entry was judged."""
    known = _Known(set())
    for protocol in dossier.protocols:
        data = Element("ClinicalData", StudyOID=dossier.study, MetaDataVersionOID=version_oid(protocol))
        writer = _Writer(dossier, protocol, users, known)
        for subject, attempts in told:
            writer.add_subject(data, subject, attempts)
        if not len(data):
            continue
        root.append(data)
        if not dossier.dated:
            note = add(add(data, "Annotations"), "Annotation", SeqNum="1")
            add(note, "Comment", label("exchange.no_trail").in_(dossier.language), SponsorOrSite="Site")


@dataclass(frozen=True, slots=True)
class _Known:
    """The containers written so far: what is in the file already is context for what comes later."""

    keys: set[tuple[object, ...]]

    def kind(self, *key: object) -> str:
        """Say whether a container is new."""
        if key in self.keys:
            return "Context"
        self.keys.add(key)
        return "Insert"


class _Writer:
    """Writes the data of one protocol version."""

    def __init__(self, dossier: Dossier, protocol: Protocol, users: Users, known: _Known) -> None:
        self._dossier, self._protocol, self._users, self._known = dossier, protocol, users, known
        self._items = {item.oid: item for item in items_of(protocol)}
        self._forms = {group.oid: form.oid for form in forms_of(protocol) for group in form.groups}
        self._order = {oid: place for place, oid in enumerate((*self._forms, *self._items))}

    def add_subject(self, data: Node, subject: Subject, attempts: list[tuple[int, list[Step]]]) -> None:
        """Add what was recorded of a person under this version: act by act where each has its audit record."""
        events = [(ordinal, *one) for ordinal, steps in attempts for one in self._changed(steps)]
        made: Node | None = None
        for ordinal, step, changes in events:
            if made is None or self._dossier.dated:
                made = add(data, "SubjectData", SubjectKey=subject.id, TransactionType=self._kind(subject.id))
                if self._dossier.dated:
                    add_audit(made, step, *self._who(step), None if step.why in _UNREASONED else step.why)
                add_site_ref(made, self._dossier.site)
            self._add_event(made, subject.id, ordinal, step, changes)

    def _changed(self, steps: list[Step]) -> Iterator[tuple[Step, list[_Change]]]:
        """Give the steps under this version, each with what it changed; where dates stay, how the last one left it."""
        if not self._dossier.dated:
            if steps[-1].protocol == self._protocol:
                yield steps[-1], self._changes({}, steps[-1].state)
            return
        former: Mapping[Place, str] = {}
        for step in steps:
            if step.protocol == self._protocol:
                yield step, self._changes(former, step.state)
            former = step.state

    def _changes(self, former: Mapping[Place, str], now: Mapping[Place, str]) -> list[_Change]:
        """List what is new, other or gone, in the order of the forms; what this version does not ask is left alone."""
        found = [_Change(place, value, "Insert") for place, value in now.items() if place not in former]
        changed = ((place, value) for place, value in now.items() if former.get(place, value) != value)
        found += [_Change(place, value, "Update") for place, value in changed]
        found += [_Change(place, None, "Remove") for place in former if place not in now]
        return sorted((one for one in found if one.place.item in self._items), key=self._place)

    def _place(self, change: _Change) -> tuple[int, int, int]:
        """Sort by group, repeat and item."""
        group, repeat, item = change.place
        return self._order[group], int(repeat or 0), self._order[item]

    def _add_event(self, parent: Node, subject: str, ordinal: int, step: Step, changes: list[_Change]) -> None:
        key = (subject, ordinal)
        made = add(
            parent,
            "StudyEventData",
            StudyEventOID=EVENT,
            StudyEventRepeatKey=str(ordinal),
            TransactionType=self._kind(*key),
        )
        if self._dossier.dated and step.signature is not None:
            add_signature(made, step.signature, *self._who(step))
        for form, inside in groupby(changes, lambda one: self._forms[one.place.group]):
            data = add(made, "FormData", FormOID=form, TransactionType=self._kind(*key, form))
            for (group, repeat), values in groupby(inside, lambda one: one.place[:2]):
                kind = self._kind(*key, form, group, repeat)
                row = add(data, "ItemGroupData", ItemGroupOID=group, ItemGroupRepeatKey=repeat, TransactionType=kind)
                for value in values:
                    self._add_value(row, value)

    def _add_value(self, row: Node, change: _Change) -> None:
        item = self._items[change.place.item]
        kind = change.kind if self._dossier.dated else None
        made = add(row, "ItemData", ItemOID=item.oid, TransactionType=kind, Value=change.value)
        if item.unit and change.value is not None:
            add(made, "MeasurementUnitRef", MeasurementUnitOID=unit_oid(item.unit))

    def _kind(self, *key: object) -> str | None:
        return self._known.kind(*key) if self._dossier.dated else None

    def _who(self, step: Step) -> tuple[str, str]:
        """Name user and site; where dates may leave, these may be named."""
        assert step.by is not None and self._dossier.site is not None
        return self._users[step.by, step.role], self._dossier.site
