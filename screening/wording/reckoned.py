"""The value of a formula in words: what it is, what it lacks, and how it was reckoned."""

from screening.engine import Formula, Reckoned
from screening.protocol import Protocol
from screening.protocol.formulas import FORMULAS
from screening.wording.verdicts import amount, field_name, formula_inputs, reason_text
from screening.wording.words import Words


def reckoned_text(one: Reckoned, protocol: Protocol, words: Words) -> str:
    """Tell the value with its unit, or that it is not yet known and why."""
    if one.value is not None:
        return amount(one.value, FORMULAS[one.formula.formula].unit)
    missing = [field_name(protocol, words, gap.values["field"]) for gap in one.gaps if gap.code == "missing"]
    told = [words.text("formula.value.missing", fields=words.listed([*map(words.inside, missing)]))] if missing else []
    told += [reason_text(gap, protocol, words) for gap in one.gaps if gap.code != "missing"]
    return words.text("formula.value.unknown", why=words.joined(told))


def reckoned_from(one: Formula, value: Reckoned | None, protocol: Protocol, words: Words) -> str:
    """Tell what it is, or would be, reckoned from, how it is rounded, and where the formula stands; a line each."""
    published = FORMULAS[one.formula]
    if value is not None and value.value is not None:
        inputs = formula_inputs(value.told, protocol, words)
    else:
        subject = [words.text("formula.input.any_age"), words.text("formula.input.any_sex")] if published.adults else []
        inputs = [*(words.inside(field_name(protocol, words, name)) for name in one.fields), *subject]
    return "\n".join(
        (
            words.text("formula.value.inputs", inputs=words.listed(inputs)),
            words.text("rule.formula.rounded", step=f"{published.step:f}"),
            published.source,
        )
    )
