"""The six criteria of the shipped protocol as ELM, the form that CQL is run in: nothing of the result is left out.

Written by hand for rows of `cohort_population`: three-valued, with the outcomes, what is missing, the possible day.
"""

from typing import Any

from tests.bench.cohort_population import CAUSES, ON

Elm = dict[str, Any]
_TYPES = "{urn:hl7-org:elm-types:r1}"
_FAR_OFF = "9999-12-31"


def library() -> Elm:
    """Give the library as JSON holds it."""
    defined = {"Patient": _one("SingletonFrom", _typed("Retrieve", dataType="{urn:eligo}Row"))}
    defined |= _known() | _leaves() | _criteria() | _said()
    statements = [{"name": name, "context": "Patient", "expression": made} for name, made in defined.items()]
    return {
        "library": {
            "identifier": {"id": "Cohort", "version": "1"},
            "schemaIdentifier": {"id": "urn:hl7-org:elm", "version": "r1"},
            "usings": {"def": [{"localIdentifier": "System", "uri": "urn:hl7-org:elm-types:r1"}]},
            "statements": {"def": statements},
        }
    }


def _known() -> dict[str, Elm]:
    waiting = _if(_is("cycle_resumed_date", "waiting"), _day(_FAR_OFF), _one("ToDate", _field("cycle_resumed_date")))
    days = _typed("Quantity", value=7, unit="days")
    return {
        "tumour": _unless(_is("tumour_type", "not_confirmed"), _field("tumour_type")),
        "extent": _unless(_is("disease_extent", "not_documented"), _field("disease_extent")),
        "because of": _unless(_is("delay_reason", "not_documented"), _field("delay_reason")),
        "due": _two("Add", _field("planned_cycle_date"), days),
        "resumed": waiting,
    }


def _leaves() -> dict[str, Elm]:
    limit, most = (_typed("Quantity", value=value, unit="10*9/L") for value in (75, 1500))
    taken, today = _field("platelets.on"), _day(ON)
    counts = [
        _two("GreaterOrEqual", taken, _two("Subtract", today, _typed("Quantity", value=3, unit="days"))),
        _two("LessOrEqual", taken, today),
        _two("LessOrEqual", _field("platelets"), most),
        _one("Not", _one("IsTrue", _field("platelets.clumped"))),
    ]
    brain = _any([_is("brain_metastases", one) for one in ("not_imaged", "progressing_after_treatment")])
    causes = [_field(f"other_causes.{cause}") for cause in CAUSES]
    present = [_one("IsTrue", _two("Equal", one, _text("present"))) for one in causes]
    clear = [_one("IsTrue", _two("Equal", one, _text("ruled_out"))) for one in causes]
    return {
        "advanced": _two("Equal", _ref("extent"), _text("advanced")),
        "solid": _any([_two("Equal", _ref("tumour"), _text(one)) for one in ("solid", "both")]),
        "blood": _any([_two("Equal", _ref("tumour"), _text(one)) for one in ("haematological", "both")]),
        "delayed": _all([_two("LessOrEqual", _ref("due"), today), _two("LessOrEqual", _ref("due"), _ref("resumed"))]),
        "because": _two("Equal", _ref("because of"), _text("thrombocytopenia")),
        "low": _if(_one("IsTrue", _all(counts)), _two("Less", _field("platelets"), limit), _truth_null()),
        "caused": _if(_any(present), _truth(True), _if(_all(clear), _truth(False), _truth_null())),
        "brain": _unless(brain, _is("brain_metastases", "untreated")),
    }


def _criteria() -> dict[str, Elm]:
    against = [_one("Not", _ref(name)) for name in ("blood", "caused", "brain")]
    return {
        "first": _all([_ref("solid"), _ref("advanced")]),
        "second": _all([_ref("delayed"), _ref("because")]),
        "others fit": _all([_ref("first"), _ref("low"), *against]),
        "fits": _all([_ref("others fit"), _ref("second")]),
    }


