"""Files held against a history that was written from them before: what of it they gave, row by row."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from screening.patient import unwrapped
from screening.protocol import Protocol
from screening.service.intake.offers import standing
from screening.service.intake.reading import Intake
from screening.service.intake.reckoning import Reckoning, reckoned, rows_in


def retraced(intake: Intake, document: Mapping[str, Any], protocol: Protocol, by: str) -> tuple[Reckoning, ...]:
    """Say what became of every row: taken is what stands in a sound history and names the row as its source.

    Who it is has no source in a history, so that it counts as there already.
    """
    whole = unwrapped(document, protocol)
    offers = standing(intake.proposal, document, protocol)
    as_new = [replace(offer, standing="new") for offer in offers]
    files = reckoned(intake.proposal, as_new, range(len(offers)), intake.formats, by)
    stands = {(file.sha256, row.row, row.field) for file in files for row, _ in rows_in(whole, file)}
    taken = {
        place
        for place, offer in enumerate(offers)
        for fact in offer.facts
        if not offer.field.startswith("subject.") and (fact.place.file.sha256, fact.place.row, fact.field) in stands
    }
    held = [as_new[place] if place in taken else offer for place, offer in enumerate(offers)]
    return reckoned(intake.proposal, held, taken, intake.formats, by)
