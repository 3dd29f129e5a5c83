"""What leaves the book as a table: which rows and columns, at which level of privacy, and how it leaves."""

import errno
import json
import os
import re
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from screening.errors import AccessError, EligoError, InputError, StoreError
from screening.formats.template import read_template
from screening.service import Site, StoppedError, Wish, export
from screening.service.exporting import columns
from screening.service.exporting.columns import Field
from screening.service.headcode import HeadCode
from screening.wording import Words
from tests.store.act_samples import LIN, MO, WU, at_work
from tests.store.export_samples import IDENTIFIED, screened, table
from tests.store.service_samples import BIRTH_DATE, HOSPITAL_NUMBER, NAME, ON, SECRETS, someone

EN, ZH = Words(), Words("zh_CN")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a site with somebody enrolled, a screen failure, and one who is waited for."""
    with screened(tmp_path / "site") as opened:
        yield opened


def test_the_screening_log_is_coded_and_has_study_days(site: Site, tmp_path: Path) -> None:
    """Without a word of the contract no date leaves; the day before the first one is -1."""
    rows = table(site, tmp_path)
    assert [row["Screening number"] for row in rows] == ["SH04-0001", "SH04-0002", "SH04-0003"]
    assert rows[0]["Assessed for (study day)"] == "1" and rows[0]["Consent on (study day)"] == "-3"
    assert "2026-11-2" not in (tmp_path / "copy.csv").read_text("utf-8")
    assert [row["Outcome"] for row in rows] == ["Enrolled", "Screen failure", "Pending"]


def test_dates_leave_where_the_contract_allows_them(site: Site, tmp_path: Path) -> None:
    at_work(site, WU).conduct.let_dates_leave(True)
    at_work(site, LIN)
    row = table(site, tmp_path)[0]
    assert (row["Assessed for"], row["Consent on"]) == ("2026-11-23", "2026-11-20T09:30")


def test_the_sites_own_log_has_dates_but_no_names(site: Site, tmp_path: Path) -> None:
    """Names stand in the identification code list alone."""
    row = table(site, tmp_path, **IDENTIFIED)[0]
    assert row["Assessed for"] == "2026-11-23"
    assert not [one for one in SECRETS if one in (tmp_path / "copy.csv").read_text("utf-8")]


def test_a_deidentified_log_leads_nowhere(site: Site, tmp_path: Path) -> None:
    """Neither number, site nor whoever worked there; each copy draws its own numbers."""
    one = table(site, tmp_path, level="deidentified")
    text = (tmp_path / "copy.csv").read_text("utf-8") + (tmp_path / "copy.csv.eligo.json").read_text("utf-8")
    assert not [
        word for word in ("SH04", "S-17", "Lin Mei", "Wu Ke", "2026-11-20") if word in text.split('"checkpoint"')[0]
    ]
    other = table(site, tmp_path, level="deidentified")
    assert {row["Screening number"] for row in one}.isdisjoint(row["Screening number"] for row in other)


def test_the_identification_code_list_names_people(site: Site, tmp_path: Path) -> None:
    """It says why it was taken, in the book as well, and can be read by its owner alone."""
    rows = table(site, tmp_path, view="identification", **IDENTIFIED)
    assert rows[0]["Name"] == NAME and rows[0]["Hospital number"] == HOSPITAL_NUMBER
    assert (rows[0]["Birth date"], rows[0]["Subject number"]) == (BIRTH_DATE, "S-17")
    assert len(rows) == 3
    assert (tmp_path / "copy.csv").stat().st_mode & 0o077 == 0
    noted = next(site.reader.entries(kinds=("exported",), newest_first=True))
    assert (noted.payload["reason"], noted.payload["privacy"]) == ("inspection", "identified")


def test_the_enrolment_log_is_strictly_by_time(site: Site, tmp_path: Path) -> None:
    """Whoever was enrolled first stands first, whatever the screening number."""
    rows = table(site, tmp_path, view="enrolment", **IDENTIFIED)
    assert [(row["Subject number"], row["Enrolled on"]) for row in rows] == [("S-17", "2026-11-23")]


def test_newest_first_turns_the_order_round(site: Site, tmp_path: Path) -> None:
    rows = table(site, tmp_path, newest_first=True)
    assert [row["Screening number"] for row in rows] == ["SH04-0003", "SH04-0002", "SH04-0001"]


def test_a_workbook_is_typed_and_runs_nothing(site: Site, tmp_path: Path) -> None:
    """Numbers are numbers, days are days, text is text; the header stays."""
    site.save(
        someone("HN-50005")
        | {"subject": {**someone("HN-50005")["subject"], "consent": {"given": True, "form": "=1+1"}}},
        ON,
    )
    path = tmp_path / "log.xlsx"
    export(site, path, ZH, Wish(format="xlsx", **IDENTIFIED))
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    head = dict(zip(rows[0], rows[1], strict=True))
    assert head[ZH.text("column.on")] == ON and head[ZH.text("column.attempt")] == 1.0
    assert dict(zip(rows[0], rows[4], strict=True))[ZH.text("column.consent_form")] == "=1+1"

    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<pane" in sheet and "<autoFilter" in sheet


def test_a_printed_log_bears_the_code_that_verifies(site: Site, tmp_path: Path) -> None:
    """R2: the head of the ledger stands on every page, and today's book still has it."""
    path = tmp_path / "log.pdf"
    export(site, path, ZH, Wish(format="pdf", view="identification", **IDENTIFIED))
    text = "".join(page.extract_text() for page in PdfReader(path).pages)
    assert "SH04-0001" in text and HOSPITAL_NUMBER in text
    code = HeadCode.read(re.search(r"ELIGO-[0-9]+-[0-9a-f]+", "".join(text.split())).group())  # type: ignore[union-attr]
    assert code is not None and code.fits(site.reader)


