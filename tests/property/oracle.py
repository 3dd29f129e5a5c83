"""A second reading of DESIGN sections 3 to 5, dumb on purpose: plain JSON in, one day at a time, brute force.

It knows nothing of the engine nor of the models: a protocol is the plain value of its file, a history the plain value
of its JSON, a day a `datetime.date`. Every rule is broken down into leaves that are True, False, not known (None) or
left to a doctor who has decided (DOCTOR). What the whole says is found by trying all ways in which the open leaves
could come out.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from tests.property.plain import (
    EVENT_BOUNDS,
    Day,
    Json,
    apart,
    clumped,
    has_day,
    holds,
    in_window,
    inside,
    leaves_of,
    minute,
)

DOCTOR = "doctor"
Leaf = bool | None | str

# Per unit: how many of the family's first one it is.
UNITS = dict.fromkeys(("10*9/L", "10*3/uL", "G/L", "U/L", "g/L"), Fraction(1))
UNITS |= dict.fromkeys(("/uL", "/mm3"), Fraction(1, 1000)) | dict.fromkeys(("10*4/uL", "g/dL"), Fraction(10))


class Reader:
    """One protocol and one history on one day.

    `kept`, where given, is the earlier day on which the patient was assessed: what counted then does not run out as
    long as nothing newer of its kind is known.
    """

    def __init__(self, protocol: Json, history: Json, day: Day, kept: Day | None = None) -> None:
        self.protocol, self.history, self.day = protocol, history, day
        self.kept = kept if kept is not None else day
        self.criterion: Json = {}

    def verdict(self) -> str:
        """Give the verdict on the day."""
        outcomes = [self.outcome(criterion) for criterion in self.protocol["criterion"]]
        if "not_met" in outcomes or "excludes" in outcomes:
            return "ineligible"
        return "undetermined" if "unknown" in outcomes else "eligible"

    def outcome(self, criterion: Json) -> str:
        """Give one criterion's outcome on the day."""
        self.criterion = criterion
        good, bad = ("met", "not_met") if criterion["kind"] == "inclusion" else ("clear", "excludes")
        if "rule" not in criterion:
            return self.by_investigator(criterion)
        says = self.says(criterion["rule"])
        if says == DOCTOR:
            return str(self.history["decisions"][criterion["id"]]["outcome"])
        if says is None:
            return "unknown"
        return good if says == (criterion["kind"] == "inclusion") else bad

    def by_investigator(self, criterion: Json) -> str:
        decision = self.decision()
        evidence = criterion.get("evidence", [])
        if decision is None or any(self.evidence_missing(name) for name in evidence):
            return "unknown"
        return str(decision["outcome"])

    def evidence_missing(self, name: str) -> bool:
        field = self.protocol["field"][name]
        if field["kind"] == "lab":
            return not self.newest_results(name)
        if field["kind"] == "events":
            return self.events(name) is None
        if field["kind"] == "worksheet":
            return any(self.item(name, item) is None for item in field["items"])
        value = self.answer(name)[0]
        return value is None or field.get("options", {}).get(value, {}).get("unknown", False)

    def decision(self) -> Json | None:
        found: Json | None = self.history.get("decisions", {}).get(self.criterion["id"])
        return found if found is not None and date.fromisoformat(found["on"]) <= self.day else None

    # The whole, from its leaves.

    def says(self, rule: Json) -> Leaf:
        leaves = [self.leaf(one, limit) for one, limit in leaves_of(rule)]
        unknown = [place for place, leaf in enumerate(leaves) if leaf is None]
        doctor = [place for place, leaf in enumerate(leaves) if leaf == DOCTOR]
        by_doctor = set()
        for asked in product((False, True), repeat=len(doctor)):
            outcomes = set()
            for guessed in product((False, True), repeat=len(unknown)):
                values = dict(enumerate(leaves)) | dict(zip(doctor, asked, strict=True))
                values |= dict(zip(unknown, guessed, strict=True))
                outcomes.add(holds(rule, iter([bool(value) for value in values.values()])))
            if len(outcomes) > 1:
                return None
            by_doctor |= outcomes
        return by_doctor.pop() if len(by_doctor) == 1 else DOCTOR

    def leaf(self, rule: Json, limit: Any) -> Leaf:
        """Judge one leaf; what did not count on the day assessed runs out like anything else."""
        reader = self
        if self.kept < self.day:
            then = Reader(self.protocol, self.history, self.kept)
            then.criterion = self.criterion
            if then.read(rule, limit) is None:
                reader = Reader(self.protocol, self.history, self.day)
                reader.criterion = self.criterion
        return reader.read(rule, limit)

    def read(self, rule: Json, limit: Any) -> Leaf:
        if "sex" in rule:
            sex = self.history.get("subject", {}).get("sex")
            return None if sex not in ("female", "male") else sex == rule["sex"]
        if "choice" in rule:
            return self.choice(rule)
        if "number" in rule:
            return self.number(rule, limit)
        if "lab" in rule:
            return self.lab(rule, limit)
        if "repeated" in rule:
            return self.repeated(rule, limit)
        if "any_present" in rule:
            return self.any_present(rule)
        if "days_from" in rule:
            return self.days_from(rule)
        return self.event(rule) if "event" in rule else self.age(rule)

    # Answers.

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

    def choice(self, rule: Json) -> Leaf:
        value, on = self.answer(rule["choice"])
        good_for = rule.get("good_for_days")
        option = self.protocol["field"][rule["choice"]]["options"].get(value, {})
        if value is None or option.get("unknown"):
            return None
        if good_for is not None and (on is None or not self.fresh(on, good_for)):
            return None
        if option.get("investigator"):
            decision = self.decision()
            on_time = decision is not None and (on is None or date.fromisoformat(decision["on"]) >= on)
            return DOCTOR if on_time else None
        return value in rule["one_of"]

    def number(self, rule: Json, limit: Any) -> Leaf:
        value, on = self.answer(rule["number"])
        good_for = rule.get("good_for_days")
        if value is None or (good_for is not None and (on is None or not self.fresh(on, good_for))):
            return None
        exact = Fraction(str(value))
        low, high = self.protocol["field"][rule["number"]].get("plausible", (exact, exact))
        return inside(rule, limit, exact) if Fraction(str(low)) <= exact <= Fraction(str(high)) else None

    def item(self, worksheet: str, item: str) -> bool | None:
        given = self.history.get("answers", {}).get(worksheet, {}).get(item)
        inner = Reader(self.protocol, {"answers": {"item": given}}, self.day)
        return {"present": True, "ruled_out": False}.get(inner.answer("item")[0])

    def any_present(self, rule: Json) -> Leaf:
        names = rule.get("items") or self.protocol["field"][rule["any_present"]]["items"]
        states = [self.item(rule["any_present"], name) for name in names]
        if True in states:
            return True
        return None if None in states else False

    # Days.

    def anchor(self, name: str) -> Day | None:
        if name == "today":
            return self.day
        value = self.answer(name)[0]
        words = self.protocol["field"][name].get("options", {})
        return None if value is None or value in words else date.fromisoformat(value)

    def age(self, rule: Json) -> Leaf:
        born, at = self.history.get("subject", {}).get("birth_date"), self.anchor(rule.get("at", "today"))
        if born is None or at is None:
            return None
        birth = date.fromisoformat(born)
        years = at.year - birth.year - ((at.month, at.day) < (birth.month, birth.day))
        low, high = rule.get("age_at_least", years), rule.get("age_at_most", years)
        return bool(low <= years <= high)

    def days_from(self, rule: Json) -> Leaf:
        start, to = self.anchor(rule["days_from"]), rule.get("to", "today")
        end = self.anchor(to)
        word = self.protocol["field"][to].get("options", {}).get(self.answer(to)[0]) if to != "today" else None
        if word is not None and not word.get("unknown"):
            end = self.day
        if start is None:
            return None
        limit: int = rule["at_least"] if "at_least" in rule else rule["at_most"]
        around = abs((self.day - start).days) + abs(limit) + 5
        ends = [end] if end is not None else [self.day + timedelta(days=n) for n in range(-around, around)]
        found = {self.long_enough(rule, start, min(one, self.day)) for one in ends}
        return found.pop() if len(found) == 1 else None

    def long_enough(self, rule: Json, start: Day, end: Day) -> bool:
        days = (end - start).days
        return bool(days >= rule["at_least"] if "at_least" in rule else days <= rule["at_most"])

    def events(self, name: str) -> list[Day] | None:
        """List the events known on the day; None where nobody has said."""
        given = self.history.get("answers", {}).get(name)
        if isinstance(given, dict):
            known = given.get("on") is None or date.fromisoformat(given["on"]) <= self.day
            given = given["value"] if known else None
        if given is None:
            return None
        days = [date.fromisoformat(one["on"] if isinstance(one, dict) else one) for one in given]
        return [day for day in days if day <= self.day]

    def event(self, rule: Json) -> Leaf:
        anchor, events = self.anchor(rule.get("before", "today")), self.events(rule["event"])
        if events is None or (events and anchor is None):
            return None
        bound = next(name for name in EVENT_BOUNDS if name in rule)
        hit = any(in_window(bound, rule[bound], one, anchor) for one in events if anchor is not None)
        return hit if bound in ("ever", "within_days", "within_months") else not hit

    # Laboratory results.

    def results(self, name: str) -> list[Json]:
        given = self.history.get("answers", {}).get(name) or []
        return [one for one in given if date.fromisoformat(one["on"][:10]) <= self.day]

    def newest_results(self, name: str) -> list[Json]:
        known = self.results(name)
        return [one for one in known if one["on"][:10] == max(other["on"][:10] for other in known)]

    def lab(self, rule: Json, limit: Any) -> Leaf:
        name = rule["lab"]
        group = self.newest_results(name)
        if not group or not self.fresh(date.fromisoformat(group[0]["on"][:10]), rule.get("good_for_days")):
            return None
        latest = self.may_be_latest(name, group)
        if any(self.implausible(name, one) for one in latest):
            return None
        if any(clumped(one) for one in latest):
            decision = self.decision()
            return DOCTOR if decision is not None and decision["on"] >= group[0]["on"][:10] else None
        truths = {self.result_inside(rule, limit, one) for one in latest}
        return truths.pop() if len(truths) == 1 else None

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

    def result_inside(self, rule: Json, limit: Any, result: Json) -> bool | None:
        name = rule.get("lab") or rule["repeated"]
        unit = self.protocol["field"][name]["unit"]
        sign, number = self.in_unit(name, result)
        scale = UNITS[rule.get("unit", unit)] / UNITS[unit]
        if isinstance(limit, str):
            limit = self.normal(limit, result, UNITS[result["unit"]] / UNITS[unit], scale)
        elif isinstance(limit, list):
            limit = [Fraction(str(one)) * scale for one in limit]
        else:
            limit = Fraction(str(limit)) * scale
        if limit is None or (sign and rule.get("censored") == "repeat"):
            return None
        if not sign:
            return inside(rule, limit, number)
        # Stand-ins for all values a censored one can be: close to both its own end and the limits, and far off.
        ends = [number, *(limit if isinstance(limit, list) else [limit])]
        tried = [end + step for end in ends for step in (-1, Fraction(-1, 10**9), 0, Fraction(1, 10**9), 1)] + [
            0,
            10**9,
        ]
        values = [one for one in tried if (0 <= one < number if sign == "<" else one > number)]
        found = {inside(rule, limit, Fraction(value)) for value in values}
        return found.pop() if len(found) == 1 else None

    def normal(self, limit: str, result: Json, scale: Fraction, bound_scale: Fraction) -> Fraction | None:
        """Reckon "3 x ULN" or "LLN - 3" from the result's own limits."""
        words = limit.split()
        of = next(word for word in words if word in ("ULN", "LLN"))
        if result.get(of.lower()) is None:
            return None
        found = Fraction(str(result[of.lower()])) * scale * (Fraction(words[0]) if words[1:2] == ["x"] else 1)
        if words[-2] in "+-":
            found += Fraction(words[-1]) * bound_scale * (1 if words[-2] == "+" else -1)
        return found

    def repeated(self, rule: Json, limit: Any) -> Leaf:
        name = rule["repeated"]
        sound = [one for one in self.results(name) if not clumped(one) and not self.implausible(name, one)]
        window = [one for one in sound if self.fresh(date.fromisoformat(one["on"][:10]), rule.get("within_days"))]
        pairs = [(one, other) for place, one in enumerate(window) for other in window[place + 1 :]]
        judged = [
            (self.result_inside(rule, limit, one), self.result_inside(rule, limit, other), apart(rule, one, other))
            for one, other in pairs
        ]
        if (True, True, True) in judged:
            return True
        if any(far is True for _, _, far in judged) and all(False in one for one in judged):
            return False
        return None
