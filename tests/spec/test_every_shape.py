"""Every rule shape has a meaning, a page that states it, a sentence that tells it, and SQL."""

import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

import screening.engine  # noqa: F401  (registers the shapes)
from screening.cohort.sql import duckdb_sql
from screening.cohort.sql import known_shapes as shapes_in_sql
from screening.engine.formulas import known_formulas
from screening.engine.fragility.margins import measured_shapes
from screening.engine.shapes import known_shapes
from screening.protocol.formulas import FORMULAS, UNITS
from screening.protocol.rules import ALL_SHAPES, SHAPES, FormulaRule
from screening.wording import languages
from screening.wording.rules import told_shapes
from tests.spec.table import protocol_of
from tests.spec.test_formula import FIELDS


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_has_a_compiler_and_a_page(name: str) -> None:
    """Whoever adds a shape adds both."""
    assert SHAPES[name] in known_shapes()
    assert Path(__file__).with_name(f"test_{name}.py").is_file()


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_has_a_margin_or_says_that_it_has_none(name: str) -> None:
    """Whoever reads a verdict sees how far it is from the limit, where there is such a thing."""
    assert SHAPES[name] in measured_shapes()


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_has_sql(name: str) -> None:
    """Whoever adds a shape says it of a whole population too; the laws of a cohort hold the two together."""
    assert SHAPES[name] in shapes_in_sql()


@pytest.mark.parametrize("name", ALL_SHAPES)
def test_a_shape_has_a_sentence_in_every_language(name: str) -> None:
    """Whoever checks a protocol reads the rule in plain words, in words of that shape's own."""
    assert ALL_SHAPES[name] in told_shapes()
    for language in languages():
        own = tomllib.loads(files("resources").joinpath("locale", f"{language}.toml").read_text("utf-8"))["rule"]
        assert name in own, f"no text [rule] {name} in {language}"


def test_nothing_has_a_meaning_without_being_a_shape() -> None:
    """A compiler or a sentence whose shape is gone is dead."""
    assert shapes_in_sql() == measured_shapes() == set(SHAPES.values())
    assert known_shapes() == told_shapes() == set(ALL_SHAPES.values())


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_has_a_source_arithmetic_a_page_a_name_and_sql(name: str) -> None:
    """Whoever adds a published formula says where it was published, and adds all of these."""
    formula = FORMULAS[name]
    assert any(f"{year}" in formula.source for year in range(1900, 2100))
    page = Path(__file__).with_name("test_formula.py").read_text("utf-8")
    assert f"`{name}`" in page and f'("{name}", ' in page.replace("value(", "(")
    for language in languages():
        own = tomllib.loads(files("resources").joinpath("locale", f"{language}.toml").read_text("utf-8"))["formula"]
        assert name in own, f"no name [formula] {name} in {language}"
    fields = dict(zip(UNITS, FIELDS, strict=True))
    rule = {"formula": name, "at_least": 60} | {key: fields[key] for key in formula.takes}
    assert "SELECT" in duckdb_sql(protocol_of(FIELDS, rule), date(2026, 11, 24))


def test_the_list_of_formulas_is_closed() -> None:
    """What a file may name, what has arithmetic and what is described are the same."""
    assert set(get_args(FormulaRule.model_fields["formula"].annotation)) == set(FORMULAS) == known_formulas()
