"""A trial's record at ClinicalTrials.gov (JSON of its API, version 2), made into a draft of a protocol file.

Each line of the criteria becomes a criterion without a rule, which the loader reports until somebody writes it. Only
age and sex, which the record holds as data, become rules, each with what had to be assumed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from screening.errors import InputError
from screening.formats.criteria_text import Criterion, cut, joined, plain
from screening.formats.sizes import LARGEST_FILE, refuse_if_large
from screening.protocol.draft import Draft, put_together
from screening.protocol.parts import Part, new_part
from screening.wording import Words, refused

LANGUAGES = ("en", "zh_CN")
_ID = re.compile(r"NCT\d{8}")
_YEARS = re.compile(r"(\d{1,3}) years?", re.IGNORECASE)
_SAYS_AGE = re.compile(r"\b(?:age[ds]?|years?[ -]old|years of age)\b|岁", re.IGNORECASE)
_SAYS_SEX = re.compile(r"\b(?:fe)?males?\b|\b(?:wo)?men\b|[男女]", re.IGNORECASE)
_CJK = re.compile(r"[\u3400-\u9fff]")

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The draft, and how many of its criteria wait for their rule."""

    draft: Draft
    criteria: int
    waiting: int


def skeleton_of(path: Path) -> Skeleton:
    """Make a draft of a record's file; InputError where it can't be read or is no record with criteria."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE["registry"] + 1)
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror or error}", str(path)) from None
    return skeleton(raw)


def skeleton(raw: bytes) -> Skeleton:
    """Make a draft of a record; RefusedError where it is none, or has no criteria."""
    refuse_if_large("registry", len(raw))
    record = _record(_parsed(raw))
    about, who = _table(record, "identificationModule"), _table(record, "eligibilityModule")
    study = about.get("nctId")
    if not isinstance(study, str) or not _ID.fullmatch(study):
        raise refused("registry.none")
    text = who.get("eligibilityCriteria")
    found = cut(text) if isinstance(text, str) else None
    if found is None or not found.criteria:
        raise refused("registry.empty", study=study)
    facts = [*_age(who, found.criteria), *_sex(who, found.criteria)]
    assumed = [one for _, one in facts] + ([] if found.headed else [_assumption("unheaded")])
    criteria = [*map(_criterion, found.criteria), *(one for one, _ in facts)]
    parts: list[Part] = [new_part("protocol", _header(study, record))]
    parts += [new_part("assumption", one) for one in assumed]
    parts += [new_part("criterion", one) for one in criteria]
    draft = put_together(f"# {Words().text('skeleton.comment')}\n\n", parts)
    return Skeleton(draft, len(criteria), sum("rule" not in one for one in criteria))


def _parsed(raw: bytes) -> Any:
    try:
        text = raw.decode(json.detect_encoding(raw)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise refused("registry.not_json") from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise refused("registry.not_json") from None


def _record(data: Any) -> Plain:
    """Give the one record of a file: by itself, or alone in a list."""
    if isinstance(data, dict) and isinstance(data.get("studies"), list):
        data = data["studies"]
    if isinstance(data, list):
        if len(data) > 1 and all(isinstance(one, dict) and "protocolSection" in one for one in data):
            raise refused("registry.several", count=len(data))
        data = data[0] if data else None
    found = data.get("protocolSection") if isinstance(data, dict) else None
    if not isinstance(found, dict):
        raise refused("registry.none")
    return found


def _table(record: Plain, name: str) -> Plain:
    found = record.get(name)
    return found if isinstance(found, dict) else {}


def _header(study: str, record: Plain) -> Plain:
    about, state = _table(record, "identificationModule"), _table(record, "statusModule")
    told = _table(state, "lastUpdatePostDateStruct").get("date") or state.get("lastUpdateSubmitDate")
    day = _day(told)
    titles = (about.get(name) for name in ("officialTitle", "briefTitle"))
    title = next((_one_line(one) for one in titles if isinstance(one, str) and one.strip()), study)
    updated = f", last updated {day.isoformat()}" if day else ""
    made: Plain = {"id": study, "version": f"{day.isoformat()}-registered" if day else "registered"}
    made |= {"title": {"en": title}, "source": f"ClinicalTrials.gov record {study}{updated}"}
    return made | ({"dated": day} if day else {}) | {"status": "unverified"}


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _criterion(one: Criterion) -> Plain:
    group = f" ({one.group})" if one.group else ""
    text = {"en": one.text} | ({"zh_CN": one.text} if _CJK.search(one.text) else {})
    where = f"ClinicalTrials.gov record, line {one.line}{group}"
    return {"id": _label(one), "kind": one.kind, "text": text, "where": where}


def _label(one: Criterion) -> str:
    return f"{'I' if one.kind == 'inclusion' else 'E'}{one.number}"[:8]


# --- what the record holds as data ---


def _age(who: Plain, criteria: tuple[Criterion, ...]) -> Iterator[tuple[Plain, Plain]]:
    given = {key: _one_line(who[key]) for key in ("minimumAge", "maximumAge") if isinstance(who.get(key), str)}
    given = {key: value for key, value in given.items() if value and value.upper() != "N/A"}
    if not given:
        return
    years = {key: _YEARS.fullmatch(value) for key, value in given.items()}
    bound = "between" if len(given) == 2 else "at_least" if "minimumAge" in given else "at_most"
    texts = _texts(f"skeleton.age.{bound}", low=given.get("minimumAge"), high=given.get("maximumAge"))
    made: Plain = {"id": "AGE", "kind": "inclusion", "text": texts}
    made["where"] = f"ClinicalTrials.gov record, {', '.join(given)}"
    exact = all(years.values())
    if exact:
        keys = {"minimumAge": "age_at_least", "maximumAge": "age_at_most"}
        made["rule"] = {keys[key]: int(found[1]) for key, found in years.items() if found}
    yield made, _assumption("age" if exact else "age_open", on="AGE", lines=_saying(_SAYS_AGE, criteria))


def _sex(who: Plain, criteria: tuple[Criterion, ...]) -> Iterator[tuple[Plain, Plain]]:
    sex = who.get("sex")
    if sex not in ("FEMALE", "MALE"):
        return
    made: Plain = {"id": "SEX", "kind": "inclusion", "text": _texts(f"skeleton.{sex.lower()}")}
    made["where"] = "ClinicalTrials.gov record, sex"
    by_gender = who.get("genderBased") is True
    if not by_gender:
        made["rule"] = {"sex": sex.lower()}
    yield made, _assumption("gender" if by_gender else "sex", on="SEX", lines=_saying(_SAYS_SEX, criteria))


def _saying(pattern: re.Pattern[str], criteria: tuple[Criterion, ...]) -> list[str]:
    return [_label(one) for one in criteria if pattern.search(one.text)]


def _assumption(key: str, on: str = "", lines: list[str] | None = None) -> Plain:
    """Say what had to be assumed, and which lines of the text seem to say the same."""
    texts = _texts(f"skeleton.assumed.{key}")
    if lines:
        twice = _texts("skeleton.twice", lines=", ".join(lines))
        texts = {name: joined(text, twice[name]) for name, text in texts.items()}
    return ({"on": on} if on else {}) | {"text": texts}


def _texts(key: str, **values: object) -> dict[str, str]:
    return {name: Words(name).text(key, **values) for name in LANGUAGES}


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())
