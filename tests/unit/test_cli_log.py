"""`eligo site`, `eligo log` and `eligo protocol`, each call as its own."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.ledger import read_key_file
from screening.ledger.database import Database

ON = ("--on", "2026-11-23")
SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "first-patient.json"
WHO = {"name": "诸葛珍稀", "hospital_number": "HN-1", "birth_date": "1964-05-17", "sex": "female"}
YES, NO = {"consent": {"given": True, "on": "2026-11-20", "form": "2.0"}}, {"consent": {"given": False}}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def site(eligo: Run) -> Run:
    """The same, once the site is set up."""
    assert eligo("site", "init", "--site", "SH04", "--user", "Lin Mei", "--role", "coordinator")[0] == 0
    return eligo


@pytest.fixture
def patient(tmp_path: Path) -> Callable[..., str]:
    """Write a history and give its path."""

    def write(file: str = "patient.json", /, **subject: Any) -> str:
        data = json.loads(SAMPLE.read_text("utf-8"))
        path = tmp_path / file
        path.write_text(json.dumps({**data, "subject": subject}), "utf-8")
        return str(path)

    return write


def test_a_site_is_begun_where_it_is_told(eligo: Run, tmp_path: Path) -> None:
    """It says where, and what to keep safe; a second time it refuses."""
    arguments = ("site", "init", "--data", str(tmp_path / "x"), "--site", "SH04", "--user", "Lin", "--role", "PI")
    status, out, said = eligo(*arguments)
    assert status == 0 and "SH04/NCT03976882" in out and "eligo.key" in said
    status, out, err = eligo(*arguments)
    assert (status, out) == (4, "") and "already holds" in err


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--site", "S H", "--user", "Lin"), 3),
        (("--site", "SH04", "--user", " "), 3),
        (("--site", "SH04"), 2),
        (("--site", "SH04", "--user", "Lin", "--protocol", "NCT03976882@2019-registered"), 3),
        (("--site", "SH04", "--user", "Lin", "--protocol", "NCT1"), 2),
    ],
)
def test_a_site_that_can_not_be_begun_leaves_nothing(eligo: Run, tmp_path: Path, arguments: Any, status: int) -> None:
    """The folder is free for the next try."""
    got, out, err = eligo("site", "init", *arguments)
    assert (got, out) == (status, "") and err
    assert not (tmp_path / "data" / "eligo.db").exists()


def test_an_added_history_gives_its_number_alone(site: Run, patient: Callable[..., str]) -> None:
    """So that a program can take it; a history that doesn't speak of consent has a number."""
    assert site("log", "add", patient(), *ON) == (0, "SH04-0001\n", "")
    assert site("log", "add", patient("b.json", birth_date="1970-01-01"), *ON) == (0, "SH04-0002\n", "")


def test_whoever_has_not_consented_is_pre_screened(site: Run, patient: Callable[..., str]) -> None:
    """And gets the number once consent is there."""
    status, out, _ = site("log", "add", patient(**WHO, **NO), *ON)
    assert status == 0 and "Pre-screening list" in out
    assert site("log", "list")[1] == "No case yet\n"
    assert "2026-11-23" in site("log", "list", "--prescreening")[1]
    assert site("log", "add", patient(**WHO, **YES), *ON) == (0, "SH04-0001\n", "")
    assert site("log", "list", "--prescreening")[1] == "No case yet\n"


def test_a_person_who_comes_back_is_known(site: Run, patient: Callable[..., str]) -> None:
    """By the hospital number: a new attempt, and a word about the former number."""
    site("log", "add", patient(**WHO, **YES), *ON)
    status, out, err = site("log", "add", patient(**{**WHO, "name": "Other"}, **YES), *ON)
    assert (status, out) == (0, "SH04-0002\n")
    assert "Already screened as SH04-0001; recorded as attempt 2" in err
    rows = [json.loads(line) for line in site("log", "list", "--json")[1].splitlines()]
    assert [(row["attempt"], row["earlier"]) for row in rows] == [(1, None), (2, "SH04-0001")]
    assert rows[0]["person"] == rows[1]["person"]


def test_a_namesake_with_another_number_is_somebody_else(site: Run, patient: Callable[..., str]) -> None:
    """The same name and birth date with different hospital numbers are two people."""
    site("log", "add", patient(**WHO, **YES), *ON)
    assert site("log", "add", patient(**{**WHO, "hospital_number": "HN-2"}, **YES), *ON) == (0, "SH04-0002\n", "")
    status, out, err = site("log", "add", patient(**{**WHO, "hospital_number": None}, **YES), *ON)
    assert (status, out) == (3, "") and "hospital number" in err


