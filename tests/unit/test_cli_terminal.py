"""Writing to the terminal."""

import io

import pytest

from screening.cli import terminal


def at(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_text_is_broken_at_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is longer than the terminal is wide; the first line may have a start of its own."""
    at(monkeypatch, 40)
    lines = terminal.wrapped("Thrombocytopenia from a cause other than chemotherapy", 6, "  E2  ")
    assert lines == ["  E2  Thrombocytopenia from a cause", "      other than chemotherapy"]


def test_chinese_is_broken_anywhere_but_before_a_full_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A character takes two columns; punctuation hangs at the end of the line."""
    at(monkeypatch, 40)
    assert terminal.wrapped("因血小板减少致化疗推迟至少七天且仍在等待，仍须复查") == [
        "因血小板减少致化疗推迟至少七天且仍在等待，",
        "仍须复查",
    ]


def test_a_word_longer_than_the_line_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path can still be copied."""
    at(monkeypatch, 40)
    assert terminal.wrapped("see " + "x" * 50) == ["see", "x" * 50]


@pytest.mark.parametrize(("columns", "width"), [(10, 40), (80, 80), (400, 100)])
def test_the_width_stays_within_what_reads_well(monkeypatch: pytest.MonkeyPatch, columns: int, width: int) -> None:
    """Neither a ribbon nor a poster."""
    at(monkeypatch, columns)
    assert terminal.width() == width


def test_text_from_outside_can_not_steer_the_terminal() -> None:
    """R17: escapes, returns, direction marks and halves of characters become their codes."""
    assert terminal.shown("a\x1b[31mb\rc\nd\u202ee\ud800f") == "a\\x1b[31mb\\x0dc\\x0ad\\u202ee\\ud800f"
    assert terminal.shown("× 10⁹/L 诸葛 é") == "× 10⁹/L 诸葛 é"


@pytest.mark.parametrize(
    ("settings", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colour_is_for_terminals_that_want_it(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], coloured: bool
) -> None:
    """NO_COLOR and a dumb terminal are obeyed."""
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout", _Screen())
    assert (terminal.painted("x", "bold", "good") == "\x1b[1;32mx\x1b[0m") is coloured


def test_no_colour_goes_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no terminal gets plain text."""
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert terminal.painted("x", "bold") == "x"


def test_a_table_stands_in_columns_whatever_the_script() -> None:
    """Wide characters are counted as two."""
    assert terminal.table(["筛选号", "x"], [["SH04-0001", "1"], ["–", "2"]]) == [
        "筛选号     x",
        "SH04-0001  1",
        "–          2",
    ]
