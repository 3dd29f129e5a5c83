"""Whom a row of a list names."""

from collections.abc import Mapping

from screening.formats.lists.days import read_moment
from screening.formats.people import Identity, sex_of


def person_in(parts: Mapping[str, str], order: str, *, name_alone: bool) -> Identity:
    """Read who somebody is, from what stands in a list; `order` is that of its days."""
    born, sex = parts.get("birth_date", ""), parts.get("sex", "")
    day = read_moment(born, order) if born else None
    told = sex_of(sex)
    unread = [("subject.birth_date", "birth_date", born)] if born and (day is None or not day.day) else []
    unread += [("subject.sex", "sex", sex)] if told is None else []
    return Identity(
        number=parts.get("hospital_number", ""),
        name=" ".join(parts.get("name", "").split()),
        birth_date=day.day if day is not None else "",
        sex=told or "",
        unread=tuple(unread),
        name_alone=name_alone,
    )