def _said() -> dict[str, Elm]:
    verdict = _if(_ref("fits"), _text("eligible"), _text("undetermined"))
    return {
        "verdict": _if(_one("IsFalse", _ref("fits")), _text("ineligible"), verdict),
        "I1": _outcome("first", "met", "not_met"),
        "I2": _outcome("second", "met", "not_met"),
        "I3": _outcome("low", "met", "not_met"),
        "E1": _outcome("blood", "excludes", "clear"),
        "E2": _outcome("caused", "excludes", "clear"),
        "E3": _outcome("brain", "excludes", "clear"),
        "missing": {"type": "Combine", "source": {"type": "List", "element": _missing()}, "separator": _text(";")},
        "possible_from": _possible_from(),
    }


def _missing() -> list[Elm]:
    """Give each open question, or null."""
    delay = _all([_open("second"), _open("delayed")])
    asked = {
        "tumour_type": _all([_open("tumour"), _any([_open("first"), _open("blood")])]),
        "disease_extent": _all([_open("first"), _open("extent")]),
        "planned_cycle_date": _all([delay, _open("due")]),
        "cycle_resumed_date": _all([delay, _open("resumed")]),
        "delay_reason": _all([_open("second"), _open("because of")]),
        "platelets": _open("low"),
    }
    for cause in CAUSES:
        ruled_out = _one("IsTrue", _two("Equal", _field(f"other_causes.{cause}"), _text("ruled_out")))
        asked[f"other_causes.{cause}"] = _all([_open("caused"), _one("Not", ruled_out)])
    decided = _one("IsTrue", _is("brain_metastases", "progressing_after_treatment"))
    asked["brain_metastases"] = _all([_open("brain"), _one("Not", decided)])
    asked["decisions.E3"] = _all([_open("brain"), decided])
    return [_if(test, _text(name), _typed_null("String")) for name, test in asked.items()]


def _possible_from() -> Elm:
    in_time = _all([_two("LessOrEqual", _ref("due"), _ref("resumed")), _ref("because")])
    coming = [_one("Not", _one("IsFalse", _ref("others fit"))), _two("Greater", _ref("due"), _day(ON))]
    later = _if(_all([*coming, _one("Not", _one("IsFalse", in_time))]), _ref("due"), _typed_null("Date"))
    return _if(_one("Not", _one("IsFalse", _ref("fits"))), _day(ON), later)


# The few forms


def _typed(type: str, **said: Any) -> Elm:
    return {"type": type, **said}


def _one(type: str, operand: Elm) -> Elm:
    return _typed(type, operand=operand)


def _two(type: str, left: Elm, right: Elm) -> Elm:
    return _typed(type, operand=[left, right])


def _if(condition: Elm, then: Elm, otherwise: Elm) -> Elm:
    return {"type": "If", "condition": condition, "then": then, "else": otherwise}


def _unless(condition: Elm, made: Elm) -> Elm:
    return _if(condition, {"type": "Null"}, made)


def _all(parts: list[Elm]) -> Elm:
    made = parts[0]
    for part in parts[1:]:
        made = _two("And", made, part)
    return made


def _any(parts: list[Elm]) -> Elm:
    made = parts[0]
    for part in parts[1:]:
        made = _two("Or", made, part)
    return made


def _ref(name: str) -> Elm:
    return _typed("ExpressionRef", name=name)


def _open(name: str) -> Elm:
    return _one("IsNull", _ref(name))


def _field(name: str) -> Elm:
    return _typed("Property", path=name, source=_ref("Patient"))


def _is(name: str, word: str) -> Elm:
    return _two("Equal", _field(name), _text(word))


def _literal(type: str, value: str) -> Elm:
    return _typed("Literal", valueType=f"{_TYPES}{type}", value=value)


def _text(word: str) -> Elm:
    return _literal("String", word)


def _truth(value: bool) -> Elm:
    return _literal("Boolean", str(value).lower())


def _truth_null() -> Elm:
    return _typed_null("Boolean")


def _typed_null(type: str) -> Elm:
    return _typed("As", operand={"type": "Null"}, asType=f"{_TYPES}{type}")


def _day(iso: str) -> Elm:
    year, month, day = (_literal("Integer", str(int(part))) for part in iso.split("-"))
    return _typed("Date", year=year, month=month, day=day)


def _outcome(name: str, yes: str, no: str) -> Elm:
    open_ = _if(_one("IsFalse", _ref(name)), _text(no), _text("unknown"))
    return _if(_ref(name), _text(yes), open_)
