"""A protocol file while it is being written: cut into its parts, of which only what is changed is written anew.

A draft may be faulty in every way that leaves it TOML; the loader says what is wrong. It is never changed in place:
each change gives another draft, so that the one before is still there to go back to.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from screening.errors import InputError, said
from screening.protocol.lines import Path, statements
from screening.protocol.loading import parsed
from screening.protocol.parts import JUDGED, KINDS, LISTS, Area, Kind, Part, base_of, new_part
from screening.protocol.renaming import with_answer_named, with_field_named

_SPEAKING: tuple[Kind, ...] = ("section", "criterion", "follow_up", "endpoint", "measure", "graded")
_RANKS = [(area, kind) for area, kinds in KINDS.items() for kind in kinds]


@dataclass(frozen=True)
class Draft:
    """The parts of a file in order, and what stands before them."""

    preamble: str
    parts: tuple[Part, ...]

    @cached_property
    def text(self) -> str:
        """Give the file."""
        return self.preamble + "".join(part.text for part in self.parts)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Name each part as the loader does: `field.platelets`, `criterion.I3`, `criterion[4]`, `section[0]`."""
        return tuple(_places(self.parts))

    @property
    def header(self) -> dict[str, Any]:
        """Give what the file says of itself; nothing where it says nothing."""
        return next((part.data for part in self.parts if part.kind == "protocol"), {})

    def with_header(self, data: Mapping[str, Any]) -> "Draft":
        """Let the file say something else of itself, where it says anything."""
        at = next((at for at, part in enumerate(self.parts) if part.kind == "protocol"), None)
        return self if at is None else self.changed(at, data)

    def changed(self, at: int, data: Mapping[str, Any]) -> "Draft":
        """Write other content into a part."""
        return self._with(at, self.parts[at].with_data(data))

    def renamed(self, at: int, name: str) -> "Draft":
        """Give a field another name, wherever the file speaks of it."""
        former, area = self.parts[at].name, self.parts[at].area
        made = self._with(at, self.parts[at].renamed(name))
        return made._each_of(area, lambda part: with_field_named(part.data, former, name, part.kind))

    def answer_renamed(self, at: int, table: str, former: str, name: str) -> "Draft":
        """Give an answer of a field another name, wherever the file speaks of it; `table` lists it, as `options`."""
        field = self.parts[at]
        listed = {name if key == former else key: one for key, one in field.data[table].items()}
        made = self.changed(at, field.data | {table: listed})
        return made._each_of(
            field.area, lambda part: with_answer_named(part.data, field.name, table, former, name), JUDGED
        )

    def _each_of(
        self, area: Area, change: Callable[[Part], dict[str, Any]], kinds: tuple[Kind, ...] | None = None
    ) -> "Draft":
        """Change what an area says of its fields: all of it, or the kinds given."""
        made = self
        for at, part in enumerate(self.parts):
            if part.area == area and part.kind in (kinds or _SPEAKING):
                made = made.changed(at, change(part))
        return made

    def added(self, part: Part, after: int | None = None) -> tuple["Draft", int]:
        """Put a part behind another of its kind, or where its kind belongs; give its place too."""
        rank = _RANKS.index(part.sort)
        before = [at for at, one in enumerate(self.parts) if one.kind == "other" or _RANKS.index(one.sort) <= rank]
        at = (max(before, default=-1) if after is None else after) + 1
        return self._of([*self.parts[:at], part, *self.parts[at:]]), at

    def removed(self, at: int) -> "Draft":
        """Take a part out."""
        return self._of([*self.parts[:at], *self.parts[at + 1 :]])

    def moved(self, at: int, step: Literal[-1, 1]) -> tuple["Draft", int]:
        """Change places with the next part of the same kind, or with the one before; give the new place."""
        ways = range(at + step, len(self.parts) if step > 0 else -1, step)
        to = next((other for other in ways if self.parts[other].sort == self.parts[at].sort), at)
        parts = list(self.parts)
        parts[at], parts[to] = parts[to], parts[at]
        return (self if to == at else self._of(parts)), to

    def _with(self, at: int, part: Part) -> "Draft":
        if part is self.parts[at]:
            return self
        return self._of([*self.parts[:at], part, *self.parts[at + 1 :]])

    def _of(self, parts: list[Part]) -> "Draft":
        """Put parts together with an empty line between them, and none at the end."""
        apart = [
            replace(one, text=one.text if one.text.endswith("\n\n") else f"{_closed(one.text)}\n") for one in parts
        ]
        if apart:
            apart[-1] = replace(apart[-1], text=_closed(apart[-1].text.rstrip("\n")))
        kept = [new if new.text != old.text else old for old, new in zip(parts, apart, strict=True)]
        return Draft(self.preamble, tuple(kept))


def put_together(preamble: str, parts: list[Part]) -> Draft:
    """Make a new file of parts."""
    return Draft(preamble, ())._of(parts)


