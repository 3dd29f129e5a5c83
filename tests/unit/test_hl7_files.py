"""HL7 v2 files: how they are parted into messages and segments, and in which characters they are read."""

from datetime import timedelta, timezone

import pytest

from screening.engine import Reason
from screening.errors import InputError
from screening.formats.hl7 import propose
from screening.formats.hl7.er7 import Encoding
from screening.formats.hl7.files import contents, parsed
from tests.unit.hl7_samples import (
    PROTOCOL,
    ZHANG,
    counts,
    escaped,
    file,
    msh,
    nte,
    obr,
    obx,
    pid,
    read,
    reading,
    whole,
    why,
)

SHANGHAI = timezone(timedelta(hours=8))
MPV = obx("9.8", test="32623-1^Platelet mean volume^LN", unit="fL")


# --- files, messages, segments ---


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\n\n", "\r\r\n"])
@pytest.mark.parametrize("version", ["2.3", "2.3.1", "2.4", "2.5", "2.5.1"])
def test_lines_end_as_they_like(version: str, end: str) -> None:
    proposal = reading(file(msh(version=version), *whole()[1:], MPV, end=end))
    assert counts(proposal) == ["68"] and why(proposal) == ["intake.look_alike.mpv"] and not proposal.notes


def test_a_file_may_be_framed_and_mixed() -> None:
    """MLLP's bytes, a mark of UTF-8, DOS's last byte and mixed ends of lines are no content."""
    raw = b"\xef\xbb\xbf\x0b" + file(*whole()) + b"\x1c\r\x0b" + file(*whole(), end="\r\n") + b"\x1c\r\n\x1a"
    assert counts(reading(raw)) == ["68"]
    assert why(reading(raw)) == ["hl7.superseded"]


def test_delimiters_are_the_messages_own() -> None:
    """MSH-1 and MSH-2 say them, and they may differ from message to message."""
    odd = "MSH#*!?%#LIS#LAB#ELIGO#SH04#20261122093000##ORU*R01#LAB-9#P#2.4"
    lines = [odd, "PID#1##1001***HOSP*MR##张*三丰##19640517#F", "OBR#1##F100####20261122083000"]
    lines += ["OBX#1#NM#777-3*Platelets|^~*LN##68#10^9/L#####F", "NTE#1##?X504C54? ?.br??F? clumped?E?"]
    proposal = read(*lines, *whole([obx("70", part="2")]))
    assert counts(proposal) == ["68", "70"]
    assert proposal.facts[4].seen == "Platelets|^~: 68 10^9/L F; PLT  # clumped?"


def test_escapes() -> None:
    marks = Encoding("|", "^", "~", "\\", "&", "utf-8")
    for raw, plain in [
        (r"a\F\b\S\c\T\d\R\e\E\f", "a|b^c&d~e\\f"),
        (r"one\.br\two\.sp2\three\X0D\four", "one\ntwo\n\nthree\nfour"),
        (r"\H\bold\N\ \XE8A180\ \.in+4\in", "bold 血 in"),
        (r"\Zxx\ \foo\F\ \ C:\temp", r"\Zxx\ \foo| \ C:\temp"),
        ("68\\", "68\\"),
        (r"\XZZ\ \X\ \.sp9999\ ", r"\XZZ\ \X\ \.sp9999\ "),
    ]:
        assert marks.plain(raw) == plain, raw
    assert Encoding("|", "^", "~", "", "").plain(r"a\F\b") == r"a\F\b"
    assert marks.plain(escaped("a|b^c&d~e\\f\ng")) == "a|b^c&d~e\\f\ng"


def test_a_line_that_was_broken_goes_on() -> None:
    """A break inside a field loses nothing, and is told."""
    proposal = read(*whole(["OBX|1|NM|777-3^Platelets^LN||68\n|10*9/L|||||F", MPV]))
    assert counts(proposal) == ["68"]
    assert proposal.notes == [Reason("hl7.broken", {"count": 1})]


def test_no_segment_is_lost_without_a_word() -> None:
    """Other segments are named, and lines outside any message are rows."""
    proposal = read("Laboratory report", *whole(), "ZLR|1|x", "PV1|1|I", "ZLR|2")
    assert [(one.place.row, one.reason.code) for one in proposal.left_out] == [
        ("line 1", "hl7.stray"),
        ("ZLR", "hl7.segment_unread"),
        ("PV1", "hl7.segment_unread"),
    ]
    assert proposal.left_out[1].reason.values == {"segment": "ZLR", "count": 2}


def test_batches() -> None:
    """Their own segments are no content; a number that does not come out is told."""
    head, body = ["FHS|^~\\&|LIS", "BHS|^~\\&|LIS"], [*whole(), *whole()]
    assert not read(*head, *body, "BTS|2", "FTS|1").notes
    assert read(*head, *body, "BTS|3", "FTS|1").notes == [Reason("hl7.batch_count", {"said": 3, "found": 2})]
    assert read(*head, *body).notes == [Reason("hl7.batch_open", {"found": 2})]
    assert len(contents(file(*head, *body, "BTS|2", *head[1:], *body, "BTS|2", "FTS|2")).messages) == 4


@pytest.mark.parametrize("header", ["MSH|", "MSH||", "MSH|^^~\\&|LIS", "MSHA^~\\&", "MSH|^~\\|&|", 'MSH"^~\\&"'])
def test_a_message_without_delimiters_is_named(header: str) -> None:
    """It is one row, its place says which; the others are read."""
    proposal = read(header, obx(), *whole())
    assert counts(proposal) == ["68"]
    if "&" not in header or header.startswith(("MSHA", "MSH|^^", 'MSH"')):
        assert (proposal.left_out[0].place.row, why(proposal)[0]) == ("MSH[1]", "hl7.delimiters")


