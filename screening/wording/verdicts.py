"""Every sentence about a verdict: reasons, headlines, windows, open questions."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from screening.engine import Assessment, CriterionResult, Possible, Reason
from screening.protocol import Protocol
from screening.protocol.days import TODAY, DaysRule
from screening.wording.words import Words

_POWER = re.compile(r"10\*(\d+)(/.+)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SUBJECT = {"subject.birth_date": "question.birth_date", "subject.sex": "question.sex"}


def pretty_unit(unit: str) -> str:
    """Write a UCUM unit for people: `10*9/L` as `× 10⁹/L`, `/uL` as `/µL`."""
    found = _POWER.fullmatch(unit)
    shown = f"× 10{found[1].translate(_RAISED)}{found[2]}" if found else unit
    shown = re.sub(r"\{([^}]*)\}", lambda part: part[1].replace("_m2", " m²"), shown)
    return shown.replace("/uL", "/µL").replace("umol", "µmol").replace("ukat", "µkat")


def amount(value: str, unit: str) -> str:
    """Write a value with its unit."""
    return f"{value} {pretty_unit(unit)}" if unit and unit != "1" else value


def field_name(protocol: Protocol, words: Words, name: str) -> str:
    """Name a field, a worksheet's item, or a fact about the subject, as the form asks for it."""
    if name in SUBJECT:
        return words.text(SUBJECT[name])
    if name.startswith("decisions."):
        return words.text("question.decision", criterion=name.partition(".")[2])
    field, _, item = name.partition(".")
    asked = protocol.field[field]
    items = getattr(asked, "items", {})
    return (items[item].label if item else asked.ask).in_(words.language)


def formula_name(formula: str, words: Words) -> str:
    """Name what a formula gives, with the formula."""
    return words.text(f"formula.{formula}")


def reason_text(reason: Reason, protocol: Protocol, words: Words) -> str:
    """Say why, in one sentence without a full stop."""
    teller = _TELLERS.get(reason.code)
    values = dict(reason.values)
    if "field" in values:
        values["name"] = values["field"]
        values["field"] = field_name(protocol, words, values["name"])
    if teller:
        return teller(values, protocol, words)
    return words.text(f"reason.{reason.code}", **values)


def tells(code: str) -> bool:
    """Say whether a reason of this code has a sentence."""
    return code in _TELLERS or Words().has(f"reason.{code}")


def criterion_text(result: CriterionResult, protocol: Protocol, words: Words) -> str:
    """Give a criterion's reasons as one line."""
    return words.joined([reason_text(reason, protocol, words) for reason in result.reasons])


def headline(assessment: Assessment, words: Words) -> str:
    """Say the verdict, and where waiting can change it, from when."""
    if assessment.not_yet:
        return words.text("verdict.not_yet_headline", windows=windows(assessment, words))
    return words.text(f"verdict.{assessment.verdict}")


def windows(assessment: Assessment, words: Words) -> str:
    """Say on which days the patient could qualify, and what must be repeated by then."""
    first, *rest = assessment.possible
    told = [_window(first, assessment, words)]
    needing = next((one for one in rest if one.needs and not first.needs), None)
    open_end = next((one for one in rest if not one.needs), None)
    if open_end:
        told.append(words.text("window.then", window=_window(open_end, assessment, words)))
    if needing:
        fields = needs_text(needing.needs, assessment.protocol, words)
        told.append(words.text("window.later_with_new", fields=fields))
    return words.text("window.join").join(told)


def _window(possible: Possible, assessment: Assessment, words: Words) -> str:
    told = span(possible.start, possible.until, assessment.on, words)
    if not possible.needs:
        return told
    fields = needs_text(possible.needs, assessment.protocol, words)
    return words.text("window.from_with_new", window=told, fields=fields)


def span(start: date, until: date | None, on: date, words: Words) -> str:
    """Name a stretch of days; the year is left out where it is that of the day assessed."""
    form = "day_month" if words.dates == "long" and {start.year, (until or start).year} == {on.year} else ""
    first = words.day(start, form)
    if until is None:
        return words.text("window.from", start=first)
    if start == until:
        return words.text("window.on", start=first)
    last = words.day(until, form)
    if words.dates == "long" and (start.year, start.month) == (until.year, until.month):
        return words.text("window.from_to_same_month", start=first, end=last, first=start.day, last=until.day)
    return words.text("window.from_to", start=first, end=last)


def needs_text(names: tuple[str, ...], protocol: Protocol, words: Words) -> str:
    """Name fields as they stand inside a sentence."""
    return words.listed([words.inside(field_name(protocol, words, name)) for name in names])


def _option(values: Mapping[str, Any], protocol: Protocol, words: Words) -> str:
    options = getattr(protocol.field[values["name"]], "options", {})
    found = options.get(str(values["value"]))
    return found.label.in_(words.language) if found else str(values["value"])


