"""The copies that leave the book: what may be asked for, what is in it, and how it leaves."""

from screening.formats.template import Template, read_template
from screening.service.exporting.columns import LEVELS, Level
from screening.service.exporting.exports import export
from screening.service.exporting.figures import export_figure, figure_about
from screening.service.exporting.logs import screening_csv
from screening.service.exporting.months import MonthFormat, export_month
from screening.service.exporting.previews import Preview, preview
from screening.service.exporting.replays import export_replay
from screening.service.exporting.trail import export_trail, trail_table
from screening.service.exporting.wishes import (
    FORMATS,
    LOGS,
    STANDARDS,
    TABLES,
    WHY_IDENTIFIED,
    Format,
    View,
    Wish,
    offered,
)

__all__ = [
    "FORMATS",
    "LEVELS",
    "LOGS",
    "STANDARDS",
    "TABLES",
    "WHY_IDENTIFIED",
    "Format",
    "Level",
    "MonthFormat",
    "Preview",
    "Template",
    "View",
    "Wish",
    "export",
    "export_figure",
    "export_month",
    "export_replay",
    "export_trail",
    "figure_about",
    "offered",
    "preview",
    "read_template",
    "screening_csv",
    "trail_table",
]
