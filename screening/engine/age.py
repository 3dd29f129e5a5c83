"""Age in completed years, today or on another day such as that of consent."""

from datetime import date

from screening.engine.anchors import anchor_state, anchored_on
from screening.engine.answers import known_days
from screening.engine.dates import age_on, birthday
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, iso, open_, over_time
from screening.engine.shapes import shape
from screening.patient import History
from screening.protocol.days import TODAY
from screening.protocol.rules import AgeRule
from screening.truth import FALSE, TRUE, UNKNOWN

_BIRTH = "subject.birth_date"


@shape(AgeRule)
def _age(rule: AgeRule, scope: Scope) -> Leaf:
    del scope
    low, high, anchor = rule.age_at_least, rule.age_at_most, rule.at
    told = {key: value for key, value in (("low", low), ("high", high)) if value is not None}
    no_birth = Reason("missing", {"field": _BIRTH})

    def find(history: History, on: int) -> Finding:
        birth = history.birth_date
        if birth is None:
            known = anchored_on(history, anchor, on) is not None
            return open_(no_birth, _BIRTH) if known else open_(no_birth, _BIRTH, anchor)
        if anchor == TODAY:
            return over_time(on, turns(birth), lambda day: state(birth, day), tell)
        days = known_days(history.answers.get(anchor))
        return over_time(on, days, lambda day: anchored(history, birth, day), tell)

    def turns(birth: date) -> list[int]:
        """List the days on which the answer changes."""
        days = [birth.toordinal()] if low is None else [birth.toordinal(), birthday(birth, low)]
        return days if high is None else [*days, birthday(birth, high + 1)]

    def anchored(history: History, birth: date, day: int) -> State:
        at = anchored_on(history, anchor, day)
        return anchor_state(history, anchor, day) if at is None else state(birth, at)

    def state(birth: date, at: int) -> State:
        age = age_on(birth, at)
        if age < 0:  # a slip such as 2064 for 1964 is asked again, never read as an age
            return State(UNKNOWN, "unborn", {"field": _BIRTH, "on": iso(at)})
        holds = (low is None or age >= low) and (high is None or age <= high)
        return State(TRUE, "age.yes", (age, at)) if holds else State(FALSE, "age.no", (age, at))

    def tell(found: State) -> Told:
        if found.truth is UNKNOWN:
            return (Reason(found.code, found.basis),), (_BIRTH if found.code == "unborn" else anchor,)
        age, at = found.basis
        return (Reason(found.code, {"age": age, "on": iso(at)} | told),), ()

    return find
