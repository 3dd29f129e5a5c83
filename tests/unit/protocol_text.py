"""A small protocol file without a fault, for tests that plant one."""

SMALL = """\
[protocol]
id = "TEST-1"
version = "1"
title.en = "A small protocol"
source = "the tests"
dated = 2026-01-01
status = "unverified"

[[assumption]]
on = "I1"
text.en = "Something had to be decided."

[[section]]
title.en = "All"
fields = ["tumour", "given", "platelets", "causes", "strokes", "score"]

[field.tumour]
kind = "choice"
ask.en = "Tumour"
options.solid.label.en = "Solid"
options.blood.label.en = "Blood"
options.open.label.en = "Open"
options.open.unknown = true

[field.given]
kind = "date"
ask.en = "Given on"
options.waiting.label.en = "Waiting"

[field.platelets]
kind = "lab"
ask.en = "Platelets"
unit = "10*9/L"
also = ["/uL"]
plausible = [0, 1500]

[field.causes]
kind = "worksheet"
ask.en = "Causes"
items.immune.label.en = "Immune"
items.liver.label.en = "Liver"

[field.strokes]
kind = "events"
ask.en = "Strokes"

[field.score]
kind = "number"
ask.en = "Score"
plausible = [0, 5]

[[criterion]]
id = "I1"
kind = "inclusion"
text.en = "Solid, and low platelets"
examples = [
  { on = 2026-11-24, tumour = "solid", platelets = "74.9 10*9/L 2026-11-24", gives = "met" },
  { on = 2026-11-24, platelets = "75 10*9/L 2026-11-24", gives = "not_met" },
]

[criterion.rule]
all = [
  { choice = "tumour", one_of = ["solid"] },
  { lab = "platelets", below = 75, good_for_days = 3 },
]

[[criterion]]
id = "I2"
kind = "inclusion"
text.en = "Waiting for 7 days, score of 1 or 2"
rule = { all = [{ days_from = "given", at_least = 7 }, { number = "score", between = [1, 2] }] }

[[criterion]]
id = "E1"
kind = "exclusion"
text.en = "Another cause"
rule = { any_present = "causes" }

[[criterion]]
id = "E2"
kind = "exclusion"
text.en = "A stroke within 30 days"
rule = { event = "strokes", within_days = 30 }
"""


def planted(old: str, new: str) -> str:
    """Put a fault into the small protocol."""
    assert SMALL.count(old) == 1, (SMALL.count(old), old)
    return SMALL.replace(old, new)
