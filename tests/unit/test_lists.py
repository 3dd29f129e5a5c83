"""Lists of results: what is read of them, whose it is, and why the rest is left out."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from screening.errors import RefusedError
from screening.formats.lists import propose, read_table, recognise, restored
from screening.formats.lists.days import order_in, read_moment
from screening.formats.lists.values import decimal_comma, read_value
from screening.formats.sizes import LARGEST_FILE
from screening.service.intake import propose as propose_files
from tests.unit.list_samples import PROTOCOL, counts, read, why, workbook, written

LONG = ["检验项目", "结果", "单位", "采样时间"]


def one(value: str = "68", unit: str = "10^9/L", day: str = "2026-11-22", test: str = "PLT") -> list[list[str]]:
    """Give a list of one result."""
    return [LONG, [test, value, unit, day]]


def refused(raw: bytes) -> str:
    """Give the code of a refusal."""
    with pytest.raises(RefusedError) as error:
        propose(raw, "list.csv", PROTOCOL)
    return error.value.code


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_dialect_is_found(codec: str, delimiter: str, end: str) -> None:
    """With what was assumed said."""
    raw = written([["血常规"], [], *one("68.1")], codec=codec, delimiter=delimiter, end=end)
    proposal = propose(raw, "list.csv", PROTOCOL)
    assert counts(proposal) == [("68.1", "10*9/L", "2026-11-22")] and proposal.facts[0].place.row == "line 4"
    assumed = [note.values["encoding"] for note in proposal.notes]
    assert assumed == ([] if codec in ("utf-8", "utf-8-sig", "utf-16") else [codec.upper()])


def test_western_letters_are_no_chinese() -> None:
    """A letter that stands alone among plain ones is one of Western Europe."""
    rows = [["Test", "Result", "Unit", "Date", "Name"], ["PLT", "68", "10^3/µL", "22.11.2026", "José Müller"]]
    proposal = propose(written(rows, codec="latin-1"), "list.csv", PROTOCOL)
    assert counts(proposal) == [("68", "10*3/uL", "2026-11-22")] and proposal.subject["name"] == "José Müller"


def test_a_report_tells_whose_it_is_above_its_table() -> None:
    """And when the sample was drawn."""
    rows = [
        ["姓名：张三  性别：女  住院号：0012345"],
        ["采样时间：2026-11-22 08:30", "标本类型：EDTA抗凝血"],
        ["检验项目", "结果", "单位", "参考范围", "提示"],
        ["★血小板计数", "68.1", "10^9/L", "125-350", "↓"],
    ]
    proposal = read(rows)
    assert proposal.subject == {"name": "张三", "hospital_number": "0012345", "sex": "female"}
    (fact,) = [fact for fact in proposal.facts if fact.field == "platelets"]
    limits = {"lln": "125", "uln": "350", "anticoagulant": "EDTA"}
    assert fact.value == {"value": "68.1", "unit": "10*9/L", "on": "2026-11-22T08:30", **limits}


def test_reports_one_below_the_other_are_never_mixed() -> None:
    """Each is of whoever the lines above it name; one that names nobody is nobody's."""
    rows = [["姓名：张三", "住院号：1"], LONG, ["PLT", "68", "10^9/L", "2026-11-22"]]
    rows += [["姓名：李四"], ["住院号：2"], ["PLT", "70", "10^9/L", "2026-11-23"]]
    assert counts(read(rows)) == [("68", "10*9/L", "2026-11-22")]
    beside = [*rows[:3], ["姓名：李四", "住院号：2"], ["血常规"], ["标本：全血"], rows[-1]]
    assert counts(read(beside)) == [("68", "10*9/L", "2026-11-22")]
    assert counts(read(beside, person="2")) == [("70", "10*9/L", "2026-11-23")]
    number_alone = [*rows[:3], ["姓名：李四", "2"], rows[-1]]
    assert counts(read(number_alone)) == [("68", "10*9/L", "2026-11-22")]
    assert counts(read(rows, person="2")) == [("70", "10*9/L", "2026-11-23")]


