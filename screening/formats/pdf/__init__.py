"""PDFs that stand in a file for 25 years: PDF/A-2b and tagged (PDF/UA-1), set by Typst without a screen."""

from screening.formats.pdf.checklists import Checklist, SignedBy, checklist_pdf
from screening.formats.pdf.logs import log_pdf
from screening.formats.pdf.reviews import review_pdf
from screening.formats.pdf.typesetting import TypesettingError, compile, page_words

__all__ = [
    "Checklist",
    "SignedBy",
    "TypesettingError",
    "checklist_pdf",
    "compile",
    "log_pdf",
    "page_words",
    "review_pdf",
]
