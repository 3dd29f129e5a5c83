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

from tests.property.calculated import read_formula
from tests.property.laboratory import DOCTOR, Laboratory, Leaf
from tests.property.plain import (
    EVENT_BOUNDS,
    Day,
    Json,
    holds,
    in_window,
    inside,
    leaves_of,
)


class Reader(Laboratory):
    """Reads the rules of a protocol against a history on one day."""

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
        if field["kind"] == "periods":
            return self.periods(name) is None
        if field["kind"] == "worksheet":
            return any(self.item(name, item) is None for item in field["items"])
        value = self.answer(name)[0]
        return value is None or field.get("options", {}).get(value, {}).get("unknown", False)

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
        """Judge one leaf.

        What did not count on the day assessed runs out like anything else; where what is left by then says the
        opposite of what was, either may come out.
        """
        if self.kept == self.day:
            return self.read(rule, limit)
        kept, left, then = self.read(rule, limit), self.on(self.day).read(rule, limit), self.on(self.kept)
        if then.read(rule, limit) is None:
            return left
        return None if {kept, left} == {True, False} else kept

    def on(self, day: Day) -> "Reader":
        reader = Reader(self.protocol, self.history, day)
        reader.criterion = self.criterion
        return reader

    def read(self, rule: Json, limit: Any) -> Leaf:
        if "sex" in rule:
            sex = self.history.get("subject", {}).get("sex")
            return None if sex not in ("female", "male") else sex == rule["sex"]
        if "choice" in rule:
            return self.choice(rule)
        if "remaining" in rule:
            return self.remaining(rule, limit)
        if "number" in rule:
            return self.number(rule, limit)
        if "formula" in rule:
            return read_formula(self, rule, limit)
        if "lab" in rule:
            return self.lab(rule, limit)
        if "no_result" in rule:
            return self.no_result(rule, limit)
        if "repeated" in rule:
            return self.repeated(rule, limit)
        if "any_present" in rule:
            return self.any_present(rule)
        if "days_from" in rule:
            return self.days_from(rule)
        if "exposure" in rule:
            return self.exposure(rule)
        return self.event(rule) if "event" in rule else self.age(rule)

    # Answers.

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

    def remaining(self, rule: Json, limit: Any) -> Leaf:
        planned, given = self.sound_number(rule["remaining"]), self.sound_number(rule["given"])
        if planned is None or given is None or given > planned:
            return None
        return inside(rule, limit, planned - given)

    def sound_number(self, name: str) -> Fraction | None:
        value = self.answer(name)[0]
        if value is None:
            return None
        exact = Fraction(str(value))
        low, high = self.protocol["field"][name].get("plausible", (exact, exact))
        return exact if low <= exact <= high else None

    def any_present(self, rule: Json) -> Leaf:
        names = rule.get("items") or self.protocol["field"][rule["any_present"]]["items"]
        states = [self.item(rule["any_present"], name) for name in names]
        if True in states:
            return True
        return None if None in states else False

    # Days.

    def age(self, rule: Json) -> Leaf:
        born, at = self.history.get("subject", {}).get("birth_date"), self.anchor(rule.get("at", "today"))
        if born is None or at is None:
            return None
        birth = date.fromisoformat(born)
        if at < birth:
            return None
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

    def event(self, rule: Json) -> Leaf:
        anchor, events = self.anchor(rule.get("before", "today")), self.events(rule["event"])
        if events is None or (events and anchor is None):
            return None
        bound = next(name for name in EVENT_BOUNDS if name in rule)
        hit = any(in_window(bound, rule[bound], one, anchor) for one in events if anchor is not None)
        return hit if bound in ("ever", "within_days", "within_months") else not hit

    def exposure(self, rule: Json) -> Leaf:
        """Go through the window day by day: of each it is sure that it was taken, or it may be."""
        anchor, periods = self.anchor(rule.get("before", "today")), self.periods(rule["exposure"])
        if periods is None or (periods and anchor is None):
            return None
        if anchor is None:
            return False
        needed = rule.get("at_least_days", rule.get("more_than_days", 0) + 1)
        window = [anchor - timedelta(days=ago) for ago in range(rule["within_days"] + 1)]
        on = {day: {self.taken(one, day) for one in periods} for day in window}
        if _in_a_row([True in on[day] for day in window]) >= needed:
            return True
        return None if _in_a_row([on[day] - {False} != set() for day in window]) >= needed else False

    def taken(self, period: tuple[str, str, Day], day: Day) -> Leaf:
        """Say whether something was taken on a day, by one period and the day on which it was told."""
        first, last, told = period
        begun = date.fromisoformat(first) if first else None
        ended = date.fromisoformat(last) if last not in ("", "ongoing") else None
        if (begun and day < begun) or (ended and ended <= self.day and day > ended):
            return False
        if begun and begun <= self.day:
            until = ended if ended and ended <= self.day else told if last else begun
            return True if day == begun or day <= until else None
        if not begun and (last == "ongoing" or (ended and ended <= self.day)):
            return True if day == (ended or told) else None
        return None


def _in_a_row(days: list[bool]) -> int:
    return max(map(len, "".join("x" if one else " " for one in days).split()), default=0)
