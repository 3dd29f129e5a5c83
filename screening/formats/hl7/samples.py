"""What an order says of the sample: when it was collected, what the tube held, whether the platelets had clumped."""

from collections.abc import Iterator, Sequence
from datetime import timedelta, tzinfo

from screening.formats.hl7.er7 import Encoding, Segment
from screening.formats.hl7.orders import Observation, Order
from screening.formats.hl7.times import moment, offset_of
from screening.formats.laboratory import clumped, names_platelets, other_fluid, tells_clots, tells_clumps, tube

_TEXTS = frozenset(("ST", "TX", "FT", "CE", "CWE", "CNE", "IS", ""))
_NEVER_WAS = frozenset("DWXNO")
"""Statuses of what is no observation: deleted, wrong, not obtained, not asked, only described."""


def collected(one: Observation, zone: tzinfo | None) -> str | None:
    """Give the time of collection, never that of the report or the analysis: OBR-7, else SPM-17, else OBX-14.

    Where a time has no offset, that of MSH-7 holds, which is the default of the whole message (HL7 2.5.1, 2.15.9.7).
    """
    order = one.order
    stamps = [_stamp(order.obr, 7)] if order.obr is not None else []
    stamps += [_stamp(specimen, 17) for specimen in order.specimens]
    usual: timedelta | None = offset_of(order.message.header.text(7))
    found = (moment(stamp, zone, usual) for stamp in (*stamps, _stamp(one.obx, 14)) if stamp)
    return next((at for at in found if at is not None), None)


def _stamp(segment: Segment, field: int) -> str:
    """Give a time as exactly as its second component says that it is meant (until 2.5): D is the day, L the month."""
    given = segment.first(field)
    return given[1][: {"D": 8, "L": 6, "Y": 4}.get(given[2].upper())]


def anticoagulant(one: Observation) -> str | None:
    """Say what the tube held; None where it is not told, or where specimen and test say different things.

    A comment never tells it: "repeat in citrate" is not what this tube held.
    """
    return tube(_words(one, (4, 6, 14, 27), (15, 4), (3,)))


def fluid(one: Observation) -> str | None:
    """Give the word by which specimen or panel say that it was no blood; None where neither does."""
    return other_fluid(_words(one, (4, 14), (15, 4)))


def has_clots(one: Observation) -> bool:
    """Say whether the condition of the specimen, or a comment on it or on the count, tells that it had clotted."""
    conditions = [specimen.lines(24) for specimen in one.order.specimens]
    return any(map(tells_clots, (*conditions, *one.order.comments, *one.comments)))


def _words(
    one: Observation, of_specimen: Sequence[int], of_order: Sequence[int], own: Sequence[int] = ()
) -> Iterator[str]:
    """Yield what can be looked up by itself of some fields: of SPM, OBR and the OBX."""
    segments = [(specimen, of_specimen) for specimen in one.order.specimens]
    segments += [(one.order.obr, of_order)] if one.order.obr is not None else []
    for segment, fields in (*segments, (one.obx, own)):
        for field in fields:
            yield from _parts(segment.raw(field), segment.encoding)


def _parts(text: str, encoding: Encoding) -> Iterator[str]:
    for mark in (encoding.repetition, encoding.subcomponent):
        text = text.replace(mark, encoding.component) if mark else text
    return (encoding.plain(part).strip() for part in text.split(encoding.component) if part)


def has_clumps(one: Observation) -> bool:
    """Say whether a count's own text, flags or comments tell of clumps."""
    written = one.obx.lines(5) if one.obx.text(2).upper() in _TEXTS else ""
    return any(map(tells_clumps, (written, one.obx.lines(8), *one.comments)))


def order_has_clumps(order: Order, counted: bool) -> bool:
    """Say whether a comment on the whole order tells of clumps of platelets.

    `counted`: a platelet count stands in the order, so that clumps are those of platelets unless others are named.
    """
    return _tells_of_platelets("\n".join(order.comments), counted)


def finds_clumps(one: Observation, counted: bool, asked_for: bool) -> bool | None:
    """Say whether another observation of the order tells of clumps; None where it can't be told.

    `asked_for`: the observation is the question "clumps?", so that its value is the answer.
    """
    if one.obx.text(11).upper() in _NEVER_WAS:
        return False
    told = [one.obx.lines(5) if one.obx.text(2).upper() in _TEXTS else "", *one.comments]
    if any(_tells_of_platelets(text, counted) for text in told):
        return True
    return _answer(one.obx) if asked_for else False


def _tells_of_platelets(text: str, counted: bool) -> bool:
    return tells_clumps(text) and (counted or names_platelets(text))


def _answer(obx: Segment) -> bool | None:
    value = obx.first(5)
    said = [found for found in map(clumped, (value[1], value[2], value.whole)) if found is not None]
    return said[0] if said else True if tells_clumps(value.whole) else None
