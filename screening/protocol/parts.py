"""The parts that a protocol file is cut into while it is written: a table each, with all that stands below it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from screening.errors import InputError
from screening.protocol.document import TABLES
from screening.protocol.fields import FIELDS
from screening.protocol.layout import amended, dotted
from screening.protocol.lines import Path
from screening.protocol.loading import parsed

# fmt: off
Kind = Literal[
    "protocol", "assumption", "field", "section", "criterion", "follow_up", "endpoint", "measure", "graded", "other"
]
# fmt: on
Area = Literal["", "follow_up"]
"""Where a part stands: at the file's top, or in its follow-up."""

KINDS: dict[Area, tuple[Kind, ...]] = {
    "": ("protocol", "assumption", "field", "section", "criterion"),
    "follow_up": ("follow_up", "assumption", "field", "section", "endpoint", "measure", "graded"),
}
"""The parts of a file, in the order in which a new one has them."""

LISTS: tuple[Kind, ...] = ("assumption", "section", "criterion", "endpoint", "measure")
JUDGED: tuple[Kind, ...] = ("criterion", "endpoint")
"""What has a rule and examples, and is told by its id."""

_FIRST = ("id", "kind", "version")


@dataclass(frozen=True)
class Part:
    """One table of the file with all that stands below it; `name` is a field's, or that of another table.

    The follow-up's own table is one, too, without the tables below it that are parts themselves.
    """

    kind: Kind
    name: str
    text: str
    area: Area = ""

    @cached_property
    def data(self) -> dict[str, Any]:
        """Give what it holds, as plain values."""
        found: Any = parsed(self.text)
        for one in self.base:
            found = found[one]
        return dict(found) if isinstance(found, dict) else {}

    @property
    def sort(self) -> tuple[Area, Kind]:
        """Tell of which kind it is, and where such stand."""
        return self.area, self.kind

    @property
    def waits(self) -> bool:
        """Say whether no rule is written for it yet, nor a person named who decides."""
        return self.kind in JUDGED and not {"rule", "decided_by"} & self.data.keys()

    @property
    def base(self) -> Path:
        """Give the path of its table in its own text."""
        return base_of(self.kind, self.name, self.area)

    def with_data(self, data: Mapping[str, Any]) -> "Part":
        """Write other content into it; what stays the same keeps its lines and comments."""
        if data == self.data and repr(data) == repr(self.data):
            return self
        made = replace(self, text=amended(self.text, self.base, data, self.data, key_order(self.kind)))
        if _reads_as(made, data):
            return made
        # A layout that nobody foresaw: written whole.
        return new_part(self.kind, data, self.name, self.area)

    def renamed(self, name: str) -> "Part":
        """Give a field another name."""
        return new_part(self.kind, self.data, name, self.area) if name != self.name else self


def base_of(kind: Kind, name: str, area: Area) -> Path:
    """Give the path of the table of a part in a text where it stands alone."""
    above: Path = (area,) if area else ()
    if kind in LISTS:
        return (*above, kind, 0)
    own: dict[Kind, Path] = {"field": ("field", name), "other": (name,), "follow_up": ()}
    return (*above, *own.get(kind, (kind,)))


def new_part(kind: Kind, data: Mapping[str, Any], name: str = "", area: Area = "") -> Part:
    """Write a part in the house's layout."""
    base = base_of(kind, name, area)
    head = f"[[{dotted(base[:-1])}]]" if kind in LISTS else f"[{dotted(base)}]"
    empty = Part(kind, name, f"{head}\n", area)
    return replace(empty, text=amended(empty.text, base, data, {}, key_order(kind)) + "\n")


def key_order(kind: Kind) -> list[str]:
    """List the keys of a part in the order in which people read them."""
    models = FIELDS.values() if kind == "field" else [TABLES[kind]] if kind in TABLES else []
    names = dict.fromkeys(name for model in models for name in model.model_fields)
    return sorted(names, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))


def _reads_as(part: Part, data: Mapping[str, Any]) -> bool:
    try:
        return part.data == data
    except (InputError, KeyError):
        return False