def test_a_faulty_history_is_not_added(site: Run, patient: Callable[..., str]) -> None:
    """Its faulty places are named, and the log is as it was."""
    assert site("log", "add", patient(sex="f"), *ON)[0] == 3
    assert site("log", "add", "missing.json")[2] == "missing.json: can't be read: No such file or directory\n"
    assert site("log", "list") == (0, "No case yet\n", "")


def test_several_histories_are_added_together(site: Run, patient: Callable[..., str]) -> None:
    """A number a line, in their order; a word about whoever came back names the file."""
    site("log", "add", patient(**WHO, **YES), *ON)
    files = [patient("b.json", **{**WHO, "hospital_number": "HN-2"}, **YES), patient("c.json", **WHO, **YES)]
    files.append(patient("d.json", **{**WHO, "hospital_number": "HN-3"}, **NO))
    status, out, err = site("log", "add", *files, *ON)
    assert status == 0 and out.splitlines()[:2] == ["SH04-0002", "SH04-0003"]
    assert "Pre-screening list" in out.splitlines()[2]
    assert err.startswith(f"{files[1]}: Already screened as SH04-0001; recorded as attempt 2")
    assert site("log", "verify")[0] == 0


def test_several_histories_are_added_all_or_none(site: Run, patient: Callable[..., str]) -> None:
    """Every file's problems are told at once, each with its file, in the reader's language; nothing is written."""
    right = patient("a.json", **WHO, **YES)
    faulty = patient("b.json", sex="f")
    status, out, err = site("log", "add", right, faulty, "missing.json", *ON)
    assert (status, out) == (3, "")
    assert [line.partition(": ")[0] for line in err.splitlines()] == [faulty, "missing.json"]
    again = patient("c.json", **WHO, **YES)
    status, out, err = site("log", "add", right, again, *ON, "--language", "zh_CN")
    assert (status, out) == (3, "") and err.startswith(f"{again}: 与 {right} 中为同一人")
    assert site("log", "list") == (0, "No case yet\n", "")


def test_what_is_about_one_history_is_refused_with_several(site: Run, patient: Callable[..., str]) -> None:
    """A correction and the files of an import belong to one history."""
    both = (patient("a.json", **WHO), patient("b.json"))
    for more in (("--corrects", "4", "--reason", "misread"), ("--from", "a.hl7"), ("--patient", "1")):
        status, out, err = site("log", "add", *both, *ON, *more)
        assert (status, out) == (2, "") and "one history alone" in err
    assert site("log", "add", "-", "-")[0] == 2


def test_the_list_is_a_table_for_people(site: Run, patient: Callable[..., str]) -> None:
    """In order of number, nothing that identifies anybody."""
    site("log", "add", patient(**WHO, **YES), *ON)
    status, out, _ = site("log", "list")
    header, row = out.splitlines()
    assert status == 0
    assert header.split()[:2] == ["Screening", "number"]
    assert "SH04-0001" in row and "Not yet" in row and "I2" in row and "Lin Mei" in row
    assert "诸葛" not in out and "HN-1" not in out


def test_the_list_for_programs_is_one_object_a_line(site: Run, patient: Callable[..., str]) -> None:
    """With every column of the view and its state."""
    site("log", "add", patient(), *ON)
    row = json.loads(site("log", "list", "--json")[1])
    assert (row["number"], row["verdict"], row["not_yet"], row["failed"]) == ("SH04-0001", "ineligible", True, ["I2"])
    assert row["state"] == "current"


def test_a_struck_entry_stays_in_sight(site: Run, patient: Callable[..., str]) -> None:
    """Its number is spent; the reason is needed."""
    site("log", "add", patient(), *ON)
    entry = str(json.loads(site("log", "list", "--json")[1])["seq"])
    assert site("log", "strike", entry, "--reason", " ")[0] == 3
    assert site("log", "strike", entry)[0] == 2
    assert "number stays spent" in site("log", "strike", entry, "--reason", "wrong patient")[1]
    assert "Entered in error" in site("log", "list")[1]
    assert site("log", "add", patient("b.json"), *ON)[1] == "SH04-0002\n"


def test_the_log_is_verified(site: Run, patient: Callable[..., str]) -> None:
    """It says how long it is, and its head for comparing."""
    site("log", "add", patient(), *ON)
    status, out, _ = site("log", "verify")
    assert status == 0 and out.startswith("Whole: ") and len(out.split()[-1]) == 64


def test_a_log_that_was_changed_does_not_verify(site: Run, patient: Callable[..., str], tmp_path: Path) -> None:
    """The first entry that doesn't fit is named; exit 4."""
    for name in ("a.json", "b.json"):
        site("log", "add", patient(name), *ON)
    folder = tmp_path / "data"
    database = Database.open(folder / "eligo.db", read_key_file(folder / "eligo.key"))
    triggers = database.rows("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'")
    with database.writing() as connection:
        for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"):
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '0001', '0009') AS BLOB) WHERE seq = 4"
        )
        for (sql,) in triggers:
            connection.execute(sql)
    database.close()
    status, out, err = site("log", "verify")
    assert (status, out) == (4, "") and "from entry 4 on" in err


