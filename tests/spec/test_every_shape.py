"""Every rule shape has a meaning and a page that states it."""

from pathlib import Path

import pytest

import screening.engine  # noqa: F401  (registers the shapes)
from screening.engine.shapes import known_shapes
from screening.protocol.rules import SHAPES


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_has_a_compiler_and_a_page(name: str) -> None:
    """Whoever adds a shape adds both."""
    assert SHAPES[name] in known_shapes()
    assert Path(__file__).with_name(f"test_{name}.py").is_file()


def test_nothing_has_a_meaning_without_being_a_shape() -> None:
    """A compiler whose shape is gone is dead."""
    assert known_shapes() == set(SHAPES.values())
