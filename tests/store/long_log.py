"""A log of made-up rows, for what only a long one shows: whatever can happen to a case happens to some of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from screening.ledger import Draft
from screening.log import Person
from screening.service import Site

NAMES = ("张三丰", "张伟", "王 伟芳", "Anna Novak", "ANNA Rossi", "ｚｈａｎｇ san", "Ben Li", "")
FAILED = ((), ("I2",), ("I2", "E3"), ("E3",), ("I1", "I3"))
CONSENT = {"given": True, "on": "2026-01-01", "form": "2.0"}


@cache
def _event(name: str) -> Mapping[str, Any]:
    """Give what an event says, as it was once stored; each entry changes a little of it."""
    stored = json.loads((Path(__file__).parents[1] / "golden" / "events" / f"{name}.json").read_text("utf-8"))
    return {key: value for key, value in stored.items() if key not in ("private", "forgets")}


@dataclass
class LongLog:
    """Writes random entries into a site's book, and remembers who the people are."""

    site: Site
    random: Random
    serial: int = 9_950  # so that numbers of four and of five digits occur
    people: dict[str, Person] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)
    _waiting: list[Draft] = field(default_factory=list)

    def grow(self, acts: int) -> None:
        """Append what so many random acts write."""
        kinds = (self._new, self._again, self._strike, self._end, self._sign, self._identify, self._forget)
        for _ in range(acts):
            act = self.random.choices(kinds, (10, 4, 1, 2, 1, 1, 0.3))[0] if self.cases else self._new
            for one in act():
                self._waiting.append(one)
        self._write()

    def _write(self) -> None:
        """Write in one transaction what waits."""
        self.site._book.ledger.append(self._waiting)
        self._waiting = []

    def _new(self) -> Iterator[Draft]:
        person = f"P{len(self.people):03d}"
        yield self._who(person)
        yield self._assess({"person": person, "attempt": 1, "number": self._number(), "former": None})

    def _again(self) -> Iterator[Draft]:
        """Continue a case, perhaps with the number that it had not got, or screen somebody once more."""
        case = self.random.choice(self.cases)
        if self.random.random() < 0.3:
            yield self._assess({**case, "attempt": case["attempt"] + 1, "former": None, "number": self._number()})
        elif not case.get("over"):
            case["over"] = True
            number = case["number"] or self._number()
            yield self._assess({**case, "former": case["seq"], "number": number, "over": False})

    def _strike(self) -> Iterator[Draft]:
        case = self.random.choice(self.cases)
        if not case.get("over"):
            case["over"] = True
            yield self._draft("entered_in_error-v1", case, {"number": case["number"], "struck": case["seq"]})

    def _end(self) -> Iterator[Draft]:
        case = self.random.choice(self.cases)
        ending = self.random.choice(("enrolled", "screen_failure", "declined", "withdrew", "lost"))
        yield self._draft("outcome_recorded-v1", case, {"outcome": ending, "primary": None, "reasoned": False})

    def _sign(self) -> Iterator[Draft]:
        case = self.random.choice(self.cases)
        meaning = self.random.choice(("confirms", "declines"))
        yield self._draft("signed-v1", case, {"meaning": meaning, "entry": case["seq"]})

    def _identify(self) -> Iterator[Draft]:
        case = self.random.choice(self.cases)
        yield self._who(case["person"])

    def _forget(self) -> Iterator[Draft]:
        case = self.random.choice(self.cases)
        self.people[case["person"]] = Person(case["person"])
        self._write()
        self.site._book.ledger.forget(case["person"], self._draft("person_forgotten-v1", case, {}))
        yield from ()

    # Parts

    def _number(self) -> str | None:
        if self.random.random() < 0.3:
            return None
        self.serial += 1
        return f"SH04-{self.serial:04d}"

    def _who(self, person: str) -> Draft:
        values = {
            "name": self.random.choice(NAMES),
            "hospital_number": f"HN-{self.random.randint(0, 9_999):05d}",
            "birth_date": f"19{self.random.randint(10, 99)}-0{self.random.randint(1, 9)}-17",
        }
        self.people[person] = Person(person, *values.values())
        return self._draft("person_identified-v1", {"person": person, "attempt": None}, {}, values)

    def _assess(self, case: dict[str, Any]) -> Draft:
        case["seq"] = self.site.head().length + len(self._waiting) + 1
        self.cases.append(case)
        draw, day = self.random.choice, date(2026, 1, 1) + timedelta(self.random.randint(0, 40))
        verdict, failed = draw(("eligible", "ineligible", "undetermined")), draw(FAILED)
        pattern = _event("assessed-v2")
        criteria = [{**one, "outcome": "not_met"} if one["id"] in failed else one for one in pattern["criteria"]]
        said = {
            **{key: case[key] for key in ("number", "former")},
            "on": day.isoformat(),
            "recorded_on": draw((day, day + timedelta(2))).isoformat(),
            "verdict": verdict,
            "possible": draw(([], pattern["possible"])) if verdict == "ineligible" else [],
            "criteria": criteria,
            "open_questions": ["platelets"] * self.random.randint(0, 2),
            "protocol_version": draw(("2024-published", "2025", "2019-registered")),
            "fingerprint": self.site.protocol.fingerprint,
            "consent": CONSENT if case["number"] else {"given": None, "on": None, "form": None},
        }
        return self._draft("assessed-v2", case, said)

    def _draft(
        self, event: str, case: Mapping[str, Any], said: Mapping[str, object], private: Mapping[str, str] | None = None
    ) -> Draft:
        kind, _, version = event.rpartition("-v")
        return Draft(
            kind=kind,
            version=int(version),
            actor=self.random.choice(("Lin Mei", "Wang Li")),
            role="coordinator",
            zone="+08:00",
            payload={**_event(event), **said},
            study=self.site.study,
            person=case["person"],
            attempt=case["attempt"],
            private=private,
        )