def test_rows_under_other_headings_are_left_out() -> None:
    """What a cell means there can't be told from the first headings, until these come again."""
    turned = ["检验项目", "结果", "单位", "报告时间"]
    more = [turned, ["PLT", "70", "10^9/L", "2026-11-25"], LONG, ["PLT", "71", "10^9/L", "2026-11-26"]]
    proposal = read([*one(), *more])
    assert [value for value, _, _ in counts(proposal)] == ["68", "71"]
    assert [code for _, code in why(proposal)] == ["lists.other_headings"] * 2 + ["lists.heading_again"]


def test_look_alikes_are_never_counts() -> None:
    """Each is left out with its own reason, in a column as in a row, whatever a person said."""
    names = ["MPV", "PDW", "P-LCR", "PCT", "平均血小板体积"]
    proposal = read([["日期", *names], ["2026-11-22", *["10"] * 5]])
    assert not counts(proposal) and all("look_alike" in code for _, code in why(proposal)) and proposal.rows == 5
    proposal = read([LONG, *([name, "10", "10^9/L", "2026-11-22"] for name in names)])
    assert not counts(proposal) and all("look_alike" in code for _, code in why(proposal))


def test_a_column_a_test() -> None:
    """The unit stands in the heading; each filled cell is a result."""
    headings = ["Date", "PLT (10^9/L)", "血小板计数(×10⁹/L)", "MPV", "Remark"]
    proposal = read(
        [headings, ["2026-11-22", "68", "", "", ""], ["2026-11-23", "", "70", "9", "EDTA: platelet clumps"]]
    )
    assert counts(proposal) == [("68", "10*9/L", "2026-11-22"), ("70", "10*9/L", "2026-11-23")]
    assert [fact.value.get("clumped") for fact in proposal.facts] == [None, True]
    assert proposal.facts[0].place.row == "line 2, PLT (10^9/L)"
    assert why(proposal) == [("line 3, MPV", "intake.look_alike.mpv")]


def test_a_unit_is_never_guessed() -> None:
    """A person says the column's; one that stands beside the result counts all the same."""
    raw = written([["Date", "PLT"], ["2026-11-22", "68"]])
    assert why(propose(raw, "list.csv", PROTOCOL)) == [("line 2, PLT", "intake.no_unit")]
    table = read_table(raw, "list.csv")
    mapping = recognise(table, PROTOCOL)
    kept: dict[str, Any] = {**mapping.kept(), "columns": [["day", "", ""], ["result", "10*9/L", "platelets"]]}
    again = restored(kept, table, PROTOCOL)
    assert again is not None and again.told == "remembered" and "PLT" not in str(kept)
    assert counts(propose(raw, "list.csv", PROTOCOL, mapping=again)) == [("68", "10*9/L", "2026-11-22")]


def test_sampling_outranks_the_report() -> None:
    """The report's day counts only where nothing else is told, and that is said."""
    rows = [["Test", "Result", "Unit", "Reported", "Collection date", "Collection time"]]
    rows += [
        ["PLT", "68", "10^9/L", "2026-11-23", "2026-11-22", "08:30"],
        ["PLT", "70", "10^9/L", "2026-11-25", "", ""],
    ]
    proposal = read(rows)
    assert [on for _, _, on in counts(proposal)] == ["2026-11-22T08:30", "2026-11-25"]
    assert [(note.code, note.values) for note in proposal.notes] == [("lists.by_report", {"count": 1})]


