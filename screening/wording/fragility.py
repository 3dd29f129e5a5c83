"""What would change a verdict, in words: solid or a second look, each slip with where to look, each margin. Calm."""

from collections.abc import Mapping, Sequence
from typing import Any

from screening.engine import Reason
from screening.engine.fragility import Fragility, Reversal, Slip
from screening.protocol import Protocol
from screening.wording.verdicts import amount, called, field_name, formula_name
from screening.wording.words import Words

_LONG = 731
"""From so many days on a time is told in years."""


def second_look(found: Fragility, protocol: Protocol, words: Words) -> str:
    """Say in one line whether a verdict is solid, or what asks for a second look; of one not yet known, nothing."""
    if found.verdict == "undetermined":
        return words.text("fragility.open")
    if found.solid:
        return words.text("fragility.solid")
    places = dict.fromkeys(words.inside(place_text(one.slip, protocol, words)) for one in found.reversals)
    return words.text("fragility.look", places=words.listed(list(places)))


def place_text(slip: Slip, protocol: Protocol, words: Words) -> str:
    """Name what to look at again: the field and its day."""
    return words.text("fragility.place", field=field_name(protocol, words, slip.field), on=slip.on)


def source_text(slip: Slip, words: Words) -> str:
    """Name the source to look at, or say that none was noted."""
    return words.text("fragility.source", source=slip.source) if slip.source else words.text("fragility.no_source")


def slip_text(slip: Slip, protocol: Protocol, words: Words) -> str:
    """Say what the slip would have been."""
    values = dict(slip.values)
    values["field"] = field_name(protocol, words, slip.field)
    if "from" in values:
        values["called"] = called(values, protocol, words)
    if "value" in values:
        values["amount"] = amount(values["value"], values["unit"])
        values["would_be"] = amount(values.get("would_be", values["value"]), values.get("other", values["unit"]))
    if "former" in values:
        values["former"] = amount(values["former"], values["former_unit"])
    code = slip.code
    if code == "clumped":
        code = "clumped_again" if values["before"] else "clumped_low"
    return words.text(f"fragility.slip.{code}", **values)


def effect_text(reversal: Reversal, words: Words) -> str:
    """Say what the verdict would be, and by which criteria."""
    then = words.text(f"fragility.then.{reversal.verdict}")
    return words.text("fragility.effect", then=then, criteria=words.listed(reversal.criteria))


def margin_text(margin: Reason, protocol: Protocol, words: Words) -> str:
    """Say how far a value is from its limit."""
    values = dict(margin.values)
    if "formula" in values:
        values["field"] = formula_name(values["formula"], words)
    else:
        values["field"] = field_name(protocol, words, values["field"])
    kind = margin.code.removeprefix("margin.")
    if kind in ("lab", "number", "formula"):
        values["limit"] = amount(values["limit"], values["unit"])
        return words.text(f"fragility.margin.value.{values['side']}", **values)
    if kind == "days":
        values["called"] = called(values, protocol, words)
    elif kind == "age":
        long = values["distance"] >= _LONG
        values["span"] = words.count("year" if long else "day", values["distance"] // (365 if long else 1))
    return words.text(f"fragility.margin.{kind}.{values['side']}", **values)


def margin_lines(found: Fragility, protocol: Protocol, words: Words) -> list[tuple[str, str]]:
    """Tell the margins of every criterion that has some, each criterion in one line."""
    return [
        (name, words.joined([margin_text(one, protocol, words) for one in margins]))
        for name, margins in found.margins.items()
        if margins
    ]


def as_plain(found: Fragility, protocol: Protocol, words: Words) -> Mapping[str, Any]:
    """Give it as plain values, each with its words, for programs; `solid` is null while nothing is decided."""
    slips = [
        {
            "code": one.slip.code,
            "text": slip_text(one.slip, protocol, words),
            "values": one.slip.values,
            "field": one.slip.field,
            "on": one.slip.on,
            "source": one.slip.source or None,
            "verdict": one.verdict,
            "criteria": list(one.criteria),
        }
        for one in found.reversals
    ]
    margins = {name: _plain(list(told), protocol, words) for name, told in found.margins.items() if told}
    return {"solid": None if found.verdict == "undetermined" else found.solid, "slips": slips, "margins": margins}


def _plain(margins: Sequence[Reason], protocol: Protocol, words: Words) -> list[dict[str, Any]]:
    return [{"code": one.code, "text": margin_text(one, protocol, words), "values": one.values} for one in margins]