def test_a_sponsors_template_has_its_own_columns(site: Site, tmp_path: Path) -> None:
    """Order, titles, how answers are called, and columns to fill in by hand."""
    rows = table(site, tmp_path, template=read_template(_template(tmp_path, _TEMPLATE)))
    assert list(rows[0]) == ["Eligible (Y/N)", "Scr #", "Sponsor use only"]
    assert [tuple(row.values()) for row in rows] == [
        ("Y", "SH04-0001", ""), ("N", "SH04-0002", ""), ("Not yet known", "SH04-0003", ""),
    ]  # fmt: skip


def test_a_template_says_all_its_faults(site: Site, tmp_path: Path) -> None:
    """Fields that the log has not, or may not have, are named with the nearest there is."""
    text = _TEMPLATE.replace('"number"', '"numbr"') + '[[column]]\ntitle = "Who"\nfield = "name"\n'
    with pytest.raises(InputError) as told:
        table(site, tmp_path, template=read_template(_template(tmp_path, text)))
    assert [one.place for one in told.value.problems] == ["column[1].field", "column[3].field"]
    assert 'did you mean "number"' in told.value.problems[0].text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "[template]\n",
        '[template]\nname = "a"\ncolumn = 3',
        '[template]\nname = "a"\n[[column]]\ntitel = "x"',
    ],
)
def test_a_file_that_is_no_template_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_template(_template(tmp_path, text))


def test_the_manifest_counts_come_out_even(site: Site, tmp_path: Path) -> None:
    """R11: screened is enrolled, failures, withdrawn and pending together; and it says what was looked for."""
    export(site, tmp_path / "log.csv", EN)
    said = json.loads((tmp_path / "log.csv.eligo.json").read_text("utf-8"))
    assert said["counts"]["screened"] == 3 == said["rows"] and said["counts"]["reconciles"] is True
    assert said["looked_for"]["known"] >= 10


# --- what may not leave ---


def test_a_monitor_takes_coded_copies_only(site: Site, tmp_path: Path) -> None:
    at_work(site, MO)
    assert table(site, tmp_path)
    with pytest.raises(AccessError):
        table(site, tmp_path, view="identification", **IDENTIFIED)