def test_days_that_could_be_two_are_asked_for() -> None:
    """Unless the file as a whole shows which number is the month."""
    assert why(read(one(day="11/12/2026"))) == [("line 2", "lists.day_order")]
    rows = [*one(day="11/12/2026"), ["PLT", "70", "10^9/L", "22/11/2026"]]
    assert [on for _, _, on in counts(read(rows))] == ["2026-12-11", "2026-11-22"]
    assert order_in(["13/11/2026", "11/13/2026"]) is None and order_in(["2026-11-13"]) == ""


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026/11/22", "2026-11-22"),
        ("22.11.2026 8:05", "2026-11-22T08:05"),
        ("2026年11月22日 8时30分", "2026-11-22T08:30"),
        ("2026年11月22日08:30:15", "2026-11-22T08:30"),
        ("46348", "2026-11-22"),
        ("46348.354166667", "2026-11-22T08:30"),
        ("20261122083000", "2026-11-22T08:30"),
        ("22-Nov-2026", "2026-11-22"),
        ("Nov 22, 2026 02:30 PM", "2026-11-22T14:30"),
        ("2026-11-22T08:30:00Z", "2026-11-22T16:30"),
        ("2026-02-30", None),
        ("22.11.26", None),
        ("22.11.2026 25:00", None),
        ("99999", None),
    ],
)
def test_days_as_they_are_written(text: str, moment: str | None) -> None:
    """An offset is told as the site's clock had it."""
    found = read_moment(text, "", timezone(timedelta(hours=8)))
    assert (found.moment if found else None) == moment
    assert read_moment("08:30", "", UTC) == ("", "08:30")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *(
            ("68.1", "68.1"),
            ("<5", "<5"),
            ("68↓", "68"),
            ("↓ 68", "68"),
            ("68 L", "68"),
            ("68*", "68"),
            ("68 (HH)", "68"),
        ),
        *((cell, None) for cell in ("阴性", "3+", "1:100", "10-20", "-3", "68,5", "")),
    ],
)
def test_results_as_they_are_written(cell: str, number: str | None) -> None:
    """A mark beside the number says nothing of it; anything else makes it none."""
    found = read_value(cell, comma=False)
    assert getattr(found, "number", None) == number


def test_a_comma_is_the_decimal_point_only_where_the_file_shows_it() -> None:
    """One that may part thousands is left out, and so is every comma in a file with both."""
    assert [value for value, _, _ in counts(read([LONG, *one("68,5")[1:], *one("1,234")[1:]]))] == ["68.5", "1.234"]
    assert why(read(one("1,234"))) == [("line 2", "lists.comma")]
    assert not decimal_comma(["68,5", "68.5"]) and decimal_comma(["1.234,5"]) and not decimal_comma(["75,000"])


def test_several_patients_are_listed_and_one_is_chosen() -> None:
    """Nothing of the others is shown; a row that names nobody is nobody's."""
    rows = [["住院号", "姓名", "出生日期", *LONG], ["1", "张三", "1964-05-17", "PLT", "68", "10^9/L", "2026-11-22"]]
    rows += [
        ["2", "李四", "1970-01-01", "PLT", "70", "10^9/L", "2026-11-23"],
        ["", "", "", "PLT", "9", "10^9/L", "2026-11-23"],
    ]
    proposal = read(rows, person="2")
    assert [person.name for person in proposal.people] == ["李四", "张三"] and counts(proposal)[0][0] == "70"
    assert why(proposal) == [("line 2", "intake.other_patient"), ("line 4", "lists.no_patient")]
    assert "张三" not in str(proposal.left_out) and proposal.reconciles()


def test_another_name_under_one_number_is_a_question() -> None:
    """It stands where the list has it."""
    rows = [["住院号", "姓名", *LONG], ["1", "张三", *one()[1]], ["1", "张三丰", *one("70", day="2026-11-23")[1]]]
    (hint,) = read(rows).hints
    assert (hint.field, hint.place.row, hint.reason.code) == ("subject.name", "line 3, 姓名", "intake.differs")


def test_clumps_are_told_by_remarks_and_findings() -> None:
    """Of the row, or of another one of the same sample."""
    rows = [[*LONG, "备注"], ["PLT", "68", "10^9/L", "2026-11-22", "可见血小板聚集"]]
    assert read(rows).facts[0].value["clumped"] is True
    rows = [*one(), ["血小板聚集", "阳性", "", "2026-11-22"]]
    proposal = read(rows)
    assert proposal.facts[0].value["clumped"] is True and proposal.hints[0].reason.code == "intake.clumps"
    assert "clumped" not in read([*one(), ["血小板聚集", "阴性", "", "2026-11-22"]]).facts[0].value
    assert read(one("血小板聚集")).hints[0].reason.code == "intake.clumps_only"


