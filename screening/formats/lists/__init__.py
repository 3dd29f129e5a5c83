"""Lists of laboratory results in tables (CSV, XLSX) as a proposal for one patient's history.

`text` and `workbook` read rows of cells, `table` finds their heading, `headings` knows what a column may hold,
`mapping` says what each does hold; `persons`, `days`, `values`, `results` give the cells their meaning, `standing` says
which results count, `reading` puts it together.
"""

from screening.formats.lists.headings import MEANINGS, folded, is_test
from screening.formats.lists.mapping import (
    LEFT_OUT,
    RESULT,
    SEVERAL,
    Column,
    DayAsked,
    ListMapping,
    Test,
    corrected,
    day_asked,
    described,
    fields_asked,
    recognise,
    restored,
)
from screening.formats.lists.reading import propose, read_by
from screening.formats.lists.table import Table, read_table

__all__ = [
    "LEFT_OUT",
    "MEANINGS",
    "RESULT",
    "SEVERAL",
    "Column",
    "DayAsked",
    "ListMapping",
    "Table",
    "Test",
    "corrected",
    "day_asked",
    "described",
    "fields_asked",
    "folded",
    "is_test",
    "propose",
    "read_by",
    "read_table",
    "recognise",
    "restored",
]
