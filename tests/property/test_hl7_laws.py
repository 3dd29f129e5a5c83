"""Whatever is handed in as HL7: a proposal whose rows come out, every value a history reads, or a refusal in words."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from screening.errors import InputError
from screening.formats.hl7 import propose
from screening.formats.hl7.files import contents, parsed
from screening.formats.proposal import Proposal
from screening.wording import Words
from tests.property.proposals import hold
from tests.property.test_input_totality import damaged
from tests.unit.hl7_samples import (
    LI,
    LIMITS_OF_NORMAL,
    MARKS,
    PROTOCOL,
    escaped,
    file,
    msh,
    nte,
    obr,
    obx,
    pid,
    segment,
    whole,
)

WORDS = Words("zh_CN")
SPM = segment("SPM", {1: "1", 4: "BLD^Blood", 6: "EDTK15^EDTA", 17: "20261122070000+0800"})
REAL = [
    file(*whole([obx(), nte("Platelet clumps"), obx("<^5", kind="SN", part="2")]), SPM, end="\r\n"),
    file(*whole(), msh(charset=""), pid(LI), obr("F2"), obx("70", status="C"), end="\n", codec="gb18030"),
    file("FHS|^~\\&", "BHS|^~\\&", *whole([obx(status="P")]), *whole([obx("", status="U")]), "BTS|2", "FTS|1"),
    b"\x0b" + file(*whole([obx("68\\X0D\\", kind="ST", limits="125~350"), obx("", status="D")])) + b"\x1c\r",
]
PIECES = st.one_of(
    st.sampled_from([*REAL, b"MSH|^~\\&|", b"OBX|", b"\r", b"\n", b"|", b"^", b"~", b"\\", b"&", b"\x0b", b"\x1c"]),
    st.binary(max_size=12),
)


def total(raw: bytes) -> Proposal | None:
    """Demand a proposal that comes out, tells itself in words and reads as a history; or a refusal in words."""
    for protocol in (PROTOCOL, LIMITS_OF_NORMAL):
        try:
            proposal = propose(raw, "lab.hl7", protocol)
        except InputError as error:
            assert error.problems and all(len(line) < 500 for line in error.lines())
            return None
        hold(proposal, protocol)
    return proposal


@given(st.lists(PIECES, max_size=8).map(b"".join))
def test_any_bytes(raw: bytes) -> None:
    """Pieces of messages, and rubbish, in any order."""
    total(raw)


@given(st.integers(0, 2**32), st.sampled_from(REAL))
def test_a_damaged_message(seed: int, real: bytes) -> None:
    """Some bytes lost, doubled or replaced."""
    total(damaged(real, Random(seed)))


@given(st.integers(0, 2**32), st.lists(st.sampled_from(REAL), min_size=1, max_size=4))
def test_everybody_can_be_chosen(seed: int, real: list[bytes]) -> None:
    """By their key, which is theirs alone; whoever is chosen, the same OBX are accounted for."""
    raw = damaged(b"\r".join(real), Random(seed))
    first = total(raw)
    people = first.people if first else []
    for person in people:
        chosen = propose(raw, "lab.hl7", PROTOCOL, person=person.key)
        assert chosen.reconciles() and chosen.people[0] == person
        assert results_in(chosen) == results_in(first)
    assert len({person.key for person in people}) == len(people)


def results_in(proposal: Proposal | None) -> set[str]:
    if proposal is None:
        return set()
    places = {fact.place for fact in proposal.facts} | {hint.place for hint in proposal.hints}
    return {place.row for place in places | {one.place for one in proposal.left_out} if "OBX" in place.row}


@given(st.sampled_from(REAL), st.data())
def test_a_file_that_was_cut(real: bytes, data: st.DataObject) -> None:
    """No cut makes another number of a count: a value is taken only with what stands behind it."""
    cut = total(real[: data.draw(st.integers(0, len(real)))])
    whole_file = total(real)
    assert whole_file is not None
    told = {fact.seen.split(" ")[1] for fact in whole_file.facts if fact.field == "platelets"} | {"68", "70", "<5"}
    values = [fact.value["value"] for fact in (cut.facts if cut else []) if fact.field == "platelets"]
    assert set(values) <= told


FIELD = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12).filter('""'.__ne__)


@given(st.lists(st.lists(FIELD, min_size=1, max_size=6), min_size=1, max_size=6), st.permutations("|^~\\&#!$%*"))
def test_what_was_written_is_read(rows: list[list[str]], marks: list[str]) -> None:
    """Any text in any field, with any delimiters, comes out as it went in."""
    mark, component, repetition, escape, subcomponent = marks[:5]
    own = "".join((mark, component, repetition, escape, subcomponent))
    head = mark.join(["MSH", own[1:], *[""] * 15, "UNICODE UTF-8"])
    lines = [mark.join(["ZZZ", *(escaped(text, own) for text in row)]) for row in rows]
    [message] = contents(file(head, *lines)).messages
    read = parsed(message)
    assert [one.name for one in read.segments] == ["MSH", *["ZZZ"] * len(rows)]
    for row, found in zip(rows, read.segments[1:], strict=True):
        assert [found.first(at).whole for at in range(1, len(row) + 1)] == [text.strip() for text in row]


FIELDS = st.one_of(FIELD, st.sampled_from(["68", "<5", "10*9/L", "F", "C", "D", "U", "777-3^PLT^LN", "20261122", '""']))


@given(st.lists(st.dictionaries(st.integers(1, 26), FIELDS, max_size=9), min_size=1, max_size=5))
def test_any_field_of_any_result(rows: list[dict[int, str]]) -> None:
    """Each field of OBX and OBR may be anything; the rows are counted all the same."""
    results = [segment("OBX", {3: "777-3^Platelets^LN", 5: "68", 6: "10*9/L", 11: "F"} | row) for row in rows]
    orders = [segment("OBR", {3: "F1", 7: "20261122083000"} | row) for row in rows]
    proposal = total(file(msh(), pid(), *(line for pair in zip(orders, results, strict=True) for line in pair)))
    assert proposal is not None
    assert proposal.rows >= len(rows)


def test_huge_files() -> None:
    """One endless field, a hundred thousand separators, delimiters everywhere: all in their time."""
    assert len(MARKS) == 5
    for field in (
        "x" * 500_000,
        "~" * 100_000,
        "^" * 100_000,
        "\\" * 100_000,
        "\\X" + "41" * 100_000 + "\\",
        "9" * 100_000,
    ):
        total(file(*whole([obx(field, kind="ST", limits=field, unit=field), nte(field)])))
    total(b"\n".join([file(*whole()), b"x\n" * 50_000]))
    total(b"MSH|^~\\&|\r" * 5_000)
