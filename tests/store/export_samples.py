"""A site with somebody enrolled, a screen failure, and one who is waited for; its copies read as others would."""

import csv
import io
from pathlib import Path
from typing import Any

from screening.service import Site, Wish, export
from screening.wording import Words
from tests.store.act_samples import LIN, PASSWORD, WU, at_work, staffed
from tests.store.service_samples import ON, history, someone, with_answer

IDENTIFIED: dict[str, Any] = {"level": "identified", "reason": "inspection"}


def screened(folder: Path) -> Site:
    """Begin a site with three people in its log, and one who has not consented; Lin Mei is at work."""
    site = staffed(folder)
    first = site.save(history(), ON)
    against = site.save(with_answer(someone("HN-20002"), tumour_type="haematological"), ON)
    site.save(with_answer(someone("HN-30003"), brain_metastases=None), ON)
    site.save(someone("HN-40004", consent={"given": False}), ON)
    at_work(site, WU).signatures.sign(first.seq, "confirms", PASSWORD)
    at_work(site, LIN)
    site.outcomes.record(first.seq, "enrolled", subject_number="S-17", on="2026-11-23")
    site.outcomes.record(against.seq, "screen_failure", primary="I1")
    return site


def table(site: Site, folder: Path, words: Words | None = None, **wish: Any) -> list[dict[str, str]]:
    """Export a log as CSV, and read it as whoever gets it would."""
    path = folder / "copy.csv"
    export(site, path, words or Words(), Wish(**wish))
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
