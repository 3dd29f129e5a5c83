"""The lines of the log, a page at a time."""

from collections.abc import Mapping, Sequence

from gui import paging
from gui.log.lines import Line, read_lines
from screening.log import Selection
from screening.service import Site

Pages = Mapping[int, Sequence[Line]]


def reader(site: Site, selection: Selection) -> "paging.Read[Line]":
    """Give what reads the lines of a selection."""
    return lambda first, count: read_lines(site, selection.entries(first, count))


def read_pages(site: Site, selection: Selection, around: int) -> Pages:
    """Read the pages that are in sight where a position is."""
    return paging.read_pages(reader(site, selection), around)
