"""What files from outside offer for one patient: proposed, held against what is there, accepted, and reckoned up."""

from screening.service.intake.accepting import accepted, source_of
from screening.service.intake.describing import Listed, Saying, Trial, lists_among, tried
from screening.service.intake.offers import Offer, in_form_order, order_of, standing
from screening.service.intake.reading import Doubt, Intake, doubts, likely, propose
from screening.service.intake.reckoning import Reckoning, Row, counted, reckoned, reckonings_in
from screening.service.intake.retracing import retraced

__all__ = [
    "Doubt",
    "Intake",
    "Listed",
    "Offer",
    "Reckoning",
    "Row",
    "Saying",
    "Trial",
    "accepted",
    "counted",
    "doubts",
    "in_form_order",
    "likely",
    "lists_among",
    "order_of",
    "propose",
    "reckoned",
    "reckonings_in",
    "retraced",
    "source_of",
    "standing",
    "tried",
]