def test_what_is_no_result_that_counts() -> None:
    """Each with its reason."""
    rows = [[*LONG, "标本", "状态"], ["PLT", "68", "10^9/L", "2026-11-22", "胸水", ""]]
    rows += [["PLT", "68", "10^9/L", "2026-11-22", "全血", "未审核"], ["PLT", "68", "10^9/L", "2026-11-22", "", "作废"]]
    rows += [[*LONG, "标本", "状态"], ["第1页"], ["PLT", "68", "5", "10^9/L", "2026-11-22", "", "", "x"]]
    codes = ["intake.other_fluid", "lists.not_final", "lists.taken_back", "lists.heading_again", "lists.no_result"]
    assert [code for _, code in why(read(rows))] == [*codes, "lists.cells"]


def test_a_name_that_resembles_a_known_one_waits_for_a_person() -> None:
    """It is marked unsure, and not taken before somebody says so."""
    raw = written(one(test="血小板计数(仪器法)"))
    (test,) = recognise(read_table(raw, "list.csv"), PROTOCOL).tests
    assert (test.field, test.sure) == ("platelets", False)
    assert [code for _, code in why(propose(raw, "list.csv", PROTOCOL))] == ["lists.not_asked"]


def test_a_workbook_is_typed_exact_and_the_right_sheet_is_chosen() -> None:
    """Numbers without noise, days as days, what is merged in each row; the other sheets are named."""
    rows: list[list[Any]] = [["姓名", *LONG], ["", "PLT", 0.1 + 0.2, "10^9/L", datetime(2026, 11, 22, 8, 30)]]
    rows += [["", "PLT", 68.1, "10^9/L", datetime(2026, 11, 23)], ["", "PLT", 70, "10^9/L", 46350]]
    raw = workbook(("结果", [["血常规"], *rows]), ("说明", [["a", "b"]]), merged=[(2, 4, 0, "张三")])
    proposal = propose(raw, "list.xlsx", PROTOCOL)
    assert [(value, on) for value, _, on in counts(proposal)] == [
        ("0.3", "2026-11-22T08:30"),
        ("68.1", "2026-11-23"),
        ("70", "2026-11-24"),
    ]
    assert proposal.subject == {"name": "张三"} and proposal.facts[-1].place.row == "结果, row 5"
    assert proposal.notes[0].values == {"sheet": "结果", "others": "说明"}


def test_what_can_not_be_read_is_refused_in_words() -> None:
    """Each kind by its own code."""
    assert refused(b"") == "lists.empty" == refused(b" \r\n ")
    assert refused(b"\x00\x01\x02" * 50) == "lists.binary"
    assert refused(b"PK\x03\x04 broken") == "lists.workbook_broken"
    assert refused(b'Test,Result\nPLT,"68') == "lists.quote"
    assert refused(b"1,2\n3,4") == "lists.no_heading"
    assert refused(b"Colour,Taste\nred,sweet") == "lists.unmapped"
    assert refused(b"a" * (LARGEST_FILE["lists"] + 1)) == "lists.large"


def test_the_window_and_the_command_read_lists(tmp_path: Path) -> None:
    """Beside other kinds of files, told by what is in them."""
    csv, book = tmp_path / "a.csv", tmp_path / "b.xlsx"
    csv.write_bytes(written([["姓名：张三", "住院号：1"], *one()], codec="utf-16"))
    book.write_bytes(workbook(("结果", [["住院号", *LONG], ["1", "PLT", 70, "10^9/L", "2026-11-23"]])))
    intake = propose_files([csv, book], PROTOCOL)
    assert [value for value, _, _ in counts(intake.proposal)] == ["68", "70"] and not intake.people
    assert set(intake.formats.values()) == {"table"} and intake.proposal.reconciles()


