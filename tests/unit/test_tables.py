"""CSV for spreadsheets."""

import csv
import io

import pytest

from screening.formats.tables import csv_bytes, safe

HEADER = ["number", "remark"]


def read(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))


def test_a_table_is_utf_8_with_a_byte_order_mark_and_crlf() -> None:
    """So that a spreadsheet of any country opens it right."""
    assert csv_bytes(HEADER, [[1, "诸葛 é"]]) == "\ufeffnumber,remark\r\n1,诸葛 é\r\n".encode()


def test_quotes_commas_and_line_ends_survive() -> None:
    """RFC 4180: quoted where needed, quotes doubled."""
    odd = 'a "b", c\r\nd\ne'
    raw = csv_bytes(HEADER, [[1, odd]])
    assert b'"a ""b"", c\r\nd\ne"' in raw
    assert read(raw)[1] == ["1", odd]


def test_numbers_stay_numbers_and_nothing_stays_nothing() -> None:
    """F2: a negative number is no formula; None is an empty cell."""
    assert read(csv_bytes(HEADER, [[-5, None], [0, ""]])) == [HEADER, ["-5", ""], ["0", ""]]


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "\u3000@", "＝", "＋", "－", "＠"]
)
def test_text_that_would_run_is_neutralised(start: str) -> None:
    """F1: an apostrophe before it, and the rest untouched."""
    assert safe(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "SH04-0001", "2026-11-23", "68 × 10⁹/L", "诸葛", "'=1", "a=b", "  plain"])
def test_plain_text_is_left_alone(text: str) -> None:
    """F2: what is no formula keeps its shape, so that it can be read again."""
    assert safe(text) == text


def test_a_header_is_neutralised_too() -> None:
    """F1: a translation may begin with anything."""
    assert read(csv_bytes(["=x"], [])) == [["'=x"]]
