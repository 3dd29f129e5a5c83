"""The oracle's view of a history: what is known on one day, and which of it counts."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from tests.property.plain import Day, Json, clumped, has_day, minute

# Per unit: how many of the family's first one it is.
UNITS = dict.fromkeys(("10*9/L", "10*3/uL", "G/L", "U/L", "g/L"), Fraction(1))
UNITS |= {"umol/L": Fraction(1), "mg/dL": Fraction("88.4")}
UNITS |= dict.fromkeys(("/uL", "/mm3"), Fraction(1, 1000)) | dict.fromkeys(("10*4/uL", "g/dL"), Fraction(10))


class Chart:
    """One protocol and one history on one day.

    `kept`, where given, is the earlier day on which the patient was assessed: what counted then does not run out as
    long as nothing newer of its kind is known.
    """

    def __init__(self, protocol: Json, history: Json, day: Day, kept: Day | None = None) -> None:
        self.protocol, self.history, self.day = protocol, history, day
        self.kept = kept if kept is not None else day
        self.criterion: Json = {}

    def decision(self) -> Json | None:
        found: Json | None = self.history.get("decisions", {}).get(self.criterion["id"])
        return found if found is not None and date.fromisoformat(found["on"]) <= self.day else None

    def answer(self, name: str) -> tuple[Any, Day | None]:
        """Give the newest answer known on the day, and its day; (None, None) without one."""
        given = self.history.get("answers", {}).get(name)
        found: tuple[Any, Day | None] = (None, None)
        listed = given if isinstance(given, list) else [given]
        undated_first = [one for one in listed if not has_day(one)] + sorted(
            [one for one in listed if has_day(one)], key=lambda one: str(one["on"])
        )
        for one in undated_first:
            value = one["value"] if isinstance(one, dict) else one
            on = date.fromisoformat(one["on"]) if has_day(one) else None
            if on is None or on <= self.day:
                found = (value, on)
        return found if found[0] is not None else (None, None)

    def fresh(self, on: Day, good_for: int | None) -> bool:
        """Say whether what is of a day still counts; it stays as it was on the day assessed."""
        until = self.kept if on <= self.kept else self.day
        return good_for is None or on + timedelta(days=good_for) >= until

    def item(self, worksheet: str, item: str) -> bool | None:
        given = self.history.get("answers", {}).get(worksheet, {}).get(item)
        inner = Chart(self.protocol, {"answers": {"item": given}}, self.day)
        return {"present": True, "ruled_out": False}.get(inner.answer("item")[0])

    def anchor(self, name: str) -> Day | None:
        if name == "today":
            return self.day
        value = self.answer(name)[0]
        words = self.protocol["field"][name].get("options", {})
        return None if value is None or value in words else date.fromisoformat(value)

    def events(self, name: str) -> list[Day] | None:
        """List the events known on the day; None where nobody has said."""
        given = self.listed(name)[0]
        if given is None:
            return None
        days = [date.fromisoformat(one["on"] if isinstance(one, dict) else one) for one in given]
        return [day for day in days if day <= self.day]

    def periods(self, name: str) -> list[tuple[str, str, Day]] | None:
        """List first day, last day (or a word, or nothing) and when it was told; None where nobody has said."""
        given, told = self.listed(name)
        return None if given is None else [(*one.split("/"), told) for one in given]

    def listed(self, name: str) -> tuple[list[Any] | None, Day]:
        """Give the list that is known on the day, and the day on which it was told."""
        given = self.history.get("answers", {}).get(name)
        if not isinstance(given, dict):
            return given, self.day
        told = self.day if given.get("on") is None else date.fromisoformat(given["on"])
        return (given["value"] if told <= self.day else None), told

    def results(self, name: str) -> list[Json]:
        given = self.history.get("answers", {}).get(name) or []
        return [one for one in given if date.fromisoformat(one["on"][:10]) <= self.day]

    def newest_results(self, name: str) -> list[Json]:
        known = self.results(name)
        return [one for one in known if one["on"][:10] == max(other["on"][:10] for other in known)]

    def may_be_latest(self, name: str, group: list[Json]) -> list[Json]:
        """Try all times that results without one can have; list those that come out last."""
        sound = [one for one in group if not clumped(one) and not self.implausible(name, one)]
        if any(one.get("smear_confirmed") or one.get("anticoagulant") == "citrate" for one in sound):
            group = sound
        timed = sorted({minute(one) or 0 for one in group if minute(one) is not None})
        times = [Fraction(-1), *map(Fraction, timed), *[time + Fraction(1, 2) for time in timed]]
        found: list[Json] = []
        for guessed in product(times, repeat=sum(minute(one) is None for one in group)):
            left = iter(guessed)
            at = [next(left) if minute(one) is None else Fraction(minute(one) or 0) for one in group]
            found += [one for one, time in zip(group, at, strict=True) if time == max(at) and one not in found]
        return found

    def implausible(self, name: str, result: Json) -> bool:
        field = self.protocol["field"][name]
        number = self.in_unit(name, result)[1]
        return "plausible" in field and not field["plausible"][0] <= number <= field["plausible"][1]

    def in_unit(self, name: str, result: Json) -> tuple[str, Fraction]:
        """Give the sign and the number in the field's unit."""
        text = str(result["value"])
        sign = text[0] if text[0] in "<>" else ""
        scale = UNITS[result["unit"]] / UNITS[self.protocol["field"][name]["unit"]]
        return sign, Fraction(text.lstrip("<>")) * scale
