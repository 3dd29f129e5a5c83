"""What a check of the installation found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, as the text `validate.found.CODE` with its values; `passed` is None where none can be told."""

    passed: bool | None
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[Path, Path], Found]
"""Takes an empty folder of its own, which goes away, and the site's data folder."""