def test_a_correction_names_the_entry_and_says_why(site: Run, patient: Callable[..., str]) -> None:
    """It keeps the number; the two options go together, and the reason is never blank."""
    site("log", "add", patient(**WHO, **YES), *ON)
    entry = str(json.loads(site("log", "list", "--json")[1])["seq"])
    right = patient("b.json", **{**WHO, "name": "Right"}, **YES)
    for incomplete in (("--corrects", entry), ("--reason", "misread")):
        assert site("log", "add", right, *ON, *incomplete)[0] == 2
    status, out, err = site("log", "add", right, *ON, "--corrects", entry, "--reason", " ")
    assert (status, out) == (3, "") and "Say why the entry is corrected" in err
    assert site("log", "add", right, *ON, "--corrects", entry, "--reason", "misread") == (0, "SH04-0001\n", "")
    assert site("log", "add", right, *ON, "--corrects", entry, "--reason", "again")[0] == 3
    rows = [json.loads(line) for line in site("log", "list", "--all", "--json")[1].splitlines()]
    assert [(row["number"], row["state"]) for row in rows] == [("SH04-0001", "superseded"), ("SH04-0001", "current")]


def test_a_backup_is_made_and_restored(site: Run, patient: Callable[..., str], tmp_path: Path) -> None:
    """The last number used is asked for; without anybody to ask, it must be named."""
    site("log", "add", patient(), *ON)
    backup, new = tmp_path / "book.bak", str(tmp_path / "new")
    status, out, _ = site("log", "backup", "-o", str(backup))
    assert status == 0 and "4 entries" in out
    key = ("--key", str(tmp_path / "data" / "eligo.key"))
    status, out, err = site("log", "restore", str(backup), *key, "--data", new)
    assert (status, out) == (2, "") and "SH04-0001" in err
    status, out, err = site("log", "restore", str(backup), *key, "--data", new, "--last-number", "SH04-0005")
    assert (status, err) == (0, "") and "4 entries" in out
    assert site("log", "verify", "--data", new)[0] == 0
    assert site("log", "add", patient("b.json"), *ON, "--data", new)[1] == "SH04-0006\n"
    assert site("log", "restore", str(backup), *key, "--data", new, "--last-number", "SH04-0005")[0] == 4


def test_the_log_is_held_against_a_copy(site: Run, patient: Callable[..., str], tmp_path: Path) -> None:
    """Later entries are no matter; an altered copy ends with exit 4, a missing one with exit 3."""
    site("log", "add", patient(), *ON)
    copy = tmp_path / "log.csv"
    site("log", "export", "--format", "csv", "-o", str(copy))
    site("log", "add", patient("b.json"), *ON)
    for named in (copy, copy.with_name("log.csv.eligo.json")):
        status, out, err = site("log", "verify", "--against", str(named))
        assert (status, err) == (0, "") and "unaltered" in out
    copy.write_bytes(b"other")
    status, out, err = site("log", "verify", "--against", str(copy))
    assert (status, out) == (4, "") and "the copy is not what was written" in err
    copy.unlink()
    status, out, _ = site("log", "verify", "--against", f"{copy}.eligo.json")
    assert status == 0 and "was not checked" in out
    assert site("log", "verify", "--against", "missing.csv")[0] == 3


def test_what_was_verified_is_told_to_programs(site: Run, patient: Callable[..., str], tmp_path: Path) -> None:
    """One object; an older file put back ends with exit 4 and says which checkpoint knows better."""
    book = tmp_path / "data" / "eligo.db"
    older = book.read_bytes()
    site("log", "add", patient(), *ON)
    status, out, _ = site("log", "verify", "--json")
    said = json.loads(out)
    assert (status, said["ok"], said["length"], said["checkpoint"]["length"]) == (0, True, 4, 4)
    book.write_bytes(older)
    status, out, err = site("log", "verify", "--json")
    said = json.loads(out)
    assert (status, said["ok"], said["why"], said["first_bad"], said["length"]) == (4, False, "cut", 4, 3)
    assert "from entry 4 on" in err and "says 4 entries" in err


