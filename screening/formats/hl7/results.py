"""The results of one person: which are asked for, which stand, and what each gives."""

from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any

from screening.engine import Reason
from screening.formats.hl7.asked import Asked, Test
from screening.formats.hl7.er7 import Segment
from screening.formats.hl7.files import Message
from screening.formats.hl7.orders import Observation, Order
from screening.formats.hl7.samples import (
    anticoagulant,
    collected,
    finds_clumps,
    fluid,
    has_clots,
    has_clumps,
    order_has_clumps,
)
from screening.formats.hl7.standing import STANDS, UNSAID, Notice, Reported, is_before, latest, settle
from screening.formats.hl7.times import sent
from screening.formats.hl7.values import limits_of, units_of, value_of
from screening.formats.laboratory import result_value
from screening.formats.proposal import Fact, Hint, LeftOut, Place, SourceFile, shown
from screening.protocol import Protocol

_NO_NUMBER = frozenset(("intake.no_value", "intake.no_number", "hl7.several", "hl7.type"))


def place_of(message: Message, segment: Segment) -> str:
    """Say where a segment stands: `MSH[2] LAB-0042 OBX[3]` is the third OBX of the second message, LAB-0042."""
    header = f"MSH[{message.number}] {shown(message.header.text(10))[:40]}".strip()
    return header if segment.name == "MSH" else f"{header} {segment.name}[{segment.nth}]"


@dataclass(frozen=True, slots=True)
class Told:
    """What the results of a person come to."""

    facts: list[Fact] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Result:
    """A result that is asked for: what was reported, of which test, on which sample."""

    reported: Reported
    seen: str
    obx: Segment
    test: Test
    tube: str | None
    clumped: bool
    clotted: bool


