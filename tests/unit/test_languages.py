"""A language is one file: offered, spoken with its own plurals, and English where it says nothing."""

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from screening import texts
from screening.cli import main
from screening.formats.pdf import page_words
from screening.wording import Words, language_of, languages

POLISH = """
[language]
name = "Polski"
months = ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
  "listopada", "grudnia"]
plural = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2"
plural_forms = ["one", "few", "many"]
[count]
day.one = "{n} dzień"
day.few = "{n} dni (kilka)"
day.many = "{n} dni"
hour.other = "{n} godz."
[verdict]
undetermined = "Jeszcze nie wiadomo"
"""


@pytest.fixture
def with_polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "locale"
    shutil.copytree(str(files("resources").joinpath("locale")), folder)
    (folder / "pl.toml").write_text(POLISH, "utf-8")
    monkeypatch.setattr(texts, "_folder", lambda: folder)
    texts.codes.cache_clear()
    yield
    monkeypatch.undo()
    texts.codes.cache_clear()
    texts.texts_of.cache_clear()


@pytest.mark.usefixtures("with_polish")
def test_a_third_language_is_one_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert languages() == {"en": "English", "pl": "Polski", "zh_CN": "简体中文"}
    own = Words("pl", "long")
    assert [own.count("day", n) for n in (1, 3, 5, 12, 22)] == [
        "1 dzień",
        "3 dni (kilka)",
        "5 dni",
        "12 dni",
        "22 dni (kilka)",
    ]
    assert own.count("hour", 3) == "3 godz."
    assert own.text("verdict.undetermined") == "Jeszcze nie wiadomo"
    assert own.text("verdict.ineligible") == "Not eligible"
    assert own.day("2026-11-23") == "23 listopada 2026"
    assert page_words(own)["language"] == "pl" and page_words(own)["region"] is None
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "pl_PL.UTF-8")
    monkeypatch.setenv("ELIGO_CONFIG", "/nonexistent")
    unknown = files("resources").joinpath("samples", "first-patient.json")
    assert main(["assess", str(unknown), "--on", "2026-12-24"]) == 0
    assert "Jeszcze nie wiadomo" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh-hk", "zh_CN"),
        ("zh", "zh_CN"),
        ("en_US", "en"),
        ("en_XA", "en_XA"),
        ("en", "en"),
        ("C.UTF-8", None),
        ("", None),
    ],
)
def test_a_language_is_found_by_the_names_that_systems_give(said: str, meant: str | None) -> None:
    assert language_of(said) == meant
