"""From a history's plain values to a History, against one protocol: faults are named, nothing is guessed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from screening.errors import nearest, said
from screening.patient.adverse import read_adverse
from screening.patient.faults import Faults
from screening.patient.history import AdverseEvent, Answer, Decision, History, Period, Result
from screening.patient.periods import read_periods
from screening.patient.results import read_series
from screening.patient.unwrapping import WRAPPED, is_wrapped_sheet
from screening.patient.values import named, parse_day, quoted, read_measure
from screening.protocol import (
    WORKSHEET_STATES,
    AdverseEventsField,
    ChoiceField,
    DateField,
    EventsField,
    LabField,
    PeriodsField,
    Protocol,
    WorksheetField,
)
from screening.protocol.fields import FollowUpField

_SEXES = ("female", "male", "other", "unknown")
_TOP = ("subject", "answers", "decisions")
_SUBJECT = ("birth_date", "sex", "name", "hospital_number", "consent")
_CONSENT = ("given", "on", "form")
_EVENT = ("on", "what", "source", "by")
_DECISION = ("outcome", "by", "on", "why")
_NOTHING = Answer(None)
"""What a worksheet says of itself that is not wrapped."""

_Value = str | int | Decimal | None
_Read = Callable[[Any, str], _Value]


def read_history(data: Any, protocol: Protocol, source: str = "") -> History:
    """Read a history; InputError names every faulty place as a path such as `answers.platelets[0].unit`."""
    reader = _Reader(protocol, source)
    history = reader.history(data)
    reader.faults.refuse()
    return history


class _Reader:
    def __init__(self, protocol: Protocol, source: str) -> None:
        self.protocol = protocol
        self.faults = Faults(source)
        self.answers: dict[str, tuple[Answer, ...]] = {}
        self.labs: dict[str, tuple[Result, ...]] = {}
        self.events: dict[str, tuple[int, ...]] = {}
        self.events_from: dict[str, int] = {}
        self.adverse: dict[str, tuple[AdverseEvent, ...]] = {}
        self.periods: dict[str, tuple[Period, ...]] = {}

    def history(self, data: Any) -> History:
        if not self.faults.is_object(data, "", _TOP):
            return History()
        birth_date, sex = self._subject(data.get("subject"))
        given = data.get("answers")
        fields = self.protocol.field
        if given is not None and self.faults.is_object(given, "answers", fields):
            for name, value in given.items():
                if value is not None and name in fields:
                    self._field(name, fields[name], value, f"answers.{name}")
        decisions = self._decisions(data.get("decisions"))
        lists = self.events_from, self.adverse, self.periods
        return History(birth_date, sex, self.answers, self.labs, self.events, decisions, *lists)

    def _field(self, name: str, asked: FollowUpField, value: Any, path: str) -> None:
        if isinstance(asked, LabField):
            self.labs[name] = read_series(value, path, asked, self.faults)
        elif isinstance(asked, EventsField):
            listed = self._listed(name, value, path)
            if listed is not None:
                days = [self._event(one, where) for one, where in listed]
                self.events[name] = tuple(sorted(day for day in days if day is not None))
        elif isinstance(asked, AdverseEventsField):
            listed = self._listed(name, value, path)
            if listed is not None:
                self.adverse[name] = read_adverse(listed, asked, self.faults)
        elif isinstance(asked, PeriodsField):
            listed = self._listed(name, value, path, "no_periods")
            if listed is not None:
                self.periods[name] = read_periods(listed, self.faults)
        elif isinstance(asked, WorksheetField):
            self._worksheet(name, asked, value, path)
        elif isinstance(asked, ChoiceField):
            self.answers[name] = self._answers(value, path, partial(self._choice, tuple(asked.options)))
        elif isinstance(asked, DateField):
            self.answers[name] = self._answers(value, path, partial(self._date, tuple(asked.options)))
        else:
            self.answers[name] = self._answers(value, path, self._number)

    def _subject(self, data: Any) -> tuple[date | None, str | None]:
        if data is None or not self.faults.is_object(data, "subject", _SUBJECT):
            return None, None
        birth, sex = data.get("birth_date"), data.get("sex")
        day = parse_day(birth)
        plain = day is not None and day[1] is None
        if birth is not None and not plain:
            self.faults.wrong("subject.birth_date", said("history.no_date", given=quoted(birth)))
        if sex is not None and sex not in _SEXES:
            self.faults.wrong("subject.sex", said("history.not_among", given=quoted(sex), among=", ".join(_SEXES)))
        for key in ("name", "hospital_number"):
            self.faults.text(data.get(key), f"subject.{key}")
        self._consent(data.get("consent"))
        birth_date = date.fromordinal(day[0]) if day and plain else None
        return birth_date, sex if sex in ("female", "male") else None

    def _consent(self, data: Any) -> None:
        if data is not None and self.faults.is_object(data, "subject.consent", _CONSENT):
            self.faults.flag(data.get("given"), "subject.consent.given")
            self.faults.moment(data.get("on"), "subject.consent.on")
            self.faults.text(data.get("form"), "subject.consent.form")

    def _answers(self, data: Any, path: str, read: _Read) -> tuple[Answer, ...]:
        """Read an answer, an answer with its source, or a list of dated answers; the newest stands last."""
        if not isinstance(data, list):
            return (self._answer(data, path, read),)
        found = [self._answer(one, f"{path}[{index}]", read) for index, one in enumerate(data)]
        # Undated answers are known always, so they stand first; of one day the later in the list is newer.
        return tuple(sorted(found, key=_known_from))

    def _answer(self, data: Any, path: str, read: _Read) -> Answer:
        if not isinstance(data, Mapping):
            return Answer(None if data is None else read(data, path))
        value, on, minute, source, by = self._wrapped(data, path)
        return Answer(None if value is None else read(value, f"{path}.value"), on, minute, source, by)

    def _wrapped(self, data: Mapping[str, Any], path: str) -> tuple[Any, int | None, int | None, str, str]:
        """Take an answer out of its object: value, day and minute it is known from, source, author."""
        self.faults.is_object(data, path, WRAPPED)
        if "value" not in data:
            self.faults.wrong(f"{path}.value", said("history.missing"))
        on, minute = self.faults.moment(data.get("on"), f"{path}.on")
        source, by = (self.faults.text(data.get(key), f"{path}.{key}") for key in ("source", "by"))
        return data.get("value"), on, minute, source, by

    def _choice(self, options: tuple[str, ...], data: Any, path: str) -> str | None:
        if isinstance(data, str) and data in options:
            return data
        close = nearest(data[:60] if isinstance(data, str) else "", options)
        self.faults.wrong(path, said("history.no_answer", given=quoted(data), near=close))
        return None

    def _date(self, options: tuple[str, ...], data: Any, path: str) -> str | int | None:
        if isinstance(data, str) and data in options:
            return data
        day = parse_day(data)
        if day is None:
            words = " or ".join(options)
            code = "history.no_date_or_word" if options else "history.no_date"
            self.faults.wrong(path, said(code, given=quoted(data), words=words))
        return day[0] if day else None

    def _number(self, data: Any, path: str) -> Decimal | None:
        measure = read_measure(data)
        if measure is None or measure.sign:
            self.faults.wrong(path, said("history.below_zero", given=quoted(data)))
            return None
        return measure.number

    def _worksheet(self, name: str, asked: WorksheetField, data: Any, path: str) -> None:
        """Read a worksheet, or a list of dated ones, of which the newest counts: what it leaves out is open again."""
        if not isinstance(data, list):
            sheets = [self._sheet(asked, data, path)]
        else:
            sheets = [self._sheet(asked, one, f"{path}[{index}]") for index, one in enumerate(data)]
        for item in asked.items:
            found = [
                answer for sheet, blank in sheets for answer in sheet.get(item, (blank,) if len(sheets) > 1 else ())
            ]
            if found:
                self.answers[f"{name}.{item}"] = tuple(sorted(found, key=_known_from))

    def _sheet(self, asked: WorksheetField, data: Any, path: str) -> tuple[dict[str, tuple[Answer, ...]], Answer]:
        """Read one worksheet, with or without its source; give its answers, and the blank one of the same day."""
        blank = _NOTHING
        if is_wrapped_sheet(data, asked):
            data, on, minute, source, by = self._wrapped(data, path)
            blank, path = Answer(None, on, minute, source, by), f"{path}.value"
        if data is None or not self.faults.is_object(data, path, asked.items):
            return {}, blank
        read = partial(self._choice, WORKSHEET_STATES)
        found = {
            item: tuple(_within(one, blank) for one in self._answers(value, f"{path}.{item}", read))
            for item, value in data.items()
            if value is not None and item in asked.items
        }
        return found, blank

    def _listed(self, name: str, data: Any, path: str, code: str = "no_events") -> list[tuple[Any, str]] | None:
        """Take what there was out of its list, each with its path; None where there is no list.

        One that is present is complete, from its own day on where it has one.
        """
        if isinstance(data, Mapping):
            data, on, *_ = self._wrapped(data, path)
            path = f"{path}.value"
            if data is None:
                return None
            if on is not None:
                self.events_from[name] = on
        if not isinstance(data, list):
            self.faults.wrong(path, said(f"history.{code}", given=named(data)))
            return None
        return [(one, f"{path}[{index}]") for index, one in enumerate(data)]

    def _event(self, data: Any, path: str) -> int | None:
        if isinstance(data, Mapping):
            self.faults.is_object(data, path, _EVENT)
            for key in ("what", "source", "by"):
                self.faults.text(data.get(key), f"{path}.{key}")
            data, path = data.get("on"), f"{path}.on"
        day = parse_day(data)
        if day is None:
            self.faults.wrong(path, said("history.no_date", given=quoted(data)))
        return day[0] if day else None

    def _decisions(self, data: Any) -> dict[str, Decision]:
        criteria = {criterion.id: criterion for criterion in self.protocol.criterion}
        if data is None or not self.faults.is_object(data, "decisions", criteria):
            return {}
        found: dict[str, Decision] = {}
        for name, one in data.items():
            path = f"decisions.{name}"
            if name in criteria and one is not None and self.faults.is_object(one, path, _DECISION):
                decision = self._decision(one, path, (criteria[name].good, criteria[name].bad))
                if decision:
                    found[name] = decision
        return found

    def _decision(self, data: Mapping[str, Any], path: str, outcomes: tuple[str, str]) -> Decision | None:
        outcome = data.get("outcome")
        if outcome not in outcomes:
            self.faults.wrong(
                f"{path}.outcome", said("history.no_outcome", given=quoted(outcome), good=outcomes[0], bad=outcomes[1])
            )
        day = parse_day(data.get("on"))
        if day is None:
            self.faults.wrong(f"{path}.on", said("history.no_date", given=quoted(data.get("on"))))
        for key in ("by", "why"):
            if not isinstance(data.get(key), str) or not data[key].strip():
                self.faults.wrong(f"{path}.{key}", said(f"history.decided.{key}"))
        return Decision(str(outcome), day[0], str(data.get("by")), str(data.get("why"))) if day else None


def _within(answer: Answer, sheet: Answer) -> Answer:
    """Give a worksheet's answer the day and the origin of its worksheet, where it has none, or an earlier one."""
    if sheet is _NOTHING:
        return answer
    later = max(answer, sheet, key=_known_from)
    return replace(
        answer,
        on=later.on,
        minute=later.minute,
        source=answer.source or sheet.source,
        by=answer.by or sheet.by,
    )


def _known_from(answer: Answer) -> tuple[int, int]:
    return answer.on or 0, answer.minute or 0
