"""A patient's history: dated answers, each with where it came from.

`document` reads JSON text strictly, `reading` turns its values into a `History` against one protocol;
`values` reads single ones, `results` those of the laboratory, `faults` keeps what is wrong;
`unwrapping` writes out whole worksheets and series that came with one source; `carrying` takes a history over to
another version.
"""

from screening.patient.carrying import Carried, carried
from screening.patient.document import parse, read_file
from screening.patient.history import AdverseEvent, Answer, Decision, History, Period, Result
from screening.patient.periods import ONGOING, period_text
from screening.patient.reading import read_history
from screening.patient.unwrapping import unwrapped
from screening.patient.values import parse_day, read_measure, read_unit

__all__ = [
    "ONGOING",
    "AdverseEvent",
    "Answer",
    "Carried",
    "Decision",
    "History",
    "Period",
    "Result",
    "carried",
    "parse",
    "parse_day",
    "period_text",
    "read_file",
    "read_history",
    "read_measure",
    "read_unit",
    "unwrapped",
]
