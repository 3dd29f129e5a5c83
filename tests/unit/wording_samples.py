"""A protocol with every rule shape, and histories that bring out every reason the engine can give."""

from typing import Any

PROTOCOL = """
[protocol]
id = "TEST"
version = "1"
title.en = "Every shape"
source = "made up"
dated = 2026-01-01
status = "unverified"

[field.stage]
kind = "choice"
ask.en = "Stage"
options.early.label.en = "Early"
options.late.label.en = "Late"
options.unsure = { label.en = "Unsure", unknown = true }
options.odd = { label.en = "Odd", investigator = true }
[field.consent]
kind = "date"
ask.en = "Consent"
options = { lost = { label.en = "Lost", unknown = true } }
[field.planned]
kind = "date"
ask.en = "Planned"
[field.given]
kind = "date"
ask.en = "Given"
options = { waiting = { label.en = "Waiting" } }
[field.ecog]
kind = "number"
ask.en = "ECOG"
plausible = [0, 5]
[field.cycles]
kind = "number"
ask.en = "Cycles planned"
plausible = [0, 20]
[field.done]
kind = "number"
ask.en = "Cycles given"
[field.alt]
kind = "lab"
ask.en = "ALT"
unit = "U/L"
plausible = [0, 9000]
[field.platelets]
kind = "lab"
ask.en = "Platelet count"
unit = "10*9/L"
also = ["/uL"]
plausible = [0, 1500]
[field.creatinine]
kind = "lab"
ask.en = "Creatinine"
unit = "umol/L"
convert = { "mg/dL" = 88.4 }
plausible = [5, 3000]
[field.weight]
kind = "number"
ask.en = "Weight"
unit = "kg"
plausible = [20, 300]
[field.surgery]
kind = "events"
ask.en = "Surgery"
[field.transfusions]
kind = "events"
ask.en = "Platelet transfusions"
[field.aspirin]
kind = "periods"
ask.en = "Aspirin"
[field.causes]
kind = "worksheet"
ask.en = "Causes"
items = { immune = { label.en = "Immune" }, liver = { label.en = "Liver" } }

[[criterion]]
id = "A1"
kind = "inclusion"
text.en = "Stage"
rule = { choice = "stage", one_of = ["late"], good_for_days = 10 }
[[criterion]]
id = "A2"
kind = "inclusion"
text.en = "Days"
rule = { days_from = "planned", to = "given", at_least = 7, called = { en = "Delayed by" } }
[[criterion]]
id = "A3"
kind = "inclusion"
text.en = "Days at most"
rule = { days_from = "consent", at_most = 28 }
[[criterion]]
id = "A4"
kind = "inclusion"
text.en = "ECOG"
rule = { number = "ecog", at_most = 1 }
[[criterion]]
id = "A5"
kind = "inclusion"
text.en = "Platelets"
rule = { lab = "platelets", between = [30, 75], good_for_days = 3, censored = "repeat" }
[[criterion]]
id = "A6"
kind = "inclusion"
text.en = "ALT"
[criterion.rule]
lab = "alt"
at_most = { when = { choice = "stage", one_of = ["early"] }, then = "3 x ULN", otherwise = "5 x ULN" }
[[criterion]]
id = "A7"
kind = "inclusion"
text.en = "ALT low"
rule = { lab = "alt", at_least = "LLN - 3" }
[[criterion]]
id = "A8"
kind = "inclusion"
text.en = "Two counts"
rule = { repeated = "platelets", below = 75, apart_hours = 24 }
[[criterion]]
id = "A9"
kind = "inclusion"
text.en = "Age"
rule = { age_at_least = 18, age_at_most = 75 }
[[criterion]]
id = "A10"
kind = "inclusion"
text.en = "Sex"
rule = { sex = "female" }
[[criterion]]
id = "F1"
kind = "inclusion"
text.en = "Clearance"
rule = { formula = "cockcroft_gault", creatinine = "creatinine", weight = "weight", above = 60, good_for_days = 14 }
[[criterion]]
id = "E1"
kind = "exclusion"
text.en = "Surgery"
rule = { event = "surgery", within_days = 28 }
[[criterion]]
id = "E2"
kind = "exclusion"
text.en = "Surgery before consent"
rule = { event = "surgery", before = "consent", within_months = 3 }
[[criterion]]
id = "E3"
kind = "exclusion"
text.en = "Causes"
rule = { any_present = "causes" }
[[criterion]]
id = "E4"
kind = "exclusion"
text.en = "Judgement"
decided_by = "investigator"
evidence = ["stage", "causes"]
[[criterion]]
id = "E5"
kind = "exclusion"
text.en = "Ever, or not late"
rule = { any = [{ event = "surgery", ever = true }, { not = { choice = "stage", one_of = ["late", "early"] } }] }
[[criterion]]
id = "A11"
kind = "inclusion"
text.en = "Washed out"
rule = { event = "surgery", at_least_days_since = 10 }
[[criterion]]
id = "A12"
kind = "inclusion"
text.en = "Washed out by months"
rule = { event = "surgery", at_least_months_since = 1 }
[[criterion]]
id = "A15"
kind = "inclusion"
text.en = "None high"
rule = { no_result = "platelets", at_least = 100, within_days = 42, except_after = "transfusions", except_days = 7 }
[[criterion]]
id = "E6"
kind = "exclusion"
text.en = "Aspirin"
rule = { exposure = "aspirin", more_than_days = 3, within_days = 14 }
[[criterion]]
id = "A16"
kind = "inclusion"
text.en = "Aspirin before consent"
rule = { exposure = "aspirin", at_least_days = 3, within_days = 14, before = "consent" }
[[criterion]]
id = "A14"
kind = "inclusion"
text.en = "Cycles left"
rule = { remaining = "cycles", given = "done", at_least = 3 }
[[criterion]]
id = "A13"
kind = "inclusion"
text.en = "Two of three"
rule = { at_least = 2, of = [{ sex = "female" }, { age_at_least = 18 }, { number = "ecog", at_most = 1 }] }
"""


