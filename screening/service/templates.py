"""Empty files to fill in for a pre-screening. They hold nothing of anybody's, so that they need no site and no book."""

import io
from datetime import UTC, datetime
from pathlib import Path

from screening.formats.cohort_template import template_csv, told_columns, told_result_columns, write_template
from screening.protocol import Protocol
from screening.service.leaving import put
from screening.wording import Words


def save_cohort_template(protocol: Protocol, path: Path, words: Words, *, results: bool = False) -> None:
    """Write a file with the headings of a cohort's patients, or of their `results`; XLSX by its ending, else CSV."""
    columns = (told_result_columns if results else told_columns)(protocol, words)
    if path.suffix.lower() != ".xlsx":
        put(path, template_csv(columns))
        return
    made = io.BytesIO()
    write_template(made, columns, words, made=datetime.now(UTC))
    put(path, made.getvalue())
