"""What the tests of the service stand on: a site in an empty folder, and a patient with much to hide."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from screening.protocol import Protocol
from screening.protocol.catalogue import find
from screening.service import Actor, Server, Site

ON = date(2026, 11, 23)
NAME, HOSPITAL_NUMBER, BIRTH_DATE = "Zhuge Veryrarename 诸葛珍稀", "HN-7719-0042", "1964-05-17"
SOURCE, AUTHOR, WHY = "pathology letter of Dr Quill", "Nurse Oddname", "seen with the family on two scans"
SECRETS = (NAME, "Veryrarename", "诸葛珍稀", HOSPITAL_NUMBER, BIRTH_DATE, SOURCE, AUTHOR, WHY)
CAUSES = (
    *("immune", "liver_spleen", "infection", "coagulopathy", "microangiopathy", "heparin_or_other_drug"),
    *("marrow_infiltration", "radiotherapy", "inherited", "pseudothrombocytopenia"),
)

_HISTORY: dict[str, Any] = {
    "subject": {
        "name": NAME,
        "hospital_number": HOSPITAL_NUMBER,
        "birth_date": BIRTH_DATE,
        "sex": "female",
        "consent": {"given": True, "on": "2026-11-20T09:30", "form": "2.0"},
    },
    "answers": {
        "tumour_type": {"value": "solid", "source": SOURCE, "on": "2026-10-02", "by": AUTHOR},
        "disease_extent": "advanced",
        "planned_cycle_date": "2026-11-10",
        "cycle_resumed_date": "waiting",
        "delay_reason": "thrombocytopenia",
        "platelets": [
            {"value": "68", "unit": "10*9/L", "on": "2026-11-22", "anticoagulant": "EDTA", "by": AUTHOR},
        ],
        "other_causes": dict.fromkeys(CAUSES, "ruled_out"),
        "brain_metastases": "progressing_after_treatment",
    },
    "decisions": {"E3": {"outcome": "clear", "by": AUTHOR, "on": "2026-11-22", "why": WHY}},
}  # fmt: skip


def published() -> Protocol:
    """Read the protocol that ships as the default."""
    return find("NCT03976882").load()


def begun(folder: Path, server: Server | None = None) -> Site:
    """Begin a site's book in a folder, or on a server, and give it open."""
    return Site.init(folder, code="SH04", actor=Actor("Lin Mei", "coordinator"), protocol=published(), server=server)


def history(**subject: Any) -> dict[str, Any]:
    """Give an eligible patient's history; `subject` changes who it is, None takes a part away."""
    made = deepcopy(_HISTORY)
    for key, value in subject.items():
        made["subject"].pop(key, None)
        if value is not None:
            made["subject"][key] = value
    return made


def someone(number: str, **subject: Any) -> dict[str, Any]:
    """Give another person's history."""
    return history(name=f"Person {number}", hospital_number=number, birth_date="1970-01-01", **subject)


def with_answer(data: Mapping[str, Any], **answers: Any) -> dict[str, Any]:
    """Give a history with other answers."""
    return {**data, "answers": {**data["answers"], **answers}}
