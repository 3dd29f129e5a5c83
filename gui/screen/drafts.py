"""Forms that were begun and not saved: kept in the encrypted store, nowhere else."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from gui.screen.windows import this_window
from gui.tasks import Lane
from screening.errors import EligoError
from screening.service import Site

if TYPE_CHECKING:
    from screening.service.intake import Reckoning

_T = TypeVar("_T")
_FORM = 1


class Worker(Protocol):
    """Whoever does the book's work one after the other; `gui.tasks.Tasks` in the program."""

    def run(
        self,
        op: Callable[[], _T],
        done: Callable[[_T], None],
        failed: Callable[[EligoError], None],
        lane: Lane = Lane.BOOK,
    ) -> None:
        """Do `op` elsewhere and bring its result, or its error, back to the window's thread."""


def fresh_id() -> str:
    """Give the id of a new form."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Draft:
    """One unsaved form: what it says, what was begun in it, whose it is, and the day it speaks of.

    `on` is ISO text, None for whatever day is today; `former` the entry it continues; `person` who comes back;
    `others` are the ids of people who were said to be someone else; `imports` from which files answers were taken;
    `window` is the one that kept it last.
    """

    id: str = field(default_factory=fresh_id)
    history: Mapping[str, Any] = field(default_factory=dict)
    unfinished: Mapping[str, Any] = field(default_factory=dict)
    former: int | None = None
    person: str | None = None
    number: str | None = None
    earlier: str | None = None
    on: str | None = None
    others: tuple[str, ...] = ()
    imports: "tuple[Reckoning, ...]" = ()
    parked: bool = False
    window: str = ""
    kept_at: str = ""

    def __repr__(self) -> str:
        return f"Draft(id={self.id!r})"

    @property
    def name(self) -> str:
        """Give the person's name, or the hospital number, or nothing."""
        subject = self.history.get("subject") or {}
        return str(subject.get("name") or subject.get("hospital_number") or "")

    @property
    def day(self) -> date | None:
        """Give the day the form speaks of, None for today."""
        return date.fromisoformat(self.on) if self.on else None

    def content(self) -> str:
        """Write the draft as JSON text."""
        kept = {key: part for key, part in asdict(self).items() if key not in ("id", "kept_at")}
        return json.dumps({"form": _FORM, **kept}, ensure_ascii=False, default=str)


def read_draft(id: str, content: str, kept_at: str) -> Draft | None:
    """Read a draft's content; None for what another version of the program wrote."""
    try:
        said = json.loads(content)
    except ValueError:
        return None
    if not isinstance(said, dict) or said.pop("form", None) != _FORM:
        return None
    from screening.service.intake import reckonings_in

    try:
        imports = reckonings_in(said.pop("imports", []))
        draft = Draft(id=id, kept_at=kept_at, imports=imports, **said)
        if draft.on:
            date.fromisoformat(draft.on)
    except (TypeError, ValueError):
        return None
    return replace(draft, others=tuple(draft.others))


class Drafts:
    """The drafts of the study at hand. Keeping one is the worker's; parking and dropping are done at once."""

    def __init__(self, site: Site, worker: Worker, failed: Callable[[EligoError], None]) -> None:
        self._site = site
        self._worker = worker
        self._failed = failed
        self._lock = Lock()
        # A task that waited while its draft was dropped, or kept anew, must not bring the old one back.
        self._wanted: dict[str, Draft] = {}
        self._windows = this_window()
        self._kept = {one.id: one for one in self._stored()}

    def all(self) -> list[Draft]:
        """List the drafts, the one touched last first."""
        return sorted(self._kept.values(), key=lambda one: one.kept_at, reverse=True)

    def besides(self, id: str) -> list[Draft]:
        """List the drafts but one, and but those that another window has open."""
        return [one for one in self.all() if one.id != id and not self.is_open_elsewhere(one.id)]

    def is_open_elsewhere(self, id: str) -> bool:
        """Answer whether another window that runs now has a draft open; a parked one is open nowhere."""
        one = self._kept.get(id)
        return one is not None and not one.parked and self._windows.is_open_elsewhere(one.window)

    def has(self, id: str) -> bool:
        """Say whether a draft is kept under an id."""
        return id in self._kept

    def keep(self, draft: Draft) -> None:
        """Let the worker keep a draft, in place of what was kept under its id."""
        wanted = self._want(draft)
        self._worker.run(lambda: self._put(wanted), _nothing, self._failed)

    def keep_now(self, draft: Draft) -> None:
        """Keep a draft before anything else happens; StoreError where the store refuses."""
        self._put(self._want(draft))

    def drop(self, id: str) -> None:
        """Drop a draft for good, if it is there."""
        self._kept.pop(id, None)
        with self._lock:
            self._wanted.pop(id, None)
            self._site.unsaved.delete(id)

    def _put(self, draft: Draft) -> None:
        with self._lock:
            if self._wanted.get(draft.id) is draft:
                self._site.unsaved.put(draft.id, self._site.study, draft.content())

    def _want(self, draft: Draft) -> Draft:
        """Note as the one to be kept what this window holds now."""
        wanted = replace(draft, window=self._windows.own)
        self._wanted[draft.id] = wanted
        self._remember(wanted)
        return wanted

    def _remember(self, draft: Draft) -> None:
        self._kept[draft.id] = replace(draft, kept_at=datetime.now().astimezone().isoformat())

    def _stored(self) -> list[Draft]:
        stored = self._site.unsaved.list(self._site.study)
        read = [read_draft(one.id, one.content, _local(one.updated_at)) for one in stored]
        return [one for one in read if one is not None]


def _local(at: str) -> str:
    """Give a UTC time as the site's local one."""
    return datetime.fromisoformat(at).astimezone().isoformat()


def _nothing(_result: object) -> None:
    pass
