"""What is known about a study besides its protocol, read from `resources/studies` when it is first looked at."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StudyFact:
    """A name, a value, and the references it rests on."""

    name: Texts
    value: Texts
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Published results; a cell is a text by language, or the same in all."""

    title: Texts
    columns: tuple[Texts, ...]
    rows: tuple[tuple[Texts, ...], ...]
    references: tuple[str, ...]
    note: Texts | None


@dataclass(frozen=True, slots=True)
class Background:
    """Everything of one study's file."""

    source: Texts
    facts: tuple[StudyFact, ...]
    mechanism: Texts
    mechanism_references: tuple[str, ...]
    pathway: Mapping[str, Texts]
    tables: tuple[ResultTable, ...]
    references: tuple[tuple[str, Texts], ...]


def in_language(text: Texts, language: str) -> str:
    """Give a text in a language; English where it was not translated."""
    return text.get(language) or text["en"]


def background(study: str) -> Background | None:
    """Read the file of a registry number; None where there is none."""
    file = files("resources").joinpath("studies", f"{study}.toml")
    if not file.is_file():
        return None
    data = tomllib.loads(file.read_text("utf-8"))
    mechanism = data["mechanism"]
    return Background(
        data["source"],
        tuple(StudyFact(one["name"], one["value"], _references(one)) for one in data.get("fact", ())),
        mechanism["text"],
        _references(mechanism),
        mechanism["pathway"],
        tuple(_table(one) for one in data.get("table", ())),
        tuple((one["id"], one["text"]) for one in data.get("reference", ())),
    )


def _table(data: Mapping[str, Any]) -> ResultTable:
    rows = tuple(tuple(_cell(one) for one in row) for row in data["rows"])
    return ResultTable(data["title"], tuple(data["columns"]), rows, _references(data), data.get("note"))


def _cell(value: str | Texts) -> Texts:
    return {"en": value} if isinstance(value, str) else value


def _references(data: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(data.get("references", ()))
