"""A book as long as one likes, such as a site's after many years, for the benchmarks that read one.

    python -m tests.bench.long_book FOLDER ENTRIES [named]

It is a real book: begun by `Site.init`, its entries appended by the ledger with their projections, signed at the end.
The assessments are such as `Site.save` wrote, with other people, numbers, days and verdicts; every tenth continues the
one before. Who the people are is left out, unless they are to be `named`: then an entry of its own says it of each,
before the first assessment, and about every second entry is a case.
"""

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from screening.ledger import COMMITMENT, Draft, Ledger, read_key_file
from screening.service import KEY, Site
from screening.service.beginning import BOOK, projections
from tests.store.service_samples import ON, begun, history, someone, with_answer

TOGETHER = 5_000
"""Entries in a transaction: enough that the disk is seldom waited for, few enough to be held at once."""
DAYS = 3_650
CONTINUES = 10
SURNAMES, GIVEN = (
    "张王李赵陈杨黄周吴徐孙马朱胡林郭何高罗郑",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红三丰思远子涵梓轩浩宇",
)
FIRST, LAST = ("Anna", "Ben", "Carla", "Dov", "Eva", "Finn", "Gita"), ("Smith", "Novak", "Rossi", "Kim", "Okafor")


@dataclass(frozen=True)
class Pattern:
    """An assessment that a site saved, and what it sealed."""

    payload: Mapping[str, Any]
    private: Mapping[str, Any]


def build(folder: Path, entries: int, *, named: bool = False) -> None:
    """Write a site's book of so many entries into a folder; `Site.open` opens it."""
    with begun(folder) as site:
        saved = [site.save(one, ON).seq for one in _patients()]
    with Ledger.open(folder / BOOK, read_key_file(folder / KEY), projections=projections()) as ledger:
        patterns = [_pattern(ledger, seq) for seq in saved]
        length = ledger.head().length
        drafts = _drafts(ledger.entry(saved[0]).study, patterns, length, entries, named)
        while some := list(islice(drafts, TOGETHER)):
            ledger.append(some)
    with Site.open(folder):
        pass  # closing signs


def _patients() -> Iterator[dict[str, Any]]:
    """Give one patient for each verdict, most of them not eligible, as in life."""
    yield history()
    yield with_answer(someone("2"), disease_extent="early")
    yield with_answer(someone("3"), delay_reason="other")
    yield with_answer(someone("4"), brain_metastases="not_imaged")


def _pattern(ledger: Ledger, seq: int) -> Pattern:
    entry = ledger.entry(seq)
    private = ledger.private_of(entry)
    assert private is not None
    return Pattern({key: value for key, value in entry.payload.items() if key != COMMITMENT}, private)


def _drafts(study: str | None, patterns: list[Pattern], length: int, entries: int, named: bool) -> Iterator[Draft]:
    """Give the drafts that lengthen a book to so many entries, or to one more."""
    serial, first, seq, case = len(patterns), ON - timedelta(DAYS), length, 0
    while seq < entries:
        case += 1
        former = seq if case % CONTINUES == 0 else None
        serial += former is None
        pattern = patterns[(serial * 7919) % len(patterns)]
        day = first + timedelta((seq - length) * DAYS // entries)
        said = {**pattern.payload, **_varied(serial, day), "former": former, "why": "continued" if former else "first"}
        if named and former is None:
            seq += 1
            yield _draft("person_identified", 1, study, serial, {"sex": said["sex"]}, _subject(serial, named))
        seq += 1
        private = {**pattern.private, "subject": _subject(serial, named)}
        yield _draft("assessed", 2, study, serial, said, private)


def _varied(serial: int, day: date) -> dict[str, Any]:
    return {
        "number": f"SH04-{serial:04d}",
        "age": 18 + serial * 31 % 70,
        "sex": ("female", "male")[serial % 2],
        "on": day.isoformat(),
        "recorded_on": day.isoformat(),
    }


def _subject(serial: int, named: bool) -> dict[str, str]:
    name = _name(serial * 7919) if named else f"Person {serial}"
    return {"name": name, "hospital_number": f"HN-{serial:08d}", "birth_date": "1964-05-17"}


def _name(draw: int) -> str:
    """Give one of some tens of thousands of names, two of three of them Chinese."""
    if draw % 3 == 0:
        return f"{FIRST[draw // 3 % len(FIRST)]} {LAST[draw // 7 % len(LAST)]}"
    given = "".join(GIVEN[draw // step % len(GIVEN)] for step in (7, 191, 31)[: 1 + draw % 3])
    return f"{SURNAMES[draw // 11 % len(SURNAMES)]}{given}"


def _draft(
    kind: str, version: int, study: str | None, serial: int, said: Mapping[str, Any], private: Mapping[str, Any]
) -> Draft:
    return Draft(
        kind=kind,
        version=version,
        actor="Lin Mei",
        role="coordinator",
        zone="+08:00",
        payload=said,
        study=study,
        person=f"P{sha256(b'%d' % serial).hexdigest()[:16]}",
        attempt=1,
        private=private,
    )


if __name__ == "__main__":
    begin = time.perf_counter()
    build(Path(sys.argv[1]), int(sys.argv[2]), named="named" in sys.argv[3:])
    print(f"{sys.argv[2]} entries in {time.perf_counter() - begin:.1f} s")
