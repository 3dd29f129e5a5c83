"""A small population: one who meets everything, one of whom something is missing, one who waits, one who does not."""

import csv
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from screening.service import today

CAUSES = (
    *("immune", "liver_spleen", "infection", "coagulopathy", "microangiopathy", "heparin_or_other_drug"),
    *("marrow_infiltration", "radiotherapy", "inherited", "pseudothrombocytopenia"),
)
Row = Mapping[str, str]


def days_ago(days: int) -> str:
    """Write a day as the file does."""
    return (today() - timedelta(days=days)).isoformat()


def patient(subject: str, **other: str) -> Row:
    """Give somebody who meets all criteria today but for what is said; a `__` stands for a point."""
    said = {
        "subject_id": subject,
        "birth_date": "1964-05-17",
        "sex": "female",
        "tumour_type": "solid",
        "disease_extent": "advanced",
        "planned_cycle_date": days_ago(9),
        "cycle_resumed_date": "waiting",
        "delay_reason": "thrombocytopenia",
        "platelets.value": "68",
        "platelets.unit": "10*9/L",
        "platelets.on": days_ago(1),
        **{f"other_causes.{cause}": "ruled_out" for cause in CAUSES},
        "brain_metastases": "none",
    }
    return said | {name.replace("__", "."): text for name, text in other.items()}


def population() -> list[Row]:
    """Give them in the order of the file; the second row has no day in it."""
    return [
        patient("H-ill", tumour_type="haematological"),
        patient("H-bad", birth_date="17.05.1964"),
        patient("H-open", other_causes__infection="", brain_metastases=""),
        patient("H-waits", planned_cycle_date=days_ago(5)),
        patient("H-meets"),
    ]


def write(path: Path, rows: Sequence[Row]) -> Path:
    """Write a file of patients."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