class Results:
    """Takes order after order, and tells at the end what stands."""

    def __init__(self, file: SourceFile, protocol: Protocol, zone: tzinfo | None) -> None:
        self.file, self.protocol, self.zone = file, protocol, zone
        self.asked = Asked(protocol)
        self._rows: list[_Result | LeftOut] = []
        self._cancelled: list[Notice] = []
        self._clumped: list[Notice] = []
        self._noticed: dict[str, Notice] = {}
        self._told = Told()

    def take(self, order: Order) -> int:
        """Take what an order reports; give the number of its rows."""
        when = sent(order.message.header.text(7), self.zone)
        if order.is_cancelled and order.obr is not None:
            notice = Notice(place_of(order.message, order.obr), order.key, when, order.message.number)
            self._cancelled.append(notice)
            self._rows.append(self._left_out(notice.place, order.obr.text(4, 2), Reason("hl7.order_cancelled", {})))
            return 1
        tests = [self.asked.test(one.obx) for one in order.observations]
        # A count's own text is asked later; here it is what stands beside it.
        pairs = list(zip(order.observations, tests, strict=True))
        counted = not all(map(self._is_no_count, tests))
        found = [self._is_no_count(test) and finds_clumps(one, counted, test.finds_clumps) for one, test in pairs]
        clumps = any(found) or order_has_clumps(order, counted)
        if clumps and not counted:
            # Said of a sample whose count stood in an earlier message.
            self._clumped.append(Notice("", order.key, when, order.message.number))
        for (one, test), told in zip(pairs, found, strict=True):
            if told is not False and self.asked.platelets and not test.measured.fields:
                code = "intake.clumps" if told else "intake.clumps_unclear"
                self._hint_at_clumps(place_of(order.message, one.obx), _seen(one, test), code)
            else:
                self._observation(one, test, clumps, when)
        return len(order.observations)

    def _is_no_count(self, test: Test) -> bool:
        return self.asked.platelets.isdisjoint(test.measured.fields)

    def _observation(self, one: Observation, test: Test, clumps: bool, when: datetime | None) -> None:
        place, seen = place_of(one.order.message, one.obx), _seen(one, test)
        why = test.why
        if test.finds_clumps:
            why = Reason("intake.no_clumps", {})
        elif why is None and test.by_name and (other := fluid(one)) is not None:
            why = Reason("intake.other_fluid", {"fluid": shown(other)})
        if why is not None:
            self._rows.append(self._left_out(place, seen, why))
        else:
            self._keep(one, test, place, seen, clumps, when)

    def _keep(self, one: Observation, test: Test, place: str, seen: str, clumps: bool, when: datetime | None) -> None:
        obx, at = one.obx, collected(one, self.zone)
        said = (obx.raw(5), obx.raw(6), at or "")
        reported = Reported(
            place,
            one.order.key,
            test.code,
            obx.text(4) if obx.text(4) != "1" else "",
            at,
            said,
            _status(one),
            when,
            one.order.message.number,
        )
        is_count = not self._is_no_count(test)
        clumped = is_count and (clumps or has_clumps(one))
        clotted = is_count and has_clots(one)
        self._rows.append(_Result(reported, seen, obx, test, anticoagulant(one), clumped, clotted))

    # --- at the end ---

    def told(self) -> Told:
        """Say what stands and what it gives, in the order of the file."""
        settle([one.reported for one in self._rows if isinstance(one, _Result)], self._cancelled)
        self._noticed = latest(self._clumped)
        for one in self._rows:
            if isinstance(one, LeftOut):
                self._told.left_out.append(one)
            elif one.reported.status in UNSAID and not one.reported.took:
                # What it takes back may have been entered from an earlier file.
                self._hint(one, Reason("intake.unsaid", {}))
            elif one.reported.why is not None:
                self._leave(one, one.reported.why)
            elif one.clotted:
                self._hint(one, Reason("intake.clotted", {}))
            else:
                self._give(one if one.clumped or not self._clumped_since(one) else replace(one, clumped=True))
        return self._told

    def _clumped_since(self, one: _Result) -> bool:
        """Say whether a later message without a count tells that the sample of this one had clumped."""
        notice = self._noticed.get(one.reported.order)
        return notice is not None and not self._is_no_count(one.test) and is_before(one.reported, notice)

    def _give(self, one: _Result) -> None:
        place, value = Place(self.file, one.reported.place), value_of(one.obx)
        made = [(name, self._value(name, one, value)) for name in one.test.measured.fields]
        facts = [Fact(name, data, place, one.seen, data["on"]) for name, data in made if not isinstance(data, Reason)]
        refused = [data for _, data in made if isinstance(data, Reason)]
        self._told.facts.extend(facts)
        if facts or not refused:
            bears_on = one.test.measured.bears_on
            self._told.hints.extend(Hint(name, place, one.seen, why, one.reported.at) for name, why in bears_on.items())
        elif one.clumped and refused[0].code in _NO_NUMBER:
            self._hint_at_clumps(one.reported.place, one.seen, "intake.clumps_only")
        else:
            self._leave(one, refused[0])

    def _value(self, name: str, one: _Result, value: str | Reason) -> dict[str, Any] | Reason:
        """Give a result as a field's history holds it."""
        if isinstance(value, Reason):
            return value
        asked, limits = self.protocol.field[name], limits_of(one.obx)
        units, at = units_of(one.obx), one.reported.at
        return result_value(asked, value, units, at, limits=limits, anticoagulant=one.tube, clumped=one.clumped)

    def _hint(self, one: _Result, why: Reason) -> None:
        place, fields = Place(self.file, one.reported.place), (*one.test.measured.fields, *one.test.measured.bears_on)
        self._told.hints.extend(Hint(name, place, one.seen, why, one.reported.at) for name in fields)

    def _hint_at_clumps(self, place: str, seen: str, code: str) -> None:
        where = Place(self.file, place)
        self._told.hints.extend(Hint(name, where, seen, Reason(code, {})) for name in sorted(self.asked.platelets))

    def _leave(self, one: _Result, why: Reason) -> None:
        self._told.left_out.append(self._left_out(one.reported.place, one.seen, why))

    def _left_out(self, place: str, seen: str, why: Reason) -> LeftOut:
        return LeftOut(Place(self.file, place), seen, why)


def _status(one: Observation) -> str:
    """Give the status of a result (OBX-11); where it has none, that of its order, if that is a final one (OBR-25)."""
    own, obr = one.obx.text(11).upper(), one.order.obr
    if own or obr is None:
        return own
    whole = obr.text(25).upper()
    return whole if whole in STANDS else ""


def _seen(one: Observation, test: Test) -> str:
    """Tell an OBX as a person would read it: test, value, unit, limits, flags, status, comments."""
    obx, value = one.obx, value_of(one.obx)
    written = obx.lines(5) if isinstance(value, Reason) else value
    unit, limits = next(iter(units_of(obx)), ""), obx.encoding.plain(obx.raw(7))
    told = [f"{test.called}: {written} {unit}".strip(), f"({limits})" if limits else "", obx.lines(8), obx.text(11)]
    return shown("; ".join(filter(None, [" ".join(filter(None, told)), *one.comments])))
