"""What would change a verdict: how far each criterion is from its limit, and which ordinary slips would reverse it.

`margins` measures a rule's distance; `lab_slips` and `day_slips` change a history as a slip would have, where the
results around it speak for that (`neighbours`); `verdicts` judges each again by the engine. Pure, as the engine is.
"""

from screening.engine.fragility.margins import margins
from screening.engine.fragility.slips import Slip, Trial
from screening.engine.fragility.verdicts import Fragility, Reversal, fragility, trials

__all__ = ["Fragility", "Reversal", "Slip", "Trial", "fragility", "margins", "trials"]
