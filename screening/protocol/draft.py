"""A protocol file while it is being written: cut into its parts, of which only what is changed is written anew.

A draft may be faulty in every way that leaves it TOML; the loader says what is wrong. It is never changed in place:
each change gives another draft, so that the one before is still there to go back to.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel

from screening.errors import InputError
from screening.protocol.document import Assumption, Criterion, Header, Section
from screening.protocol.fields import FIELD_KINDS
from screening.protocol.layout import amended, dotted
from screening.protocol.lines import Path, statements
from screening.protocol.loading import parsed
from screening.protocol.renaming import with_answer_named, with_field_named

Kind = Literal["protocol", "assumption", "field", "section", "criterion", "other"]
KINDS: tuple[Kind, ...] = ("protocol", "assumption", "field", "section", "criterion")
"""The parts of a file, in the order in which a new one has them."""

_LISTS = ("assumption", "section", "criterion")
_FIRST = ("id", "kind", "version")


@dataclass(frozen=True)
class Part:
    """One table of the file with all that stands below it; `name` is a field's, or that of another table.

    Another table, such as `follow_up`, is one part with all the tables in it.
    """

    kind: Kind
    name: str
    text: str

    @cached_property
    def data(self) -> dict[str, Any]:
        """Give what it holds, as plain values."""
        found = parsed(self.text)[self.table]
        found = found[0] if self.kind in _LISTS else found[self.name] if self.kind == "field" else found
        return dict(found) if isinstance(found, dict) else {}

    @property
    def waits(self) -> bool:
        """Say whether it is a criterion for which neither a rule is written nor a person named who decides."""
        return self.kind == "criterion" and not {"rule", "decided_by"} & self.data.keys()

    @property
    def table(self) -> str:
        """Name the file's table that it stands in."""
        return self.name if self.kind == "other" else self.kind

    def with_data(self, data: Mapping[str, Any]) -> "Part":
        """Write other content into it; what stays the same keeps its lines and comments."""
        if data == self.data and repr(data) == repr(self.data):
            return self
        made = replace(self, text=amended(self.text, self._base, data, self.data, key_order(self.kind)))
        if _reads_as(made, data):
            return made
        # A layout that nobody foresaw: written whole.
        return new_part(self.kind, data, self.name)

    def renamed(self, name: str) -> "Part":
        """Give a field another name."""
        return new_part(self.kind, self.data, name) if name != self.name else self

    @property
    def _base(self) -> Path:
        return {"field": ("field", self.name), "protocol": ("protocol",)}.get(self.kind, (self.table, 0))


def new_part(kind: Kind, data: Mapping[str, Any], name: str = "") -> Part:
    """Write a part in the house's layout."""
    head = {"field": f"[{dotted(('field', name))}]", "protocol": "[protocol]"}.get(kind, f"[[{kind}]]")
    empty = Part(kind, name, f"{head}\n")
    return replace(empty, text=amended(empty.text, empty._base, data, {}, key_order(kind)) + "\n")


