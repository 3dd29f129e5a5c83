"""The engine: assess(protocol, history, on) -> Assessment. Pure: no I/O, no clock, no words.

`findings` says what a rule answers; a module per kind of rule compiles the shapes (`shapes` knows them all);
`assessment` joins the criteria into a verdict, its calendar and the days on which the patient could qualify.
"""

from screening.engine.assessment import Assessment, CriterionResult, Possible, Stretch, assess
from screening.engine.dates import age_on
from screening.engine.findings import Reason

__all__ = ["Assessment", "CriterionResult", "Possible", "Reason", "Stretch", "age_on", "assess"]