def plt(value: str, on: str, unit: str = "10*9/L", **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "on": on, **more}


def alt(value: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": "U/L", "on": "2026-11-20", **more}


def creatinine(value: str) -> dict[str, Any]:
    return {"value": value, "unit": "umol/L", "on": "2026-11-20"}


DECIDED = {"outcome": "clear", "by": "Dr", "on": "2026-11-22", "why": "stable"}
RULED_OUT = {"immune": "ruled_out", "liver": "ruled_out"}
FEMALE = {"birth_date": "1964-05-17", "sex": "female"}
BOTH = ["2026-01-05", "2026-11-20"]

# Histories that bring out every reason.
HISTORIES: list[dict[str, Any]] = [
    {},
    {
        "subject": FEMALE,
        "answers": {
            "stage": {"value": "late", "on": "2026-11-22"},
            "consent": "2026-11-20",
            "planned": "2026-11-10",
            "given": "waiting",
            "ecog": "0",
            "cycles": "6",
            "done": "3",
            "alt": [alt("30", uln="40", lln="10")],
            "platelets": [plt("72000", "2026-11-20", "/uL"), plt("68", "2026-11-22")],
            "creatinine": [creatinine("88")],
            "weight": "70",
            "surgery": BOTH,
            "causes": RULED_OUT,
        },
        "decisions": {"E4": DECIDED},
    },
    {
        "subject": {"birth_date": "2010-01-01", "sex": "male"},
        "answers": {
            "stage": {"value": "early", "on": "2026-10-01"},
            "consent": "2026-10-20",
            "planned": "2026-11-20",
            "given": "waiting",
            "ecog": "3",
            "cycles": "6",
            "done": "4",
            "alt": [alt("500", uln="40", lln="10")],
            "platelets": [plt("150", "2026-11-20"), plt("170", "2026-11-22")],
            "creatinine": [creatinine("88")],
            "weight": "70",
            "surgery": [],
            "causes": {"immune": "present"},
        },
    },
    {
        "subject": {"birth_date": "1940-01-01"},
        "answers": {
            "stage": "unsure",
            "consent": "lost",
            "planned": "2026-11-19",
            "ecog": "9",
            "cycles": "4",
            "done": "6",
            "alt": [alt("30")],
            "platelets": [plt("68", "2026-11-10")],
            "surgery": ["2026-01-05"],
            "causes": {"immune": "ruled_out"},
        },
    },
    {
        "answers": {
            "stage": {"value": "odd", "on": "2026-11-22"},
            "planned": "2026-11-30",
            "given": "2026-12-10",
            "platelets": [plt("68", "2026-11-22", clumped=True)],
            "alt": [alt("9999")],
            "causes": RULED_OUT,
        }
    },
    {
        "answers": {"platelets": [plt("68", "2026-11-22", clumped=True)]},
        "decisions": {"A5": DECIDED | {"outcome": "met"}},
    },
    {"answers": {"stage": "late", "platelets": [plt("9999", "2026-11-22")], "causes": RULED_OUT}},
    {"answers": {"platelets": [plt("74", "2026-11-22"), plt("76000", "2026-11-22", "/uL")]}},
    {
        "answers": {
            "stage": {"value": "late", "on": "2026-11-22"},
            "platelets": [plt("<30", "2026-11-22")],
            "causes": RULED_OUT,
        }
    },
    {"subject": FEMALE, "answers": {"creatinine": [creatinine("300")], "weight": "70"}},
    {"subject": FEMALE, "answers": {"creatinine": [creatinine("<300")], "weight": "70"}},
    {"answers": {"platelets": [plt("120", "2026-11-20"), plt("80", "2026-11-22")]}},
    {"answers": {"platelets": [plt("120", "2026-11-20")], "transfusions": ["2026-11-18"]}},
    {"answers": {"platelets": [plt("120", "2026-11-20"), plt("80", "2026-11-22")], "transfusions": ["2026-11-18"]}},
    {"answers": {"platelets": [plt("120", "2026-11-20")], "transfusions": []}},
    {"answers": {"platelets": [plt("80", "2026-01-20")]}},
    {"answers": {"platelets": [plt("<150", "2026-11-20")], "transfusions": []}},
    {"subject": {"birth_date": "2064-05-17"}, "answers": {"consent": "2026-10-20"}},
    {"answers": {"aspirin": [], "consent": "2026-11-20"}},
    {"answers": {"aspirin": ["2026-11-18/2026-11-22"], "consent": "2026-11-20"}},
    {"answers": {"aspirin": ["2026-11-18/2026-11-19"], "consent": "2026-11-20"}},
    {"answers": {"aspirin": ["/2026-11-20"], "consent": "2026-11-20"}},
]
