"""The engine: assess(protocol, history, on) -> Assessment. Pure: no I/O, no clock, no words.

`findings` says what a rule answers; a module per kind of rule compiles the shapes (`shapes` knows them all);
`assessment` joins the criteria into a verdict, its calendar and the days on which the patient could qualify.
"""

from screening.engine.assessment import Assessment, CriterionResult, Possible, Stretch, Verdict, assess
from screening.engine.dates import age_on
from screening.engine.findings import Reason
from screening.engine.follow_up import EndpointResult, FollowedUp, Graded, Measured, Standing, follow
from screening.engine.needs import NEEDS, URGENCIES, Need, NeedKind, Urgency, holding, lacking
from screening.engine.reckoned import Formula, Reckoned, formulas_of, reckoned
from screening.engine.windows import DayState, day_state, running_out

__all__ = [
    "NEEDS",
    "URGENCIES",
    "Assessment",
    "CriterionResult",
    "DayState",
    "EndpointResult",
    "FollowedUp",
    "Formula",
    "Graded",
    "Measured",
    "Need",
    "NeedKind",
    "Possible",
    "Reason",
    "Reckoned",
    "Standing",
    "Stretch",
    "Urgency",
    "Verdict",
    "age_on",
    "assess",
    "day_state",
    "follow",
    "formulas_of",
    "holding",
    "lacking",
    "reckoned",
    "running_out",
]
