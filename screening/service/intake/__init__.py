"""What files from outside offer for one patient: proposed, held against what is there, accepted, and reckoned up."""

from screening.service.intake.accepting import accepted, source_of
from screening.service.intake.offers import Offer, in_form_order, standing
from screening.service.intake.reckoning import Reckoning, Row, reckoned, reckonings_in

__all__ = [
    "Offer",
    "Reckoning",
    "Row",
    "accepted",
    "in_form_order",
    "reckoned",
    "reckonings_in",
    "source_of",
    "standing",
]