@pytest.mark.parametrize("first", ["检验项目", "", "日期", "Test"])
def test_a_row_a_test_and_a_column_a_day(first: str) -> None:
    """Each filled cell below a day is a result of that day; each other row is accounted for."""
    rows = [["姓名：张三", "住院号：1"], [first, "单位", "2026-11-20", "22.11.2026 08:30", "23/11/2026"]]
    rows += [["PLT", "10^9/L", "68", "", "70↓"], ["MPV", "fL", "9", "10", ""], ["WBC", "10^9/L", "", "", ""]]
    rows += [["PLT", "10^9/L", "1", "2", "3", "x"]]
    proposal = read(rows)
    assert counts(proposal) == [("68", "10*9/L", "2026-11-20"), ("70", "10*9/L", "2026-11-23")]
    assert proposal.subject["name"] == "张三" and proposal.reconciles()
    assert [place for place, _ in why(proposal)] == [
        "line 4, 2026-11-20",
        "line 4, 22.11.2026 08:30",
        "line 5",
        "line 6",
    ]


def test_days_side_by_side_come_again() -> None:
    """Other days head the rows below them; under headings of another kind nothing has a day."""
    head = ["项目", "单位", "2026-11-20", "2026-11-22"]
    rows = [head, ["PLT", "10^9/L", "68", "70"], ["项目", "单位", "2026-11-24"], ["PLT", "10^9/L", "71", ""]]
    rows += [["单位", "项目", "2026-11-25", "2026-11-26"], ["10^9/L", "PLT", "72", "73"]]
    proposal = read(rows)
    assert [(value, on) for value, _, on in counts(proposal)] == [
        ("68", "2026-11-20"),
        ("70", "2026-11-22"),
        ("71", "2026-11-24"),
    ]
    assert [code for _, code in why(proposal)] == ["lists.heading_again", *["lists.other_headings"] * 3]
    assert proposal.reconciles()


def test_two_samples_of_one_day_and_a_cell_too_many() -> None:
    """Each cell has its own place; none is read under a day that is not its own."""
    rows = [["姓名：张三", "住院号：1"], ["项目", "单位", "2026-11-20", "2026-11-20"], ["PLT", "10^9/L", "68", "70"]]
    rows += [["PLT", "10^9/L", "71", "", "2026-11-25"], ["姓名：李四", "住院号：2"], ["PLT", "10^9/L", "9", "9"]]
    proposal = read(rows)
    assert [one.place.row for one in proposal.facts if one.field == "platelets"] == [
        "line 3, column 3",
        "line 3, column 4",
    ]
    assert why(proposal)[0] == ("line 4", "lists.cells") and proposal.reconciles()
    assert [person.name for person in proposal.people] == ["张三", "李四"]


def test_days_side_by_side_in_a_workbook_and_written_in_two_ways() -> None:
    """Typed days as headings; days that could be two are asked for, whatever the days of a layout are, it is one."""
    days = [datetime(2026, 11, 20), datetime(2026, 11, 22, 8, 30)]
    raw = workbook(("结果", [["项目", *days], ["血小板计数(10^9/L)", 68, 70.5]]))
    proposal = propose(raw, "list.xlsx", PROTOCOL)
    assert [(value, on) for value, _, on in counts(proposal)] == [("68", "2026-11-20"), ("70.5", "2026-11-22T08:30")]
    one, other = (
        read_table(written([["项目", *found], ["PLT", "68", "70"]]), "a.csv")
        for found in (("11/10/2026", "11/12/2026"), ("2026-11-20", "2026-11-22"))
    )
    assert one.fingerprint == other.fingerprint and recognise(one, PROTOCOL).day_order is None
    assert recognise(other, PROTOCOL).is_sure


def test_a_line_of_days_is_no_heading_of_others() -> None:
    """Of a list with a row a result, or a column a test."""
    for headings in (LONG, ["采样日期", "报告日期", "PLT (10^9/L)"]):
        rows = [["日期", "2026-11-01", "2026-11-30"], headings]
        rows += [["PLT", "68", "10^9/L", "2026-11-22"] if headings is LONG else ["2026-11-22", "2026-11-23", "68"]]
        assert counts(read(rows)) == [("68", "10*9/L", "2026-11-22")]
