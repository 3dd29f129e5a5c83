"""A series written as a list, long or wide, in whatever dialect, reads back the same; whatever else is a refusal."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from screening.errors import InputError
from screening.formats.lists import propose, read_table, recognise, restored
from screening.formats.proposal import Proposal
from screening.wording import Words
from tests.property.proposals import hold
from tests.property.test_input_totality import damaged
from tests.unit.list_samples import LIMITS_OF_NORMAL, PROTOCOL, counts, workbook, written

WORDS = Words("zh_CN")
UNITS = {"10^9/L": "10*9/L", "×10⁹/L": "10*9/L", "K/uL": "10*3/uL", "/uL": "/uL"}
DAYS = ("2026-11-{:02}", "2026/11/{}", "{}.11.2026", "2026年11月{}日", "{}/11/2026", "202611{:02}")
LONG = [
    ["检验项目", "结果", "单位", "采样时间"],
    ["Test", "Result", "Unit", "Collection date"],
    ["Item name", "Value", "Units", "Date"],
]
series = st.lists(
    st.tuples(st.integers(1, 28), st.decimals("0.1", "999", places=1), st.sampled_from(["", "<", ">"])),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one[0],
)
dialect = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from([",", ";", "\t", "|"]),
        "end": st.sampled_from(["\r\n", "\n", "\r"]),
        "codec": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
        "quoted": st.booleans(),
    }
)


def total(raw: bytes) -> Proposal | None:
    """Demand a proposal that comes out, tells itself in words and reads as a history; or a refusal in words."""
    proposal = None
    for protocol in (PROTOCOL, LIMITS_OF_NORMAL):
        try:
            table = read_table(raw, "list.csv")
            mapping = recognise(table, protocol)
            assert restored(mapping.kept(), table, protocol) is not None
            proposal = propose(raw, "list.csv", protocol)
        except InputError as error:
            assert error.problems and all(len(line) < 700 for line in error.lines())
            return None
        hold(proposal, protocol)
    return proposal


def written_days(days: Sequence[int], form: str) -> list[str]:
    """Write days of one month in one form."""
    return [form.format(day) for day in days]


@given(series, dialect, st.sampled_from(LONG), st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(DAYS)), st.data())
def test_a_long_list_reads_back(rows, how, headings, unit, form, data) -> None:  # type: ignore[no-untyped-def]
    """In any order of its columns, among tests that nobody asks for."""
    order = data.draw(st.permutations(range(4)))
    certain = "/11/2026" not in form or any(day > 12 for day, _, _ in rows)
    days = written_days([day for day, _, _ in rows], form)
    lines = [["PLT", f"{sign}{number}", unit, day] for day, (_, number, sign) in zip(days, rows, strict=True)]
    lines += [["MPV", "10.1", "fL", days[0]], ["钾", "4.1", "mmol/L", days[0]]]
    raw = written([[line[place] for place in order] for line in [headings, *lines]], **how)
    proposal = total(raw)
    assert proposal is not None and len(proposal.left_out) == 2 + (0 if certain else len(rows))
    wanted = [(f"{sign}{number}", UNITS[unit], f"2026-11-{day:02}") for day, number, sign in rows]
    assert counts(proposal) == (wanted if certain else [])


@given(series, dialect, st.sampled_from(sorted(UNITS)), st.booleans())
def test_a_wide_list_reads_back(rows, how, unit, comma) -> None:  # type: ignore[no-untyped-def]
    """With decimal points or commas, and a column beside it that only looks alike."""
    headings = ["日期", f"血小板计数({unit})", "MPV"]
    lines = [
        [f"2026-11-{day:02}", f"{sign}{number}".replace(".", "," if comma else "."), "9"] for day, number, sign in rows
    ]
    proposal = total(written([["病区: 6"], headings, *lines], **how))
    assert proposal is not None and len(proposal.left_out) == len(rows)
    assert counts(proposal) == [(f"{sign}{number}", UNITS[unit], f"2026-11-{day:02}") for day, number, sign in rows]


@given(series, dialect, st.sampled_from(["项目", "Test", "", "日期"]), st.sampled_from(sorted(UNITS)), st.data())
def test_a_list_of_days_side_by_side_reads_back(rows, how, corner, unit, data) -> None:  # type: ignore[no-untyped-def]
    """A row a test, among others that nobody asks for; one day alone is told from a result by the heading "test"."""
    if len(rows) == 1 and corner not in ("项目", "Test"):
        return
    headings = [corner, *(f"2026-11-{day:02}" for day, _, _ in rows)]
    asked = [f"PLT ({unit})", *(f"{sign}{number}" for _, number, sign in rows)]
    lines = data.draw(st.permutations([asked, ["MPV", *["9.1"] * len(rows)], ["钾", *[""] * len(rows)]]))
    proposal = total(written([headings, *lines], **how))
    assert proposal is not None and len(proposal.left_out) == len(rows) + 1
    assert counts(proposal) == [(f"{sign}{number}", UNITS[unit], f"2026-11-{day:02}") for day, number, sign in rows]


REAL = [
    written([["项目", "单位", "2026-11-20", "11/22/2026"], ["PLT", "K/uL", "68", "<5"], ["姓名：张三", "", "", ""]]),
    written([LONG[0], ["PLT", "68", "10^9/L", "2026-11-22"], ["血小板聚集", "有", "", "2026-11-22"]], codec="gb18030"),
    written([["MRN", "Name", "DOB", "Sex", *LONG[1]], ["1", "Li", "1.2.1970", "M", "PLT", "<5", "K/uL", "22/11/2026"]]),
    written(
        [["姓名：张三  住院号：1"], ["日期", "PLT (10^9/L)", "备注"], ["2026-11-22", "68,5", "聚集"]], delimiter=";"
    ),
    written([LONG[0], ["AST", "40", "U/L", "2026-11-22"], ["AST", "9,5", "U/L", "46348.5"]], codec="utf-16"),
]
PIECES = st.one_of(
    st.sampled_from(
        [*REAL, b"\r", b"\n", b",", b";", b'"', b"\t", b"|", b"sep=;", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00"]
    ),
    st.sampled_from(["检验项目", "结果", "PLT", "68,5", "11/12/2026", "姓名：", "<", "Σ²", "٣"]).map(str.encode),
    st.binary(max_size=12),
)


@given(st.lists(PIECES, max_size=8).map(b"".join))
def test_any_bytes(raw: bytes) -> None:
    """Pieces of lists, and rubbish, in any order."""
    total(raw)


@given(st.integers(0, 2**32), st.sampled_from(REAL))
def test_a_damaged_list(seed: int, real: bytes) -> None:
    """Some bytes lost, doubled or replaced."""
    total(damaged(real, Random(seed)))


def test_a_workbook_reads_as_its_text_does() -> None:
    """Typed numbers and all; a process is started for each, so that there are only a few."""
    random = Random(5)
    for _ in range(3):
        values = [round(random.uniform(0.1, 999), 1) for _ in range(20)]
        lines = [["PLT", value, "10^9/L", f"2026-11-{day:02}"] for day, value in enumerate(values, 1)]
        text = written([LONG[0], *[[str(cell) for cell in line] for line in lines]])
        proposal, same = total(workbook(("Results", [LONG[0], *lines]))), total(text)
        assert proposal is not None and same is not None
        assert [float(value) for value, _, _ in counts(proposal)] == values
        assert [on for _, _, on in counts(proposal)] == [on for _, _, on in counts(same)]