@pytest.mark.parametrize(("language", "column"), [("en", "Screening number"), ("zh_CN", "筛选号")])
def test_the_log_is_exported(
    site: Run, patient: Callable[..., str], tmp_path: Path, language: str, column: str
) -> None:
    """To the place named, in the language asked for; the book says so."""
    site("log", "add", patient(**WHO, **YES), *ON)
    path = tmp_path / "log.csv"
    status, out, _ = site("log", "export", "--format", "csv", "-o", str(path), "--language", language)
    assert status == 0 and str(path) in out
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    assert [row[column] for row in rows] == ["SH04-0001"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "csv", "--view", "identification"), "needs a reason"),
        (("--format", "csv", "--view", "identification", "--privacy", "coded"), "stays at the site"),
        (("--format", "fhir", "--privacy", "identified", "--reason", "safety"), "coded or de-identified"),
        (("--format", "jsonl"), "the days on which things happened"),
        (("--format", "csv", "--reason", "safety"), "Only a copy that names people"),
    ],
)
def test_what_may_not_leave_so_is_refused(site: Run, arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """It says what to ask for instead, and leaves no file."""
    status, out, err = site("log", "export", *arguments, "-o", str(tmp_path / "copy"))
    assert (status, out) == (3, "") and said in err
    assert not list(tmp_path.glob("copy*"))


def test_each_log_is_exported_in_each_table_format(site: Run, tmp_path: Path) -> None:
    """The identification code list says why; it alone needs to."""
    for view, reason in (("screening", ()), ("enrolment", ()), ("identification", ("--reason", "site_file"))):
        for format in ("csv", "xlsx"):
            path = tmp_path / f"{view}.{format}"
            status, _, err = site("log", "export", "--format", format, "--view", view, *reason, "-o", str(path))
            assert (status, err) == (0, "")
            assert path.stat().st_size
    assert not Path("x").exists()


def test_another_study_is_refused(site: Run, patient: Callable[..., str]) -> None:
    """A history never lands in the wrong trial's log."""
    status, out, err = site("log", "add", patient(), *ON, "--protocol", "NCT05864014")
    assert (status, out) == (2, "") and "NCT03976882@2024-published" in err
    assert site("log", "add", patient(), *ON, "--protocol", "NCT03976882")[0] == 0


def test_who_is_at_work_is_recorded(site: Run, patient: Callable[..., str]) -> None:
    """Whoever is named; else who set the site up, with the role of then."""
    site("log", "add", patient("a.json"), *ON)
    site("log", "add", patient("b.json"), *ON, "--user", "Wu Ke", "--role", "investigator")
    site("log", "add", patient("c.json"), *ON, "--user", "Lin Mei")
    rows = [json.loads(line) for line in site("log", "list", "--json")[1].splitlines()]
    assert [(row["actor"], row["role"]) for row in rows] == [
        ("Lin Mei", "coordinator"),
        ("Wu Ke", "investigator"),
        ("Lin Mei", "coordinator"),
    ]


def test_without_a_book_it_says_how_to_begin_one(eligo: Run, patient: Callable[..., str]) -> None:
    """Exit 4: the store can't be used."""
    status, out, err = eligo("log", "add", patient(), *ON)
    assert (status, out) == (4, "") and "eligo site init" in err


def test_a_figure_is_drawn_in_the_format_that_its_name_ends_with(
    site: Run, patient: Callable[..., str], tmp_path: Path
) -> None:
    """Both figures, in either language; another ending is refused, and then nothing is noted."""
    assert site("log", "add", patient(**WHO, **YES), *ON)[0] == 0
    for kind, name, begin in (
        ("consort", "flow.svg", b"<svg"),
        ("funnel", "F.PNG", b"\x89PNG"),
        ("consort", "f.pdf", b"%PDF"),
    ):
        status, out, err = site("log", "figure", kind, "-o", str(tmp_path / name))
        assert (status, err) == (0, "") and "1 person counted" in out
        assert (tmp_path / name).read_bytes().startswith(begin)
    assert site("log", "verify", "--against", str(tmp_path / "flow.svg"))[0] == 0
    status, _, err = site("log", "figure", "funnel", "-o", str(tmp_path / "x.jpg"))
    assert status == 2 and ".svg, .png, .pdf" in err and not (tmp_path / "x.jpg").exists()


def test_an_added_history_names_the_files_it_came_from(site: Run, tmp_path: Path) -> None:
    """A16: imported, looked at, added; the log knows the file, and the values tell it."""
    messages, made = SAMPLE.with_name("laboratory.hl7"), tmp_path / "made.json"
    assert site("import", str(messages), "-o", str(made), "--by", "Lin Mei")[0] == 0
    status, out, _ = site("log", "add", str(made), "--from", str(messages), *ON)
    assert (status, out.strip()) == (0, "SH04-0001")
    trail = site("log", "trail", "--kind", "imported")[1]
    assert "3 of 8 rows of a file taken (hl7, SHA-256 " in " ".join(trail.split())
    told = " ".join(site("log", "history", "SH04-0001", "answers.platelets")[1].split())
    assert "From laboratory.hl7 (laboratory messages (HL7)), SHA-256 " in told and "accepted by Lin Mei" in told
    assert site("log", "verify")[0] == 0