def key_order(kind: Kind) -> list[str]:
    """List the keys of a part in the order in which people read them."""
    models: dict[str, tuple[type[BaseModel], ...]] = {
        "protocol": (Header,),
        "assumption": (Assumption,),
        "section": (Section,),
        "criterion": (Criterion,),
        "field": FIELD_KINDS,
    }
    names = dict.fromkeys(name for model in models.get(kind, ()) for name in model.model_fields)
    return sorted(names, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))


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
        former = self.parts[at].name
        made = self._with(at, self.parts[at].renamed(name))
        return made._each_of(("section", "criterion"), lambda data: with_field_named(data, former, name))

    def answer_renamed(self, at: int, table: str, former: str, name: str) -> "Draft":
        """Give an answer of a field another name, wherever the file speaks of it; `table` lists it, as `options`."""
        field, data = self.parts[at].name, self.parts[at].data
        listed = {name if key == former else key: one for key, one in data[table].items()}
        made = self.changed(at, data | {table: listed})
        return made._each_of(("criterion",), lambda data: with_answer_named(data, field, table, former, name))

    def _each_of(self, kinds: tuple[Kind, ...], change: Callable[[dict[str, Any]], dict[str, Any]]) -> "Draft":
        made = self
        for at, part in enumerate(self.parts):
            if part.kind in kinds:
                made = made.changed(at, change(part.data))
        return made

    def added(self, part: Part, after: int | None = None) -> tuple["Draft", int]:
        """Put a part behind another of its kind, or where its kind belongs; give its place too."""
        rank = KINDS.index(part.kind)
        before = [at for at, one in enumerate(self.parts) if one.kind == "other" or KINDS.index(one.kind) <= rank]
        at = (max(before, default=-1) if after is None else after) + 1
        return self._of([*self.parts[:at], part, *self.parts[at:]]), at

    def removed(self, at: int) -> "Draft":
        """Take a part out."""
        return self._of([*self.parts[:at], *self.parts[at + 1 :]])

    def moved(self, at: int, step: Literal[-1, 1]) -> tuple["Draft", int]:
        """Change places with the next part of the same kind, or with the one before; give the new place."""
        kind = self.parts[at].kind
        ways = range(at + step, len(self.parts) if step > 0 else -1, step)
        to = next((other for other in ways if self.parts[other].kind == kind), at)
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
    starts: list[tuple[int, Kind, str]] = []
    for one in statements(text):
        kind, name, depth = _named(one.path)
        goes_on = kind == "other" and starts and starts[-1][1:] == (kind, name)
        if one.is_header and (kind == "other" or len(one.path) == depth) and not goes_on:
            starts.append((_with_comments(text, one.start), kind, name))
    ends = [start for start, _, _ in starts] + [len(text)]
    parts = [Part(kind, name, text[start:end]) for (start, kind, name), end in zip(starts, ends[1:], strict=True)]
    return Draft(text[: ends[0]], tuple(parts))


def _named(path: Path) -> tuple[Kind, str, int]:
    """Tell which part a header begins, and how long the path of such a header is."""
    first = str(path[0])
    if first == "protocol":
        return "protocol", "", 1
    if first == "field":
        return "field", str(path[1]) if len(path) > 1 else "", 2
    if first in _LISTS:
        return first, "", 2  # type: ignore[return-value]
    return "other", first, 1


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
        for part in draft.parts:
            alone = parsed(part.text)
            value = alone.pop(part.table)
            if alone or (part.kind == "other" and part.name in found):
                return None
            if part.kind in _LISTS:
                found.setdefault(part.kind, []).extend(value)
            elif part.kind == "field":
                found.setdefault("field", {}).update(value)
            elif part.table in found:
                return None
            else:
                found[part.table] = value
    except (InputError, KeyError, AttributeError):
        return None
    return found


def _laid_out(data: dict[str, Any], source: str) -> Draft:
    parts: list[Part] = []
    for kind in KINDS:
        held = data.get(kind)
        if kind == "field":
            tables = list(held.items()) if isinstance(held, dict) else []
        else:
            tables = [("", one) for one in (held if isinstance(held, list) else [held]) if one is not None]
        if any(not isinstance(one, dict) for _, one in tables):
            raise InputError(f"{kind} is not a table; mend it with a text editor first", source)
        parts += [new_part(kind, one, name) for name, one in tables]
    draft = put_together("", parts)
    if _content(draft) != data:
        raise InputError("holds tables that no protocol file has; mend it with a text editor first", source)
    return draft


def _places(parts: tuple[Part, ...]) -> Iterator[str]:
    counts: dict[str, int] = {}
    ids: set[str] = set()
    for part in parts:
        number = counts[part.table] = counts.get(part.table, -1) + 1
        label = part.data.get("id") if part.kind == "criterion" else None
        if part.kind == "field":
            yield f"field.{part.name}"
        elif part.kind in ("protocol", "other"):
            yield part.table
        elif isinstance(label, str) and label not in ids:
            ids.add(label)
            yield f"criterion.{label}"
        else:
            yield f"{part.kind}[{number}]"


def _reads_as(part: Part, data: Mapping[str, Any]) -> bool:
    try:
        return part.data == data
    except (InputError, KeyError):
        return False


def _closed(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
