"""A copy about to leave: counted, looked through for what may not be in it, noted in the book, sealed."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, overload

from screening.log import Counts, Exported, PersonIdentified, WhyIdentified
from screening.service.exporting.leaks import Identifiers, refuse_leaks
from screening.service.leaving import Fill, leave
from screening.service.packing import INSIDE, Packing
from screening.service.site import Site
from screening.wording import Words, unusable

_T = TypeVar("_T")
_STEP, _FEW = 512, 32

Watch = Callable[[int], None]
"""Told from time to time how many rows were written; StoppedError from it ends the copy, and leaves nothing."""


class Copy:
    """One copy of something in the book, and what the book will say of it."""

    def __init__(
        self,
        site: Site,
        words: Words,
        *,
        view: str,
        format: str,
        privacy: str,
        reason: WhyIdentified | None = None,
        template: str | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._site, self._privacy, self._watch = site, privacy, watch
        self._said: dict[str, Any] = {
            "view": view,
            "format": format,
            "privacy": privacy,
            "language": words.language,
            "reason": reason,
            "template": template,
        }
        self.rows = 0
        self.files: list[dict[str, object]] = []
        """Of a copy of several files: each one's name, size and SHA-256."""

    def counted(self, rows: Iterable[_T]) -> Iterator[_T]:
        """Count rows as they are written."""
        for row in rows:
            self.rows += 1
            if self._watch is not None and self.rows % _STEP == 0:
                self._watch(self.rows)
            yield row

    def each(self, people: Iterable[_T]) -> Iterator[_T]:
        """Count people as they are gathered: each takes as long as many rows."""
        for one in people:
            self.rows += 1
            self._look_up()
            yield one

    def heard(self, gathered: Sequence[_T]) -> Sequence[_T]:
        """Give what was gathered so that whoever goes through it can be stopped."""
        return _Heard(gathered, self._look_up)

    def pack(self, file: BinaryIO, files: Iterable[tuple[str, bytes]]) -> None:
        """Write several files as one package, with a manifest of its own in it."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packing = Packing(packed)
            for name, content in files:
                packing.put(name, [content])
            self.files = list(packing.files)
            packing.put(INSIDE, [self._site.manifest({"eligo": "package", **self._about(), **self._said})])

    def leave(self, path: Path, fill: Fill) -> Exported:
        """Write it to a file, its manifest beside it, and note it in the book; StoreError where it names anybody."""
        noted: list[Exported] = []
        looked_for: list[Identifiers] = []

        def check(copy: Path) -> None:
            self._look_up()
            if self._privacy != "identified":
                looked_for.append(identifiers(self._site, alone=self._privacy == "deidentified", pause=self._look_up))
                refuse_leaks(copy, path.name, looked_for[0], self._look_up)
            self._look_up()

        def note(sha256: str) -> bytes:
            event = Exported(rows=self.rows, sha256=sha256, **self._said)
            noted.append(event)
            said: dict[str, object] = {"file": path.name, **self._about(), **event.model_dump()}
            if looked_for:
                said["looked_for"] = asdict(looked_for[0].searched)
            if looked_for and looked_for[0].stand_in(repr(said)):
                raise unusable("leaving.leak")
            return self._site.manifest({**said, "entry": self._site.note(event).seq})

        leave(path, self._site.folder, fill, note, identified=self._privacy == "identified", check=check)
        return noted[-1]

    def _look_up(self) -> None:
        """Let whoever watches the copy stop it here."""
        if self._watch is not None:
            self._watch(self.rows)

    @cached_property
    def _counts(self) -> Counts:
        """Count once: what stands in a package and what stands beside it say the same."""
        return self._site.outcomes.counts()

    def _about(self) -> dict[str, object]:
        """Say what the copy is of, and its counts; where nothing may lead back to the site, without its name."""
        site, counts = self._site, self._counts
        return {
            "study": site.protocol.id if self._privacy == "deidentified" else site.study,
            **({"files": self.files} if self.files else {}),
            **({"practice": True} if site.practice else {}),
            "counts": {**asdict(counts), "screened": counts.screened, "reconciles": counts.reconciles},
        }


class _Heard(Sequence[_T]):
    """The same things; `pause` is called before every few of them."""

    def __init__(self, things: Sequence[_T], pause: Callable[[], None]) -> None:
        self._things, self._pause = things, pause

    def __len__(self) -> int:
        return len(self._things)

    @overload
    def __getitem__(self, place: int) -> _T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_T]: ...
    def __getitem__(self, place: int | slice) -> _T | Sequence[_T]:
        return self._things[place]

    def __iter__(self) -> Iterator[_T]:
        for place, one in enumerate(self._things):
            if place % _FEW == 0:
                self._pause()
            yield one


def identifiers(site: Site, *, alone: bool, pause: Callable[[], None] | None = None) -> Identifiers:
    """Give every identifier that the store holds; `alone` adds what leads back to people by way of the site.

    `pause` is called after every few of them.
    """
    reader = site.reader
    # Names, hospital numbers and birth dates of everybody, of every study, as they ever were.
    known = _paused(reader.sealed_words((PersonIdentified.kind,)), pause)
    if alone:
        numbers = reader.rows("SELECT number, subject_number FROM log_case")
        return Identifiers([*known, *(one for row in numbers for one in row if one), site.code])
    actors = (actor for (actor,) in reader.rows("SELECT DISTINCT actor FROM log_case"))
    own = {*site.trail.names().values(), *actors, site.actor.name, site.code, site.protocol.id}
    return Identifiers(known, own, reader.head().length)


def _paused(texts: Iterable[str], pause: Callable[[], None] | None) -> Iterator[str]:
    for place, text in enumerate(texts):
        if pause is not None and place % _STEP == 0:
            pause()
        yield text
