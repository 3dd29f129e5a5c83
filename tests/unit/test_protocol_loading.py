"""A faulty protocol file is refused with everything that is wrong, where it stands, and the nearest valid name."""

import re
from pathlib import Path

import pytest

from screening.errors import InputError, Problem
from screening.protocol import load, loads
from screening.wording import Words, complaint, placed
from tests.unit.protocol_faults import FAULTS
from tests.unit.protocol_text import SMALL, planted


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        loads(text, source="file.toml")
    assert caught.value.source == "file.toml"
    return caught.value.problems


def test_the_small_protocol_has_no_fault() -> None:
    """What the faults are planted in loads as it is."""
    assert [one.id for one in loads(SMALL).criterion] == ["I1", "I2", "E1", "E2"]


@pytest.mark.parametrize(("old", "new", "place", "on_line", "words"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_named_with_its_place_and_line(old: str, new: str, place: str, on_line: str, words: str) -> None:
    """A planted fault is reported where it is, on the line it stands on, with what would be right."""
    text = planted(old, new)
    problems = refused(text)
    found = [one for one in problems if one.place == place and words in one.text]
    assert found, [str(one) for one in problems]
    line = found[0].line
    assert line is not None
    assert on_line in text.splitlines()[line - 1], (line, text.splitlines()[line - 1])


def test_every_fault_is_told_in_the_readers_language() -> None:
    """By its code and its values; the nearest valid name, and what was given, within it."""
    words = Words("zh_CN")
    problems = [one for old, new, *_ in FAULTS.values() for one in refused(planted(old, new))]
    told = {one.text: complaint(one, words) for one in problems}
    assert [text for text, one in told.items() if not re.search("[\u4e00-\u9fff]", one)] == []
    (unknown,) = refused(planted("dated =", "date ="))
    assert placed(unknown, words) == "protocol.date（第 6 行）：未知的键“date”（是否为“dated”？）"
    assert placed(unknown, Words()) == str(unknown)


def test_all_problems_come_at_once() -> None:
    """Faults of form and of names, anywhere in the file, are told together in one refusal."""
    text = planted("dated =", "date =")
    for old, new in (
        ('choice = "tumour"', 'choice = "tumor"'),
        ("between = [1, 2]", "between = [2, 1]"),
        ('fields = ["tumour"', 'fields = ["tumur"'),
        ('any_present = "causes"', 'any_present = "cause"'),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    places = {one.place for one in refused(text)}
    assert {
        "protocol.date",
        "criterion.I1.rule.all[0].choice",
        "criterion.I2.rule.all[1]",
        "section[0].fields[0]",
        "criterion.E1.rule.any_present",
    } <= places


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("[protocol\n", "is not TOML", 1),
        ("[protocol]\nid = 'A'\nid = 'B'\n", "is not TOML", 3),
        ("[protocol]\nid = \n", "is not TOML", 2),
        ("x = " + "[" * 100_000, "nested too deeply", None),
        ("x = " + "{ a = " * 100_000, "nested too deeply", None),
        ("a" + ".a" * 100_000 + " = 1", "nested too deeply", None),
        ("x = 1e99999999999999999999", "beyond all measure", None),
        ("", "is missing", None),
        ("x = 1", "is missing", None),
    ],
    ids=["header", "twice", "value", "arrays", "tables", "keys", "exponent", "empty", "other"],
)
def test_what_is_no_protocol_at_all_is_refused_in_words(text: str, words: str, line: int | None) -> None:
    """Text that is no TOML, or quite another one, is refused with the line where TOML gives one."""
    problems = refused(text)
    assert any(words in one.text and one.line == line for one in problems), [str(one) for one in problems]


def test_deep_rules_are_refused_in_words() -> None:
    """A rule inside a rule inside a rule, a thousand times, ends in a refusal."""
    deep = "[criterion.rule]\n" + "not." * 1500 + 'choice = "tumour"'
    text = SMALL.replace('rule = { event = "strokes", within_days = 30 }', deep)
    assert refused(text)


def test_files_that_cant_be_text_are_refused(tmp_path: Path) -> None:
    """A missing file, a folder, another encoding and a huge file are each refused in words."""
    cases = {
        "utf16.toml": (SMALL.encode("utf-16"), "is not UTF-8 text"),
        "binary.toml": (bytes(range(256)), "is not UTF-8 text"),
        "huge.toml": (b"#" * 4_000_001, "larger than a protocol file can be"),
    }
    for name, (raw, words) in cases.items():
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(InputError, match=words):
            load(tmp_path / name)
    for path in (tmp_path, tmp_path / "nothing.toml"):
        with pytest.raises(InputError, match="can't be read"):
            load(path)


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    """A file that a Windows editor saved is the same protocol."""
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(path) == loads(SMALL)


def test_the_content_alone_makes_the_fingerprint() -> None:
    """Comments, spacing and the writing of a number don't matter; a bound does."""
    plain = loads(SMALL)
    assert loads("# a comment\n" + planted("below = 75,", "below = 75.0,")).fingerprint == plain.fingerprint
    assert loads(planted("below = 75,", "below = 75.01,")).fingerprint != plain.fingerprint
    assert len(plain.fingerprint) == 64


@pytest.mark.parametrize("file", sorted(Path(__file__).parents[2].glob("resources/protocols/*.toml")))
def test_shipped_protocols_are_fully_worded(file: Path) -> None:
    """Every shipped protocol says its source and status, is unverified, and speaks Chinese."""
    protocol = load(file)
    assert protocol.protocol.status == "unverified"
    assert protocol.protocol.source
    assert "zh_CN" in protocol.protocol.title.root
    assert file.name == f"{protocol.id}-{protocol.version}.toml"