def read_draft(text: str, source: str = "") -> Draft:
    """Cut a file into its parts; InputError where it is no TOML.

    A file whose parts don't stand each for itself is laid out anew; its content stays.
    """
    data = parsed(text, source)
    draft = _cut(text.replace("\r\n", "\n"))
    return draft if _content(draft) == data else _laid_out(data, source)


def _cut(text: str) -> Draft:
    starts: list[tuple[int, Kind, str, Area]] = []
    for one in statements(text):
        kind, name, area = _named(one.path)
        goes_on = kind == "other" and starts and starts[-1][1:] == (kind, name, area)
        alone = len(one.path) == len(base_of(kind, name, area))
        if one.is_header and (kind == "other" or alone) and not goes_on:
            starts.append((_with_comments(text, one.start), kind, name, area))
    ends = [start for start, *_ in starts] + [len(text)]
    parts = [
        Part(kind, name, text[start:end], area) for (start, kind, name, area), end in zip(starts, ends[1:], strict=True)
    ]
    return Draft(text[: ends[0]], tuple(parts))


def _named(path: Path) -> tuple[Kind, str, Area]:
    """Tell which part a header begins, or lies in."""
    area: Area = "follow_up" if path[0] == "follow_up" else ""
    inner = path[1:] if area else path
    if not inner:
        return "follow_up", "", area
    kind: Kind = next((one for one in KINDS[area] if one == inner[0]), "other")
    name = inner[1:2] if kind == "field" else inner[:1] if kind == "other" else ()
    return kind, "".join(map(str, name)), area


def _with_comments(text: str, start: int) -> int:
    """Give where the comments begin that stand right above a header."""
    while (above := text[:start].rstrip(" \t")).endswith("\n"):
        line = above[:-1].rpartition("\n")[2]
        if not line.lstrip().startswith("#"):
            break
        start = len(above) - 1 - len(line)
    return start


def _content(draft: Draft) -> dict[str, Any] | None:
    """Put together what the parts hold, each read by itself; None where one of them can't be."""
    try:
        found = parsed(draft.preamble)
        if any(isinstance(one, dict | list) for one in found.values()):
            return None
        return found if all(_joins(found, part) for part in draft.parts) else None
    except (InputError, KeyError, AttributeError):
        return None


def _joins(found: dict[str, Any], part: Part) -> bool:
    """Put what a part holds into the whole; False where it holds more than its own table, or that is there already."""
    holder, alone = found, parsed(part.text)
    *above, own = [one for one in part.base if isinstance(one, str)]
    for one in above:
        if list(alone) != [one]:
            return False
        holder, alone = holder.setdefault(one, {}), alone[one]
    if list(alone) != [own]:
        return False
    if part.kind in LISTS:
        holder.setdefault(own, []).extend(alone[own])
        return True
    if part.kind == "follow_up":  # its own keys alone; tables of it may stand before it
        holder, alone = holder.setdefault(own, {}), alone[own]
    if holder.keys() & alone.keys():
        return False
    holder.update(alone)
    return True


def _laid_out(data: dict[str, Any], source: str) -> Draft:
    parts = list(_parts_of(data, "", source))
    follow_up = data.get("follow_up")
    if isinstance(follow_up, dict):
        parts += _parts_of(follow_up, "follow_up", source)
    draft = put_together("", parts)
    if _content(draft) != data:
        raise InputError(said("protocol_file.other_tables"), source)
    return draft


def _parts_of(data: dict[str, Any], area: Area, source: str) -> Iterator[Part]:
    for kind in KINDS[area]:
        held = data.get(kind)
        if kind == "field":
            tables = list(held.items()) if isinstance(held, dict) else []
        elif kind == "follow_up":
            tables = [("", {key: one for key, one in data.items() if key not in KINDS[area]})]
        else:
            tables = [("", one) for one in (held if isinstance(held, list) else [held]) if one is not None]
        for name, one in tables:
            if not isinstance(one, dict):
                raise InputError(said("protocol_file.no_table", name=kind), source)
            yield new_part(kind, one, name, area)


def _places(parts: tuple[Part, ...]) -> Iterator[str]:
    counts: dict[tuple[Area, Kind], int] = {}
    ids: set[str] = set()
    for part in parts:
        number = counts[part.sort] = counts.get(part.sort, -1) + 1
        above = f"{part.area}." if part.area else ""
        label = part.data.get("id") if part.kind in JUDGED else None
        if part.kind in ("field", "other"):
            yield above + ("field." if part.kind == "field" else "") + part.name
        elif part.kind not in LISTS:
            yield part.kind if part.kind in ("protocol", "follow_up") else above + part.kind
        elif isinstance(label, str) and f"{above}{label}" not in ids:
            ids.add(f"{above}{label}")
            yield f"{above}{part.kind}.{label}"
        else:
            yield f"{above}{part.kind}[{number}]"


def _closed(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