def test_other_messages_are_left_out_whole() -> None:
    proposal = read(msh("A-1", kind="ADT^A08"), pid(), *whole(), msh("O-1", kind="MDM^T02"), pid(), obx(), msh(), pid())
    assert [(one.place.row, one.reason.code) for one in proposal.left_out] == [
        ("MSH[1] A-1", "hl7.not_results"),
        ("MSH[3] O-1 OBX[1]", "hl7.not_results"),
        ("MSH[4] LAB-1", "hl7.no_results"),
    ]
    assert counts(read(msh(kind="ORU"), *whole()[1:])) == ["68"]
    assert counts(read(msh(kind="ORU^R01^ORU_R01"), *whole()[1:])) == ["68"]


def test_a_message_that_lost_its_breaks_says_so() -> None:
    """Nothing of it can be read for sure; other readers lose such results without a word."""
    for lost in ("", "[CR]", "\\r"):
        assert why(reading((lost.join(whole())).encode())) == ["hl7.no_breaks"]


def test_what_holds_for_a_message_is_noted() -> None:
    proposal = read(msh(version="2.8", use="T"), *whole()[1:])
    assert proposal.notes == [
        Reason("hl7.version", {"version": "2.8", "count": 1}),
        Reason("hl7.training", {"count": 1}),
    ]


def test_what_is_no_hl7_is_refused() -> None:
    for raw in (b"", b"%PDF-1.7\r\n%\xe2\xe3", b"\x00" * 100, b"MSH", b"name;value\n1;2", b"BHS|^~\\&|\rBTS|0"):
        with pytest.raises(InputError) as refused:
            propose(raw, "x.hl7", PROTOCOL)
        assert refused.value.exit_code == 3 and "MSH" in str(refused.value)


# --- characters ---


@pytest.mark.parametrize(
    ("charset", "codec", "notes"),
    [
        ("UNICODE UTF-8", "utf-8", []),
        ("GB 18030-2000", "gb18030", []),
        ("BIG-5", "gb18030", [("hl7.charset_not", "GB18030")]),
        ("", "utf-8", [("hl7.charset_none", "UTF-8")]),
        ("", "gb18030", [("hl7.charset_none", "GB18030")]),
        ("ASCII", "gb18030", [("hl7.charset_not", "GB18030")]),
        ("UNICODE UTF-8", "gb18030", [("hl7.charset_not", "GB18030")]),
        ("X-OURS", "utf-8", [("hl7.charset_not", "UTF-8")]),
        ("UNICODE UTF-8~GB 18030-2000", "utf-8", []),
    ],
)
def test_characters(charset: str, codec: str, notes: list[tuple[str, str]]) -> None:
    """As MSH-18 says; where it says nothing, or what can't be, UTF-8 strictly, then GB18030, and it is told."""
    # Each of these ends with a byte that is a delimiter in GB18030's second place: 倈 has the bar, 俙 the hat.
    tricky = ["张^" + "".join(bytes((0x82, byte)).decode("gb18030") for byte in b"|^~\\&"[:4]) + "𠮷"]
    if charset == "BIG-5":
        tricky = ["张^三丰㐀"]
    raw = file(msh(charset=charset), pid((ZHANG[0], "", *tricky, *ZHANG[3:])), obr(), obx(), codec=codec)
    proposal = reading(raw)
    assert proposal.subject["name"] == tricky[0].replace("^", "")
    assert [(one.code, one.values["charset"]) for one in proposal.notes] == notes
    assert counts(proposal) == ["68"]


def test_bytes_that_are_no_characters_are_told() -> None:
    proposal = reading(file(*whole()).replace("三丰".encode(), b"\xff\xff\xff"))
    assert [one.code for one in proposal.notes] == ["hl7.charset_lost"] and counts(proposal) == ["68"]


def test_other_charsets() -> None:
    for charset, codec, name in (("8859/1", "latin-1", "Müller"), ("8859/15", "iso8859-15", "Œuvre")):
        person = (ZHANG[0], "", f"{name}&van^Anna", *ZHANG[3:])
        assert (
            reading(file(msh(charset=charset), pid(person), obr(), obx(), codec=codec)).subject["name"]
            == f"Anna {name}"
        )
    escaped_kanji = "\\M2442\\" + "山".encode("iso2022_jp")[3:-3].decode() + "\\C2842\\"
    person = (ZHANG[0], "", f"Yama^Taro~{escaped_kanji}^Taro", *ZHANG[3:])
    assert read(msh(charset="~ISO IR87"), pid(person), obr(), obx()).subject["name"] == "山Taro"
    accents = file(
        msh(charset="ASCII~8859/1"), pid((ZHANG[0], "", "M\\C2D41\\\xfcller^Anna", *ZHANG[3:])), codec="latin-1"
    )
    assert reading(accents + file(obr(), obx())).subject["name"] == "Anna Müller"
    assert counts(reading("".join(line + "\r" for line in whole()).encode("utf-16"))) == ["68"]


def test_segments_count_as_hl7_does() -> None:
    message = parsed(contents(file(*whole([obx(), nte("x"), obx()]))).messages[0])
    assert [(one.name, one.number, one.nth) for one in message.segments][3:] == [
        ("OBX", 4, 1),
        ("NTE", 5, 1),
        ("OBX", 6, 2),
    ]
    assert message.header.raw(1) == "|" and message.header.raw(2) == "^~\\&" and message.header.text(9, 2) == "R01"
