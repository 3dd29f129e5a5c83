"""Taking the chosen answers of a proposal into a history, each with its file, its row and who accepted it."""

from collections.abc import Collection, Mapping
from typing import Any

from screening.formats.proposal import Place, Proposal
from screening.patient import unwrapped
from screening.protocol import Protocol
from screening.service.intake.offers import homes_for, standing
from screening.wording import refused


def accepted(
    document: Mapping[str, Any], proposal: Proposal, chosen: Collection[int], protocol: Protocol, *, by: str = ""
) -> dict[str, Any]:
    """Give a sound history with the chosen offers in it; what is there already stays as it is.

    RefusedError where two were chosen of which only one can stand.
    """
    offers = standing(proposal, document, protocol)
    wanted = sorted(chosen)
    for place in wanted:
        if set(offers[place].rivals) & set(wanted):
            raise refused("intake_rivals", offers[place].field)
    if all(offers[place].standing == "same" for place in wanted):
        return dict(document)
    homes = homes_for(proposal, document, protocol)
    for place in wanted:
        fact = offers[place].first
        homes[fact.field].take(fact, source_of(fact.place), by)
    made = unwrapped(document, protocol)
    for name in dict.fromkeys(offers[place].field for place in wanted):
        made = _with(made, name, homes[name].data())
    return made


def source_of(place: Place) -> str:
    """Write where a fact came from, as a history's source."""
    return f"{place.file.name}, {place.row}"


def _with(document: Mapping[str, Any], name: str, data: Any) -> dict[str, Any]:
    """Give a history with something else in one place."""
    head, _, rest = name.partition(".")
    if head == "subject":
        return {**document, "subject": {**(document.get("subject") or {}), rest: data}}
    answers = document.get("answers") or {}
    whole = {**(answers.get(head) or {}), rest: data} if rest else data
    return {**document, "answers": {**answers, head: whole}}
