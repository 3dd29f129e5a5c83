"""A site whose protocol follows up those enrolled: people, and what is known of them, with endpoints of every kind."""

from pathlib import Path
from typing import Any

from screening.protocol import Protocol
from screening.protocol.catalogue import find
from screening.service import Site
from tests.store.act_samples import LIN, with_people

RESPONDER: dict[str, Any] = {
    "first_dose": "2026-09-02",
    "follow_up_end": "2026-10-31",
    "cycle_1_given": "2026-09-13",
    "cycle_1_reduction": 0,
    "cycle_2_planned": "2026-10-04",
    "cycle_2_given": "2026-10-04",
    "cycle_2_reduction": 0,
    "cycles": "completed",
    "cycles_end": "2026-10-24",
    "rescue": [],
    "platelet_counts": [{"value": "104", "unit": "10*9/L", "on": "2026-09-12"}],
    "adverse_events": [
        {"on": "2026-09-20", "term": "anaemia", "grade": 2, "serious": False, "what": "tired, says Zhuge"}
    ],
}
FAILED = RESPONDER | {
    "platelet_counts": [{"value": "61", "unit": "10*9/L", "on": "2026-09-14"}],
    "cycle_1_given": "2026-09-20",
    "adverse_events": [{"on": "2026-09-20", "term": "neutrophil_count_decreased", "grade": 3, "serious": False}],
}


def protocol() -> Protocol:
    """Read the version that has a follow-up."""
    return find("NCT03976882@2025-follow-up").load()


def followed_site(folder: Path, **settings: Any) -> Site:
    """Begin a site with people of every role, Lin Mei at work."""
    return with_people(Site.init(folder, code="SH04", actor=LIN, protocol=protocol(), **settings))


def facts(known: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Give what is known as a file holds it; None takes an answer away."""
    answers = {name: value for name, value in {**known, **changed}.items() if value is not None}
    return {"answers": answers}


ARMS = ("H", "H", "H", "placebo", "placebo")
LINES = ("number,arm,stratum", *(f"SH04-000{n},{arm},all" for n, arm in enumerate(ARMS, 1)))
"""Who got what, of five people."""


def allocation(folder: Path, *lines: str) -> Path:
    path = folder / "allocation.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