@pytest.mark.parametrize("format", ["csv", "xlsx", "pdf"])
@pytest.mark.parametrize("level", ["coded", "deidentified"])
def test_a_copy_that_names_anybody_does_not_leave(
    site: Site, tmp_path: Path, format: str, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A14, R14: whatever of us forgets what it may not say, the leak test does not; nothing is left or noted."""
    leaky = Field("role", lambda row, how: f"{row.role} ({site.person(row.person).name})")
    monkeypatch.setitem(columns.VIEWS, "screening", (*columns.SCREENING[:-1], leaky))
    before = site.head()
    with pytest.raises(StoreError, match="identifies somebody"):
        export(site, tmp_path / "log", EN, Wish(format=format, level=level))  # type: ignore[arg-type]
    assert site.head() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["site"]


def test_the_name_of_the_file_is_looked_at_too(site: Site, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="identifies somebody"):
        export(site, tmp_path / f"log of {HOSPITAL_NUMBER}.csv", EN)
    with pytest.raises(StoreError, match="identifies somebody"):
        export(site, tmp_path / "SH04-0001.csv", EN, Wish(level="deidentified"))


def test_whoever_stops_a_copy_leaves_nothing(site: Site, tmp_path: Path) -> None:
    def stop(rows: int) -> None:
        raise StoppedError(str(rows))

    before = site.head()
    with pytest.raises(StoppedError):
        export(site, tmp_path / "log.xlsx", EN, Wish(format="xlsx"), stop)
    assert site.head() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["site"]


def test_a_standard_is_stopped_while_its_people_are_gathered(site: Site, tmp_path: Path) -> None:
    told: list[int] = []

    def stop(people: int) -> None:
        told.append(people)
        if people == 2:
            raise StoppedError("enough")

    with pytest.raises(StoppedError):
        export(site, tmp_path / "study.xml", EN, Wish(format="odm"), stop)
    assert told == [1, 2] and sorted(one.name for one in tmp_path.iterdir()) == ["site"]


@pytest.mark.parametrize("format", ["sdtm", "odm", "fhir"])
def test_a_standard_is_stopped_while_it_is_made(site: Site, tmp_path: Path, format: str) -> None:
    """After everybody was gathered, and before anything was written."""
    during: list[bool] = []

    def stop(people: int) -> None:
        making = any(frame.name == "standard" for frame in traceback.extract_stack())
        during.append(making)
        if making:
            raise StoppedError("enough")

    with pytest.raises(StoppedError):
        export(site, tmp_path / "study", EN, Wish(format=format), stop)  # type: ignore[arg-type]
    assert during == [False, False, False, True]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["site"]


@pytest.mark.parametrize("format", ["csv", "xlsx", "odm"])
def test_a_copy_is_stopped_while_it_is_looked_through(site: Site, tmp_path: Path, format: str) -> None:
    """Which may take longer than writing it."""
    calls: list[int] = []

    def stop(rows: int) -> None:
        calls.append(rows)
        if calls.count(3) == 3:
            raise StoppedError("enough")

    with pytest.raises(StoppedError):
        export(site, tmp_path / "log", EN, Wish(format=format), stop)  # type: ignore[arg-type]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["site"]


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "leaving.full"), (errno.EACCES, "leaving.denied"), (errno.EIO, "not_written")]
)
def test_a_copy_that_can_not_be_written_leaves_nothing(
    site: Site, tmp_path: Path, number: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what a person can do about it."""

    def fails(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("screening.service.leaving.os.fsync", fails)
    before = site.head()
    with pytest.raises(StoreError) as told:
        export(site, tmp_path / "log.csv", EN)
    assert told.value.code == code and os.strerror(number) in str(told.value)
    assert site.head() == before and sorted(one.name for one in tmp_path.iterdir()) == ["site"]


def test_every_refusal_is_one_that_people_can_mend(site: Site, tmp_path: Path) -> None:
    for wish in (Wish(format="odm", level="identified", reason="asked"), Wish(reason="asked"), Wish(format="jsonl")):
        with pytest.raises(EligoError):
            export(site, tmp_path / "copy", EN, wish)


def test_the_events_leave_as_lines_for_anyones_tools(site: Site, tmp_path: Path) -> None:
    """Coded: who somebody is lies apart from them."""
    export(site, tmp_path / "log.jsonl", EN, Wish(format="jsonl", **IDENTIFIED))
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert {line["kind"] for line in lines} >= {"assessed", "signed", "outcome_recorded"}
    assert not [one for one in SECRETS if one in (tmp_path / "log.jsonl").read_text("utf-8")]


_TEMPLATE = """[template]
name = "Sponsor A"

[[column]]
title = "Eligible (Y/N)"
field = "verdict"
values = { eligible = "Y", ineligible = "N", not_yet = "N" }

[[column]]
title = "Scr #"
field = "number"

[[column]]
title = "Sponsor use only"
"""


def _template(folder: Path, text: str) -> Path:
    path = folder / "site" / "template.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path
