"""JSON text is read strictly, and whatever it is, the refusal is in words."""

from pathlib import Path

import pytest

from screening.errors import InputError
from screening.patient import parse, read_file


@pytest.mark.parametrize(
    ("raw", "place", "words"),
    [
        (b"", "", "is empty"),
        (b" \n", "", "is empty"),
        (b"\x00\x01\x02\xff", "", "is not UTF-8 text (byte 4)"),
        ('{"a": 1}'.encode("utf-16"), "", "is not UTF-8 text (byte 1)"),
        ('{"a": 1}'.encode("utf-16-le"), "", "is not JSON"),
        (b"{'a': 1}", "", "is not JSON"),
        (b'{"a": 1', "", "is not JSON"),
        (b'{"a": NaN}', "", "NaN is not a number"),
        (b"[Infinity]", "", "Infinity is not a number"),
        (b"[-Infinity]", "", "-Infinity is not a number"),
        (b"[1e99999999999999999999]", "", "beyond all measure"),
        (b"[" * 100_000, "", "nested too deeply"),
        (b'{"a":' * 100_000, "", "nested too deeply"),
        (b'{"a": {"b": 1, "b": 2}}', "a.b", "stands here twice"),
        (b'{"a": [{"b": 1, "b": 2, "b": 3}]}', "a[0].b", "stands here twice"),
        (b'{"a": "\\ud800"}', "a", "lone surrogate"),
        (b'{"a": {"\\udfff": 1}}', "a", "lone surrogate"),
        (b"1" * 16_000_001, "", "larger than a patient's history can be"),
    ],
)
def test_what_is_no_history_is_refused_in_words(raw: bytes, place: str, words: str) -> None:
    """Each refusal says what is wrong, and where a place can be named, where."""
    with pytest.raises(InputError) as caught:
        parse(raw, "file.json")
    assert [(one.place, words in one.text) for one in caught.value.problems] == [(place, True)]


def test_a_syntax_error_says_its_line() -> None:
    """The line and the column of a slip are told."""
    with pytest.raises(InputError, match=r"column 1 \(line 3\)"):
        parse(b'{\n"a": 1\n"b": 2}')


def test_numbers_keep_their_digits() -> None:
    """A fraction is exact, and a byte order mark is passed over."""
    assert str(parse(b'\xef\xbb\xbf{"a": 74.90}')["a"]) == "74.90"
    assert parse(b"[0, 12345678901234567890123]") == [0, 12345678901234567890123]


def test_a_file_that_cant_be_read_is_refused(tmp_path: Path) -> None:
    """A missing file and a folder are faults of the input, named with the path."""
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(InputError, match="can't be read") as caught:
            read_file(path)
        assert str(path) in str(caught.value)
    (tmp_path / "one.json").write_bytes(b"{}")
    assert read_file(tmp_path / "one.json") == {}
