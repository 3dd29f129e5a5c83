"""The oracle's reading of laboratory results: one, two, and none within a bound."""

from datetime import date
from fractions import Fraction
from typing import Any

from tests.property.chart import UNITS, Chart
from tests.property.plain import Day, Json, apart, clumped, day_of, inside, one_in

DOCTOR = "doctor"
Leaf = bool | None | str


class Laboratory(Chart):
    """Reads the rules about results against a history on one day."""

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

    def result_inside(self, rule: Json, limit: Any, result: Json) -> bool | None:
        name = rule.get("lab") or rule.get("repeated") or rule["no_result"]
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

    def no_result(self, rule: Json, limit: Any) -> Leaf:
        """Try all ways in which what may lie within the bound, and the events nobody told, could come out."""
        before, within = rule.get("before", "today"), rule.get("within_days")
        anchor = self.anchor(before)
        if anchor is None:
            return None
        known = self.results(rule["no_result"])
        seen = [one for one in known if one_in(one, within, anchor)]
        if not seen and before == "today" and any(one_in(one, within, self.kept) for one in known):
            newest = self.newest_results(rule["no_result"])
            seen = newest if day_of(newest[0]) <= self.kept else []
        may = [(day_of(one), self.may_count(rule, limit, one, seen)) for one in seen]
        may = [(on, truth) for on, truth in may if truth != "passed over"]
        if not may:
            return None
        return self.none_inside(rule, may)

    def none_inside(self, rule: Json, may: list[tuple[Day, Any]]) -> Leaf:
        events, far = self.events(rule["except_after"]) if "except_after" in rule else [], rule.get("except_days", 0)
        if events is None:
            return None if any(truth is not False for _, truth in may) else True
        confirmed = [on for on, truth in may if truth is False]
        says: set[Leaf] = {True}
        for on, truth in may:
            if truth is False:
                continue
            explained = any(0 <= (on - one).days <= far for one in events)
            if explained:
                says.add(True if any(later > on for later in confirmed) else None)
            else:
                says.add(False if truth else None)
        return False if False in says else None if None in says else True

    def may_count(self, rule: Json, limit: Any, one: Json, seen: list[Json]) -> Any:
        """Say whether a result lies within the bound, may do so, or is passed over."""
        name = rule["no_result"]
        if not clumped(one) and not self.implausible(name, one):
            return self.result_inside(rule, limit, one)
        same_day = [other for other in seen if day_of(other) == day_of(one)]
        sound = [other for other in same_day if not clumped(other) and not self.implausible(name, other)]
        settled = any(other.get("smear_confirmed") or other.get("anticoagulant") == "citrate" for other in sound)
        return "passed over" if settled else None

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
