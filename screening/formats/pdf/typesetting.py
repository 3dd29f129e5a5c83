"""The door to Typst: a template of ours and data in, a document out.

Data are JSON that a template reads; nothing of them is ever Typst's source, and nothing is written to a disk. The
fonts are those that ship, whatever else the computer has, so that a copy looks the same wherever it was made.
"""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from screening.formats.pdf.glyphs import printable
from screening.wording import Words

if TYPE_CHECKING:
    import typst

FAMILIES = ("Inter", "Noto Sans SC", "Noto Sans HK", "Noto Sans JP")
"""In the order in which they are asked for a character; `resources/fonts/README.md` says what each has."""
STRONG = ("Inter", "Noto Sans SC Strong", *FAMILIES[1:])

Format = Literal["pdf", "svg", "png"]


class TypesettingError(Exception):
    """A template that can't be set: a fault of ours. It names the template, and nothing of what was to be printed."""


def compile(template: str, data: Mapping[str, Any], *, format: Format = "pdf", at: datetime | None = None) -> bytes:
    """Set `resources/templates/<template>.typ` with data, which are plain JSON; an SVG or a PNG has one page.

    `at` is the moment that stands in a PDF as that of its making: the same data and moment give the same bytes.
    Characters that no font of ours has are printed by their number, such as `[U+1F600]`.
    """
    moment = (at or datetime.now(UTC)).replace(microsecond=0)
    made = _made(template, printable(data), format, moment)
    if made is None:
        raise TypesettingError(f"the template {template} can't be set")
    if isinstance(made, list):
        raise TypesettingError(f"the template {template} has {len(made)} pages")
    return made


def page_words(words: Words) -> dict[str, Any]:
    """Give what every page needs: its language, and how it is counted ("Page 1 of 2")."""
    language, _, region = words.language.partition("_")
    count = words.text("paper.page", page="{page}", pages="{pages}")
    return {"language": language, "region": region or None, "families": FAMILIES, "strong": STRONG, "count": count}


def _made(template: str, data: Any, format: Format, at: datetime) -> bytes | list[bytes] | None:
    """Set once; None where it fails, and then nothing of Typst's own words, which quote what was to be printed."""
    import typst

    with _templates() as folder:
        try:
            return typst.compile(
                folder / f"{template}.typ",
                # What a template may read: other templates. Nothing else is looked for anywhere.
                root=folder,
                package_path=folder,
                package_cache_path=folder,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                format=format,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=["a-2b", "ua-1"] if format == "pdf" else [],
                timestamp=at,
            )
        except typst.TypstError:
            return None


def _templates() -> AbstractContextManager[Path]:
    return as_file(files("resources").joinpath("templates"))


@cache
def _fonts() -> "typst.Fonts":
    import typst

    with as_file(files("resources").joinpath("fonts")) as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
