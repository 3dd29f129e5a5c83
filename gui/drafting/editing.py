"""One draft at hand: what it says now and said before, kept on the disk at every pause, and looked at by a worker."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from gui.drafting.keeping import Keeping
from gui.tasks import Lane, Tasks
from screening.errors import EligoError
from screening.protocol.days import TODAY
from screening.protocol.document import RESERVED
from screening.protocol.draft import Draft
from screening.protocol.parts import JUDGED, Area, Kind, Part, new_part
from screening.review.drafted import Finding, Glance, findings, glance
from screening.service import OpenDraft, ProtocolDrafts

_PAUSE, _REST = 250, 1500  # milliseconds without a change after which it is kept and looked at, and then wholly tried
_MOST_STEPS = 500
_FIRST_WAY: dict[Kind, str] = {"criterion": "inclusion", "endpoint": "primary"}
_LETTERS = {"exclusion": "E", "endpoint": "P", "primary": "P", "secondary": "S", "safety": "A", "measure": "T"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


class Editing(QObject):
    """Every change is a draft of its own, so that each can be taken back; one at a time is at hand."""

    rebuilt = Signal()  # another part is at hand, or other keys of it: whatever shows it is made anew
    changed = Signal()
    looked = Signal()  # the worker has seen what the draft says now

    def __init__(self, drafts: ProtocolDrafts, opened: OpenDraft, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft, self._tasks = opened.draft, tasks
        self.keeping = Keeping(drafts, opened, tasks, self)
        self.keeping.went_back.connect(self._put_back)
        self.at = 0
        self.glance = Glance((), None)
        self.findings: tuple[Finding, ...] = ()
        self.tried = False
        """Whether everything was tried on what the draft says now."""
        self._before: list[tuple[Draft, int]] = []
        self._after: list[tuple[Draft, int]] = []
        self._typing: object = None
        self._pause, self._rest = QTimer(self), QTimer(self)
        for timer, pause, act in ((self._pause, _PAUSE, self._paused), (self._rest, _REST, self._try)):
            timer.setSingleShot(True)
            timer.setInterval(pause)
            timer.timeout.connect(act)
        self._look()

    # What is at hand

    @property
    def part(self) -> Part | None:
        """Give the part at hand; None where the file has none."""
        return self.draft.parts[self.at] if self.at < len(self.draft.parts) else None

    @property
    def place(self) -> str:
        """Name the part at hand as the loader does."""
        return self.draft.places[self.at] if self.part else ""

    @property
    def grave(self) -> int:
        """Count what keeps the file from being used, as far as it is known."""
        return sum(one.grave for one in self.findings)

    def waits(self, place: str) -> bool:
        """Say whether the criterion at a place has no rule yet."""
        there = zip(self.draft.places, self.draft.parts, strict=True)
        return any(one == place and part.waits for one, part in there)

    @property
    def waiting(self) -> int:
        """Count the criteria without a rule."""
        return sum(part.waits for part in self.draft.parts)

    def choose(self, at: int) -> None:
        """Take another part in hand."""
        if at != self.at and 0 <= at < len(self.draft.parts):
            self.at, self._typing = at, None
            self.rebuilt.emit()

    # Changing it

    def change(self, data: Mapping[str, Any], key: object, *, rebuild: bool = False) -> None:
        """Write other content into the part at hand; what is typed into one key is one step."""
        typing = (self.at, key)
        self._step(self.draft.changed(self.at, data), self.at, typing=None if rebuild else typing)
        if rebuild:
            self.rebuilt.emit()

    def rename(self, name: str) -> bool:
        """Give the field at hand another name, wherever the file speaks of it; False where it can't have that one."""
        part = self.part
        if part is None or name == part.name:
            return part is not None
        good = _NAME.fullmatch(name) and name not in (*RESERVED, TODAY, *self._names())
        if good:
            self._step(self.draft.renamed(self.at, name), self.at, typing=(self.at, "name"))
        return bool(good)

    def rename_answer(self, table: str, former: str, name: str) -> bool:
        """Give an answer of the field at hand another name, wherever the file speaks of it; False where it can't be."""
        listed = self.part.data.get(table) if self.part is not None else None
        good = isinstance(listed, dict) and former in listed and name not in listed and _NAME.fullmatch(name)
        if good:
            self._go(self.draft.answer_renamed(self.at, table, former, name), self.at)
        return bool(good)

    def add(self, kind: Kind, area: Area = "") -> None:
        """Begin another part, behind the one at hand where it is of the same kind; of some there is one alone."""
        part = self.part
        there = {one.sort: at for at, one in enumerate(self.draft.parts)}
        if kind in ("follow_up", "graded") and (area, kind) in there:
            self.choose(there[area, kind])
            return
        after = self.at if part is not None and part.sort == (area, kind) else None
        draft = self.draft
        if area and kind != "follow_up" and (area, "follow_up") not in there:
            draft, _ = draft.added(new_part("follow_up", {}, area=area))
        self._go(*draft.added(self._new(kind, area), after))

    def remove(self) -> None:
        """Take the part at hand out; it can be taken back."""
        if self.part is not None:
            self._go(self.draft.removed(self.at), max(self.at - 1, 0))

    def move(self, step: Literal[-1, 1]) -> None:
        """Let the part at hand change places with its neighbour of the same kind."""
        if self.part is not None:
            self._go(*self.draft.moved(self.at, step))

    @Slot()
    def undo(self) -> None:
        """Take the last step back."""
        self._back(self._before, self._after)

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back."""
        self._back(self._after, self._before)

    @property
    def can_undo(self) -> bool:
        """Say whether there is a step to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Say whether a step was taken back."""
        return bool(self._after)

    def _names(self) -> set[str]:
        return {one.name for one in self.draft.parts if one.kind == "field"}

    def _new(self, kind: Kind, area: Area) -> Part:
        if kind == "field":
            names = (f"field_{number}" for number in range(1, 10_000))
            return new_part(kind, {}, next(one for one in names if one not in self._names()), area)
        if kind not in (*JUDGED, "measure"):
            return new_part(kind, {}, area=area)
        part = self.part
        way = part.data.get("kind") if part is not None and part.kind == kind else None
        letter = _LETTERS.get(str(way or kind), "I")
        taken = {str(one.data.get("id")) for one in self.draft.parts}
        label = next(one for one in (f"{letter}{number}" for number in range(1, 10_000)) if one not in taken)
        given = {} if kind == "measure" else {"kind": way or _FIRST_WAY[kind]}
        return new_part(kind, {"id": label} | given, area=area)

    def _back(self, from_: list[tuple[Draft, int]], to: list[tuple[Draft, int]]) -> None:
        if from_:
            to.append((self.draft, self.at))
            self.draft, self.at = from_.pop()
            self._typing = None
            self._tell()
            self.rebuilt.emit()

    def _go(self, draft: Draft, at: int) -> None:
        self._step(draft, at, typing=None)
        self.rebuilt.emit()

    def _step(self, draft: Draft, at: int, typing: object) -> None:
        if draft is self.draft:
            return
        if typing is None or typing != self._typing:
            self._before = [*self._before[-_MOST_STEPS:], (self.draft, self.at)]
        self._after.clear()
        self.draft, self.at, self._typing = draft, at, typing
        self._tell()

    def _tell(self) -> None:
        self.tried = False
        self.keeping.draft = self.draft
        self._pause.start()
        self._rest.start()
        self.changed.emit()

    # Keeping it, and looking at it

    @Slot(object)
    def _put_back(self, draft: Draft) -> None:
        self._go(draft, max(min(self.at, len(draft.parts) - 1), 0))

    @Slot()
    def _paused(self) -> None:
        self.keeping.keep()
        self._look()

    def _look(self) -> None:
        draft = self.draft
        self._tasks.run(partial(glance, draft.text, draft.places), partial(self._seen, draft), _told, Lane.LIST)
        self._rest.start()

    def _seen(self, draft: Draft, seen: Glance) -> None:
        if isValid(self) and draft is self.draft:
            self.glance, self.findings = seen, seen.findings
            self.looked.emit()

    @Slot()
    def _try(self) -> None:
        draft = self.draft
        self._tasks.run(partial(findings, draft.text, draft.places), partial(self._all_seen, draft), _told, Lane.CHECK)

    def _all_seen(self, draft: Draft, found: tuple[Finding, ...]) -> None:
        if isValid(self) and draft is self.draft:
            self.findings, self.tried = found, True
            self.looked.emit()


def _told(error: EligoError) -> None:
    """Pass over what a look can't fail with: it tells all that is wrong as findings."""
    raise error
