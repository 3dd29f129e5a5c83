"""A history between two versions of the protocol: in the form of the one in use, and as a correction."""

from collections.abc import Mapping
from typing import Any

from screening.errors import InputError
from screening.patient import carried
from screening.protocol import Protocol
from screening.protocol.comparison import decided_anew
from screening.service import Record, Site

History = Mapping[str, Any]


def in_form_of(protocol: Protocol, history: History, record: Record | None) -> History:
    """Give what the form of a version can show of a history; what it can't read is a gap.

    So is what a doctor decided on a criterion that was changed.
    """
    before = record.protocol if record is not None else protocol
    try:
        return carried(history, protocol, decided_anew(before, protocol)).data
    except InputError:  # a draft may hold what no version reads; the form says so of each answer
        return history


def as_correction(site: Site, history: History, former: int) -> History:
    """Give what the form says as a correction of a case, which stays with the version that judged it.

    What that version asked and the form can't show is kept as it was.
    """
    record = site.record(former)
    if record.protocol == site.protocol:
        return history
    made = dict(carried(history, record.protocol).data)
    for place in carried(record.history, site.protocol, decided_anew(record.protocol, site.protocol)).left_out:
        part, name, *inside = place.split(".")
        kept = record.history[part][name]
        if inside:
            kept = {**(made.get(part, {}).get(name) or {}), inside[0]: kept[inside[0]]}
        made[part] = {**(made.get(part) or {}), name: kept}
    return made
