"""Lists of laboratory results in tables (CSV, XLSX) as a proposal for one patient's history.

`text` and `workbook` read rows of cells, `table` finds their heading, `headings` knows what a column may hold,
`mapping` says what each does hold; `persons`, `days`, `values`, `results` give the cells their meaning, `standing` says
which results count, `reading` puts it together.
"""

from screening.formats.lists.mapping import Column, ListMapping, Test, recognise, restored
from screening.formats.lists.reading import propose
from screening.formats.lists.table import LARGEST_FILE, Table, read_table

__all__ = [
    "LARGEST_FILE",
    "Column",
    "ListMapping",
    "Table",
    "Test",
    "propose",
    "read_table",
    "recognise",
    "restored",
]
