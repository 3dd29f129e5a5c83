"""The table of endpoints by arm: who got what from a file, after the database is locked; the figures from a library."""

from screening.service.endpoints.allocation import Allocation, read_allocation
from screening.service.endpoints.summary import (
    AdverseRow,
    EndpointRow,
    Had,
    MedianRow,
    Rate,
    Ratio,
    Summary,
    read_arms,
    summarise,
)
from screening.service.endpoints.writing import export_summary, summary_json

__all__ = [
    "AdverseRow",
    "Allocation",
    "EndpointRow",
    "Had",
    "MedianRow",
    "Rate",
    "Ratio",
    "Summary",
    "export_summary",
    "read_allocation",
    "read_arms",
    "summarise",
    "summary_json",
]