def _bound(values: Mapping[str, Any], holds: bool, words: Words) -> str:
    return words.text(f"bound.{values['bound']}.{'yes' if holds else 'no'}", **_limits(values))


def _limits(values: Mapping[str, Any]) -> dict[str, str]:
    """Give the limits of a bound; with their unit where the value it is held against has another one."""
    found = {key: str(values[key]) for key in ("limit", "low", "high") if key in values}
    unit = values.get("limit_unit", values.get("unit"))
    if unit == values.get("unit", unit):
        return found
    return {
        key: amount(value, unit) if value[:1].isdecimal() and "LN" not in value else value
        for key, value in found.items()
    }


def _tell_choice(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        return words.text(f"reason.{code}", field=values["field"], value=_option(values, protocol, words))

    return tell


def _tell_sex(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
    del protocol
    return words.text("reason.sex", sex=words.text(f"sex.{values['sex']}"))


def _tell_lab(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        if "bound" in values:
            values["bound"] = _bound(values, code != "lab.no", words)
        if "value" in values:
            values["amount"] = amount(values["value"], values["unit"])
        if "values" in values:
            pairs = [one.rpartition(" ") for one in values["values"]]
            values["values"] = words.listed([amount(value, unit) for value, _, unit in pairs])
        told = words.text(f"reason.{code}", **values)
        counts = code in ("lab.yes", "lab.no") and "until" in values
        return words.joined([told, words.text("reason.lab.until", until=values["until"])]) if counts else told

    return tell


def _tell_number(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        if code.startswith("number"):
            values["bound"] = _bound(values, code == "number.yes", words)
        values["amount"] = amount(values["value"], values["unit"])
        return words.text(f"reason.{code}", **values)

    return tell


def _tell_remaining(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        values["bound"] = _bound(values, code == "remaining.yes", words)
        values["given_field"] = words.inside(field_name(protocol, words, values["given_field"]))
        return words.text(f"reason.{code}", **values)

    return tell


def _tell_formula(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        values["formula"] = formula_name(values["formula"], words)
        if code == "formula.age":
            return words.text(f"reason.{code}", **values)
        values["bound"] = _bound(values, code != "formula.no", words)
        values["amount"] = amount(values["value"], values["unit"])
        values["inputs"] = words.listed(formula_inputs(values, protocol, words))
        told = words.text(f"reason.{code}", **values)
        until = words.text("reason.formula.until", until=values["until"]) if "until" in values else ""
        return words.joined([told, until])

    return tell


def formula_inputs(values: Mapping[str, Any], protocol: Protocol, words: Words) -> list[str]:
    """Tell what a value was reckoned from."""
    found = []
    for field, value, unit, on in values["inputs"]:
        told = {"field": words.inside(field_name(protocol, words, field)), "amount": amount(value, unit)}
        found.append(
            words.text("formula.input.dated", on=on, **told) if on else words.text("formula.input.plain", **told)
        )
    if "age" in values:
        found += [words.text("formula.input.age", age=values["age"]), words.inside(words.text(f"sex.{values['sex']}"))]
    return found


def _tell_repeated(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        values["bound"] = _bound(values, True, words)
        hours = "hours" in values
        values["apart"] = words.count("hour" if hours else "day", values["hours" if hours else "days"])
        if "values" in values:
            values["values"] = words.listed([_one_of_two(one, words) for one in values["values"]])
        return words.text(f"reason.{code}", **values)

    return tell


def _tell_no_result(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        values["window"] = _event_window(
            {
                "bound": "ever" if values["within"] is None else "within_days",
                "before": values["before"],
                "number": values["within"],
            },
            protocol,
            words,
        )
        values["bound"] = _bound(values, True, words)
        if "value" in values:
            values["amount"] = amount(values["value"], values["unit"])
        if "event" in values:
            values["event"] = words.inside(field_name(protocol, words, values["event"]))
        return words.text(f"reason.{code}", **values)

    return tell


def _one_of_two(told: str, words: Words) -> str:
    """Tell a result that the engine names as `72 10*9/L (2026-11-01)`."""
    result, _, day = told.removesuffix(")").rpartition(" (")
    value, _, unit = result.rpartition(" ")
    return words.text("reason.repeated.one", amount=amount(value, unit), on=day)


def _tell_age(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        low, high, age = values.get("low"), values.get("high"), values["age"]
        if low is not None and high is not None and code == "age.yes":
            bound = words.text("bound.between.yes", low=low, high=high)
        elif low is not None and (age < low or high is None):
            bound = words.text(f"bound.at_least.{'no' if age < low else 'yes'}", limit=low)
        else:
            bound = words.text(f"bound.at_most.{'no' if age > (high or 0) else 'yes'}", limit=high)
        return words.text(f"reason.{code}", age=age, bound=bound)

    return tell


def _tell_days(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        values["field"] = field_name(protocol, words, values["from"])
        values["called"] = called(values, protocol, words)
        key = "days.cannot" if code == "days.cannot" else f"{code}_{values['bound']}"
        key = "days.not_begun" if values["days"] < 0 else key
        told = [words.text(f"reason.{key}", **values)]
        told += [words.text(f"reason.days.{name}", **values) for name in ("reaches", "until") if name in values]
        return words.joined(told)

    return tell


def called(values: Mapping[str, Any], protocol: Protocol, words: Words) -> str:
    """Find how the rule from one date to another wants its days called, such as "Delayed by"."""
    for criterion in protocol.criterion:
        for rule in criterion.rules():
            same = isinstance(rule, DaysRule) and (rule.days_from, rule.to) == (values["from"], values["to"])
            if same and rule.called:
                return str(rule.called.in_(words.language))
    return words.text("reason.days.called", field=values["field"])


def _tell_event(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        values["window"] = _event_window(values, protocol, words)
        if code == "event.outside":
            values["field"] = words.inside(values["field"])
        return words.text(f"reason.{code}", **values)

    return tell


def _event_window(values: Mapping[str, Any], protocol: Protocol, words: Words) -> str:
    bound = values["bound"]
    if bound == "ever":
        return words.text("reason.event.ever")
    unit = "months" if "months" in bound else "days"
    kind = "since" if bound.endswith("since") else "within"
    return _window_before(f"{kind}_{unit}", values["number"], values["before"], protocol, words)


def _window_before(kind: str, number: int, anchor: str, protocol: Protocol, words: Words) -> str:
    today = anchor == TODAY
    name = words.text("reason.event.today") if today else words.inside(field_name(protocol, words, anchor))
    return words.text(f"reason.event.{kind}", n=number, anchor=name)


def _tell_exposure(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        values["window"] = _window_before("within_days", values["within"], values["before"], protocol, words)
        way = "no" if code == "exposure.short" else "yes"
        values["enough"] = words.text(f"reason.exposure.{values['bound']}.{way}", number=values["number"])
        return words.text(f"reason.{code}", **values)

    return tell


def _tell_reached(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        values["limit"] = amount(values["limit"], getattr(protocol.field[values["name"]], "unit", ""))
        if "value" in values:
            values["amount"] = amount(values["value"], values["unit"])
        return words.text(f"reason.{code}", **values)

    return tell


def _tell_running(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
    return words.text("reason.occurred.running", **values | {"end": field_name(protocol, words, values["end"])})


def _tell_worksheet(code: str) -> "_Teller":
    def tell(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
        items = protocol.field[values["name"]].items  # type: ignore[union-attr]  # a worksheet, by its code
        named = [items[one].label.in_(words.language) for one in values.get("items", ())]
        return words.text(f"reason.{code}", items=words.listed(named), count=len(items))

    return tell


def _tell_evidence(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
    return words.text("reason.evidence", fields=needs_text(tuple(values["fields"]), protocol, words))


def _tell_complete(values: dict[str, Any], protocol: Protocol, words: Words) -> str:
    del values, protocol
    return words.text("reason.evidence_complete")


_LAB = (
    *("yes", "no", "expired", "clumped", "clumped_decided", "implausible", "conflict", "censored"),
    *("no_uln", "no_lln"),
)
_NO_RESULT = ("none", "some", "empty", "unlisted", "unconfirmed", "doubtful", "set_aside")
_Teller = Callable[[dict[str, Any], Protocol, Words], str]
_TELLERS: dict[str, _Teller] = {
    "sex": _tell_sex,
    "evidence": _tell_evidence,
    "evidence.complete": _tell_complete,
    "implausible": _tell_number("implausible"),
    **{code: _tell_choice(code) for code in ("choice", "unknown", "referred")},
    **{f"lab.{code}": _tell_lab(f"lab.{code}") for code in _LAB},
    **{code: _tell_number(code) for code in ("number.yes", "number.no")},
    **{code: _tell_remaining(code) for code in ("remaining.yes", "remaining.no", "remaining.contrary")},
    **{code: _tell_formula(code) for code in ("formula.yes", "formula.no", "formula.open", "formula.age")},
    **{code: _tell_repeated(code) for code in ("repeated.yes", "repeated.no", "repeated.few")},
    **{f"no_result.{code}": _tell_no_result(f"no_result.{code}") for code in _NO_RESULT},
    **{code: _tell_age(code) for code in ("age.yes", "age.no")},
    **{code: _tell_days(code) for code in ("days.yes", "days.no", "days.cannot")},
    **{code: _tell_event(code) for code in ("event.none", "event.within", "event.outside")},
    **{code: _tell_exposure(code) for code in ("exposure.none", "exposure.long", "exposure.short", "exposure.open")},
    **{code: _tell_reached(code) for code in ("reached.yes", "reached.no", "reached.running", "reached.open")},
    "occurred.running": _tell_running,
    **{code: _tell_worksheet(code) for code in ("worksheet.present", "worksheet.open", "worksheet.clear")},
}
